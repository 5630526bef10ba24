import { type Database, type Job, readJob } from '#database';
import { CostingError } from '#platform';

/** The job of this id. Throws `UNKNOWN_JOB` (404). */
export async function requireJob(database: Database, jobId: string): Promise<Job> {
  const job = await readJob(database.pool, { jobId });
  if (job) return job;
  throw new CostingError('UNKNOWN_JOB', `There is no job ${jobId}.`, { httpStatus: 404 });
}
