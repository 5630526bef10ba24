import type { Client } from 'pg';
import { invalidInput } from '#platform';
import { markCatalogueOwn } from '../sql/catalogue-origin.js';
import { inClientTransaction } from '../transaction.js';
import type { CatalogueDraft } from './catalogue-draft.js';
import { checkCatalogue } from './check-catalogue.js';
import { FaultList } from './faults.js';
import { readImportFiles } from './import-files.js';
import { hex, packValues } from './packing.js';
import { findParameterUses, readStoredCatalogue, type StoredCatalogue } from './stored-catalogue.js';
import {
  type PartCounts,
  writeCurrency,
  writeItems,
  writeMasterYarns,
  writeParameters,
  writePriceRates,
  writeProcesses,
} from './write-catalogue.js';
import { writeRoutings } from './write-routings.js';
import { writeVariants } from './write-variants.js';

/** Parts in the order in which they are written; only those that the files bring are present. */
export type ImportResult = Partial<Record<(typeof CATALOGUE_PARTS)[number], PartCounts>>;

export const CATALOGUE_PARTS = [
  'currency',
  'items',
  'parameters',
  'price_rates',
  'processes',
  'routings',
  'master_yarns',
  'variants',
] as const;

/** From this many changed variants on, the old statistics mislead more than 64 ANALYZEs cost. */
const ANALYZE_VARIANTS_FROM = 10_000;
/**
 * Imports catalogue files in one transaction, all or nothing. `client` is the caller's own connection, outside a
 * transaction; a second import waits for the first. Throws `INVALID_INPUT` with every fault of all files,
 * `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `INVALID_ENCODING`, or a usage error for a file of unknown ending.
 */
export async function importCatalogue(client: Client, paths: readonly string[]): Promise<ImportResult> {
  const faults = new FaultList();
  const draft = await readImportFiles(paths, faults);
  const result = await inClientTransaction(client, async () => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('costing:import', 0))`);
    const stored = await readStoredCatalogue(client);
    checkCatalogue(draft, stored, faults);
    await checkKindChanges(client, draft, stored, faults);
    if (faults.all.length > 0) throw invalidInput(`The import of ${paths.join(', ')} was refused`, faults.all);
    await markCatalogueOwn(client);
    return writeDraft(client, draft);
  });
  await analyzeTouched(client, result);
  return result;
}

/** Stored values of a parameter would turn from numbers into ids of items, or back. */
async function checkKindChanges(
  client: Client,
  draft: CatalogueDraft,
  stored: StoredCatalogue,
  faults: FaultList,
): Promise<void> {
  for (const { key, kind, place } of draft.parameters) {
    const before = stored.parameters.get(key)?.kind;
    if (before === undefined || before === kind) continue;
    const uses = await findParameterUses(client, key);
    if (uses.length === 0) continue;
    const shown = uses.length > 5 ? `${uses.slice(0, 5).join(', ')} and ${uses.length - 5} more` : uses.join(', ');
    const message = `'${key}' is of kind ${before} and used by ${shown}: its kind cannot become ${kind}; use a new key`;
    faults.add(place.at('kind'), 'KIND_IN_USE', message);
  }
}

/** What is referred to is written before what refers to it, and read back for its ids. */
export async function writeDraft(client: Client, draft: CatalogueDraft): Promise<ImportResult> {
  const result: ImportResult = {};
  const write = async (part: keyof ImportResult, rows: readonly unknown[], run: () => Promise<PartCounts>) => {
    if (rows.length > 0) result[part] = await run();
  };
  const { currency } = draft;
  if (currency) result.currency = await writeCurrency(client, currency.value);
  await write('items', draft.items, () => writeItems(client, draft.items));
  const { items } = await readStoredCatalogue(client);
  await write('parameters', draft.parameters, () => writeParameters(client, draft.parameters, items));
  await write('price_rates', draft.priceRates, () => writePriceRates(client, draft.priceRates));
  await write('processes', draft.processes, () => writeProcesses(client, draft.processes));
  const named = await readStoredCatalogue(client);
  await write('routings', draft.routings, () => writeRoutings(client, draft.routings, named));
  const yarns = draft.masterYarns.map(({ code, name, parameters }) => ({
    code,
    name,
    parameters: hex(packValues(parameters, named)),
  }));
  await write('master_yarns', yarns, () => writeMasterYarns(client, yarns));
  const complete = await readStoredCatalogue(client);
  await write('variants', draft.variants, () => writeVariants(client, draft.variants, complete));
  return result;
}

const TABLES: Readonly<Record<keyof ImportResult, readonly string[]>> = {
  currency: [],
  items: ['items'],
  parameters: ['parameters', 'parameter_groups'],
  price_rates: ['price_rates'],
  processes: ['processes'],
  routings: ['routings', 'process_steps'],
  master_yarns: ['master_yarns'],
  variants: ['variants'],
};

async function analyzeTouched(client: Client, result: ImportResult): Promise<void> {
  for (const part of CATALOGUE_PARTS) {
    const changed = (result[part]?.inserted ?? 0) + (result[part]?.updated ?? 0);
    if (changed < (part === 'variants' ? ANALYZE_VARIANTS_FROM : 1)) continue;
    for (const table of TABLES[part]) await client.query(`ANALYZE ${table}`);
  }
}
