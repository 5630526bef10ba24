import type { Pool } from 'pg';
import type { JobNo, VariantTest } from '#costing';
import { CostingError } from '#platform';
import { type StoredSummary, type SummaryStatus, summaryStatus, toFigures } from '../sql/summaries.js';
import { listSummaryRows, readSummariesMoment, type SummariesMoment, type SummaryRow } from '../sql/summary-pages.js';
import type { PendingVariants } from './pending-variants.js';

/** null: everything. */
export interface SummaryFilter {
  readonly routing: string | null;
  readonly masterYarn: string | null;
  readonly status: SummaryStatus | null;
}

/** After which variant of which generation a list goes on; generation null: none was released when it began. */
export interface SummaryPlace {
  readonly generation: JobNo | null;
  readonly variantId: string;
}

export interface ListedSummary extends StoredSummary {
  readonly status: SummaryStatus;
}

export interface SummaryPage {
  readonly data: readonly ListedSummary[];
  readonly next: SummaryPlace | null;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
/**
 * Pages are in the order of ids, which no index of a filter has: so many variants are looked at for one, which may then
 * be short or empty.
 */
const LOOKED_AT_MAX = 10_000;
const LOOKED_AT_ONCE = 1_000;
const UNDEFINED_TABLE = '42P01';
const ATTEMPTS_MAX = 10;

/**
 * Summaries by variant id, all pages of one list from the generation that was released when it began. Throws
 * `CURSOR_EXPIRED` (409) when that has been dropped.
 */
export async function listSummaries(
  pool: Pool,
  pending: PendingVariants,
  filter: SummaryFilter,
  { after, limit }: { readonly after: SummaryPlace | null; readonly limit: number },
): Promise<SummaryPage> {
  for (let attempt = 1; ; attempt++) {
    const now = await readSummariesMoment(pool);
    const moment = after ? { ...now, generation: after.generation } : now;
    const test = await pending.test(now);
    try {
      return await readPage(pool, moment, test, filter, { after: after?.variantId ?? NO_ID, limit });
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
      if (after) throw expired(error);
      // A release and its cleaning overtook the reader.
      if (attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

async function readPage(
  pool: Pool,
  moment: SummariesMoment,
  test: VariantTest | null,
  filter: SummaryFilter,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<SummaryPage> {
  const { generation } = moment;
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const atOnce = isFiltered ? LOOKED_AT_ONCE : limit + 1;
  const data: ListedSummary[] = [];
  const next = (variantId: string): SummaryPlace => ({ generation, variantId });
  let last = after;
  for (let lookedAt = 0; lookedAt < (isFiltered ? LOOKED_AT_MAX : 1); lookedAt += atOnce) {
    const page = { after: last, limit: atOnce, withParameters: test !== null };
    const rows = await listSummaryRows(pool, generation, page);
    for (const row of rows) {
      const summary = listed(row, moment, test);
      if (!fits(row, summary, filter)) continue;
      if (data.length === limit) return { data, next: next(data.at(-1)!.variantId) };
      data.push(summary);
    }
    if (rows.length < atOnce) return { data, next: null };
    last = rows.at(-1)!.id;
  }
  return { data, next: next(last) };
}

const fits = (row: SummaryRow, { status }: ListedSummary, filter: SummaryFilter): boolean =>
  (filter.routing === null || row.routing === filter.routing) &&
  (filter.masterYarn === null || row.masterYarn === filter.masterYarn) &&
  (filter.status === null || status === filter.status);

function listed(row: SummaryRow, moment: SummariesMoment, test: VariantTest | null): ListedSummary {
  const { id, sku, outputUnit, parameters } = row;
  const summary = { ...moment, variantId: id, sku, outputUnit, figures: toFigures(row) };
  const isPending = test !== null && parameters !== null && test({ ...row, parameters });
  return { ...summary, status: statusOf(summary, isPending) };
}

/** Without figures NEVER, whatever waits; else what is to come is more than what failed. */
export function statusOf({ figures, generation }: StoredSummary, isPending: boolean): SummaryStatus {
  if (figures === null || generation === null) return 'NEVER';
  return isPending ? 'PENDING' : summaryStatus(figures.jobNo, generation);
}

const expired = (cause: unknown): CostingError =>
  new CostingError(
    'CURSOR_EXPIRED',
    'The figures that this list began with have been replaced and dropped: begin again, without a cursor.',
    { httpStatus: 409, cause },
  );
