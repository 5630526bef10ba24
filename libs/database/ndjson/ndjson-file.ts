import { type FileHandle, open } from 'node:fs/promises';
import { unreadableFile } from '../catalogue/unreadable-file.js';

/** A file of one JSON document a line; read line by line, it may have hundreds of millions. */
export interface NdjsonFile {
  readonly path: string;
  /** As faults name it. */
  readonly name: string;
  readonly bytes: number;
}

/** A line of a variant with 32,767 parameters would be shorter. */
export const LINE_BYTES_MAX = 1 << 20;
const CHUNK_BYTES = 1 << 18;
const NEW_LINE = 0x0a;

/** Takes a line without its end, numbered from 1; null: it is longer than `LINE_BYTES_MAX`, and was left out. */
export type OnLine = (line: number, bytes: Buffer | null) => void;

/** `between` is called with the bytes read so far when a chunk's lines have been handed over, and reading waits for it. */
export async function readNdjsonLines(
  { path }: Pick<NdjsonFile, 'path'>,
  onLine: OnLine,
  between: (bytesRead: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  const lines = new LineSplitter(onLine);
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    for (let total = 0; ;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      lines.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
      await between(total);
    }
    lines.end();
  } catch (error) {
    throw unreadableFile(path, error);
  } finally {
    await file?.close();
  }
}

class LineSplitter {
  private line = 1;
  /** The beginning of a line whose end is still to come. */
  private rest: Buffer[] = [];
  private restBytes = 0;

  constructor(private readonly onLine: OnLine) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end; (end = chunk.indexOf(NEW_LINE, start)) !== -1; start = end + 1) {
      this.keep(chunk.subarray(start, end), false);
      this.handOver();
    }
    // The chunk's memory is used again.
    this.keep(chunk.subarray(start), true);
  }

  end(): void {
    if (this.restBytes > 0) this.handOver();
  }

  private keep(bytes: Buffer, copied: boolean): void {
    if (bytes.length === 0) return;
    this.restBytes += bytes.length;
    if (this.restBytes <= LINE_BYTES_MAX) this.rest.push(copied ? Buffer.from(bytes) : bytes);
    else this.rest = [];
  }

  private handOver(): void {
    const [only] = this.rest;
    const whole = this.rest.length === 1 ? only! : Buffer.concat(this.rest);
    this.onLine(this.line++, this.restBytes > LINE_BYTES_MAX ? null : whole);
    this.rest = [];
    this.restBytes = 0;
  }
}
