import {
  countListedFailures,
  type Database,
  type FailedVariant,
  type FailedVariantPosition,
  type Job,
  listJobFailures,
} from '#database';
import { CostingError } from '#platform';

/**
 * The next variants that failed in a job, each with its cause; `after` null: the first. Throws `FAILURES_NOT_HELD` (404) when
 * they have been forgotten since.
 */
export async function listFailures(
  { pool }: Pick<Database, 'pool'>,
  job: Job,
  page: { readonly after: FailedVariantPosition | null; readonly limit: number },
): Promise<FailedVariant[]> {
  if (page.after === null && (await countListedFailures(pool, job.jobId)) < job.failed) {
    const message = `Which variants failed in job ${job.jobNo} is not held any more; \`jobs errors ${job.jobNo}\` has the causes.`;
    throw new CostingError('FAILURES_NOT_HELD', message, { httpStatus: 404 });
  }
  return listJobFailures(pool, job.jobId, page);
}
