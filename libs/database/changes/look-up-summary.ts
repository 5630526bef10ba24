import { type StoredSummary, statusOf, type SummaryReader, type SummaryStatus } from '../sql/summaries.js';
import type { PendingVariants } from './pending-variants.js';

/** A summary with its status. */
export interface ShownSummary extends StoredSummary {
  readonly status: SummaryStatus;
}

/** Each further attempt means that a job's end overtook the reader. */
const ATTEMPTS_MAX = 10;

/** One variant's summary, its figures and status of one moment; null: there is no such variant. */
export async function lookUpSummary(
  reader: SummaryReader,
  pending: PendingVariants,
  variantId: string,
): Promise<ShownSummary | null> {
  for (let attempt = 1; ; attempt++) {
    const summary = await reader.read(variantId);
    if (!summary) return null;
    const { asked, ...shown } = summary;
    if (asked === null || summary.storedBy === null) return { ...shown, status: statusOf(summary, false) };
    const test = await pending.test(summary);
    if (test !== 'MOVED') return { ...shown, status: statusOf(summary, test(asked)) };
    if (attempt === ATTEMPTS_MAX) throw new Error(`what readers see moved ${ATTEMPTS_MAX} times during a read`);
  }
}
