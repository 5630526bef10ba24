import type { Client } from 'pg';
import { performance } from 'node:perf_hooks';
import { CostingError, invalidInput } from '#platform';
import { emptyDraft } from '../catalogue/catalogue-draft.js';
import { checkCatalogue } from '../catalogue/check-catalogue.js';
import { FaultList } from '../catalogue/faults.js';
import { writeDraft } from '../catalogue/import-catalogue.js';
import { Place } from '../catalogue/place.js';
import { readCatalogueJson } from '../catalogue/read-catalogue-json.js';
import { readStoredCatalogue, type StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { Database } from '../open-database.js';
import {
  analyzeCatalogue,
  createVariantsIndexes,
  dropVariantsIndexes,
  emptyCatalogue,
  isCatalogueEmpty,
  insertSyntheticYarns,
  lockCatalogue,
  markSynthetic,
} from '../sql/seed.js';
import { inClientTransaction } from '../transaction.js';
import { LeafLoader } from './leaf-loader.js';
import { FIBRE, FIBRE_CODES, syntheticCatalogue } from './synthetic-catalogue.js';
import { PARAMETERS_MAX, syntheticParameters } from './synthetic-parameters.js';
import { VARIANTS_PER_YARN_MAX, VariantRows, YARNS_MAX } from './variant-rows.js';

/** What the seed can be asked for; anything beyond throws `RangeError`. */
export const SEED_LIMITS = {
  yarns: [1, YARNS_MAX],
  variantsPerYarn: [1, VARIANTS_PER_YARN_MAX],
  variants: [1, 1_000_000_000],
  parameters: [1, PARAMETERS_MAX],
  seed: [0, 4_294_967_295],
} as const;

export interface SeedOptions {
  readonly yarns: number;
  readonly variantsPerYarn: number;
  /** Parameters stored on every variant; default 12. */
  readonly parameters?: number;
  /** Another seed gives other values; default 1. */
  readonly seed?: number;
  /** Drops the catalogue that is there, and with it the summaries of its variants. */
  readonly replace?: boolean;
}

export interface SeedResult {
  readonly variants: number;
  readonly yarns: number;
  readonly routings: number;
  readonly parameters: number;
  readonly seconds: number;
}

/** Rows between two turns of the event loop, so that the server never waits long for its next block. */
const ROWS_PER_TURN = 250;

/**
 * Fills an empty catalogue with a synthetic mill, all or nothing: equal options give equal rows to the byte, every
 * variant differs from every other in every parameter. `onProgress` is told how many variants are loaded.
 * Throws `CostingError` CATALOGUE_NOT_EMPTY, JOB_RUNNING.
 */
export async function seedCatalogue(
  database: Pick<Database, 'connect'>,
  options: SeedOptions,
  onProgress: (loaded: number) => void = () => undefined,
): Promise<SeedResult> {
  const started = performance.now();
  const { yarns, variantsPerYarn, parameters = 12 } = options;
  checkLimits({ seed: 1, parameters, ...options, variants: yarns * variantsPerYarn });
  const client = await database.connect('costing seed');
  try {
    const routings = await inClientTransaction(client, async () => {
      await lockCatalogue(client);
      if (!options.replace && !(await isCatalogueEmpty(client))) throw notEmpty();
      await emptyCatalogue(client);
      const stored = await writeCatalogue(client, options);
      await loadVariants(client, options, stored, onProgress);
      return stored.routings.size;
    });
    await analyzeCatalogue(client);
    const seconds = (performance.now() - started) / 1000;
    return { variants: yarns * variantsPerYarn, yarns, routings, parameters, seconds };
  } finally {
    await client.end();
  }
}

function checkLimits(numbers: Record<string, unknown>): void {
  for (const [name, [min, max]] of Object.entries(SEED_LIMITS)) {
    const value = numbers[name];
    if (!Number.isInteger(value) || Number(value) < min || Number(value) > max) {
      throw new RangeError(`${name} is ${String(value)}: expected a whole number from ${min} to ${max}`);
    }
  }
}

/** All but yarns and variants goes the way of an import, so it is checked like one. */
async function writeCatalogue(client: Client, { yarns, parameters = 12 }: SeedOptions): Promise<StoredCatalogue> {
  const faults = new FaultList();
  const draft = emptyDraft();
  readCatalogueJson(JSON.stringify(syntheticCatalogue(parameters)), Place.root(), draft, faults);
  checkCatalogue(draft, await readStoredCatalogue(client), faults);
  if (faults.all.length > 0) throw invalidInput('The synthetic catalogue', faults.all);
  await writeDraft(client, draft);
  const stored = await readStoredCatalogue(client);
  const fibreIds = FIBRE_CODES.map((code) => stored.items.get(code)!);
  await insertSyntheticYarns(client, yarns, stored.parameters.get(FIBRE)!.id, fibreIds);
  await markSynthetic(client);
  return stored;
}

async function loadVariants(
  client: Client,
  { yarns, variantsPerYarn, parameters: count = 12, seed = 1 }: SeedOptions,
  stored: StoredCatalogue,
  onProgress: (loaded: number) => void,
): Promise<void> {
  const parameters = syntheticParameters(count)
    .onVariants.map((parameter) => ({ ...parameter, id: stored.parameters.get(parameter.key)!.id }))
    .sort((a, b) => a.id - b.id);
  const parameterIds = parameters.map(({ id }) => id);
  const routingIds = [...stored.routings.values()].sort((a, b) => a - b);
  await dropVariantsIndexes(client);
  const loader = new LeafLoader(client, (block) => {
    rows.release(block);
    onProgress(loader.rows);
  });
  const rows = new VariantRows({ parameters, parameterIds, routingIds, seed }, (block) => loader.add(block));
  let number = 0;
  for (let yarn = 1; yarn <= yarns; yarn++) {
    for (let inYarn = 1; inYarn <= variantsPerYarn; inYarn++, number++) {
      rows.add(yarn, inYarn, number);
      if (number % ROWS_PER_TURN === 0) await loader.room();
    }
  }
  rows.flush();
  await loader.finish();
  if (loader.rows !== number) throw new Error(`${number} variants were written and ${loader.rows} loaded`);
  await createVariantsIndexes(client);
}

function notEmpty(): CostingError {
  return new CostingError(
    'CATALOGUE_NOT_EMPTY',
    'The database holds a catalogue already. Seed an empty database, or use --replace to drop the catalogue and its cost summaries.',
    { httpStatus: 409 },
  );
}
