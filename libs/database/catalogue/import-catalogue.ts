import type { Client, ClientBase } from 'pg';
import { invalidInput } from '#platform';
import { unprintableText } from './unprintable-text.js';
import {
  checkVariantFiles,
  FILL_LEAVES_FROM_BYTES,
  importVariantFiles,
  type OnImportProgress,
} from '../csv/import-variants-csv.js';
import { lockCatalogue, lockCatalogueBriefly } from '../sql/catalogue-lock.js';
import { markCatalogueOwn } from '../sql/catalogue-origin.js';
import { findUsers } from '../sql/catalogue-users.js';
import { recordByNumber } from '../sql/track-changes.js';
import { inClientTransaction, retryConflicts } from '../transaction.js';
import type { CatalogueDraft } from './catalogue-draft.js';
import { checkCatalogue } from './check-catalogue.js';
import { checkStoredBounds } from './check-stored-bounds.js';
import { describeUsers } from './describe-users.js';
import { FaultList } from './faults.js';
import { readImportFiles } from './import-files.js';
import { packYarns } from './packing.js';
import { readStoredCatalogue, type StoredCatalogue } from './stored-catalogue.js';
import {
  type PartCounts,
  writeCurrency,
  writeTimeZone,
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
  'time_zone',
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

/** Of CSV files so many faults are listed; a wrong delimiter has millions. */
const LISTED_FAULTS_MAX = 1_000;

export interface ImportOptions {
  readonly onProgress?: OnImportProgress;
  /** See `VariantFilesImport`; default 8 MB. */
  readonly fillLeavesFromBytes?: number;
  /** What is imported, for who is told that it was refused; default the paths. */
  readonly title?: string;
  /** Files of anything else are refused. */
  readonly onlyVariants?: boolean;
  /** How long it waits for another import, or any other lock, before it fails with 55P03; default: without limit. */
  readonly lockSeconds?: number;
}

/**
 * Imports catalogue files, CSV files and files of a variant a line in one transaction, all or nothing. `client` is the caller's own connection,
 * outside a transaction; a second import waits for the first. Throws `INVALID_INPUT` with the faults of all files,
 * `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `INVALID_ENCODING`, 40001 or 40P01 after five attempts, or a usage error for a file of unknown ending.
 */
export async function importCatalogue(
  client: Client,
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  // Begins with the files again: nothing is left of an attempt that a deadlock with other writers ended.
  const result = await retryConflicts(() => importOnce(client, paths, options));
  await analyzeTouched(client, result);
  return result;
}

async function importOnce(client: Client, paths: readonly string[], options: ImportOptions): Promise<ImportResult> {
  const { onProgress = () => undefined, fillLeavesFromBytes = FILL_LEAVES_FROM_BYTES, lockSeconds } = options;
  const faults = new FaultList(paths.every((path) => /\.json$/i.test(path)) ? Infinity : LISTED_FAULTS_MAX);
  const refuseFaults = (): void => {
    if (faults.count === 0) return;
    throw invalidInput(`The import of ${options.title ?? paths.join(', ')} was refused`, faults.report(), faults.count);
  };
  const draft = await readImportFiles(paths, faults);
  if (options.onlyVariants && draft.priceRates.length > 0) {
    faults.add(draft.priceRates[0]!.place, 'UNKNOWN_HEADER', 'these are rates; only variants are imported here');
  }
  const hasVariantFiles = draft.variantFiles.length + draft.variantLines.length > 0;
  return inClientTransaction(client, async () => {
    await (lockSeconds === undefined ? lockCatalogue(client) : lockCatalogueBriefly(client, 'EXCLUSIVE', lockSeconds));
    const stored = await readStoredCatalogue(client);
    checkCatalogue(draft, stored, faults);
    await checkKindChanges(client, draft, stored, faults);
    const work = { draft, faults, onProgress, fillLeavesFromBytes };
    if (faults.count > 0 && hasVariantFiles) await checkVariantFiles({ ...work, stored });
    refuseFaults();
    await markCatalogueOwn(client);
    const written = await writeDraft(client, hasVariantFiles ? { ...draft, variants: [] } : draft);
    const variants = hasVariantFiles
      ? await importVariantFiles(client, { ...work, stored: await readStoredCatalogue(client) })
      : NOTHING;
    refuseFaults();
    await checkStoredBounds(client, draft, stored, faults);
    refuseFaults();
    return isNothing(variants) ? written : { ...written, variants };
  }).catch((error: unknown) => {
    throw unprintableText(error);
  });
}

const NOTHING: PartCounts = { inserted: 0, updated: 0, unchanged: 0 };
const isNothing = ({ inserted, updated, unchanged }: PartCounts): boolean => inserted + updated + unchanged === 0;

/** Stored values of a parameter would turn from numbers into ids of items, or back. */
export async function checkKindChanges(
  client: ClientBase,
  draft: CatalogueDraft,
  stored: StoredCatalogue,
  faults: FaultList,
): Promise<void> {
  for (const { key, kind, place } of draft.parameters) {
    const before = stored.parameters.get(key)?.kind;
    if (before === undefined || before === kind) continue;
    const uses = await findUsers(client, 'parameters', key);
    if (uses.count === 0) continue;
    const shown = describeUsers(uses);
    const message = `'${key}' is of kind ${before} and used by ${shown}: its kind cannot become ${kind}; use a new key`;
    faults.add(place.at('kind'), 'KIND_IN_USE', message);
  }
}

/** What is referred to is written before what refers to it, and read back for its ids. */
export async function writeDraft(client: Client, draft: CatalogueDraft): Promise<ImportResult> {
  const result: ImportResult = {};
  const write = async (part: keyof ImportResult, rows: readonly unknown[], run: () => Promise<PartCounts>) => {
    if (rows.length > 0) result[part] = await recordByNumber(client, part, part === 'variants' ? 0 : rows.length, run);
  };
  const { currency, timeZone } = draft;
  if (currency) result.currency = await writeCurrency(client, currency.value);
  if (timeZone) result.time_zone = await writeTimeZone(client, timeZone.value);
  await write('items', draft.items, () => writeItems(client, draft.items));
  const { items } = await readStoredCatalogue(client);
  await write('parameters', draft.parameters, () => writeParameters(client, draft.parameters, items));
  await write('price_rates', draft.priceRates, () => writePriceRates(client, draft.priceRates));
  await write('processes', draft.processes, () => writeProcesses(client, draft.processes));
  const named = await readStoredCatalogue(client);
  await write('routings', draft.routings, () => writeRoutings(client, draft.routings, named));
  await write('master_yarns', draft.masterYarns, () => writeMasterYarns(client, packYarns(draft.masterYarns, named)));
  const complete = await readStoredCatalogue(client);
  await write('variants', draft.variants, () => writeVariants(client, draft.variants, complete));
  return result;
}

const TABLES: Readonly<Record<keyof ImportResult, readonly string[]>> = {
  currency: [],
  time_zone: [],
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
    // Of variants a tenth of the usual sample: that of 64 leaves, and again of their parent, is two million rows.
    if (part === 'variants') await client.query(`SET default_statistics_target = 10`);
    for (const table of TABLES[part]) await client.query(`ANALYZE ${table}`);
    if (part === 'variants') await client.query(`RESET default_statistics_target`);
  }
}
