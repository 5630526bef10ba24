import { type Database, pruneChanges, pruneFailedVariants } from '#database';
import type { Clock } from '#jobs';
import type { Log } from '#platform';

const EVERY_MS = 3_600_000;

interface PruningParts {
  readonly database: Pick<Database, 'connect'>;
  /** Days that processed changes are kept: CHANGE_RETENTION_DAYS. */
  readonly retentionDays: number;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/**
 * Forgets processed changes after their retention, once an hour. Workers need not agree on who does it: a second DELETE
 * finds nothing, and one that fails is made up for in the next hour.
 */
export class ChangePruning {
  private timer: object | null = null;
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly parts: PruningParts) {}

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
    const { database, retentionDays, log } = this.parts;
    try {
      // Of its own: after a job the worker's loop has dropped what the pool had.
      const client = await database.connect('costing clean-up');
      const count = await pruneChanges(client, retentionDays)
        .then((pruned) => pruneFailedVariants(client, retentionDays).then(() => pruned))
        .finally(() => client.end());
      if (count > 0) log.info(`${count} changes were processed more than ${retentionDays} days ago: forgotten`);
    } catch (error) {
      log.warn(`processed changes could not be forgotten: ${(error as Error).message}`);
    }
  }
}
