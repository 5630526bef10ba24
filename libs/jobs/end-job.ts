import {
  type ClientBase,
  type Database,
  fenceTasks,
  giveBackChanges,
  inTransaction,
  type Job,
  type JobStatus,
  lockJob,
  markJobEnded,
  notify,
  readJob,
  terminateLanes,
} from '#database';
import { CostingError } from '#platform';
import { JOBS_CHANNEL } from './leases.js';
import { isMerge } from './merge-delta.js';

/**
 * Ends an active job without result. What a delta had claimed is pending again, its tasks are fenced in the same transaction, and the lanes that still compute them
 * are ended: what they hold could only roll back. What a cancelled job built is dropped by `dropUnneededGenerations`,
 * what a failed one has done stays for `retryJob`. False: it had ended already.
 */
export async function endActiveJob(
  database: Database,
  jobId: string,
  status: 'FAILED' | 'CANCELLED',
  reason: string | null,
): Promise<boolean> {
  const job = await inTransaction(database.pool, async (client) => {
    const current = await lockJob(client, jobId);
    if (current !== 'PENDING' && current !== 'RUNNING') return null;
    await fenceTasks(client, jobId);
    await giveBackChanges(client, jobId);
    await markJobEnded(client, jobId, status, reason);
    await notify(client, JOBS_CHANNEL, jobId);
    return readJob(client, { jobId });
  });
  if (job === null) return false;
  await terminateLanes(database.pool, isMerge(job) ? job.baseGeneration! : job.jobNo, 0);
  return true;
}

/** Gives up a staged job, or a failed one that could be retried; what readers see does not change. Throws `NOT_STAGED`. */
export async function discardJob(database: Database, jobId: string): Promise<Job> {
  await inTransaction(database.pool, async (client) => {
    await lockEndedJob(client, jobId, ['STAGED', 'FAILED']);
    await markJobEnded(client, jobId, 'DISCARDED', null);
  });
  return (await readJob(database.pool, { jobId }))!;
}

/** Locks a job that has ended in one of these states. Throws `UNKNOWN_JOB` or `NOT_STAGED`. */
export async function lockEndedJob(client: ClientBase, jobId: string, allowed: readonly JobStatus[]): Promise<Job> {
  const status = await lockJob(client, jobId);
  const job = await readJob(client, { jobId });
  if (!job || status === null) {
    throw new CostingError('UNKNOWN_JOB', `There is no job ${jobId}.`, { httpStatus: 404 });
  }
  if (!allowed.includes(status)) {
    const message = `Job ${job.jobNo} is ${status}: only a ${allowed.join(' or ')} job can be released or discarded.`;
    throw new CostingError('NOT_STAGED', message, { httpStatus: 409 });
  }
  return job;
}
