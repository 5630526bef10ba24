import {
  advanceEpoch,
  type ClientBase,
  countStaged,
  dropStaging,
  forgetStaged,
  type Job,
  lockJob,
  lockReleasedGeneration,
  markChangesMerged,
  markJobMerged,
  markJobRunning,
  notify,
  readStagedTasks,
  type StagedTask,
} from '#database';
import { CostingError } from '#platform';
import { JOBS_CHANNEL } from './leases.js';
import { BY_ITSELF, noteRelease } from './watch-rules.js';

/**
 * One transaction at a time merges: who is not through when his job is cancelled holds rows that the next job changes.
 * Taken before the job is locked.
 */
export const MERGE_LOCK = 'merge-delta';

/** What the tasks of a delta staged, and those of them whose rows a crash of the server took. */
export interface LockedTasks {
  readonly tasks: readonly StagedTask[];
  readonly lost: readonly StagedTask[];
}

/**
 * Locks the active job with all its tasks done, and counts what they staged. null: it has ended, or tasks are open.
 * Throws `VERIFICATION_FAILED`.
 */
export async function lockStagedTasks(client: ClientBase, job: Job): Promise<LockedTasks | null> {
  const status = await lockJob(client, job.jobId);
  if (status !== 'RUNNING' && status !== 'PENDING') return null;
  const { tasks, open } = await readStagedTasks(client, job.jobId);
  if (open > 0) return null;
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
  return { tasks, lost };
}

/** The last statements of a merge: the changes are processed, caches are told, and staging is gone. */
export async function completeMerge(client: ClientBase, job: Job, tasks: readonly StagedTask[]): Promise<void> {
  const { generation } = await lockReleasedGeneration(client, 'FOR UPDATE');
  if (generation !== job.baseGeneration) {
    const message = `Delta ${job.jobNo} was compared with generation ${job.baseGeneration}, but ${generation} is released.`;
    throw new CostingError('VERIFICATION_FAILED', message);
  }
  await markChangesMerged(client, job.jobId, job.baseGeneration!);
  await markJobMerged(client, job.jobId);
  await noteRelease(client, job, BY_ITSELF);
  await advanceEpoch(client, job.baseGeneration!);
  await dropStaging(client, tasks.filter(hasTable));
  await forgetStaged(client, job.jobId);
  await notify(client, JOBS_CHANNEL, job.jobId);
}

const hasTable = ({ isListed }: StagedTask): boolean => !isListed;
