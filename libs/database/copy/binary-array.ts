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
    const to = this.next();
    for (let n = 0; n < 4; n++) this.bytes.writeInt32BE(words[at + n]!, to + 4 * n);
  }

  addMicros(micros: number): void {
    const to = this.next();
    this.bytes.writeInt32BE(highHalf(micros), to);
    this.bytes.writeInt32BE(lowHalf(micros), to + 4);
  }

  addPlace(page: number, line: number): void {
    const to = this.next();
    this.bytes.writeInt32BE(page, to);
    this.bytes.writeInt16BE(line, to + 4);
  }

  add(source: Buffer, at: number): void {
    source.copy(this.bytes, this.next(), at, at + this.elementBytes);
  }

  addNought(): void {
    this.next();
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

  /** Where the bytes of one more element go, which are 0. */
  private next(): number {
    const to = this.end + LENGTH_BYTES;
    this.bytes.writeInt32BE(this.elementBytes, this.end);
    this.end = to + this.elementBytes;
    return to;
  }
}
