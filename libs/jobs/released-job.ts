import type { JobNo } from '#costing';
import { countPendingChanges, type Database, listMergedDeltas, readReleasedGeneration, readRelease } from '#database';
import { CostingError } from '#platform';
import { ownValuesText } from './job-document.js';

/** The job whose summaries readers see. Throws `NOTHING_RELEASED` (409) before the first release. */
export async function releasedJobNo(database: Database): Promise<JobNo> {
  const { generation } = await readReleasedGeneration(database.pool);
  if (generation !== null) return generation;
  throw new CostingError('NOTHING_RELEASED', 'No job has been released yet.', { httpStatus: 409 });
}

/** What readers see now and what waits for a delta, in a sentence for a person. */
export async function describeShown({ pool }: Database): Promise<string> {
  const shown = await readRelease(pool);
  if (!shown) return 'Readers see no costs yet.';
  const deltas = await listMergedDeltas(pool, shown.generation);
  const own = ownValuesText(shown.baseParams);
  const { count } = await countPendingChanges(pool);
  return (
    `Readers see job ${shown.generation}: ${shown.summaries.toLocaleString('en')} costs as of ${shown.asOf}` +
    (own === '' ? '' : ` with ${own}`) +
    (deltas.length === 0 ? '' : `, with delta${deltas.length === 1 ? '' : 's'} ${deltas.join(', ')} merged`) +
    (count === 0 ? '.' : `; ${count.toLocaleString('en')} change${count === 1 ? ' is' : 's are'} pending.`)
  );
}
