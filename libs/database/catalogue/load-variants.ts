import type { Client } from 'pg';
import { LeafLoader } from '../seed/leaf-loader.js';
import {
  analyzeStaging,
  copyIntoLeaf,
  copyIntoStaging,
  createStaging,
  mergeStaging,
  repeatedInLeaves,
  repeatedInStaging,
  type RepeatedSkus,
  takeEmptyVariants,
  tryVariantsIndexes,
} from '../sql/import-variants.js';
import { createVariantsIndexes, dropVariantsIndexes } from '../sql/seed.js';
import { writeAudit } from '../sql/audit.js';
import { recordByNumber, recordTogether } from '../sql/track-changes.js';
import { VARIANT_COLUMNS, VariantRowBlocks } from './variant-row-blocks.js';
import type { PartCounts } from './write-catalogue.js';

export interface VariantLoadOptions {
  /** The rows are many: straight into the leaves if there is no variant yet, which takes a third of the time. */
  readonly mayFillLeaves: boolean;
  /** How many repeated SKUs to name. */
  readonly repeatedMax: number;
  /** Told what happens when all rows have been sent. */
  readonly onStep?: (step: string) => void;
}

/** What became of the rows: counts, or the SKUs that came twice, with which nothing may be committed. */
export type VariantLoad = { readonly counts: PartCounts } | { readonly repeated: RepeatedSkus };

/**
 * Brings variants into the catalogue by SKU. `produce` adds checked rows and waits for `room` every few hundred.
 * `client` is in the import's transaction, which is only fit for a rollback when `produce` or this throws.
 */
export async function loadVariants(
  client: Client,
  produce: (rows: VariantRowBlocks, room: () => Promise<void>) => Promise<void>,
  { mayFillLeaves, repeatedMax, onStep = () => undefined }: VariantLoadOptions,
): Promise<VariantLoad> {
  const fillLeaves = mayFillLeaves && (await takeEmptyVariants(client));
  await (fillLeaves ? dropVariantsIndexes(client) : createStaging(client));
  const loader = new LeafLoader(
    client,
    (block) => blocks.release(block),
    fillLeaves ? (partitionNo) => copyIntoLeaf(partitionNo, VARIANT_COLUMNS) : () => copyIntoStaging(VARIANT_COLUMNS),
  );
  const blocks = new VariantRowBlocks((block) => loader.add(block));
  try {
    await produce(blocks, () => loader.room());
    blocks.flush();
  } finally {
    // The connection must be free before anything else, a rollback too, can be said on it.
    await loader.finish();
  }
  const { rows } = blocks;
  if (loader.rows !== rows) throw new Error(`${rows} variants were written and ${loader.rows} loaded`);
  return fillLeaves
    ? finishLeaves(client, rows, repeatedMax, onStep)
    : finishStaging(client, rows, repeatedMax, onStep);
}

async function finishLeaves(
  client: Client,
  rows: number,
  repeatedMax: number,
  onStep: (step: string) => void,
): Promise<VariantLoad> {
  onStep('building the key');
  if (!(await tryVariantsIndexes(client, createVariantsIndexes))) {
    return { repeated: await repeatedInLeaves(client, repeatedMax) };
  }
  const counts = { inserted: rows, updated: 0, unchanged: 0 };
  await recordTogether(client, 'variants', () => Promise.resolve(counts));
  return audited(client, counts);
}

async function finishStaging(
  client: Client,
  rows: number,
  repeatedMax: number,
  onStep: (step: string) => void,
): Promise<VariantLoad> {
  onStep('comparing with what is there');
  await analyzeStaging(client);
  const repeated = await repeatedInStaging(client, repeatedMax);
  if (repeated.rows > 0) return { repeated };
  const { inserted, updated } = await recordByNumber(client, 'variants', rows, () => mergeStaging(client));
  return audited(client, { inserted, updated, unchanged: rows - inserted - updated });
}

/** One entry for the whole import. */
async function audited(client: Client, counts: PartCounts): Promise<VariantLoad> {
  const { inserted, updated } = counts;
  if (inserted + updated > 0) {
    const after = { inserted, updated };
    await writeAudit(client, { action: 'IMPORT', kind: 'variants', key: '*', before: null, after });
  }
  return { counts };
}
