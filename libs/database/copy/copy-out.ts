import type { ClientBase, Connection, Submittable } from 'pg';
import { type ByteSink, READ_BYTES, ReaderSocket } from './reader-socket.js';

const COPY_DATA = 0x64; // 'd'
const READY_FOR_QUERY = 0x5a; // 'Z'
/** Signature, flags and extension length of the binary format. */
const HEADER_BYTES = 19;

/**
 * Called for each row of a binary COPY: it lies in `row` from `start` to `end`, beginning with its field count. The
 * memory is reused afterwards: copy what must stay.
 */
export type OnRow = (row: DataView, start: number, end: number) => void;

/** A running COPY TO STDOUT; `pause` stops reading from the socket, so that the server waits. */
export interface CopyOut {
  /** Resolves with the number of rows, rejects with the server's error or a lost connection. */
  readonly done: Promise<number>;
  pause(): void;
  resume(): void;
}

/**
 * Starts `COPY … TO STDOUT (FORMAT binary)` and hands over its rows. The protocol's frames are read here instead of
 * in the driver, which makes an object and a copy of every row: that took as long as all the rest of a row's path.
 */
export function copyOut(client: ClientBase, text: string, onRow: OnRow): CopyOut {
  const query = new CopyOutQuery(text, onRow);
  client.query(query);
  return query;
}

type DataListener = (chunk: Buffer) => void;

class CopyOutQuery implements CopyOut, Submittable, ByteSink {
  readonly done: Promise<number>;
  private resolve!: (rows: number) => void;
  private reject!: (error: Error) => void;
  private connection: Connection | null = null;
  private isPaused = false;
  private driverListeners: DataListener[] = [];
  /** Received bytes that are not consumed yet: a frame may end in a later chunk. */
  private bytes = Buffer.allocUnsafeSlow(2 * READ_BYTES);
  private view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  private filled = 0;
  private rows = 0;
  private headerSeen = false;
  private error: Error | null = null;

  constructor(
    private readonly text: string,
    private readonly onRow: OnRow,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // The caller awaits `done` later than it may fail; it is not an unhandled rejection until then.
    this.done.catch(() => undefined);
  }

  pause(): void {
    this.isPaused = true;
    this.connection?.stream.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection?.stream.resume();
  }

  submit(connection: Connection): void {
    this.connection = connection;
    const { stream } = connection;
    this.driverListeners = stream.listeners('data') as DataListener[];
    stream.removeAllListeners('data');
    if (stream instanceof ReaderSocket) stream.sink = this;
    else stream.on('data', this.onData);
    connection.stream.once('close', this.lost);
    connection.query(this.text);
    if (this.isPaused) stream.pause();
  }

  space(): Buffer {
    if (this.bytes.length - this.filled < READ_BYTES) this.grow(this.bytes.length * 2);
    return this.bytes.subarray(this.filled);
  }

  receive(length: number): void {
    this.filled += length;
    let offset = 0;
    while (this.filled - offset >= 5) {
      const end = offset + 1 + this.view.getInt32(offset + 1);
      if (end > this.filled) break;
      if (this.bytes[offset] === COPY_DATA) this.takeData(offset + 5, end);
      else if (this.passToDriver(offset, end)) return;
      offset = end;
    }
    this.bytes.copyWithin(0, offset, this.filled);
    this.filled -= offset;
  }

  /** From a stream that is not ours to read, such as TLS. */
  private readonly onData = (chunk: Buffer): void => {
    if (this.bytes.length - this.filled < chunk.length) this.grow(this.filled + chunk.length);
    chunk.copy(this.bytes, this.filled);
    this.receive(chunk.length);
  };

  private grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(length);
    this.bytes.copy(larger, 0, 0, this.filled);
    this.bytes = larger;
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.byteLength);
  }

  /** The server sends one row in a frame; the first carries the header too, the last only the trailer (−1). */
  private takeData(start: number, end: number): void {
    if (this.error) return;
    if (!this.headerSeen) {
      this.headerSeen = true;
      start += HEADER_BYTES + this.view.getInt32(start + HEADER_BYTES - 4);
    }
    if (end - start < 2 || this.view.getInt16(start) === -1) return;
    this.rows++;
    try {
      this.onRow(this.view, start, end);
    } catch (error) {
      // The rest of the COPY still has to be read off the connection before it can be used again.
      this.error = error as Error;
    }
  }

  /** Everything that is not data belongs to the driver; true when the query is over and the driver reads again. */
  private passToDriver(offset: number, end: number): boolean {
    const over = this.bytes[offset] === READY_FOR_QUERY;
    const message = Buffer.from(this.bytes.subarray(offset, over ? this.filled : end));
    if (over) {
      const { stream } = this.connection!;
      if (stream instanceof ReaderSocket) stream.sink = null;
      else stream.removeListener('data', this.onData);
      for (const listener of this.driverListeners) stream.on('data', listener);
    }
    for (const listener of this.driverListeners) listener.call(this.connection!.stream, message);
    if (over) this.settle();
    return over;
  }

  /** After an error the driver forgets its query, so the end of it is read here: ReadyForQuery or a closed socket. */
  private settle(): void {
    this.connection?.stream.removeListener('close', this.lost);
    if (this.error) this.reject(this.error);
    else this.resolve(this.rows);
  }

  private readonly lost = (): void => {
    this.error ??= new Error('connection to PostgreSQL lost during COPY TO');
    this.settle();
  };

  /** Called by the driver with the server's error, or when a queued query can no longer be sent. */
  handleError(error: Error): void {
    this.error ??= error;
    if (!this.connection || this.connection.stream.destroyed) this.reject(this.error);
  }

  handleReadyForQuery(): void {}
  handleCommandComplete(): void {}
}
