import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FaultList } from '../catalogue/faults.js';
import { Place } from '../catalogue/place.js';
import { unreadableFile } from '../catalogue/unreadable-file.js';
import { type CsvHandlers, CsvParser, NOT_UTF_8 } from './csv-parser.js';
import type { CsvFile } from './csv-table.js';
import { findHeader } from './find-header.js';
import { type ColumnNames, reportUnknownHeader } from './table-kinds.js';
import { foreignFormat, markedEncoding, Transcoder, unmarkedEncoding } from './text-encoding.js';

export type { CsvFile } from './csv-table.js';
export { fieldText } from './find-header.js';

/** Read at a time: small enough for the server to get its next block soon. */
const CHUNK_BYTES = 1 << 18;
/** The header stands within so many bytes; as many as the longest record may have. */
const SAMPLE_BYTES = 1 << 20;

/** Finds the header; null: there is none, and why is among the faults. Throws `FILE_UNREADABLE`. */
export async function openCsvFile(
  path: string,
  encoding: string | null,
  names: ColumnNames,
  faults: FaultList,
): Promise<CsvFile | null> {
  const name = basename(path);
  const add = (line: number, code: string, message: string): void => faults.add(Place.line(name, line), code, message);
  const { head, bytes } = await readHead(path);
  const foreign = foreignFormat(head);
  if (foreign !== null) return (add(1, 'NOT_CSV', foreign), null);
  const isWhole = bytes <= head.length;
  const used = encoding ?? markedEncoding(head);
  const unmarked = used === null ? unmarkedEncoding(head) : null;
  if (unmarked !== null) {
    const message = `this is ${unmarked.toUpperCase()} text without a byte order mark: --encoding ${unmarked} reads it`;
    return (add(1, 'INVALID_ENCODING', message), null);
  }
  const sample = used === null ? head : transcodedSample(head, used);
  if (sample === null) return (add(1, 'INVALID_ENCODING', `is not ${used} text`), null);
  const found = findHeader(sample, isWhole, (titles) => names.kindOf(titles) !== null, add);
  if (!found) {
    if (sample.toString('utf8').trim() === '' || sample.length <= 3) {
      add(1, 'NO_HEADER', 'the file is empty; a CSV file begins with a line of column names');
    }
    return null;
  }
  const { titles, delimiter, line } = found;
  const kind = names.kindOf(titles);
  if (kind === null) return (reportUnknownHeader(titles, Place.line(name, line), names, faults), null);
  const file = { path, name, bytes, encoding: used, delimiter, kind, titles, headerLine: line };
  return { ...file, header: names.fieldsOf(titles, kind) };
}

async function readHead(path: string): Promise<{ head: Buffer; bytes: number }> {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, SAMPLE_BYTES));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return { head: head.subarray(0, bytesRead), bytes: size };
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    await file?.close();
  }
}

function transcodedSample(head: Buffer, encoding: string): Buffer | null {
  try {
    return new Transcoder(encoding).push(head);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Hands over the records below the header. `between` is called with the bytes read so far when a chunk has been
 * handed over, and reading waits for it.
 */
export async function readCsvRecords(
  { path, encoding, delimiter, headerLine }: CsvFile,
  { onRecord, onFault }: CsvHandlers,
  between: (bytesRead: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  const parser = new CsvParser(
    {
      onRecord(record) {
        if (record.line > headerLine) onRecord(record);
      },
      onFault(...fault) {
        if (fault[0] > headerLine) onFault(...fault);
      },
    },
    delimiter,
  );
  const transcoder = encoding === null ? null : new Transcoder(encoding);
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    let total = 0;
    while (!parser.stopped) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      const bytes = chunk.subarray(0, bytesRead);
      parser.push(transcoder ? transcoder.push(bytes) : bytes);
      total += bytesRead;
      await between(total);
    }
    if (transcoder) parser.push(transcoder.end());
    parser.end();
  } catch (error) {
    if (!isUndecodable(error)) throw unreadableFile(path, error);
    const message = encoding === null ? NOT_UTF_8 : `is not ${encoding} text; what follows was not read`;
    onFault(parser.currentLine, 'INVALID_ENCODING', message, null);
  } finally {
    await file?.close();
  }
}

const isUndecodable = (error: unknown): boolean =>
  (error as { code?: unknown }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
