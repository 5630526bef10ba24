import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { unreadableFile } from '../catalogue/unreadable-file.js';
import { type CsvHandlers, CsvParser, type CsvRecord } from './csv-parser.js';

/** Read at a time: small enough for the server to get its next block soon. */
const CHUNK_BYTES = 1 << 18;

/** A CSV file of which the header has been read. */
export interface CsvFile {
  readonly path: string;
  /** As faults name it. */
  readonly name: string;
  readonly bytes: number;
  /** Columns of the header, trimmed; null: the file is empty. */
  readonly header: readonly string[] | null;
}

/** Reads the header; faults in it go to `onFault`. Throws `FILE_UNREADABLE`. */
export async function openCsvFile(path: string, onFault: CsvHandlers['onFault']): Promise<CsvFile> {
  let header: string[] | null = null;
  const bytes = await parseFile(path, (stop) => ({
    onRecord(record) {
      header = Array.from({ length: record.count }, (_, n) => fieldText(record, n).trim());
      stop();
    },
    onFault(...fault) {
      header = [];
      onFault(...fault);
      stop();
    },
  }));
  return { path, name: basename(path), bytes, header };
}

/**
 * Hands over the records below the header. `between` is called with the bytes read so far when a chunk has been
 * handed over, and reading waits for it.
 */
export async function readCsvRecords(
  { path }: CsvFile,
  { onRecord, onFault }: CsvHandlers,
  between: (bytesRead: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  let headerSeen = false;
  await parseFile(
    path,
    () => ({
      onRecord(record) {
        if (headerSeen) onRecord(record);
        headerSeen = true;
      },
      onFault,
    }),
    between,
  );
}

/** The field's text, quotes taken off. */
export function fieldText({ bytes, starts, ends }: CsvRecord, field: number): string {
  return bytes.toString('utf8', starts[field], ends[field]);
}

/** Parses until `stop` is called; gives the size of the file. */
async function parseFile(
  path: string,
  handlers: (stop: () => void) => CsvHandlers,
  between: (bytesRead: number) => Promise<void> | void = () => undefined,
): Promise<number> {
  const parser: CsvParser = new CsvParser(handlers(() => parser.stop()));
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    const { size } = await file.stat();
    let total = 0;
    while (!parser.stopped) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      parser.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
      await between(total);
    }
    parser.end();
    return size;
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    await file?.close();
  }
}
