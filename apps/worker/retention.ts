import { type Client, type Database, leads, pruneAudit, pruneChanges, pruneErrors, pruneJobs } from '#database';
import type { Clock } from '#jobs';
import type { Config, Log } from '#platform';

const EVERY_MS = 3_600_000;

interface RetentionParts {
  readonly database: Pick<Database, 'connect'>;
  /** The owner's, who alone may delete entries of the audit. */
  readonly connectOwner: (applicationName: string) => Promise<Client>;
  readonly worker: string;
  readonly days: Config['retentionDays'];
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Forgets what is older than its retention: changes, errors, jobs, the audit. Once an hour, by the worker that leads; what
 * fails is made up for in the next hour. Never what a state needs that readers see, may be shown again, or is kept.
 */
export class Retention {
  private timer: object | null = null;
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly parts: RetentionParts) {}

  start(): void {
    if (this.stopped) return;
    this.running = this.prune().finally(() => {
      if (!this.stopped) this.timer = this.parts.clock.setTimeout(() => this.start(), EVERY_MS);
    });
  }

  /** Resolves when nothing of it is at work. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) this.parts.clock.clearTimeout(this.timer);
    await this.running;
  }

  private async prune(): Promise<void> {
    const { database, connectOwner, worker, days, log } = this.parts;
    try {
      // A connection of its own: after a job the worker's loop has dropped what the pool had.
      await withClient(database.connect('costing clean-up'), async (client) => {
        if (!(await leads(client, worker))) return;
        // Jobs last: the changes that name one go before it.
        await this.pruneOne('processed changes', days.changes, (retention) => pruneChanges(client, retention));
        if (days.errors !== null) {
          await this.pruneOne('errors of jobs', days.errors, (retention) => pruneErrors(client, retention));
        }
        if (days.jobs !== null) await this.pruneOne('jobs', days.jobs, (retention) => pruneJobs(client, retention));
        if (days.audit === null) return;
        await this.pruneOne('entries of the audit', days.audit, (retention) =>
          withClient(connectOwner('costing clean-up'), (owner) => pruneAudit(owner, retention)),
        );
      });
    } catch (error) {
      log.warn(`nothing could be forgotten: ${(error as Error).message}`);
    }
  }

  /** What one kind cannot be forgotten for is no reason to keep the others. */
  private async pruneOne(what: string, days: number, prune: (days: number) => Promise<number>): Promise<void> {
    const { log } = this.parts;
    try {
      const count = await prune(days);
      if (count > 0) log.info({ forgotten: count }, `${what} older than ${days} days are forgotten: ${count}`);
    } catch (error) {
      log.warn(`${what} could not be forgotten: ${(error as Error).message}`);
    }
  }
}

async function withClient<T>(connecting: Promise<Client>, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connecting;
  return work(client).finally(() => client.end());
}
