import { type Database, findActiveJob, hasLiveWorkers, type Job } from '#database';
import { tryToDropGenerations } from './drop-generations.js';
import { endActiveJob } from './end-job.js';
import { LEASE_SECONDS } from './leases.js';

/** A job does not wait for readers of what it does not need. */
const BEFORE_A_JOB_SECONDS = 0.1;

/**
 * Cancels the job whose workers are all gone, so that a new one can start from today's catalogue (a `worker` would
 * have continued it), and tells `onCancelled`; `onRemark` is told what could not be dropped. Gives a job that somebody does work on; null: the way is free.
 */
export async function replaceInterruptedJob(
  database: Database,
  onCancelled: (job: Job) => void,
  onRemark: (remark: string) => void = () => undefined,
): Promise<Job | null> {
  await tryToDropGenerations(database, onRemark, { waitSeconds: BEFORE_A_JOB_SECONDS });
  const active = await findActiveJob(database.pool);
  if (!active) return null;
  // The embedded database is this process's alone: a worker that is still connected belongs to a killed command and is
  // about to end. Elsewhere a job that nobody has begun may wait for a worker.
  if (!database.embedded && (active.status === 'PENDING' || (await hasLiveWorkers(database.pool, LEASE_SECONDS)))) {
    return active;
  }
  onCancelled(active);
  const reason = 'cut off: its worker was gone when the next job was asked for';
  await endActiveJob(database, active.jobId, 'CANCELLED', reason);
  await tryToDropGenerations(database, onRemark, { waitSeconds: BEFORE_A_JOB_SECONDS });
  return null;
}
