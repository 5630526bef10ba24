import { highHalf, lowHalf } from './micros-halves.js';

/** Dimensions, whether there are nulls, type, length, lower bound. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** An array in PostgreSQL's binary format, as it is sent and stored: a header, then each element after its length. */
export class BinaryArray {
  private readonly bytes: Buffer;
  private end = HEADER_BYTES;

  constructor(
    type: number,
    private readonly elementBytes: number,
    count: number,
  ) {
    this.bytes = Buffer.alloc(HEADER_BYTES + count * (LENGTH_BYTES + elementBytes));
    this.bytes.writeInt32BE(1, 0);
    this.bytes.writeInt32BE(type, 8);
    this.bytes.writeInt32BE(1, 16);
  }

  /** An element of four words. */
  addWords(words: Int32Array, at: number): void {
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    for (let n = 0; n < 4; n++) this.bytes.writeInt32BE(words[at + n]!, this.end + LENGTH_BYTES + 4 * n);
    this.end += LENGTH_BYTES + this.elementBytes;
  }

  addMicros(micros: number): void {
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    this.bytes.writeInt32BE(highHalf(micros), this.end + LENGTH_BYTES);
    this.bytes.writeInt32BE(lowHalf(micros), this.end + LENGTH_BYTES + 4);
    this.end += LENGTH_BYTES + this.elementBytes;
  }

  add(source: Buffer, at: number): void {
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    source.copy(this.bytes, this.end + LENGTH_BYTES, at, at + this.elementBytes);
    this.end += LENGTH_BYTES + this.elementBytes;
  }

  addNought(): void {
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    this.end += LENGTH_BYTES + this.elementBytes;
  }

  addPlace(page: number, line: number): void {
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    this.bytes.writeInt32BE(page, this.end + LENGTH_BYTES);
    this.bytes.writeInt16BE(line, this.end + LENGTH_BYTES + 4);
    this.end += LENGTH_BYTES + this.elementBytes;
  }

  /** In hexadecimal. */
  elements(count: number): Set<string> {
    const step = LENGTH_BYTES + this.elementBytes;
    const at = (n: number): number => HEADER_BYTES + n * step + LENGTH_BYTES;
    return new Set(
      Array.from({ length: count }, (_, n) => this.bytes.toString('hex', at(n), at(n) + this.elementBytes)),
    );
  }

  finish(count: number): Buffer {
    this.bytes.writeInt32BE(count, 12);
    return this.bytes.subarray(0, this.end);
  }
}
