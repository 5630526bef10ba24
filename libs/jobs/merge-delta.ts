import {
  advanceEpoch,
  type ClientBase,
  type Database,
  dropStaging,
  inTransaction,
  type Job,
  markMergeBegun,
  mergePartition,
  notify,
  readStagedTasks,
  redoTasks,
  type StagedTask,
  tryLockForTransaction,
  useSynchronousCommit,
} from '#database';
import { JOBS_CHANNEL } from './leases.js';
import { completeMerge, lockStagedTasks, MERGE_LOCK } from './staged-tasks.js';

/** Up to so many rows readers see all of a delta at one moment; above it they see it partition by partition. */
export const MERGED_AT_ONCE_MAX = 2_000_000;

/** The job's rows go into the generation that was released when it began. */
export const isMerge = ({ plan }: Pick<Job, 'plan'>): boolean => plan === 'MERGE' || plan === 'MERGE_BY_PARTITION';

/**
 * Ends a delta whose tasks are all done: verifies that staging holds what they say, and brings the rows that differ into
 * the released generation. Up to `atOnceMax` rows one transaction does all of it; above that each partition has its own,
 * and what a crash leaves is merged once more by whoever ends the job: a row that is there already does not differ. Tasks
 * whose staging a crash has emptied begin anew. False: tasks are open, somebody else merges, or has ended the job. Throws
 * `VERIFICATION_FAILED`.
 */
export async function mergeDelta(
  database: Database,
  job: Job,
  { atOnceMax = MERGED_AT_ONCE_MAX }: { readonly atOnceMax?: number } = {},
): Promise<boolean> {
  const { isActive, open } = await readStagedTasks(database.pool, job.jobId);
  if (!isActive || open > 0) return false;
  if (!(await tryLockForTransaction(database.pool, MERGE_LOCK))) {
    // Who merges ahead may not know yet that the last task is done. Not waited for: it may be a later job by now, with
    // tasks that this worker is to take.
    await notify(database.pool, JOBS_CHANNEL, job.jobId);
    return false;
  }
  const begun = await inTransaction(database.pool, async (client) => {
    const tasks = await lockWholeTasks(client, job);
    if (tasks === null) return 'OPEN';
    const rows = tasks.reduce((sum, { staged }) => sum + staged, 0);
    if (rows <= atOnceMax && job.plan === 'MERGE') {
      await useSynchronousCommit(client, 'on');
      for (const task of tasks) await mergePartition(client, task, job.baseGeneration!);
      await completeMerge(client, job, tasks);
      return 'MERGED';
    }
    await markMergeBegun(client, job.jobId);
    return tasks;
  });
  if (begun === 'OPEN' || begun === 'MERGED') return begun === 'MERGED';
  for (const task of begun) {
    const isActive = await inTransaction(database.pool, async (client) => {
      const tasks = await lockWholeTasks(client, job);
      if (tasks === null) return false;
      // Readers see this partition's rows from the commit on, before the others: a list that has begun must notice it.
      if ((await mergePartition(client, task, job.baseGeneration!)) > 0) {
        await advanceEpoch(client, job.baseGeneration!);
      }
      return true;
    });
    if (!isActive) return false;
  }
  return inTransaction(database.pool, async (client) => {
    const tasks = await lockWholeTasks(client, job);
    if (tasks === null) return false;
    await useSynchronousCommit(client, 'on');
    await completeMerge(client, job, tasks);
    return true;
  });
}

/**
 * The job's tasks, all done and their rows all there; null: they are not, or somebody else merges. Those whose rows are
 * lost begin anew.
 */
async function lockWholeTasks(client: ClientBase, job: Job): Promise<readonly StagedTask[] | null> {
  if (!(await tryLockForTransaction(client, MERGE_LOCK))) return null;
  const locked = await lockStagedTasks(client, job);
  if (locked === null || locked.lost.length === 0) return locked && locked.tasks;
  const { lost } = locked;
  await dropStaging(client, lost);
  await redoTasks(
    client,
    job.jobId,
    lost.map(({ partitionNo }) => partitionNo),
  );
  await notify(client, JOBS_CHANNEL, job.jobId);
  return null;
}
