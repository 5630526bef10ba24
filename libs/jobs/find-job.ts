import { type Database, type Job, readJob } from '#database';
import { CostingError } from '#platform';

const NUMBER = /^\d+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const JOB_NO_MAX = 2_147_483_647;

/** Such a text is never the name of a kept job. */
export const isJobNumberOrId = (text: string): boolean => NUMBER.test(text) || UUID.test(text);

/**
 * The job that a person means: by its number, its id, or the name under which it is kept. Throws `UNKNOWN_JOB` (404).
 */
export async function findJob(database: Database, reference: string): Promise<Job> {
  const text = reference.trim();
  const job = await readJob(database.pool, keyOf(text));
  if (job) return job;
  const what = isJobNumberOrId(text) ? `There is no job ${text}` : `No job is kept under the name '${text}'`;
  throw new CostingError('UNKNOWN_JOB', `${what}; \`jobs list\` shows the jobs and their names.`, { httpStatus: 404 });
}

function keyOf(text: string): Parameters<typeof readJob>[1] {
  if (UUID.test(text)) return { jobId: text.toLowerCase() };
  // A number beyond those of jobs is no name either: nothing is found.
  return NUMBER.test(text) && Number(text) <= JOB_NO_MAX ? { jobNo: Number(text) } : { keptName: text };
}
