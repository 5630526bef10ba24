import {
  type Client,
  type Database,
  dropConnection,
  endWhenIdle,
  type Job,
  type ChangesLook,
  lookForChanges,
  noticeLostClient,
  readJob,
  readWatch,
  tryAdvisoryLock,
  WATCH_LOCK,
} from '#database';
import {
  ALLOWED_FAILED_SHARE,
  announceJob,
  type Clock,
  createDeltaJob,
  LEASE_SECONDS,
  lookBehindRefusal,
  type TaskTransport,
  watchDocument,
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

/** A change that committed late may be older than the newest one: behind a job that could not be released is looked anew. */
const LOOK_BEHIND_EVERY_MS = 5_000;

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
 * Starts a delta whenever changes are pending or another day has begun, one at a time, unless the watch is suspended or
 * an operator waits. Of all workers one watches; its
 * lock ends with its session, so that another one takes over within seconds.
 */
export class DeltaWatch {
  private client: Client | null = null;
  private isWatching = false;
  private timer: object | null = null;
  private stopped = false;
  /** Of the last comparison of what readers see with the catalogue; null: none since the watch began or was resumed. */
  private day: string | null = null;
  private resumedAt: string | null = null;
  private last: Pick<Job, 'jobId'> | null = null;
  /** The newest change that is pending while nothing is tried, and until when. */
  private held: { readonly newest: string | null; readonly until: number } | null = null;
  private holdMs = HOLD_MIN_MS;
  /** What was pending, and on which day, when nothing was found behind a job that could not be released; until when. */
  private behind: { readonly newest: string | null; readonly today: string; readonly until: number } | null = null;
  /** What the log has been told of the state of the watch. */
  private told: string | null = null;

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
    const look = await lookForChanges(client, this.parts.timeZone);
    const { newest, today } = look;
    if (look.resumedAt !== this.resumedAt) this.day = null;
    this.resumedAt = look.resumedAt;
    await this.tell(client, look);
    if (look.isSuspended || look.isYielding || look.isActive) return;
    if (newest === null && (today === this.day || !look.isReleased)) return;
    await this.judgeLast(client, newest);
    if (this.held && this.held.newest === newest && this.parts.clock.now() < this.held.until) return;
    try {
      const allowedFailedShare = await this.allowedShare(look);
      if (allowedFailedShare === null) return;
      const { database, timeZone } = this.parts;
      const job = await createDeltaJob(database, { ...REQUEST, timeZone, allowedFailedShare });
      this.day = today;
      this.last = job;
      if (job?.status === 'PENDING') {
        this.parts.onJob();
        await announceJob(this.parts.database, this.parts.transport);
      }
    } catch (error) {
      if (!(error instanceof CostingError)) throw error;
      // Somebody else's job, or request: when it is through, what is still pending is taken.
      if (error.code !== 'JOB_RUNNING' && error.code !== 'WATCH_WAITS') this.hold(newest, error.message);
    }
  }

  /** What the last delta was about is pending again: it did not come to its end. */
  private async judgeLast(client: Client, newest: string | null): Promise<void> {
    if (!this.last) return;
    const job = await readJob(this.parts.database.pool, { jobId: this.last.jobId });
    this.last = null;
    if (!job || job.status === 'COMPLETED') {
      this.held = null;
      this.holdMs = HOLD_MIN_MS;
      return;
    }
    const { stoppedJobNo, yieldedJobNo } = await readWatch(client);
    if (stoppedJobNo !== job.jobNo && yieldedJobNo !== job.jobNo) {
      this.hold(newest, `delta ${job.jobNo} is ${job.status}: ${job.error ?? ''}`);
    }
  }

  /**
   * Share of failed variants up to which the next delta is released by itself; null: none begins. Behind a job that could
   * not be released only what has changed since is a reason for one. A change that touches a variant that failed in it may
   * have mended the cause, and the usual share holds. One that touches none must not wait for that: the delta leaves the
   * variants that are known to fail as they are, and what fails besides counts.
   */
  private async allowedShare({ stoppedJobNo, newest, today }: ChangesLook): Promise<number | null> {
    if (stoppedJobNo === null) return ALLOWED_FAILED_SHARE;
    const now = this.parts.clock.now();
    if (this.behind?.newest === newest && this.behind.today === today && now < this.behind.until) return null;
    const { database, timeZone } = this.parts;
    const since = await lookBehindRefusal(database, { jobNo: stoppedJobNo, timeZone });
    if (since.kind === 'NOTHING') this.behind = { newest, today, until: now + LOOK_BEHIND_EVERY_MS };
    else this.behind = null;
    if (since.kind === 'NOTHING') return null;
    return since.kind === 'OTHERS' ? Math.min(1, since.knownShare + ALLOWED_FAILED_SHARE) : ALLOWED_FAILED_SHARE;
  }

  /** Says once what the watch waits for, and that it goes on. */
  private async tell(client: Client, { isSuspended, stoppedJobNo }: ChangesLook): Promise<void> {
    const state = `${isSuspended} ${stoppedJobNo}`;
    if (state === this.told) return;
    const { state: name, message } = watchDocument(await readWatch(client));
    if (name === 'SUSPENDED' || name === 'STOPPED') this.parts.log.warn(message);
    else if (this.told !== null) this.parts.log.info(message);
    this.told = state;
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
  requestedBy: 'WATCH',
  idempotencyKey: null,
} as const;
