import {
  type Database,
  findActiveJob,
  inTransaction,
  isGenerationHeld,
  type Job,
  lockForTransaction,
  lockReleasedGeneration,
  readJob,
  setKeptName,
} from '#database';
import { CostingError } from '#platform';
import { aheadOfWatch } from './ahead-of-watch.js';
import { DROP_LOCK } from './drop-generations.js';
import { isJobNumberOrId } from './find-job.js';
import { jobRunning } from './job-running.js';
import { isMerge } from './merge-delta.js';

const UNIQUE_VIOLATION = '23505';

/**
 * Keeps a job's generation under a name (month-end standard costs) until `dropKept`; no later job writes to it. Throws
 * `GENERATION_NOT_HELD` when it was dropped already, `NAME_TAKEN`, and `JOB_RUNNING` while a delta is merged into it.
 */
export async function keepGeneration(database: Database, job: Job, name: string): Promise<Job> {
  if (!/^[^\p{C}]{1,100}$/u.test(name.trim())) {
    throw new CostingError('INVALID_INPUT', 'The name needs 1 to 100 printable characters.', { httpStatus: 400 });
  }
  if (isJobNumberOrId(name.trim())) {
    const message = `'${name.trim()}' is a number or an id, as jobs have them: the name stands where these do.`;
    throw new CostingError('INVALID_INPUT', message, { httpStatus: 400 });
  }
  try {
    await aheadOfWatch(database, () => keep(database, job, name.trim()));
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new CostingError('NAME_TAKEN', `Another kept job is called '${name.trim()}'.`, { httpStatus: 409 });
  }
  return (await readJob(database.pool, { jobId: job.jobId }))!;
}

function keep(database: Database, job: Job, name: string): Promise<void> {
  return inTransaction(database.pool, async (client) => {
    // Nobody drops generations meanwhile.
    await lockForTransaction(client, DROP_LOCK);
    await lockReleasedGeneration(client, 'FOR UPDATE');
    const active = await findActiveJob(client);
    if (active && isMerge(active) && active.baseGeneration === job.jobNo) {
      throw jobRunning(active, 'is about to change these summaries: keep them when it has ended');
    }
    if (!(await isGenerationHeld(client, job.jobNo))) {
      const message = `The summaries of job ${job.jobNo} are not held any more.`;
      throw new CostingError('GENERATION_NOT_HELD', message, { httpStatus: 409 });
    }
    await setKeptName(client, job.jobId, name);
  });
}

/** Gives up a kept generation's name; `dropUnneededGenerations` then drops it unless it is still needed. */
export async function dropKept(database: Database, job: Job): Promise<Job> {
  if (job.keptName === null) {
    throw new CostingError('NOT_KEPT', `Job ${job.jobNo} is not kept.`, { httpStatus: 409 });
  }
  await inTransaction(database.pool, (client) => setKeptName(client, job.jobId, null));
  return (await readJob(database.pool, { jobId: job.jobId }))!;
}
