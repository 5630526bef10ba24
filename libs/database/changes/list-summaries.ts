import type { ClientBase, Pool } from 'pg';
import type { JobNo, VariantTest } from '#costing';
import { CostingError } from '#platform';
import { type SummaryStatus, statusOf, toFigures } from '../sql/summaries.js';
import { listSummaryRows, readSummariesMoment, type SummariesMoment, type SummaryRow } from '../sql/summary-pages.js';
import { inSnapshot } from '../transaction.js';
import type { ShownSummary } from './look-up-summary.js';
import type { PendingVariants } from './pending-variants.js';

/** null: everything. */
export interface SummaryFilter {
  readonly routing: string | null;
  readonly masterYarn: string | null;
  readonly status: SummaryStatus | null;
}

/** Where a list goes on. */
export interface SummaryPlace {
  /** The generation that the list began with; null: none was released. */
  readonly generation: JobNo | null;
  /** The epoch of its figures then; a later one: a delta has changed some of them. */
  readonly figuresEpoch: number;
  /** The last variant of the page before. */
  readonly variantId: string;
}

export interface SummaryPage {
  readonly data: readonly ShownSummary[];
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
 * Summaries by variant id. A page is read in one snapshot, and all pages of a list show the figures that were released
 * when it began. Throws `CURSOR_EXPIRED` (410) when these are gone: a delta has changed some of them, or their generation
 * has been dropped.
 */
export async function listSummaries(
  pool: Pool,
  pending: PendingVariants,
  filter: SummaryFilter,
  { after, limit }: { readonly after: SummaryPlace | null; readonly limit: number },
): Promise<SummaryPage> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inSnapshot(pool, async (client) => {
        const now = await readSummariesMoment(client);
        const moment = after ? await momentOf(client, now, after) : now;
        const test = now.newestChange === null ? null : await pending.testIn(client, now);
        return readPage(client, moment, test, filter, { after: after?.variantId ?? NO_ID, limit });
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
      if (after) throw expired(error);
      // A release and its cleaning overtook the reader.
      if (attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/** What the list began with, if it is still there. */
async function momentOf(client: ClientBase, now: SummariesMoment, after: SummaryPlace): Promise<SummariesMoment> {
  const isNow = after.generation === now.generation;
  const moment = isNow ? now : await readSummariesMoment(client, after.generation);
  if ((moment.figuresEpoch ?? 0) !== after.figuresEpoch) throw expired(null);
  return moment;
}

async function readPage(
  client: ClientBase,
  moment: SummariesMoment,
  test: VariantTest | null,
  filter: SummaryFilter,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<SummaryPage> {
  const { generation, figuresEpoch } = moment;
  const isFiltered = Object.values(filter).some((value) => value !== null);
  const atOnce = isFiltered ? LOOKED_AT_ONCE : limit + 1;
  const data: ShownSummary[] = [];
  const next = (variantId: string): SummaryPlace => ({ generation, figuresEpoch: figuresEpoch ?? 0, variantId });
  let last = after;
  for (let lookedAt = 0; lookedAt < (isFiltered ? LOOKED_AT_MAX : 1); lookedAt += atOnce) {
    const page = { after: last, limit: atOnce, withParameters: test !== null };
    const rows = await listSummaryRows(client, generation, page);
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

const fits = (row: SummaryRow, { status }: ShownSummary, filter: SummaryFilter): boolean =>
  (filter.routing === null || row.routing === filter.routing) &&
  (filter.masterYarn === null || row.masterYarn === filter.masterYarn) &&
  (filter.status === null || status === filter.status);

function listed(row: SummaryRow, moment: SummariesMoment, test: VariantTest | null): ShownSummary {
  const { id, sku, outputUnit, storedBy, parameters } = row;
  const summary = { ...moment, variantId: id, sku, outputUnit, storedBy, figures: toFigures(row) };
  const isPending = test !== null && parameters !== null && test({ ...row, parameters });
  return { ...summary, status: statusOf(summary, isPending) };
}

const expired = (cause: unknown): CostingError =>
  new CostingError(
    'CURSOR_EXPIRED',
    'The figures that this list began with are gone: a later job has changed or replaced them. Begin again by asking ' +
      'for the first page, without a cursor; `cost-summaries/export` gives all figures of one moment in one answer.',
    { httpStatus: 410, cause },
  );
