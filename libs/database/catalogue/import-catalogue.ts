import type { Client, ClientBase } from 'pg';
import { invalidInput, type Warning, WarningList } from '#platform';
import {
  checkVariantFiles,
  FILL_LEAVES_FROM_BYTES,
  importVariantFiles,
  type OnImportProgress,
  type VariantFilesImport,
} from '../csv/import-variants-csv.js';
import { READ_DEFAULTS, type ReadOptions } from '../csv/read-options.js';
import { readTables } from '../csv/read-tables.js';
import { DamagedCodes } from '../csv/spreadsheet-damage.js';
import { TABLE_FORMS } from '../csv/table-kinds.js';
import { lockCatalogue, lockCatalogueBriefly } from '../sql/catalogue-lock.js';
import { markCatalogueOwn } from '../sql/catalogue-origin.js';
import { findUsers } from '../sql/catalogue-users.js';
import { recordByNumber } from '../sql/track-changes.js';
import { inClientTransaction, retryConflicts } from '../transaction.js';
import type { CatalogueDraft } from './catalogue-draft.js';
import { CellChanges } from './cell-changes.js';
import { checkCatalogue } from './check-catalogue.js';
import { checkStoredBounds } from './check-stored-bounds.js';
import { createItems } from './create-items.js';
import { describeUsers } from './describe-users.js';
import { EntryComparison } from './entry-comparison.js';
import { FaultList } from './faults.js';
import { readImportFiles } from './import-files.js';
import { CATALOGUE_PARTS, type ImportPart } from './import-parts.js';
import { type ImportTouches, TouchCount } from './import-touches.js';
import { NO_VARIANTS } from './load-variants.js';
import { packYarns } from './packing.js';
import { Place } from './place.js';
import { readStoredCatalogue, type StoredCatalogue } from './stored-catalogue.js';
import { unprintableText } from './unprintable-text.js';
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

/** What an import did, by part; only those that the files bring are present. */
export type ImportResult = Partial<Record<ImportPart, PartCounts>>;

/** From this many changed variants on, the old statistics mislead more than 64 ANALYZEs cost. */
const ANALYZE_VARIANTS_FROM = 10_000;

/** Of tables so many faults are listed; a wrong delimiter has millions. */
const LISTED_FAULTS_MAX = 10_000;
/** A rate that differs from the one before by more is worth a look. */
export const PRICE_JUMP_PERCENT = 50;

export interface ImportOptions {
  readonly onProgress?: OnImportProgress;
  /** See `VariantFilesImport`; default 8 MB. */
  readonly fillLeavesFromBytes?: number;
  /** What is imported, for who is told that it was refused; default the paths. */
  readonly title?: string;
  /** Files of anything else are refused. */
  readonly only?: 'variants' | 'price_rates';
  /** What the files do not say of themselves. */
  readonly read?: Partial<ReadOptions>;
  /** Everything is done and taken back; says what would follow on the day that is today in this time zone. */
  readonly dryRun?: { readonly timeZone: string | null };
  /** See `PRICE_JUMP_PERCENT`, which is the default. */
  readonly priceJumpPercent?: number;
  /** How long it waits for another import, or any other lock, before it fails with 55P03; default: without limit. */
  readonly lockSeconds?: number;
}

/** What an import did, or with a dry run would do. */
export interface ImportReport {
  readonly counts: ImportResult;
  readonly cells: CellChanges;
  /** Rates that were rounded. */
  readonly rounded: number;
  readonly warnings: readonly Warning[];
  /** null: it was no dry run. */
  readonly touches: ImportTouches | null;
}

/**
 * Imports catalogue files, tables and files of a variant a line in one transaction, all or nothing. `client` is the
 * caller's own connection, outside a transaction; a second import waits for the first. Throws `INVALID_INPUT` with the
 * faults of all files, `FILE_UNREADABLE`, `FILE_TOO_LARGE`, `INVALID_ENCODING`, 40001 or 40P01 after five attempts, or a
 * usage error for a file of unknown ending or an option that fits no file.
 */
