import type { JobNo } from '#costing';
import { type Database, readReleasedGeneration } from '#database';
import { CostingError } from '#platform';

/** The job whose summaries readers see. Throws `NOTHING_RELEASED` (409) before the first release. */
export async function releasedJobNo(database: Database): Promise<JobNo> {
  const { generation } = await readReleasedGeneration(database.pool);
  if (generation !== null) return generation;
  throw new CostingError('NOTHING_RELEASED', 'No job has been released yet.', { httpStatus: 409 });
}
