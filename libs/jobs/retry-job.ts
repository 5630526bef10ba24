import {
  type Database,
  findActiveJob,
  generationExists,
  inTransaction,
  type IdempotentRequest,
  type Job,
  lockJob,
  markJobRetried,
  notify,
  readJob,
  reopenTasks,
} from '#database';
import { CostingError } from '#platform';
import { aheadOfWatch } from './ahead-of-watch.js';
import { earlierAnswer, rememberAnswer } from './idempotency.js';
import { jobRunning } from './job-running.js';
import { JOBS_CHANNEL } from './leases.js';
import { isMerge } from './merge-delta.js';
import { assertMayBeRetried } from './superseded.js';

const UNIQUE_VIOLATION = '23505';

/**
 * Takes a failed job up again, with the prices and formulas that it began with: what is done stays done, the other tasks
 * begin anew. Throws `UNKNOWN_JOB`, `NOT_FAILED`, `NOT_HELD` when what it had done is dropped, `SUPERSEDED` when readers see
 * a later job's result, which it would replace, and `JOB_RUNNING`. The
 * same request again gives the same job. `command`: the session name of the command that waits for the end.
 */
export function retryJob(
  database: Database,
  jobId: string,
  {
    request = null,
    command = null,
  }: { readonly request?: IdempotentRequest | null; readonly command?: string | null } = {},
): Promise<Job> {
  return aheadOfWatch(database, () => retry(database, { jobId, request, command }));
}

async function retry(
  database: Database,
  { jobId, request, command }: { jobId: string; request: IdempotentRequest | null; command: string | null },
): Promise<Job> {
  const earlier = await earlierAnswer(database, request);
  if (earlier?.job) return earlier.job;
  try {
    await inTransaction(database.pool, async (client) => {
      const status = await lockJob(client, jobId);
      const job = await readJob(client, { jobId });
      if (!job) throw new CostingError('UNKNOWN_JOB', `There is no job ${jobId}.`, { httpStatus: 404 });
      if (status !== 'FAILED') {
        const message = `Job ${job.jobNo} is ${status}: only a FAILED job can be taken up again.`;
        throw new CostingError('NOT_FAILED', message, { httpStatus: 409 });
      }
      if (isMerge(job)) {
        const message = `What delta ${job.jobNo} was about is pending again: start a new one.`;
        throw new CostingError('NOT_HELD', message, { httpStatus: 409 });
      }
      await assertMayBeRetried(client, job);
      if (!(await generationExists(client, job.jobNo))) {
        const message = `What job ${job.jobNo} had done is not held any more: start a new job.`;
        throw new CostingError('NOT_HELD', message, { httpStatus: 409 });
      }
      await reopenTasks(client, jobId);
      await markJobRetried(client, jobId, command);
      await rememberAnswer(client, request, jobId);
      await notify(client, JOBS_CHANNEL, jobId);
    });
  } catch (error) {
    const meanwhile = await earlierAnswer(database, request);
    if (meanwhile?.job) return meanwhile.job;
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw jobRunning(await findActiveJob(database.pool));
  }
  return (await readJob(database.pool, { jobId }))!;
}
