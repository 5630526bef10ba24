import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Client } from 'pg';
import { CostingError, invalidInput, PROJECT_ROOT } from '#platform';
import { checkCatalogue } from '../catalogue/check-catalogue.js';
import { FaultList } from '../catalogue/faults.js';
import { writeDraft } from '../catalogue/import-catalogue.js';
import { readImportFiles } from '../catalogue/import-files.js';
import { readStoredCatalogue, type StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { Database } from '../open-database.js';
import { LeafLoader } from '../seed/leaf-loader.js';
import {
  analyzeCatalogue,
  createVariantsIndexes,
  dropVariantsIndexes,
  emptyCatalogue,
  isCatalogueEmpty,
  lockCatalogue,
  markDemo,
} from '../sql/seed.js';
import { inClientTransaction } from '../transaction.js';
import { demoRecipes } from './demo-variants.js';
import { DEMO_VARIANTS_MAX, DemoRows } from './demo-rows.js';

const SAMPLE_MILL_FOLDER = join(PROJECT_ROOT, 'examples');

export interface SampleMillOptions {
  /** All of them: those of `examples/variants.json` first, the others are generated. */
  readonly variants: number;
  /** Another seed gives other variants; default 1. */
  readonly seed?: number;
  /** Drops the catalogue that is there, and with it the summaries of its variants. */
  readonly replace?: boolean;
}

export interface SampleMillResult {
  readonly variants: number;
  readonly yarns: number;
  readonly routings: number;
  readonly seconds: number;
}

/** Rows between two turns of the event loop: a block takes several, and the server waits for each (250: 15 % slower). */
const ROWS_PER_TURN = 100;

/** The sample mill's catalogue files, in the order in which `costing import examples/*.json` gets them. */
export function sampleMillFiles(): string[] {
  return readdirSync(SAMPLE_MILL_FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(SAMPLE_MILL_FOLDER, name));
}

/**
 * Fills an empty catalogue with the sample mill of `examples/` and, beyond the variants there, generated ones over all
 * its routings and the yarns that suit each, all or nothing; equal options give equal variants. `onProgress` is told
 * how many are loaded. Throws `CostingError` CATALOGUE_NOT_EMPTY, JOB_RUNNING, and whatever an import may throw;
 * `RangeError` for a number of variants beyond 1 … 999,999,999.
 */
export async function seedSampleMill(
  database: Pick<Database, 'connect'>,
  options: SampleMillOptions,
  onProgress: (loaded: number) => void = () => undefined,
): Promise<SampleMillResult> {
  const started = performance.now();
  const { variants } = options;
  if (!(Number.isInteger(variants) && variants >= 1 && variants <= DEMO_VARIANTS_MAX)) {
    throw new RangeError(`variants is ${variants}: expected a whole number from 1 to ${DEMO_VARIANTS_MAX}`);
  }
  const client = await database.connect('costing seed');
  try {
    const { yarns, routings } = await inClientTransaction(client, async () => {
      await lockCatalogue(client);
      if (!options.replace && !(await isCatalogueEmpty(client))) throw notEmpty();
      await emptyCatalogue(client);
      const sampleVariants = await writeSampleMill(client, options.variants);
      const stored = await readStoredCatalogue(client);
      await loadVariants(client, { ...options, sampleVariants }, stored, onProgress);
      return { yarns: stored.masterYarns.size, routings: stored.routings.size };
    });
    await analyzeCatalogue(client);
    return { variants, yarns, routings, seconds: (performance.now() - started) / 1000 };
  } finally {
    await client.end();
  }
}

/** As an import does, with at most `variantsMax` of the files' variants; gives how many they are. */
async function writeSampleMill(client: Client, variantsMax: number): Promise<number> {
  const faults = new FaultList();
  const draft = await readImportFiles(sampleMillFiles(), faults);
  checkCatalogue(draft, await readStoredCatalogue(client), faults);
  if (faults.all.length > 0) throw invalidInput('The sample mill in examples/', faults.all);
  draft.variants.splice(variantsMax);
  await writeDraft(client, draft);
  await markDemo(client);
  return draft.variants.length;
}

async function loadVariants(
  client: Client,
  { variants, seed = 1, sampleVariants }: SampleMillOptions & { readonly sampleVariants: number },
  stored: StoredCatalogue,
  onProgress: (loaded: number) => void,
): Promise<void> {
  const generated = variants - sampleVariants;
  await dropVariantsIndexes(client);
  const loader = new LeafLoader(client, (block) => {
    rows.release(block);
    onProgress(sampleVariants + loader.rows);
  });
  const rows = new DemoRows(demoRecipes(stored, seed), seed, (block) => loader.add(block));
  for (let number = 1; number <= generated; number++) {
    rows.add(number);
    if (number % ROWS_PER_TURN === 0) await loader.room();
  }
  rows.flush();
  await loader.finish();
  if (loader.rows !== generated) throw new Error(`${generated} variants were written and ${loader.rows} loaded`);
  await createVariantsIndexes(client);
}

function notEmpty(): CostingError {
  return new CostingError(
    'CATALOGUE_NOT_EMPTY',
    'The database holds a catalogue already. Use an empty database, or replace the catalogue with its cost summaries.',
    { httpStatus: 409 },
  );
}
