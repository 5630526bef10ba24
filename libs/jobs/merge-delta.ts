import {
  advanceEpoch,
  type ClientBase,
  countStaged,
  type Database,
  dropStaging,
  forgetStaged,
  inTransaction,
  type Job,
  lockJob,
  lockReleasedGeneration,
  markChangesMerged,
  markJobMerged,
  markJobRunning,
  markMergeBegun,
  mergePartition,
  notify,
  readStagedTasks,
  redoTasks,
  type StagedTask,
  useSynchronousCommit,
} from '#database';
import { CostingError } from '#platform';
import { JOBS_CHANNEL } from './leases.js';

/** Up to so many rows readers see all of a delta at one moment; above it they see it partition by partition. */
export const MERGED_AT_ONCE_MAX = 2_000_000;

/** The job's rows go into the generation that was released when it began. */
export const isMerge = ({ plan }: Pick<Job, 'plan'>): boolean => plan === 'MERGE' || plan === 'MERGE_BY_PARTITION';

/**
 * Ends a delta whose tasks are all done: verifies that staging holds what they say, and brings the rows that differ into
 * the released generation. Up to `atOnceMax` rows one transaction does all of it; above that each partition has its own,
 * and what a crash leaves is merged once more by whoever ends the job: a row that is there already does not differ. Tasks
 * whose staging a crash has emptied begin anew. False: tasks are open, or somebody else has ended the job. Throws
 * `VERIFICATION_FAILED`.
 */
export async function mergeDelta(
  database: Database,
  job: Job,
  { atOnceMax = MERGED_AT_ONCE_MAX }: { readonly atOnceMax?: number } = {},
): Promise<boolean> {
  const begun = await inTransaction(database.pool, async (client) => {
    const tasks = await lockStagedTasks(client, job);
    if (tasks === null) return 'OPEN';
    const rows = tasks.reduce((sum, { staged }) => sum + staged, 0);
    if (rows <= atOnceMax && job.plan === 'MERGE') {
      await useSynchronousCommit(client, 'on');
      for (const task of tasks) await mergePartition(client, task, job.baseGeneration!);
      await complete(client, job, tasks);
      return 'MERGED';
    }
    await markMergeBegun(client, job.jobId);
    return tasks;
  });
  if (begun === 'OPEN' || begun === 'MERGED') return begun === 'MERGED';
  for (const task of begun) {
    const isActive = await inTransaction(database.pool, async (client) => {
      const tasks = await lockStagedTasks(client, job);
      if (tasks) await mergePartition(client, task, job.baseGeneration!);
      return tasks !== null;
    });
    if (!isActive) return false;
  }
  return inTransaction(database.pool, async (client) => {
    const tasks = await lockStagedTasks(client, job);
    if (tasks === null) return false;
    await useSynchronousCommit(client, 'on');
    await complete(client, job, tasks);
    return true;
  });
}

const hasTable = ({ isListed }: StagedTask): boolean => !isListed;

/** Locks the active job with all its tasks done and staged; null: it has ended, or some are not (any more). */
async function lockStagedTasks(client: ClientBase, job: Job): Promise<StagedTask[] | null> {
  const status = await lockJob(client, job.jobId);
  if (status !== 'RUNNING' && status !== 'PENDING') return null;
  const tasks = await readStagedTasks(client, job.jobId);
  if (tasks === null) return null;
  // A crash has forgotten that the job began, and its workers, who had read its inputs before, do not say so again.
  await markJobRunning(client, job.jobId);
  const tabled = tasks.filter(hasTable);
  const counts = await countStaged(client, tabled);
  const lost: StagedTask[] = [];
  for (const [n, task] of tabled.entries()) {
    const held = counts[n] ?? 0;
    if (held > task.staged) {
      const message = `Partition ${task.partitionNo} holds ${held} staged rows where its task stored ${task.staged}`;
      throw new CostingError('VERIFICATION_FAILED', `${message}: nothing is merged.`);
    }
    if (counts[n] !== task.staged) lost.push(task);
  }
  if (lost.length === 0) return tasks;
  await dropStaging(client, lost);
  await redoTasks(
    client,
    job.jobId,
    lost.map(({ partitionNo }) => partitionNo),
  );
  await notify(client, JOBS_CHANNEL, job.jobId);
  return null;
}

/** The last transaction of a merge: the changes are processed, caches are told, and staging is gone. */
async function complete(client: ClientBase, job: Job, tasks: readonly StagedTask[]): Promise<void> {
  const { generation } = await lockReleasedGeneration(client, 'FOR UPDATE');
  if (generation !== job.baseGeneration) {
    const message = `Delta ${job.jobNo} was compared with generation ${job.baseGeneration}, but ${generation} is released.`;
    throw new CostingError('VERIFICATION_FAILED', message);
  }
  await markChangesMerged(client, job.jobId, job.baseGeneration!);
  await markJobMerged(client, job.jobId);
  await advanceEpoch(client);
  await dropStaging(client, tasks.filter(hasTable));
  await forgetStaged(client, job.jobId);
  await notify(client, JOBS_CHANNEL, job.jobId);
}
