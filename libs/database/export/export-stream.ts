import type { Client } from 'pg';
import { type CopyOut, copyOut, type OnRow } from '../copy/copy-out.js';

/** Where an export goes. */
export interface ExportOutput {
  /** Takes a chunk; null: more at once, else when the promise resolves. Throws or rejects when nobody reads any more. */
  write(chunk: Uint8Array): Promise<void> | null;
}

const CHUNK_BYTES = 1 << 18;
/** No row is longer: 32,767 parameters with 24 characters each would be. */
const ROW_BYTES_MAX = 1 << 20;

/** Collects rows into large chunks and waits for the output between statements, or within one by `pause`. */
export class ExportStream {
  rows = 0;
  /** Write here, from `length` on; at least `ROW_BYTES_MAX` are free between rows. */
  readonly bytes = Buffer.allocUnsafeSlow(CHUNK_BYTES + ROW_BYTES_MAX);
  length = 0;
  private waiting: Promise<void> | null = null;
  private failure: unknown = null;
  private onWaiting: (until: Promise<void>) => void = () => undefined;

  constructor(private readonly output: ExportOutput) {}

  /** Adds text, anywhere between rows. */
  text(text: string): void {
    if (text.length * 3 > ROW_BYTES_MAX) throw new Error(`a row of ${text.length} characters`);
    this.length += this.bytes.write(text, this.length);
    this.endRow();
  }

  /** To be called after each row that was written into `bytes`. */
  endRow(): void {
    if (this.length >= CHUNK_BYTES) this.flush();
  }

  /** Runs one COPY and has its rows added. */
  async copy(client: Client, statement: string, onRow: OnRow): Promise<void> {
    await this.ready();
    await this.take(this.begin(client, statement, onRow));
  }

  /** Starts a COPY on an idle connection: the server works on it until it has to wait for `take`. */
  begin(client: Client, statement: string, onRow: OnRow): CopyOut {
    const copy = copyOut(client, statement, (row, start, end) => {
      if (this.failure !== null) throw this.failure as Error;
      onRow(row, start, end);
      this.rows++;
    });
    copy.pause();
    return copy;
  }

  /** Has the rows of a begun COPY added. */
  async take(copy: CopyOut): Promise<void> {
    await this.ready();
    this.onWaiting = (until) => {
      copy.pause();
      until.then(
        () => copy.resume(),
        () => copy.resume(),
      );
    };
    copy.resume();
    try {
      await copy.done;
    } finally {
      this.onWaiting = () => undefined;
    }
  }

  /** Writes what is left and waits until it is gone. */
  async finish(): Promise<void> {
    this.flush();
    await this.ready();
  }

  /** Resolves when the output takes more; throws when nobody reads it any more. */
  async ready(): Promise<void> {
    await this.waiting;
    if (this.failure !== null) throw this.failure as Error;
  }

  private flush(): void {
    if (this.length === 0) return;
    // A copy: the output may hold the chunk for long, and the rest of this memory is four times as much.
    const waiting = this.output.write(Buffer.from(this.bytes.subarray(0, this.length)));
    this.length = 0;
    if (waiting === null) return;
    const before = this.waiting;
    this.waiting = Promise.all([before, waiting]).then(
      () => undefined,
      (error: unknown) => void (this.failure ??= error),
    );
    this.onWaiting(this.waiting);
  }
}
