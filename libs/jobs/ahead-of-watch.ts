import { type Database, findActiveJob, holdWatchBack, isLockTimeout, type Job, letWatchGoOn } from '#database';
import { CostingError } from '#platform';
import { ABANDONED, isAbandoned } from './abandoned-job.js';
import { endActiveJob } from './end-job.js';
import { jobNotice } from './job-notice.js';

/** A program that dies while it waits keeps the watch from its work for no longer. */
const HELD_BACK_SECONDS = 5;
/** The end of a delta that is about to be merged is waited for, by the lock of its job, for no longer. */
const WAIT_MAX_MS = 20_000;

/**
 * Does what an operator asked for, ahead of the watch: a delta of the watch that stands in its way is ended, its changes are
 * pending again for the next one, and the watch begins nothing until the work is through. So is a job whose command is dead
 * and that nobody works on. `work` is refused with `JOB_RUNNING` only for a job of an operator; the refusal says why that
 * one cannot go on when it cannot.
 */
export async function aheadOfWatch<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + WAIT_MAX_MS;
  let isHeldBack = false;
  try {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isJobRunning(error)) throw error;
        const active = await findActiveJob(database.pool);
        if (performance.now() > deadline) throw await withNotice(database, error, active);
        if (active === null) continue;
        if (active.requestedBy === 'WATCH') {
          await holdWatchBack(database.pool, active.jobNo, HELD_BACK_SECONDS);
          isHeldBack = true;
          await endWatched(database, active);
        } else if (await isAbandoned(database, active)) {
          await endActiveJob(database, active.jobId, 'CANCELLED', ABANDONED);
        } else throw await withNotice(database, error, active);
      }
    }
  } finally {
    // What cannot be said now ends by itself.
    if (isHeldBack) await letWatchGoOn(database.pool).catch(() => undefined);
  }
}

const isJobRunning = (error: unknown): error is CostingError =>
  error instanceof CostingError && error.code === 'JOB_RUNNING';

async function endWatched(database: Database, { jobId }: Job): Promise<void> {
  const reason = 'ended by the watch for a request of an operator; its changes are pending again';
  try {
    await endActiveJob(database, jobId, 'CANCELLED', reason);
  } catch (error) {
    // It is being merged: the next look finds it ended, or tries again.
    if (!isLockTimeout(error)) throw error;
  }
}

/** The refusal with the reason why the active job cannot go on by itself, where there is one. */
async function withNotice(database: Database, error: CostingError, active: Job | null): Promise<CostingError> {
  const notice = active && (await jobNotice(database, active).catch(() => null));
  return notice ? new CostingError(error.code, `${error.message} ${notice}`, error.options) : error;
}
