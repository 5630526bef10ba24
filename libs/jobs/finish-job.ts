import { setTimeout as sleep } from 'node:timers/promises';
import type { JobNo } from '#costing';
import {
  attachGeneration,
  cancelDetachments,
  type ClientBase,
  type Database,
  inTransaction,
  isGenerationHeld,
  type Job,
  listReaders,
  lockJob,
  markJobCompleted,
  markJobRunning,
  markJobStaged,
  notify,
  pointToGeneration,
  readGenerationContents,
  readJob,
  readTaskTotals,
  setJobError,
  settleChanges,
  terminateLanes,
  useSynchronousCommit,
} from '#database';
import { CostingError } from '#platform';
import { JOBS_CHANNEL, LEASE_SECONDS } from './leases.js';
import { isMerge, mergeDelta } from './merge-delta.js';
import { lateEnd } from './superseded.js';
import { BY_ITSELF, noteRefusal, noteRelease, type ReleaseDecision } from './watch-rules.js';

const EARLIER_READERS_MAX_SECONDS = 2;
const EARLIER_READERS_POLL_MS = 5;

/**
 * Ends a job whose tasks are all done: puts the generation in its place, then verifies that it holds what the tasks say
 * they stored, and releases it when that is asked for and not too many variants failed; else it stays STAGED. False:
 * tasks are still open, or somebody else has ended the job. Throws `VERIFICATION_FAILED`. A delta that is merged has no
 * generation of its own: see `mergeDelta`.
 */
export async function finishJob(database: Database, jobId: string): Promise<boolean> {
  const job = await readJob(database.pool, { jobId });
  if (job && isMerge(job)) return mergeDelta(database, job);
  if (!(await attachFinished(database, jobId))) return false;
  await waitForEarlierReaders(database);
  return inTransaction(database.pool, (client) => verifyAndRelease(client, jobId));
}

/**
 * Who planned a statement before the generation was attached may take its snapshot only after the pointer has moved,
 * and would then look for a generation that its plan does not know. Such a reader holds its lock already, so the
 * release waits until those of this moment are through; for a long one only as long as anybody needs from plan to
 * snapshot, because after that its snapshot shows it the old pointer.
 */
export async function waitForEarlierReaders(database: Database): Promise<void> {
  const earlier = new Set(await listReaders(database.pool, EARLIER_READERS_MAX_SECONDS));
  const deadline = performance.now() + EARLIER_READERS_MAX_SECONDS * 1_000;
  while (earlier.size > 0 && performance.now() < deadline) {
    await sleep(EARLIER_READERS_POLL_MS);
    const still = new Set(await listReaders(database.pool, EARLIER_READERS_MAX_SECONDS));
    for (const reader of earlier) if (!still.has(reader)) earlier.delete(reader);
  }
}

/**
 * Attaching commits before the pointer moves, so that whoever plans a statement from now on knows the generation. A
 * crash in between leaves a job that still runs; whoever ends it finds the generation attached.
 */
async function attachFinished(database: Database, jobId: string): Promise<boolean> {
  const jobNo = await beginAttaching(database, jobId);
  if (jobNo === null) return false;
  // All tasks are done: a lane that has worked on one for longer than a lease has lost it, and attaching would wait for
  // its locks. Between the transactions: where the role may not end a session, the refusal would abort one.
  await terminateLanes(database.pool, jobNo, LEASE_SECONDS);
  await cancelDetachments(database.pool);
  return inTransaction(database.pool, async (client) => {
    // Another worker may have ended the job since.
    if ((await lockJob(client, jobId)) !== 'RUNNING') return false;
    if (!(await isGenerationHeld(client, jobNo))) await attachGeneration(client, jobNo);
    return true;
  });
}

/** The number of a job whose tasks are all done; null: tasks are open, or the job has ended. */
function beginAttaching(database: Database, jobId: string): Promise<JobNo | null> {
  return inTransaction(database.pool, async (client) => {
    const status = await lockJob(client, jobId);
    if (status !== 'RUNNING' && status !== 'PENDING') return null;
    if ((await readTaskTotals(client, jobId)).unfinished > 0) return null;
    // A crash has forgotten that the job began, and its workers, who had read its inputs before, do not say so again.
    await markJobRunning(client, jobId);
    return (await readJob(client, { jobId }))!.jobNo;
  });
}

/** One synchronous transaction: readers see all of the old or all of the new. */
async function verifyAndRelease(client: ClientBase, jobId: string): Promise<boolean> {
  if ((await lockJob(client, jobId)) !== 'RUNNING') return false;
  await useSynchronousCommit(client, 'on');
  const { jobNo } = (await readJob(client, { jobId }))!;
  const expected = await readTaskTotals(client, jobId);
  const stored = await readGenerationContents(client, jobNo);
  for (const key of ['rows', 'materialMicros', 'processMicros', 'overheadMicros'] as const) {
    if (stored[key] === expected[key]) continue;
    throw new CostingError(
      'VERIFICATION_FAILED',
      `Generation ${jobNo} holds ${stored[key]} ${key} where its tasks stored ${expected[key]}: it is not released.`,
    );
  }
  await markJobStaged(client, jobId);
  const staged = (await readJob(client, { jobId }))!;
  const refusal =
    staged.release && (releaseRefusal(staged, staged.allowedFailedShare) ?? (await lateEnd(client, staged)));
  if (refusal) {
    await setJobError(client, jobId, refusal);
    await noteRefusal(client, staged, refusal);
  } else if (staged.release) await release(client, staged, BY_ITSELF);
  await notify(client, JOBS_CHANNEL, jobId);
  return true;
}

/** Why failed variants forbid the release; null when they do not. Whatever share is allowed, some figure must be there. */
export function releaseRefusal(job: Job, allowedFailedShare: number): string | null {
  if (showsNothing(job)) {
    return (
      `All ${job.failed} variants failed and none has earlier figures: readers would see nothing. See ` +
      `\`jobs errors ${job.jobNo}\`, mend the causes and recalculate.`
    );
  }
  const share = job.total === 0 ? 0 : job.failed / job.total;
  if (share <= allowedFailedShare) return null;
  const percent = (value: number): string => `${Number((value * 100).toFixed(3))} %`;
  return (
    `${job.failed} of ${job.total} variants failed (${percent(share)}, allowed are ${percent(allowedFailedShare)}): ` +
    `see \`jobs errors ${job.jobNo}\`, then release with --allow-failed or discard the job.`
  );
}

/** The job has variants and not one figure, neither its own nor one that was carried over. */
export const showsNothing = ({ processed, failed, carried }: Job): boolean =>
  failed > 0 && processed - failed + carried === 0;

/**
 * Shows the job's generation to readers, and makes pending what it does not hold; part of the caller's synchronous
 * transaction.
 */
export async function release(client: ClientBase, job: Job, decision: ReleaseDecision): Promise<void> {
  await pointToGeneration(client, job.jobNo);
  await markJobCompleted(client, job.jobId);
  await settleChanges(client, job.jobNo);
  await noteRelease(client, job, decision);
}
