import {
  type Database,
  findActiveJob,
  inTransaction,
  isGenerationHeld,
  type Job,
  lockForTransaction,
  lockReleasedGeneration,
  notify,
  pointToGeneration,
  readJob,
  setKeptName,
  settleChanges,
  useSynchronousCommit,
} from '#database';
import { CostingError } from '#platform';
import { DROP_LOCK } from './drop-generations.js';
import { JOBS_CHANNEL } from './leases.js';
import { isMerge } from './merge-delta.js';

const UNIQUE_VIOLATION = '23505';

/**
 * Shows readers the generation before the released one again: a pointer moves, nothing is computed. The generation that
 * they leave stays, so a second rollback undoes the first. `released`: only if readers see this job's summaries, so that
 * nobody undoes a release that he does not know of. Throws `NOT_RELEASED`, `NOTHING_TO_ROLL_BACK` or `JOB_RUNNING`.
 */
export async function rollbackRelease(database: Database, released: Job | null = null): Promise<Job> {
  const jobNo = await inTransaction(database.pool, async (client) => {
    await useSynchronousCommit(client, 'on');
    // Nobody begins a job meanwhile.
    const { generation, previousGeneration } = await lockReleasedGeneration(client, 'FOR UPDATE');
    if (released && released.jobNo !== generation) {
      const shown = generation === null ? 'none' : `job ${generation}`;
      const message = `Readers see the summaries of ${shown}, not those of job ${released.jobNo}: nothing to roll back.`;
      throw new CostingError('NOT_RELEASED', message, { httpStatus: 409, details: { released_job_no: generation } });
    }
    if (previousGeneration === null || !(await isGenerationHeld(client, previousGeneration))) {
      throw new CostingError('NOTHING_TO_ROLL_BACK', 'There is no generation before the released one.', {
        httpStatus: 409,
      });
    }
    const active = await findActiveJob(client);
    if (active) {
      throw new CostingError('JOB_RUNNING', `Job ${active.jobNo} is running: roll back when it has ended.`, {
        httpStatus: 409,
        details: { running_job_id: active.jobId },
      });
    }
    await pointToGeneration(client, previousGeneration);
    await settleChanges(client, previousGeneration);
    await notify(client, JOBS_CHANNEL, String(previousGeneration));
    return previousGeneration;
  });
  return (await readJob(database.pool, { jobNo }))!;
}

/**
 * Keeps a job's generation under a name (month-end standard costs) until `dropKept`; no later job writes to it. Throws
 * `GENERATION_NOT_HELD` when it was dropped already, `NAME_TAKEN`, and `JOB_RUNNING` while a delta is merged into it.
 */
export async function keepGeneration(database: Database, job: Job, name: string): Promise<Job> {
  if (!/^[^\p{C}]{1,100}$/u.test(name.trim())) {
    throw new CostingError('INVALID_INPUT', 'The name needs 1 to 100 printable characters.', { httpStatus: 400 });
  }
  try {
    await inTransaction(database.pool, async (client) => {
      // Nobody drops generations meanwhile.
      await lockForTransaction(client, DROP_LOCK);
      await lockReleasedGeneration(client, 'FOR UPDATE');
      const active = await findActiveJob(client);
      if (active && isMerge(active) && active.baseGeneration === job.jobNo) {
        const message = `Job ${active.jobNo} is about to change these summaries: keep them when it has ended.`;
        throw new CostingError('JOB_RUNNING', message, { httpStatus: 409, details: { running_job_id: active.jobId } });
      }
      if (!(await isGenerationHeld(client, job.jobNo))) {
        throw new CostingError('GENERATION_NOT_HELD', `The summaries of job ${job.jobNo} are not held any more.`, {
          httpStatus: 409,
        });
      }
      await setKeptName(client, job.jobId, name.trim());
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new CostingError('NAME_TAKEN', `Another kept job is called '${name.trim()}'.`, { httpStatus: 409 });
  }
  return (await readJob(database.pool, { jobId: job.jobId }))!;
}

/** Gives up a kept generation's name; `dropUnneededGenerations` then drops it unless it is still needed. */
export async function dropKept(database: Database, job: Job): Promise<Job> {
  if (job.keptName === null) {
    throw new CostingError('NOT_KEPT', `Job ${job.jobNo} is not kept.`, { httpStatus: 409 });
  }
  await inTransaction(database.pool, (client) => setKeptName(client, job.jobId, null));
  return (await readJob(database.pool, { jobId: job.jobId }))!;
}
