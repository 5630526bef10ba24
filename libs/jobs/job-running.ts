import type { Job } from '#database';
import { CostingError } from '#platform';

/** The refusal of a second job: `JOB_RUNNING`, naming the one that must end first; null: it has just ended. */
export function jobRunning(
  running: Pick<Job, 'jobId' | 'jobNo' | 'status' | 'createdAt'> | null,
  advice = 'must end first: wait for it or cancel it',
): CostingError {
  const name = running ? `Job ${running.jobNo} (${running.status.toLowerCase()} since ${running.createdAt})` : 'A job';
  return new CostingError('JOB_RUNNING', `${name} ${advice}.`, {
    httpStatus: 409,
    details: { running_job_id: running?.jobId ?? null },
  });
}
