import {
  type Client,
  type Database,
  dropConnection,
  endWhenIdle,
  type Job,
  lookForChanges,
  noticeLostClient,
  readJob,
  tryAdvisoryLock,
} from '#database';
import {
  ALLOWED_FAILED_SHARE,
  announceJob,
  type Clock,
  createDeltaJob,
  LEASE_SECONDS,
  type TaskTransport,
} from '#jobs';
import { CostingError, type Log } from '#platform';

/**
 * How often is looked for changes: so long one waits at most, and is then taken with all the others. A look is an empty
 * index, 0.1 ms; a NOTIFY by every change would put all writers' commits in one queue.
 */
const LOOK_EVERY_MS = 100;
/** Others watch: whether they still do. */
const STAND_BY_MS = 5_000;
/** A delta that came to nothing is not tried again at once. */
const HOLD_MIN_MS = 1_000;
const HOLD_MAX_MS = 300_000;

/** Held by the one worker that watches. */
const WATCH_LOCK = 'delta-watch';

export interface DeltaWatchParts {
  readonly database: Database;
  readonly transport: TaskTransport;
  readonly timeZone: string | null;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** A job began: its tasks are free. */
  readonly onJob: () => void;
}

/**
 * Starts a delta whenever changes are pending or another day has begun, one at a time. Of all workers one watches; its
 * lock ends with its session, so that another one takes over within seconds.
 */
export class DeltaWatch {
  private client: Client | null = null;
  private isWatching = false;
  private timer: object | null = null;
  private stopped = false;
  private day: string | null = null;
  private last: Pick<Job, 'jobId'> | null = null;
  /** The newest change that is pending while nothing is tried, and until when. */
  private held: { readonly newest: string | null; readonly until: number } | null = null;
  private holdMs = HOLD_MIN_MS;

  constructor(private readonly parts: DeltaWatchParts) {}

  start(): void {
    void this.look().then((delay) => {
      if (!this.stopped) this.timer = this.parts.clock.setTimeout(() => this.start(), delay);
    });
  }

  /** Begins nothing more; another worker may watch. */
  stop(): void {
    this.stopped = true;
    if (this.timer) this.parts.clock.clearTimeout(this.timer);
    this.disconnect();
  }

  /** Gives the time to the next look. */
  private async look(): Promise<number> {
    try {
      this.client ??= await this.connect();
      if (this.stopped) this.disconnect();
      if (!this.client) return STAND_BY_MS;
      this.isWatching ||= await tryAdvisoryLock(this.client, WATCH_LOCK);
      if (!this.isWatching) return STAND_BY_MS;
      await this.lookForWork(this.client);
      return LOOK_EVERY_MS;
    } catch (error) {
      if (this.stopped) return STAND_BY_MS;
      this.parts.log.warn(`changes cannot be watched, trying again: ${(error as Error).message}`);
      this.disconnect();
      return HOLD_MIN_MS;
    }
  }

  private async lookForWork(client: Client): Promise<void> {
    const { newest, today, isActive, isReleased } = await lookForChanges(client, this.parts.timeZone);
    if (isActive || (newest === null && (today === this.day || !isReleased))) return;
    await this.judgeLast(newest);
    if (this.held && this.held.newest === newest && this.parts.clock.now() < this.held.until) return;
    try {
      const job = await createDeltaJob(this.parts.database, { ...REQUEST, timeZone: this.parts.timeZone });
      this.day = today;
      this.last = job;
      if (job?.status === 'PENDING') {
        this.parts.onJob();
        await announceJob(this.parts.database, this.parts.transport);
      }
    } catch (error) {
      if (!(error instanceof CostingError)) throw error;
      // Somebody else's job: when it has ended, what is still pending is taken.
      if (error.code !== 'JOB_RUNNING') this.hold(newest, error.message);
    }
  }

  /** What the last delta was about is pending again: it did not come to its end. */
  private async judgeLast(newest: string | null): Promise<void> {
    if (!this.last) return;
    const job = await readJob(this.parts.database.pool, { jobId: this.last.jobId });
    this.last = null;
    if (job?.status === 'COMPLETED') {
      this.held = null;
      this.holdMs = HOLD_MIN_MS;
    } else if (job) this.hold(newest, `delta ${job.jobNo} is ${job.status}: ${job.error ?? ''}`);
  }

  private hold(newest: string | null, why: string): void {
    this.parts.log.warn(`${why}; the next delta begins after another change, or in ${this.holdMs / 1000} s`);
    this.held = { newest, until: this.parts.clock.now() + this.holdMs };
    this.holdMs = Math.min(this.holdMs * 2, HOLD_MAX_MS);
  }

  private async connect(): Promise<Client> {
    const client = await this.parts.database.connect('costing delta watch', { query_timeout: LEASE_SECONDS * 1000 });
    await noticeLostClient(client);
    // Frozen, this worker would be the one that watches for ever.
    await endWhenIdle(client, LEASE_SECONDS);
    return client;
  }

  private disconnect(): void {
    if (this.client) dropConnection(this.client);
    this.client = null;
    this.isWatching = false;
  }
}

const REQUEST = {
  asOf: null,
  baseParams: {},
  changeIds: null,
  retriesFailed: false,
  release: true,
  allowedFailedShare: ALLOWED_FAILED_SHARE,
  idempotencyKey: null,
} as const;
