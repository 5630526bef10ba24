import { type Database, findActiveJob, hasLiveWorkers, type Job } from '#database';
import { ABANDONED, isAbandoned } from './abandoned-job.js';
import { tryToDropGenerations } from './drop-generations.js';
import { endActiveJob } from './end-job.js';
import { LEASE_SECONDS } from './leases.js';

/** A job does not wait for readers of what it does not need. */
const BEFORE_A_JOB_SECONDS = 0.1;
/** The worker of a command that was killed ends with it, when it has finished or given back what it computes. */
const WORKER_ENDS_MAX_MS = 20_000;

/**
 * Ends the job whose workers are all gone, or whose command is and that nobody else works on, so that a new one can start
 * from today's catalogue (a `worker` would have continued it), and tells `onCancelled`; `onRemark` is told what could not be dropped. Gives a job of an operator that
 * somebody does work on; null: the way is free, or held by the watch, which yields.
 */
export async function replaceInterruptedJob(
  database: Database,
  onCancelled: (job: Job) => void,
  onRemark: (remark: string) => void = () => undefined,
): Promise<Job | null> {
  await tryToDropGenerations(database, onRemark, { waitSeconds: BEFORE_A_JOB_SECONDS });
  const active = await findActiveJob(database.pool);
  if (!active || active.requestedBy === 'WATCH') return null;
  // It may have ended meanwhile.
  if (!(await isLeft(database, active))) return findActiveJob(database.pool);
  if (!(await endActiveJob(database, active.jobId, 'CANCELLED', ABANDONED))) return null;
  onCancelled(active);
  await tryToDropGenerations(database, onRemark, { waitSeconds: BEFORE_A_JOB_SECONDS });
  return null;
}

/**
 * The embedded database is this process's alone: a worker that is still connected belongs to a killed command and is about
 * to end. Elsewhere a job that nobody has begun may wait for a worker, unless its command is dead.
 */
async function isLeft(database: Database, active: Job): Promise<boolean> {
  if (database.embedded || (await isAbandoned(database, active, WORKER_ENDS_MAX_MS))) return true;
  return active.status === 'RUNNING' && !(await hasLiveWorkers(database.pool, LEASE_SECONDS));
}
