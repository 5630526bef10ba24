import {
  bringGenerationBack,
  cancelDetachments,
  type ClientBase,
  type Database,
  findActiveJob,
  inTransaction,
  generationExists,
  isGenerationHeld,
  isGenerationInView,
  type Job,
  lockForTransaction,
  lockReleasedGeneration,
  markJobRolledBack,
  notify,
  pointToPrevious,
  readJob,
  readToday,
  settleChanges,
  suspendWatch,
  useSynchronousCommit,
} from '#database';
import type { JobNo } from '#costing';
import { CostingError } from '#platform';
import { aheadOfWatch } from './ahead-of-watch.js';
import { DROP_LOCK, finishMove } from './drop-generations.js';
import { lockEndedJob } from './end-job.js';
import { release, releaseRefusal, showsNothing, waitForEarlierReaders } from './finish-job.js';
import { jobRunning } from './job-running.js';
import { JOBS_CHANNEL } from './leases.js';
import { assertNotSuperseded } from './superseded.js';

export interface ReleaseOptions {
  /** Although readers see a later result. */
  readonly older?: boolean;
  /** `TIME_ZONE`, for the mill's day: of another date the release suspends the watch. null: see `readMillDay`. */
  readonly timeZone?: string | null;
}

interface ReleasedJob {
  readonly jobId: string;
  readonly allowedFailedShare: number;
}

/**
 * Shows readers the result of a job: of a staged one, or of one that was shown before and whose summaries are still held
 * (kept under a name, or the generation before). Throws `UNKNOWN_JOB`, `NOT_STAGED`, `JOB_RUNNING`, `NOTHING_TO_SHOW`
 * when not one variant has figures, `TOO_MANY_FAILED` above the allowed share, and, unless `older`, `SUPERSEDED` when
 * readers see a later result. Of another date than today, with own values, or older, it suspends the watch.
 */
export async function releaseJob(
  database: Database,
  jobId: string,
  allowedFailedShare: number,
  { older = false, timeZone = null }: ReleaseOptions = {},
): Promise<Job> {
  const releaseOnce = (): Promise<boolean> =>
    aheadOfWatch(database, () => releaseInView(database, { jobId, allowedFailedShare, older, timeZone }));
  for (let attempt = 1; !(await releaseOnce()); attempt++) {
    if (attempt === ATTEMPTS_MAX) throw new Error(`the summaries of job ${jobId} were set aside ${attempt} times`);
  }
  return (await readJob(database.pool, { jobId }))!;
}

/** Each further attempt means that a clean-up came between bringing the summaries back and showing them. */
const ATTEMPTS_MAX = 5;

/** False: the summaries of a kept job have been set aside again, before readers were led to them. */
async function releaseInView(
  database: Database,
  { jobId, allowedFailedShare, older, timeZone }: Required<ReleaseOptions> & ReleasedJob,
): Promise<boolean> {
  const kept = await readJob(database.pool, { jobId });
  if (kept?.status === 'COMPLETED' && kept.keptName !== null) await finishMove(database, kept.jobNo);
  await bringKeptBack(database, jobId);
  return inTransaction(database.pool, async (client) => {
    // Nobody drops the summaries of a job that is COMPLETED meanwhile; those of a staged one are not dropped.
    const isCompleted = (await readJob(client, { jobId }))?.status === 'COMPLETED';
    if (isCompleted) await lockForTransaction(client, DROP_LOCK);
    const job = await lockEndedJob(client, jobId, isCompleted ? ['STAGED', 'COMPLETED'] : ['STAGED']);
    // Nobody begins a job meanwhile.
    await lockReleasedGeneration(client, 'FOR UPDATE');
    if (job.status === 'COMPLETED') {
      await assertCanBeShownAgain(client, job);
      if (!(await isGenerationInView(client, job.jobNo))) return false;
    }
    // A job in work carries figures of failed variants over from the generation that was released when it began.
    await assertNoActiveJob(client, `release job ${job.jobNo} when it has ended`);
    const refusal = releaseRefusal(job, allowedFailedShare);
    if (refusal) {
      throw new CostingError(showsNothing(job) ? 'NOTHING_TO_SHOW' : 'TOO_MANY_FAILED', refusal, { httpStatus: 409 });
    }
    const isOlder = await assertNotSuperseded(client, job, older);
    await useSynchronousCommit(client, 'on');
    await release(client, job, { today: await readToday(client, timeZone), isOlder });
    await notify(client, JOBS_CHANNEL, jobId);
    return true;
  });
}

