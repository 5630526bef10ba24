import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, findActiveJob, hasLiveWorkers, hasSession, type Job } from '#database';
import { jobNotice } from './job-notice.js';
import { LEASE_SECONDS } from './leases.js';

const LOOK_EVERY_MS = 100;
/** A restart of the server ends the sessions of living programs: they are back within so long. */
const GONE_FOR_MS = 500;

/** Why a job is ended that a dead command left. */
export const ABANDONED = 'cut off: its command or worker was gone when the next job was asked for';

/**
 * Nobody works on the job and nobody will: the command that asked for it, whose own worker it had, is dead, and no
 * worker is connected, or none that may take what waits. Workers that are connected, such as the command's own, are given
 * `waitMs` to end.
 */
export async function isAbandoned(
  { pool }: Pick<Database, 'pool'>,
  job: Pick<Job, 'command' | 'jobId' | 'jobNo'>,
  waitMs = GONE_FOR_MS,
): Promise<boolean> {
  if (job.command === null) return false;
  const since = performance.now();
  let goneSince: number | null = null;
  for (;;) {
    const now = performance.now();
    if (await hasSession(pool, job.command)) return false;
    if ((await findActiveJob(pool))?.jobId !== job.jobId) return false;
    const isLive = await hasLiveWorkers(pool, LEASE_SECONDS);
    goneSince = isLive ? null : (goneSince ?? now);
    if (goneSince !== null && now - goneSince >= GONE_FOR_MS) return true;
    if (isLive && now - since >= waitMs) return (await jobNotice({ pool }, { ...job, status: 'RUNNING' })) !== null;
    await sleep(LOOK_EVERY_MS);
  }
}
