import type { Client } from 'pg';
import type { VariantDraft } from './catalogue-draft.js';
import { CellChanges } from './cell-changes.js';
import { loadVariants } from './load-variants.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import type { VariantRowBlocks } from './variant-row-blocks.js';
import type { PartCounts } from './write-catalogue.js';

/** Rows between two turns of the event loop, so that the server never waits long for its next block. */
const ROWS_PER_TURN = 250;

/** Upserts the variants of catalogue files by SKU; they have been checked, each SKU comes once. */
export async function writeVariants(
  client: Client,
  variants: readonly VariantDraft[],
  stored: StoredCatalogue,
): Promise<PartCounts> {
  if (variants.length === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const load = await loadVariants(client, (rows, room) => addDrafts(rows, room, variants, stored), {
    mayFillLeaves: false,
    repeatedMax: 1,
    columnSets: [null],
    stored,
    cells: new CellChanges(),
    isDryRun: false,
  });
  if (!('counts' in load)) throw new Error(`variants were checked and cannot be loaded: ${JSON.stringify(load)}`);
  return load.counts;
}

/** Adds checked variants to a load. */
export async function addDrafts(
  rows: VariantRowBlocks,
  room: () => Promise<void>,
  variants: readonly VariantDraft[],
  stored: StoredCatalogue,
): Promise<void> {
  for (const [n, variant] of variants.entries()) {
    rows.addDraft(variant, stored);
    if (n % ROWS_PER_TURN === 0) await room();
  }
}