/** Attached in a transaction of its own before the pointer moves, as the summaries of a new job are. */
async function bringKeptBack(database: Database, jobId: string): Promise<void> {
  const isBrought = await inTransaction(database.pool, async (client) => {
    await lockForTransaction(client, DROP_LOCK);
    const job = await readJob(client, { jobId });
    if (job?.status !== 'COMPLETED' || job.keptName === null || !(await generationExists(client, job.jobNo))) {
      return false;
    }
    if (await isGenerationInView(client, job.jobNo)) return false;
    await cancelDetachments(client);
    await bringGenerationBack(client, job.jobNo);
    return true;
  });
  if (isBrought) await waitForEarlierReaders(database);
}

async function assertCanBeShownAgain(client: ClientBase, job: Job): Promise<void> {
  const { jobNo, isReleased } = job;
  const refuse = (message: string): never => {
    throw new CostingError('NOT_STAGED', message, { httpStatus: 409 });
  };
  if (isReleased) refuse(`Readers see the result of job ${jobNo} already.`);
  if (await isGenerationHeld(client, jobNo)) return;
  refuse(`The summaries of job ${jobNo} are not held: only a staged or kept job, or the one before, can be released.`);
}

/**
 * Shows readers the generation before the released one again: a pointer moves, nothing is computed. The job that they
 * leave is STAGED again, and the watch is suspended: `releaseJob` shows it, `discardJob` gives it up, and a second rollback does not go forward to it.
 * `released`: only if readers see this job's summaries, so that nobody undoes a release that he does not know of. Throws
 * `NOT_RELEASED`, `NOTHING_TO_ROLL_BACK` or `JOB_RUNNING`.
 */
export async function rollbackRelease(database: Database, released: Job | null = null): Promise<Job> {
  const jobNo = await aheadOfWatch(database, () => rollback(database, released));
  return (await readJob(database.pool, { jobNo }))!;
}

function rollback(database: Database, released: Job | null): Promise<JobNo> {
  return inTransaction(database.pool, async (client) => {
    await useSynchronousCommit(client, 'on');
    // Nobody begins a job meanwhile.
    const { generation, previousGeneration } = await lockReleasedGeneration(client, 'FOR UPDATE');
    if (released && released.jobNo !== generation) {
      const shown = generation === null ? 'none' : `job ${generation}`;
      const message = `Readers see the summaries of ${shown}, not those of job ${released.jobNo}: nothing to roll back.`;
      throw new CostingError('NOT_RELEASED', message, { httpStatus: 409, details: { released_job_no: generation } });
    }
    if (generation === null || previousGeneration === null || !(await isGenerationHeld(client, previousGeneration))) {
      const shown = generation === null ? 'Readers see no job yet.' : `Readers see job ${generation}.`;
      const message = `${shown} No earlier summaries are held to go back to; \`release\` shows a staged or kept job.`;
      throw new CostingError('NOTHING_TO_ROLL_BACK', message, { httpStatus: 409 });
    }
    await assertNoActiveJob(client, 'roll back when it has ended');
    await pointToPrevious(client);
    await markJobRolledBack(client, generation);
    await settleChanges(client, previousGeneration);
    await suspendWatch(client, 'ROLLBACK', previousGeneration);
    await notify(client, JOBS_CHANNEL, String(previousGeneration));
    return previousGeneration;
  });
}

async function assertNoActiveJob(client: ClientBase, advice: string): Promise<void> {
  const active = await findActiveJob(client);
  if (active) throw jobRunning(active, `is running: ${advice}`);
}