export async function importCatalogue(
  client: Client,
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<ImportReport> {
  // Begins with the files again: nothing is left of an attempt that a deadlock with other writers ended.
  return retryConflicts(() => importOnce(client, paths, options));
}

async function importOnce(client: Client, paths: readonly string[], options: ImportOptions): Promise<ImportReport> {
  const faults = new FaultList(paths.every((path) => /\.json$/i.test(path)) ? Infinity : LISTED_FAULTS_MAX);
  const read = { ...READ_DEFAULTS, ...options.read };
  const draft = await readImportFiles(paths, faults, read, options.only === undefined ? null : 'variants');
  const run = new ImportRun(client, paths, draft, faults, read, options);
  try {
    const report = await inClientTransaction(client, async () => {
      const done = await run.work();
      if (options.dryRun) throw new TakenBack(done);
      return done;
    });
    await analyzeTouched(client, report.counts);
    return report;
  } catch (error) {
    if (error instanceof TakenBack) return error.report;
    throw unprintableText(error);
  }
}

/** Ends the transaction of a dry run. */
class TakenBack extends Error {
  constructor(readonly report: ImportReport) {
    super('the dry run is over');
  }
}

/** One import within its transaction. */
class ImportRun {
  private readonly warnings = new WarningList();
  private readonly cells = new CellChanges();

  constructor(
    private readonly client: Client,
    private readonly paths: readonly string[],
    private readonly draft: CatalogueDraft,
    private readonly faults: FaultList,
    private readonly read: ReadOptions,
    private readonly options: ImportOptions,
  ) {}

  async work(): Promise<ImportReport> {
    const { client, draft, cells, warnings, options } = this;
    const { lockSeconds } = options;
    await (lockSeconds === undefined ? lockCatalogue(client) : lockCatalogueBriefly(client, 'EXCLUSIVE', lockSeconds));
    const stored = await this.check();
    const touches = options.dryRun ? await TouchCount.begin(client, draft, options.dryRun) : null;
    if (!touches) await markCatalogueOwn(client);
    const comparison = await EntryComparison.begin(client, draft);
    const written = await writeDraft(client, { ...draft, variants: [] }, touches === null);
    const { counts, touched } = await this.writeVariants();
    this.refuseFaults();
    await checkStoredBounds(client, draft, stored, this.faults);
    this.refuseFaults();
    const jumpPercent = options.priceJumpPercent ?? PRICE_JUMP_PERCENT;
    await comparison.finish(client, { cells, warnings, jumpPercent });
    this.warnOfCodes();
    return {
      counts: isNothing(counts) ? written : { ...written, variants: counts },
      cells,
      rounded: draft.rounding.count,
      warnings: warnings.all,
      touches: touches && (await touches.finish(client, touched)),
    };
  }

  /** Everything but the rows of variants. */
  private async check(): Promise<StoredCatalogue> {
    const { client, draft, faults, read } = this;
    this.refuseOthers();
    const stored = await readStoredCatalogue(client);
    await readTables(client, { draft, stored, options: read, faults });
    if (read.createItems) createItems(draft, stored, this.warnings);
    checkCatalogue(draft, stored, faults);
    await checkKindChanges(client, draft, stored, faults);
    if (faults.count > 0 && this.hasVariantFiles) await checkVariantFiles(this.variantFiles(stored));
    this.refuseFaults();
    return stored;
  }

  private get hasVariantFiles(): boolean {
    return this.draft.variantFiles.length + this.draft.variantLines.length > 0;
  }

  private async writeVariants(): Promise<Awaited<ReturnType<typeof importVariantFiles>>> {
    if (!this.hasVariantFiles && this.draft.variants.length === 0) return { counts: NOTHING, touched: NO_VARIANTS };
    return importVariantFiles(this.client, this.variantFiles(await readStoredCatalogue(this.client)));
  }

  private variantFiles(stored: StoredCatalogue): VariantFilesImport {
    const { draft, faults, warnings, cells, options } = this;
    const { onProgress = () => undefined, fillLeavesFromBytes = FILL_LEAVES_FROM_BYTES } = options;
    const isDryRun = options.dryRun !== undefined;
    return { draft, stored, faults, warnings, cells, options: this.read, onProgress, fillLeavesFromBytes, isDryRun };
  }

  private warnOfCodes(): void {
    const damages = new DamagedCodes(this.warnings);
    for (const { sku, place } of this.draft.variants) damages.see(sku, () => place.at('sku'));
    for (const { code, place } of this.draft.items) damages.see(code, () => place.at('code'));
    for (const { code, place } of this.draft.masterYarns) damages.see(code, () => place.at('code'));
  }

  private refuseOthers(): void {
    const { only } = this.options;
    if (only === undefined) return;
    const { draft, faults } = this;
    const others = [...draft.tables, ...draft.variantFiles].filter(({ kind }) => kind !== only);
    for (const { name, headerLine, kind } of others) {
      const titles = [kind, only].map((one) => TABLE_FORMS[one].title);
      const message = `these are ${titles[0]}; only ${titles[1]} are imported here`;
      faults.add(Place.line(name, headerLine), 'UNKNOWN_HEADER', message);
    }
    this.refuseFaults();
  }

  private refuseFaults(): void {
    const { faults, options, paths } = this;
    if (faults.count === 0) return;
    const title = `The import of ${options.title ?? paths.join(', ')} was refused`;
    throw invalidInput(title, faults.report(), { found: faults.count, causes: faults.causes });
  }
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

/**
 * What is referred to is written before what refers to it, and read back for its ids. `drawsIds` false: what is written
 * will be taken back, and must not use up the numbers of parameters, of which there are 32,767.
 */
export async function writeDraft(client: Client, draft: CatalogueDraft, drawsIds = true): Promise<ImportResult> {
  const result: ImportResult = {};
  const write = async (part: keyof ImportResult, rows: readonly unknown[], run: () => Promise<PartCounts>) => {
    if (rows.length > 0) result[part] = await recordByNumber(client, part, part === 'variants' ? 0 : rows.length, run);
  };
  const { currency, timeZone } = draft;
  if (currency) result.currency = await writeCurrency(client, currency.value);
  if (timeZone) result.time_zone = await writeTimeZone(client, timeZone.value);
  await write('items', draft.items, () => writeItems(client, draft.items));
  const { items } = await readStoredCatalogue(client);
  await write('parameters', draft.parameters, () => writeParameters(client, draft.parameters, items, drawsIds));
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
