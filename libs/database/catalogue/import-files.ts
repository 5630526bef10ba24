import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CostingError, usageError } from '#platform';
import { openCsvFile } from '../csv/csv-file.js';
import { READ_DEFAULTS, type ReadOptions } from '../csv/read-options.js';
import { ColumnNames } from '../csv/table-kinds.js';
import { checkEncoding } from '../csv/text-encoding.js';
import { ndjsonPart, readNdjsonEntries } from '../ndjson/ndjson-entries.js';
import type { NdjsonFile } from '../ndjson/ndjson-file.js';
import { type CatalogueDraft, emptyDraft } from './catalogue-draft.js';
import type { FaultList } from './faults.js';
import { JsonSyntaxError } from './json-text.js';
import { Place } from './place.js';
import { readCatalogueJson } from './read-catalogue-json.js';
import { suggest } from './suggest.js';
import { unreadableFile } from './unreadable-file.js';

/** A file is read whole, and V8's longest string has 2^29 − 24 characters. */
export const JSON_BYTES_MAX = 512_000_000;

/**
 * Checks endings and options before anything is opened, then reads the files in order into one draft. Of CSV files only
 * the header is read: what they mean depends on the catalogue. Nothing is read of files with a variant a line. `linesAre`
 * null: what a file holds a line is told by its first entry.
 */
export async function readImportFiles(
  paths: readonly string[],
  faults: FaultList,
  options: ReadOptions = READ_DEFAULTS,
  linesAre: 'variants' | null = null,
): Promise<CatalogueDraft> {
  const unknown = paths.find((path) => !/\.(json|ndjson|csv)$/i.test(path));
  if (unknown !== undefined) {
    throw usageError(
      `${unknown}: an import takes catalogue files that end in .json, tables that end in .csv, and .ndjson files with an entry a line.`,
    );
  }
  if (options.encoding !== null) checkEncoding(options.encoding);
  const names = new ColumnNames(options);
  const draft = emptyDraft(options.roundTo);
  for (const path of paths) {
    const prefix = paths.length > 1 ? `${basename(path)} ` : '';
    if (/\.csv$/i.test(path)) await openTable(path, { draft, names, encoding: options.encoding, faults });
    else if (/\.ndjson$/i.test(path)) await readLines(path, linesAre, draft, faults);
    else readJsonText(await readText(path), prefix, draft, faults);
  }
  const [unused] = names.unusedTitles();
  if (unused !== undefined && faults.count === 0) {
    throw usageError(`--map '${unused}=…': no file has a column '${unused}'${suggest(unused, names.titles)}.`);
  }
  return draft;
}

interface TableOpening {
  readonly draft: CatalogueDraft;
  readonly names: ColumnNames;
  readonly encoding: string | null;
  readonly faults: FaultList;
}

async function openTable(path: string, { draft, names, encoding, faults }: TableOpening): Promise<void> {
  const file = await openCsvFile(path, encoding, names, faults);
  if (file) (file.kind === 'variants' ? draft.variantFiles : draft.tables).push(file);
}

async function openLines(path: string): Promise<NdjsonFile> {
  try {
    return { path, name: basename(path), bytes: (await stat(path)).size };
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

/** Variants may be many: they are read when they are loaded. */
async function readLines(
  path: string,
  linesAre: 'variants' | null,
  draft: CatalogueDraft,
  faults: FaultList,
): Promise<void> {
  const file = await openLines(path);
  const part = linesAre ?? (await ndjsonPart(file));
  if (part === 'variants') draft.variantLines.push(file);
  else if (file.bytes > JSON_BYTES_MAX) throw tooLarge(path, file.bytes);
  else await readNdjsonEntries(file, part, draft, faults);
}

function readJsonText(text: string, prefix: string, draft: CatalogueDraft, faults: FaultList): void {
  const root = Place.root(prefix);
  try {
    readCatalogueJson(text, root, draft, faults);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    faults.add(root, 'INVALID_JSON', `line ${error.line}, column ${error.column}: ${error.message}`);
  }
}

async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    // Also takes a byte order mark off, which spreadsheets like to write.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CostingError('INVALID_ENCODING', `${path} is not UTF-8 text; save it as UTF-8.`, { cause: error });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > JSON_BYTES_MAX) throw tooLarge(path, size);
    return await readFile(path);
  } catch (error) {
    if (error instanceof CostingError) throw error;
    throw unreadableFile(path, error);
  }
}

function tooLarge(path: string, bytes: number): CostingError {
  const message = `${path} has ${bytes} bytes; JSON may have ${JSON_BYTES_MAX}. Give the variants as CSV, anything else in several files.`;
  return new CostingError('FILE_TOO_LARGE', message);
}
