import type { Pool } from 'pg';
import { type EntryRow, listEntryRows, listRateRows, type RateFilter } from '../../sql/catalogue-entries.js';
import { listVariantRows } from '../../sql/variant-entries.js';
import { variantId } from '../../variant-id.js';
import type { CataloguePart } from '../read-catalogue-json.js';
import { normalizeCode } from '../text-rules.js';
import { type EntryDocument, entryDocuments } from './entry-documents.js';
import { ENTRY_STORES } from './entry-stores.js';
import { unknownEntry } from './write-faults.js';

/** Some entries in the order of their keys; `next`: the list goes on after this key. */
export interface EntryPage {
  readonly data: readonly EntryDocument[];
  readonly next: string | null;
}

export interface PageRequest {
  /** null: from the beginning. */
  readonly after: string | null;
  readonly limit: number;
}

/** One entry by its key, variants and rates by their id. Throws `UNKNOWN_…` (404). */
export async function readEntry(pool: Pool, part: CataloguePart, key: string): Promise<EntryDocument> {
  const store = ENTRY_STORES[part];
  const client = await pool.connect();
  try {
    const row = await store.read(client, key, { forUpdate: false });
    if (!row) throw unknownEntry(store, key);
    return (await entryDocuments(client, [row]))[0]!;
  } finally {
    client.release();
  }
}

/** Entries of a small part in the order of their keys. */
export async function listEntries(
  pool: Pool,
  part: 'parameters' | 'items' | 'processes' | 'routings' | 'master_yarns',
  { after, limit }: PageRequest,
): Promise<EntryPage> {
  const rows = await listEntryRows(pool, part, { after, limit: limit + 1 });
  return page(pool, rows, limit, part === 'parameters' ? 'key' : 'code');
}

/** Rates in the order of their ids. */
export async function listRates(pool: Pool, filter: RateFilter, { after, limit }: PageRequest): Promise<EntryPage> {
  return page(pool, await listRateRows(pool, filter, { after, limit: limit + 1 }), limit, 'id');
}

/** What a list of variants is narrowed to; null: everything. */
export interface VariantFilter {
  readonly sku: string | null;
  readonly routing: string | null;
  readonly masterYarn: string | null;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';
/** Filters have no index: so many variants are looked at for one page, which may then be short or empty. */
const LOOKED_AT_MAX = 10_000;
const LOOKED_AT_ONCE = 1_000;

/** Variants in the order of their ids. */
export async function listVariants(
  pool: Pool,
  { sku, routing, masterYarn }: VariantFilter,
  { after, limit }: PageRequest,
): Promise<EntryPage> {
  const fits = (row: EntryRow): boolean =>
    (routing === null || row['routing'] === routing) && (masterYarn === null || row['master_yarn'] === masterYarn);
  if (sku !== null) {
    const row = await readEntryOrNull(pool, variantId(normalizeCode(sku)));
    const isAsked = row !== null && (after === null || (row['variant_id'] as string) > after);
    return { data: isAsked && fits(row) ? [row] : [], next: null };
  }
  if (routing === null && masterYarn === null) {
    return page(pool, await listVariantRows(pool, { after: after ?? NO_ID, limit: limit + 1 }), limit, 'variant_id');
  }
  const found: EntryRow[] = [];
  let last = after ?? NO_ID;
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; lookedAt += LOOKED_AT_ONCE) {
    const rows = await listVariantRows(pool, { after: last, limit: LOOKED_AT_ONCE });
    found.push(...rows.filter(fits));
    if (found.length > limit) return page(pool, found, limit, 'variant_id');
    if (rows.length < LOOKED_AT_ONCE) return { data: await entryDocuments(pool, found), next: null };
    last = rows.at(-1)!['variant_id'] as string;
  }
  return { data: await entryDocuments(pool, found), next: last };
}

async function readEntryOrNull(pool: Pool, id: string): Promise<EntryDocument | null> {
  try {
    return await readEntry(pool, 'variants', id);
  } catch (error) {
    if ((error as { code?: unknown }).code === ENTRY_STORES.variants.unknown) return null;
    throw error;
  }
}

/** `rows` are one more than asked for when the list goes on. */
async function page(pool: Pool, rows: readonly EntryRow[], limit: number, key: string): Promise<EntryPage> {
  const data = await entryDocuments(pool, rows.slice(0, limit));
  return { data, next: rows.length > limit ? (data.at(-1)![key] as string) : null };
}
