/** Object ids of the element types, which the format repeats. */
const [UUID, INT8, INT2] = [2950, 20, 21] as const;
/** Dimensions, whether there are nulls, type, length, lower bound. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/** An array in PostgreSQL's binary format, as it is sent and stored: a header, then each element after its length. */
class BinaryArray {
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

  /** An element with its length before it, as a row of a binary COPY has it, too. */
  addField(source: Buffer, at: number): void {
    source.copy(this.bytes, this.end, at, at + LENGTH_BYTES + this.elementBytes);
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

/** What a task of a delta found, as far as it is kept with the task: columns of equal length, in the order of reading. */
export class StagedLists {
  count = 0;
  private readonly ids: BinaryArray;
  private readonly micros: readonly [BinaryArray, BinaryArray, BinaryArray];
  private readonly outcomes: BinaryArray;

  /** For so many variants at most. */
  constructor(countMax: number) {
    const amounts = (): BinaryArray => new BinaryArray(INT8, 8, countMax);
    this.ids = new BinaryArray(UUID, 16, countMax);
    this.micros = [amounts(), amounts(), amounts()];
    this.outcomes = new BinaryArray(INT2, 2, countMax);
  }

  /** A variant with new figures: where the fields of its id and of its three amounts begin in `row`, lengths included. */
  addCosted(row: Buffer, idAt: number, materialAt: number, processAt: number, overheadAt: number): void {
    this.ids.addField(row, idAt);
    this.micros[0].addField(row, materialAt);
    this.micros[1].addField(row, processAt);
    this.micros[2].addField(row, overheadAt);
    this.outcomes.addNought();
    this.count++;
  }

  /** Variants without: `bytes` holds 16 for each id. */
  addOutcome(outcome: number, bytes: Buffer): void {
    const code = Buffer.alloc(2);
    code.writeInt16BE(outcome);
    for (let at = 0; at < bytes.length; at += 16) {
      this.ids.add(bytes, at);
      for (const amounts of this.micros) amounts.addNought();
      this.outcomes.add(code, 0);
      this.count++;
    }
  }

  /** Variants that were asked for by id and are not there, unless they were when they were read. */
  addMissing(outcome: number, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const known = this.ids.elements(this.count);
    const missing = ids.map((id) => id.replaceAll('-', '')).filter((id) => !known.has(id));
    this.addOutcome(outcome, Buffer.from(missing.join(''), 'hex'));
  }

  /** Values for columns of these types: ids, three amounts, outcomes. */
  arrays(): readonly Buffer[] {
    return [this.ids, ...this.micros, this.outcomes].map((column) => column.finish(this.count));
  }
}
