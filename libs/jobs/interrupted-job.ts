import { type Database, findActiveJob, hasLiveWorkers, type Job } from '#database';
import { dropUnneededGenerations } from './drop-generations.js';
import { endActiveJob } from './end-job.js';
import { LEASE_SECONDS } from './leases.js';

/**
 * Cancels the job whose workers are all gone, so that a new one can start from today's catalogue (a `worker` would
 * have continued it), and tells `onCancelled`. Gives a job that somebody does work on; null: the way is free.
 */
export async function replaceInterruptedJob(database: Database, onCancelled: (job: Job) => void): Promise<Job | null> {
  await dropUnneededGenerations(database);
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
  await dropUnneededGenerations(database);
  return null;
}
