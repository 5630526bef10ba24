import {
  countPendingChanges,
  type Database,
  findStagedJob,
  type Job,
  listChanges,
  readJob,
  readReleasedGeneration,
} from '#database';
import {
  createDeltaJob,
  createFullJob,
  discardJob,
  dropKept,
  endActiveJob,
  keepGeneration,
  releaseJob,
  rollbackRelease,
} from '#jobs';
import { CostingError } from '#platform';
import { checkGeneration } from '../oracle/check-generation.js';
import { Random } from '../oracle/random.js';
import { Writer } from './writer.js';

const WRITERS = 8;
const DAYS = ['2026-05-31', '2026-06-30', '2026-07-05'];

export interface History {
  /** What was done, for whoever has to find out what went wrong. */
  readonly steps: readonly string[];
  /** Empty: at rest every summary is what the catalogue gives, and no change is pending. */
  readonly faults: readonly string[];
}

/** What a history needs of its surroundings. */
export interface HistoryStage {
  readonly database: Database;
  /** Resolves when a job, on which workers are at work, has ended. */
  ended(job: Job): Promise<Job>;
}

/**
 * Runs one random history: writers whose transactions overlap jobs and each other, deltas of all kinds, full jobs, staged
 * ones, releases, rollbacks, cancelled deltas; then, at rest, a last delta, and the check of everything that is stored.
 */
export async function runHistory(stage: HistoryStage, seed: number, length: number): Promise<History> {
  const random = new Random(seed);
  const steps: string[] = [];
  const clients = await Promise.all(
    Array.from({ length: WRITERS }, (_, n) => stage.database.connect(`costing writer ${n}`)),
  );
  try {
    const writers = clients.map(
      (client, n) => new Writer(client, random, (what) => steps.push(`writer ${n}: ${what}`)),
    );
    const actor = new Actor(stage, random, writers, steps);
    for (let n = 0; n < length; n++) await actor.step();
    for (const writer of writers) await writer.end(random.chance(0.8) ? 'COMMIT' : 'ROLLBACK');
    await actor.rest();
    return { steps, faults: await faultsAtRest(stage.database) };
  } finally {
    for (const client of clients) await client.end();
  }
}

async function faultsAtRest(database: Database): Promise<string[]> {
  const { count } = await countPendingChanges(database.pool);
  const { faults } = await checkGeneration(database, { share: 1, seed: 1 });
  return [...(count > 0 ? [`${count} changes are pending at rest`] : []), ...faults];
}

class Actor {
  constructor(
    private readonly stage: HistoryStage,
    private readonly random: Random,
    private readonly writers: readonly Writer[],
    private readonly steps: string[],
  ) {}

  async step(): Promise<void> {
    const { random } = this;
    await random.weighted<() => Promise<unknown>>([
      [30, () => random.pick(this.writers).step()],
      [6, () => this.delta()],
      [1, () => this.delta({ cancel: true })],
      [3, () => this.delta({ chosen: true })],
      [1, () => this.delta({ retriesFailed: true })],
      [0.7, () => this.full(true)],
      [1.2, () => this.full(false)],
      [3, () => this.releaseStaged()],
      [0.3, () => this.discardStaged()],
      [2, () => this.rollBack()],
      [0.2, () => this.keepOrDrop()],
    ])();
  }

  /** The last delta, and another one where that was cut in two by a release that waits for a person. */
  async rest(): Promise<void> {
    while (await this.delta({})) this.steps.push('  and again');
  }

  private async delta(options: { cancel?: boolean; chosen?: boolean; retriesFailed?: boolean } = {}): Promise<boolean> {
    const { database } = this.stage;
    const pending = options.chosen ? await listChanges(database.pool, { limit: 50, isPending: true }) : [];
    const changeIds = pending.filter(() => this.random.chance(0.5)).map(({ changeId }) => changeId);
    const job = await createDeltaJob(database, {
      ...this.request(true),
      baseParams: {},
      changeIds: changeIds.length > 0 ? changeIds : null,
      retriesFailed: options.retriesFailed ?? false,
    });
    this.steps.push(
      `delta ${JSON.stringify(options)}: ${job ? `${job.jobNo} ${job.plan} of ${job.total} on ${job.asOf}` : 'nothing'}`,
    );
    if (job) await this.finish(job, options.cancel ?? false);
    return job !== null;
  }

  private async full(release: boolean): Promise<void> {
    const { database } = this.stage;
    const baseParams = this.random.chance(0.3) ? { kwh: this.random.below(5) } : {};
    const job = await createFullJob(database, { ...this.request(release), baseParams });
    this.steps.push(`full ${job.jobNo} on ${job.asOf}, release ${release}, ${JSON.stringify(baseParams)}`);
    await this.finish(job, false);
  }

  private request(release: boolean) {
    const asOf = this.random.pick(DAYS);
    return { asOf, timeZone: 'UTC', release, allowedFailedShare: 1, idempotencyKey: null };
  }

  /** While the job is at work, writers go on. */
  private async finish(job: Job, cancel: boolean): Promise<void> {
    const { database, ended } = this.stage;
    for (let n = this.random.below(4); n > 0; n--) await this.random.pick(this.writers).step();
    if (cancel) await endActiveJob(database, job.jobId, 'CANCELLED', null);
    const { status, processed, error } = await ended(job);
    this.steps.push(`  job ${job.jobNo} ${status}, ${processed} processed`);
    if (status === 'FAILED') throw new Error(`job ${job.jobNo} failed: ${error}\n${this.steps.join('\n')}`);
  }

  private async releaseStaged(): Promise<void> {
    const { database } = this.stage;
    const staged = await findStagedJob(database.pool);
    if (!staged) return;
    await releaseJob(database, staged.jobId, 1, { older: true });
    this.steps.push(`release ${staged.jobNo}`);
  }

  private async discardStaged(): Promise<void> {
    const { database } = this.stage;
    const staged = await findStagedJob(database.pool);
    if (!staged) return;
    await discardJob(database, staged.jobId);
    this.steps.push(`discard ${staged.jobNo}`);
  }

  private async rollBack(): Promise<void> {
    const job = await orNull('NOTHING_TO_ROLL_BACK', rollbackRelease(this.stage.database));
    if (job) this.steps.push(`rollback to ${job.jobNo}`);
  }

  private async keepOrDrop(): Promise<void> {
    const { database } = this.stage;
    const { generation } = await readReleasedGeneration(database.pool);
    const job = generation === null ? null : await readJob(database.pool, { jobNo: generation });
    if (!job) return;
    await (job.keptName === null ? keepGeneration(database, job, `kept ${job.jobNo}`) : dropKept(database, job));
    this.steps.push(`${job.keptName === null ? 'keep' : 'drop'} ${job.jobNo}`);
  }
}

/** Null where it is refused with that code. */
export async function orNull<T>(code: string, result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof CostingError && error.code === code) return null;
    throw error;
  }
}
