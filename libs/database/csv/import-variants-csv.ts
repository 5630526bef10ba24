import type { Client } from 'pg';
import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import { directoryAfterImport, ReferenceChecker } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { loadVariants } from '../catalogue/load-variants.js';
import { VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { VariantRowBlocks } from '../catalogue/variant-row-blocks.js';
import type { PartCounts } from '../catalogue/write-catalogue.js';
import { addDrafts } from '../catalogue/write-variants.js';
import { readNdjsonLines } from '../ndjson/ndjson-file.js';
import { NdjsonVariants } from '../ndjson/ndjson-variants.js';
import { readCsvRecords } from './csv-file.js';
import { checkHeader, VARIANT_COLUMNS_REQUIRED } from './csv-header.js';
import { reportRepeated } from './repeated-skus.js';
import { variantColumns } from './variant-columns.js';
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
  readonly onProgress: OnImportProgress;
  /** From so many bytes of files on, an empty catalogue is filled leaf by leaf. */
  readonly fillLeavesFromBytes: number;
}

/** Lists what is wrong with the files when nothing will be written, because other files have faults. */
export async function checkVariantFiles(work: VariantFilesImport): Promise<void> {
  await readVariantFiles(work, null, () => undefined);
}

/**
 * Brings the variants of CSV files and of files with a variant a line, and those of catalogue files in the same import, into the catalogue. After
 * faults, which are on the list then, the transaction must be rolled back.
 */
export async function importVariantFiles(client: Client, work: VariantFilesImport): Promise<PartCounts> {
  const { draft, stored, faults, onProgress } = work;
  const bytesTotal = totalBytes(draft);
  let rowsLoaded = 0;
  const load = await loadVariants(
    client,
    async (rows, room) => {
      await addDrafts(rows, room, draft.variants, stored);
      await readVariantFiles(work, rows, room);
      rowsLoaded = rows.rows;
    },
    {
      mayFillLeaves: bytesTotal >= work.fillLeavesFromBytes,
      repeatedMax: faults.room,
      onStep: (step) => onProgress({ rows: rowsLoaded, bytesRead: bytesTotal, bytesTotal, step }),
    },
  );
  if ('counts' in load) return load.counts;
  await reportRepeated(load.repeated, draft, faults);
  return { inserted: 0, updated: 0, unchanged: 0 };
}

async function readVariantFiles(
  { draft, stored, faults, onProgress }: VariantFilesImport,
  rows: VariantRowBlocks | null,
  room: () => Promise<void> | void,
): Promise<void> {
  const checker = new ReferenceChecker(directoryAfterImport(draft, stored), faults);
  const known = new Set([...VARIANT_FIELDS, ...checker.known.parameters.keys()]);
  const bytesTotal = totalBytes(draft);
  let bytesBefore = 0;
  for (const file of draft.variantFiles) {
    const found = faults.count;
    checkHeader(file, known, VARIANT_COLUMNS_REQUIRED, faults);
    if (faults.count === found) {
      const columns = variantColumns(file, checker.known.parameters, stored);
      const reader = new VariantReader(file, columns, stored, checker, faults, rows);
      await readCsvRecords(file, reader, (bytesRead) => {
        onProgress({ rows: rows?.rows ?? 0, bytesRead: bytesBefore + bytesRead, bytesTotal });
        return room();
      });
    }
    bytesBefore += file.bytes;
  }
  for (const file of draft.variantLines) {
    const reader = new NdjsonVariants(file, stored, checker, faults, rows);
    await readNdjsonLines(file, reader.onLine, (bytesRead) => {
      onProgress({ rows: rows?.rows ?? 0, bytesRead: bytesBefore + bytesRead, bytesTotal });
      return room();
    });
    bytesBefore += file.bytes;
  }
}

const totalBytes = ({ variantFiles, variantLines }: CatalogueDraft): number =>
  [...variantFiles, ...variantLines].reduce((sum, { bytes }) => sum + bytes, 0);
