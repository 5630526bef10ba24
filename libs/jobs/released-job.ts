import type { JobNo } from '#costing';
import {
  type BaseParams,
  countFailedVariants,
  countPendingChanges,
  type Database,
  listMergedDeltas,
  readRelease,
  readReleasedGeneration,
} from '#database';
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

/** Variants without a cost of now among those that readers see: their last computation failed. */
export async function countFailedReleased({ pool }: Database): Promise<number> {
  const { generation } = await readReleasedGeneration(pool);
  return generation === null ? 0 : countFailedVariants(pool, generation);
}

/** What a delta leaves as it is, and how to try it again. */
export const failedText = (failed: number): string =>
  `${failed.toLocaleString('en')} variant${failed === 1 ? ' has' : 's have'} failed and keep${failed === 1 ? 's' : ''} the figures of ` +
  'before, or none: `jobs errors` says why, `recalculate --mode delta --failed` (REST `{ "failed": true }`) tries again.';

/** Why a delta has nothing to do, whose own values, if it has some, have no effect either. */
export function nothingToDoText(failed: number, baseParams: BaseParams = {}): string {
  const own = ownValuesText(baseParams);
  return [
    failed === 0
      ? 'nothing to do: no change is pending, and every cost is what the catalogue gives'
      : `nothing to do: no change is pending. ${failedText(failed)}`,
    ...(own === ''
      ? []
      : [`${own} would change no cost: no variant takes another value by it than its cost has already`]),
  ].join('; ');
}
