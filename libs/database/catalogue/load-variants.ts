import type { Client } from 'pg';
import { LeafLoader } from '../seed/leaf-loader.js';
import {
  type AlmostSame,
  almostSameInLeaves,
  almostSameStaged,
  analyzeStaging,
  copyIntoLeaf,
  copyIntoStaging,
  countAddedActive,
  findAdded,
  createStaging,
  listAdded,
  mergeStaging,
  newWithoutReferences,
  repeatedInLeaves,
  repeatedInStaging,
  type RepeatedSkus,
  takeEmptyVariants,
  tryVariantsIndexes,
} from '../sql/import-variants.js';
import { createVariantsIndexes, dropVariantsIndexes } from '../sql/seed.js';
import { writeAudit } from '../sql/audit.js';
import { recordByNumber, recordTogether } from '../sql/track-changes.js';
import { NAMED_VARIANTS_MAX } from '../sql/changes.js';
import { type CellChanges, LISTED_CHANGES_MAX } from './cell-changes.js';
import { type ColumnSets, mergeStagedVariants } from './merge-variants.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import { STAGED_COLUMNS, VARIANT_COLUMNS, VariantRowBlocks } from './variant-row-blocks.js';
import type { PartCounts } from './write-catalogue.js';

export interface VariantLoadOptions {
  /** The rows are many: straight into the leaves if there is no variant yet, which takes a third of the time. */
  readonly mayFillLeaves: boolean;
  /** How many repeated SKUs to name. */
  readonly repeatedMax: number;
  /** Told what happens when all rows have been sent. */
  readonly onStep?: (step: string) => void;
  /** What the rows' tables have columns for; filled while rows are produced. */
  readonly columnSets: ColumnSets;
  readonly stored: StoredCatalogue;
  /** Counts what changes. */
  readonly cells: CellChanges;
  /** Nothing is written into `variants`. */
  readonly isDryRun: boolean;
}

/**
 * What became of the rows: counts, or the SKUs that came twice, or that are new and have no yarn or routing; with these
 * nothing may be committed.
 */
export type VariantLoad =
  | { readonly counts: PartCounts; readonly touched: TouchedVariants; readonly almostSame: readonly AlmostSame[] }
  | { readonly repeated: RepeatedSkus }
  | { readonly incomplete: RepeatedSkus };

/** Whom a load touches. */
export interface TouchedVariants {
  /** Those that were there and change; null: more than can be named. */
  readonly changedIds: readonly string[] | null;
  readonly changed: number;
  readonly addedActive: number;
}

export const NO_VARIANTS: TouchedVariants = { changedIds: [], changed: 0, addedActive: 0 };

/**
 * Brings variants into the catalogue by SKU. `produce` adds checked rows and waits for `room` every few hundred.
 * `client` is in the import's transaction, which is only fit for a rollback when `produce` or this throws.
 */
export async function loadVariants(
  client: Client,
  produce: (rows: VariantRowBlocks, room: () => Promise<void>) => Promise<void>,
  options: VariantLoadOptions,
): Promise<VariantLoad> {
  const { mayFillLeaves } = options;
  const fillLeaves = mayFillLeaves && (await takeEmptyVariants(client));
  await (fillLeaves ? dropVariantsIndexes(client) : createStaging(client));
  const loader = new LeafLoader(
    client,
    (block) => blocks.release(block),
    fillLeaves ? (partitionNo) => copyIntoLeaf(partitionNo, VARIANT_COLUMNS) : () => copyIntoStaging(STAGED_COLUMNS),
  );
  const blocks = new VariantRowBlocks((block) => loader.add(block), !fillLeaves);
  try {
    await produce(blocks, () => loader.room());
    blocks.flush();
  } finally {
    // The connection must be free before anything else, a rollback too, can be said on it.
    await loader.finish();
  }
  const { rows } = blocks;
  if (loader.rows !== rows) throw new Error(`${rows} variants were written and ${loader.rows} loaded`);
  return fillLeaves ? finishLeaves(client, rows, options) : finishStaging(client, rows, options);
}

async function finishLeaves(
  client: Client,
  rows: number,
  { repeatedMax, onStep = () => undefined }: VariantLoadOptions,
): Promise<VariantLoad> {
  onStep('building the key');
  if (!(await tryVariantsIndexes(client, createVariantsIndexes))) {
    return { repeated: await repeatedInLeaves(client, repeatedMax) };
  }
  const almostSame = await almostSameInLeaves(client, rows, ALMOST_SAME_MAX);
  const counts = { inserted: rows, updated: 0, unchanged: 0 };
  await recordTogether(client, 'variants', () => Promise.resolve(counts));
  await audit(client, counts);
  return { counts, touched: NO_VARIANTS, almostSame };
}

async function finishStaging(client: Client, rows: number, options: VariantLoadOptions): Promise<VariantLoad> {
  const { repeatedMax, onStep = () => undefined, columnSets, stored, cells, isDryRun } = options;
  onStep('comparing with what is there');
  await analyzeStaging(client);
  const repeated = await repeatedInStaging(client, repeatedMax);
  if (repeated.rows > 0) return { repeated };
  const added = await findAdded(client);
  const incomplete = await newWithoutReferences(client, repeatedMax);
  if (incomplete.rows > 0) return { incomplete };
  const almostSame = added === 0 ? [] : await almostSameStaged(client, added, ALMOST_SAME_MAX);
  const idsMax = isDryRun ? NAMED_VARIANTS_MAX : 0;
  const changed = await mergeStagedVariants(client, { columnSets, stored, cells, idsMax });
  if (!isDryRun) {
    const hasBatchNo = columnSets.flatMap((set, n) => (set?.hasBatchNo ? [n] : []));
    const merge = () => mergeStaging(client, hasBatchNo);
    const { inserted, updated } = await recordByNumber(client, 'variants', rows, merge);
    const counts = { inserted, updated, unchanged: rows - inserted - updated };
    await audit(client, counts);
    return { counts, touched: NO_VARIANTS, almostSame };
  }
  for (const sku of await listAdded(client, LISTED_CHANGES_MAX)) {
    cells.list(() => ({ part: 'variants', key: sku, column: 'sku', before: null, after: sku }));
  }
  const counts = { inserted: added, updated: changed.count, unchanged: rows - added - changed.count };
  const changedIds = changed.count > changed.ids.length ? null : changed.ids;
  const addedActive = await countAddedActive(client);
  return { counts, touched: { changedIds, changed: changed.count, addedActive }, almostSame };
}

/** Of pairs of SKUs so many are looked for. */
const ALMOST_SAME_MAX = 1_000;

/** One entry for the whole import. */
async function audit(client: Client, { inserted, updated }: PartCounts): Promise<void> {
  if (inserted + updated === 0) return;
  const after = { inserted, updated };
  await writeAudit(client, { action: 'IMPORT', kind: 'variants', key: '*', before: null, after });
}
