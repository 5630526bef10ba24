import type { Client } from 'pg';
import type { WarningList } from '#platform';
import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import type { CellChanges } from '../catalogue/cell-changes.js';
import { directoryAfterImport, ReferenceChecker } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { loadVariants, NO_VARIANTS, type TouchedVariants, type VariantLoad } from '../catalogue/load-variants.js';
import type { ColumnSets } from '../catalogue/merge-variants.js';
import { Place } from '../catalogue/place.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import { type VariantRowBlocks, WHOLE_ENTRY } from '../catalogue/variant-row-blocks.js';
import type { PartCounts } from '../catalogue/write-catalogue.js';
import { addDrafts } from '../catalogue/write-variants.js';
import { readNdjsonLines } from '../ndjson/ndjson-file.js';
import { NdjsonVariants } from '../ndjson/ndjson-variants.js';
import { type CsvFile, readCsvRecords } from './csv-file.js';
import { checkHeader } from './csv-header.js';
import { NumberCells } from './number-cell.js';
import type { ReadOptions } from './read-options.js';
import { reportIncomplete, reportRepeated, warnOfAlmostSame } from './repeated-skus.js';
import { DamagedCodes } from './spreadsheet-damage.js';
import { type VariantColumns, variantColumns } from './variant-columns.js';
import { VariantReader } from './variant-reader.js';

/** How far the files of variants have been read, and what goes on when they have. */
export interface ImportProgress {
  readonly rows: number;
  readonly bytesRead: number;
  readonly bytesTotal: number;
  readonly step?: string;
}

export type OnImportProgress = (progress: ImportProgress) => void;

/** Smaller files are merged, which keeps nobody from reading. */
export const FILL_LEAVES_FROM_BYTES = 8_000_000;

/** What both ways of going through the files need. */
export interface VariantFilesImport {
  readonly draft: CatalogueDraft;
  /** Of what the catalogue will be; ids only matter where rows are written. */
  readonly stored: StoredCatalogue;
  readonly faults: FaultList;
  readonly warnings: WarningList;
  readonly cells: CellChanges;
  readonly options: ReadOptions;
  readonly onProgress: OnImportProgress;
  /** From so many bytes of files on, an empty catalogue is filled leaf by leaf. */
  readonly fillLeavesFromBytes: number;
  readonly isDryRun: boolean;
}

/** Lists what is wrong with the files when nothing will be written, because other files have faults. */
export async function checkVariantFiles(work: VariantFilesImport): Promise<void> {
  await readVariantFiles(work, null, [null], () => undefined);
}

/**
 * Brings the variants of CSV files and of files with a variant a line, and those of catalogue files in the same import, into the catalogue. After
 * faults, which are on the list then, the transaction must be rolled back.
 */
export async function importVariantFiles(
  client: Client,
  work: VariantFilesImport,
): Promise<{ readonly counts: PartCounts; readonly touched: TouchedVariants }> {
  const { draft, stored, faults, warnings, cells, onProgress, isDryRun } = work;
  const bytesTotal = totalBytes(draft);
  const columnSets: ColumnSets = [null];
  let rowsLoaded = 0;
  const load = await loadVariants(
    client,
    async (rows, room) => {
      await addDrafts(rows, room, draft.variants, stored);
      await readVariantFiles(work, rows, columnSets, room);
      rowsLoaded = rows.rows;
    },
    {
      mayFillLeaves: !isDryRun && bytesTotal >= work.fillLeavesFromBytes && draft.variantFiles.every(hasReferences),
      repeatedMax: faults.room,
      onStep: (step) => onProgress({ rows: rowsLoaded, bytesRead: bytesTotal, bytesTotal, step }),
      columnSets,
      stored,
      cells,
      isDryRun,
    },
  );
  if ('counts' in load) {
    await warnOfAlmostSame(load.almostSame, draft, warnings);
    return load;
  }
  await reportLoad(load, draft, faults);
  return { counts: { inserted: 0, updated: 0, unchanged: 0 }, touched: NO_VARIANTS };
}

function reportLoad(
  load: Exclude<VariantLoad, { counts: unknown }>,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  if ('repeated' in load) return reportRepeated(load.repeated, draft, faults);
  return reportIncomplete(load.incomplete, draft, faults);
}

/** The columns that a new variant cannot do without. */
const REFERENCES = ['master_yarn', 'routing'];
const hasReferences = ({ header }: CsvFile): boolean => REFERENCES.every((column) => header.includes(column));

async function readVariantFiles(
  { draft, stored, faults, warnings, options, onProgress }: VariantFilesImport,
  rows: VariantRowBlocks | null,
  columnSets: ColumnSets,
  room: () => Promise<void> | void,
): Promise<void> {
  const checker = new ReferenceChecker(directoryAfterImport(draft, stored), faults);
  const reading = { stored, checker, faults, rows, damages: new DamagedCodes(warnings) };
  const bytesTotal = totalBytes(draft);
  let bytesBefore = 0;
  for (const file of draft.variantFiles) {
    const found = faults.count;
    checkHeader(file, checker.known.parameters.keys(), faults);
    if (options.replace) reportMissing(file, faults);
    if (faults.count === found) {
      const columns = variantColumns(file, checker.known.parameters, stored);
      if (rows) rows.columnSet = options.replace ? WHOLE_ENTRY : columnSets.push(columnSetOf(columns)) - 1;
      const numbers = new NumberCells(options.decimal, file.delimiter);
      const reader = new VariantReader(file, columns, { ...reading, numbers });
      await readCsvRecords(file, reader, (bytesRead) => {
        onProgress({ rows: rows?.rows ?? 0, bytesRead: bytesBefore + bytesRead, bytesTotal });
        return room();
      });
    }
    bytesBefore += file.bytes;
  }
  if (rows) rows.columnSet = WHOLE_ENTRY;
  for (const file of draft.variantLines) {
    const reader = new NdjsonVariants(file, stored, checker, faults, rows);
    await readNdjsonLines(file, reader.onLine, (bytesRead) => {
      onProgress({ rows: rows?.rows ?? 0, bytesRead: bytesBefore + bytesRead, bytesTotal });
      return room();
    });
    bytesBefore += file.bytes;
  }
}

const columnSetOf = ({ fixed, parameters }: VariantColumns) => ({
  hasBatchNo: fixed.has('batch_no'),
  parameterIds: new Set(parameters.map(({ id }) => id)),
});

/** Whole entries need what a new variant needs. */
function reportMissing({ name, headerLine, header }: CsvFile, faults: FaultList): void {
  for (const column of REFERENCES.filter((one) => !header.includes(one))) {
    const message = `the column '${column}' is missing: with --replace a row is all of its variant`;
    faults.add(Place.line(name, headerLine), 'MISSING_COLUMN', message);
  }
}

const totalBytes = ({ variantFiles, variantLines }: CatalogueDraft): number =>
  [...variantFiles, ...variantLines].reduce((sum, { bytes }) => sum + bytes, 0);
