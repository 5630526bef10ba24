import type { Client, Connection, Submittable } from 'pg';

const COPY_DATA = 0x64; // 'd'
/** CopyData's own header: type and length. */
export const FRAME_HEADER_BYTES = 5;
/** `PGCOPY\n\xff\r\n\0`, no flags, no extension. */
const BINARY_HEADER = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex');
const BINARY_TRAILER = Buffer.from([0xff, 0xff]);

/** The driver's connection; its types leave out what ends a COPY. */
type CopyConnection = Connection & { endCopyFrom(): void; sendCopyFail(reason: string): void };

/** A running COPY FROM STDIN. */
export interface CopyIn {
  /**
   * Sends the first `length` bytes after the header of `block`: its first `FRAME_HEADER_BYTES` are this function's.
   * Resolves when the block's memory may be used again; rejects with the server's error.
   */
  send(block: Buffer, length: number): Promise<void>;
  /** Ends the COPY; resolves with the number of rows that the server took. */
  finish(): Promise<number>;
  /** Makes the server fail the COPY; resolves when it has. */
  abort(reason: string): Promise<void>;
}

/**
 * Starts `COPY … FROM STDIN (FORMAT binary)`. Blocks go to the socket as they are, large and without a copy: one
 * frame of 256 KB costs the server and the kernel less than thousands of small ones.
 */
export async function copyIn(client: Client, text: string): Promise<CopyIn> {
  const query = new CopyInQuery(text);
  client.query(query);
  await query.started;
  return query;
}

class CopyInQuery implements CopyIn, Submittable {
  readonly started: Promise<void>;
  private readonly done: Promise<number>;
  private start!: () => void;
  private resolve!: (rows: number) => void;
  private reject!: (error: Error) => void;
  /** null until the driver begins with it; on a connection that is lost it never does. */
  private connection: CopyConnection | null = null;
  private rows = 0;
  private error: Error | null = null;

  constructor(private readonly text: string) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.done.catch(() => undefined);
    this.started = new Promise((resolve, reject) => {
      this.start = resolve;
      this.done.catch(reject);
    });
  }

  submit(connection: Connection): void {
    this.connection = connection as CopyConnection;
    connection.stream.once('close', this.lost);
    connection.query(this.text);
  }

  send(block: Buffer, length: number): Promise<void> {
    block[0] = COPY_DATA;
    block.writeInt32BE(length + 4, 1);
    return this.write(block.subarray(0, FRAME_HEADER_BYTES + length));
  }

  async finish(): Promise<number> {
    const trailer = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), BINARY_TRAILER]);
    await this.send(trailer, BINARY_TRAILER.length);
    this.connection?.endCopyFrom();
    return this.done;
  }

  async abort(reason: string): Promise<void> {
    if (!this.error) this.connection?.sendCopyFail(reason);
    await this.done.catch(() => undefined);
  }

  handleCopyInResponse(): void {
    const header = Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), BINARY_HEADER]);
    this.send(header, BINARY_HEADER.length).catch(() => undefined);
    this.start();
  }

  handleCommandComplete(message: { text: string }): void {
    this.rows = Number(message.text.slice('COPY '.length));
  }

  handleReadyForQuery(): void {
    this.connection?.stream.removeListener('close', this.lost);
    this.resolve(this.rows);
  }

  /** The driver forgets the query after an error, so this is its end. */
  handleError(error: Error): void {
    this.error ??= error;
    this.connection?.stream.removeListener('close', this.lost);
    this.reject(this.error);
  }

  private readonly lost = (): void => this.handleError(new Error('connection to PostgreSQL lost during COPY FROM'));

  private write(frame: Buffer): Promise<void> {
    if (this.error) return Promise.reject(this.error);
    return new Promise((resolve, reject) => {
      this.connection!.stream.write(frame, (error) => {
        const failure = this.error ?? error;
        if (failure) reject(failure);
        else resolve();
      });
    });
  }
}

/** A COPY that begins when there is something to send. */
export class LateCopy implements Pick<CopyIn, 'send' | 'finish'> {
  private begun: Promise<CopyIn> | null = null;

  constructor(private readonly begin: () => Promise<CopyIn>) {}

  async send(block: Buffer, length: number): Promise<void> {
    await (await this.begunNow()).send(block, length);
  }

  /** Begins it even when nothing was sent. */
  async finish(): Promise<number> {
    return (await this.begunNow()).finish();
  }

  private begunNow(): Promise<CopyIn> {
    return (this.begun ??= this.begin());
  }
}
