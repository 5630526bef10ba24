import { BinaryArray } from './binary-array.js';
import type { SummaryRows } from './summary-rows.js';

/** Object ids of the element types, which the format repeats. */
const [UUID, INT8, INT2, TID] = [2950, 20, 21, 27] as const;
/** Page and line. */
const PLACE_BYTES = 6;

/** Where in a leaf the summaries of some variants lie that a task has new figures for, in the order of `SummaryBlocks`. */
export class StoredPlaces {
  /** Those that lie there at all. */
  placed = 0;
  private count = 0;
  private readonly places: BinaryArray;
  private readonly place = Buffer.alloc(PLACE_BYTES);

  /** For so many variants at most. */
  constructor(countMax: number) {
    this.places = new BinaryArray(TID, PLACE_BYTES, countMax);
  }

  /** A place's six bytes lie in `row` at `at`. */
  add(row: DataView, at: number): void {
    this.place.writeInt32BE(row.getInt32(at), 0);
    this.place.writeInt16BE(row.getInt16(at + 4), 4);
    this.places.add(this.place, 0);
    this.placed++;
    this.count++;
  }

  /** There is no summary of the variant yet. */
  addNone(): void {
    this.places.addNull();
    this.count++;
  }

  array(): Buffer {
    return this.places.finish(this.count);
  }
}

/**
 * What a task of a delta found, as far as it is kept with the task: columns of equal length, in the order of reading. The places
 * are fewer: those of the variants with new figures, which come first.
 */
export class StagedLists {
  count = 0;
  private readonly ids: BinaryArray;
  private readonly micros: readonly [BinaryArray, BinaryArray, BinaryArray];
  private readonly outcomes: BinaryArray;

  /** For so many variants at most; the places of those with new figures are known already. */
  constructor(
    countMax: number,
    private readonly places: StoredPlaces,
  ) {
    const amounts = (): BinaryArray => new BinaryArray(INT8, 8, countMax);
    this.ids = new BinaryArray(UUID, 16, countMax);
    this.micros = [amounts(), amounts(), amounts()];
    this.outcomes = new BinaryArray(INT2, 2, countMax);
  }

  /** A variant with new figures, the one at `n` in `rows`. */
  addCosted({ ids, micros }: SummaryRows, n: number): void {
    this.ids.addWords(ids, 4 * n);
    this.micros[0].addMicros(micros[3 * n]!);
    this.micros[1].addMicros(micros[3 * n + 1]!);
    this.micros[2].addMicros(micros[3 * n + 2]!);
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

  /** Variants that were asked for by id and are not there, unless they are listed already. */
  addMissing(outcome: number, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const known = this.ids.elements(this.count);
    const missing = ids.map((id) => id.replaceAll('-', '')).filter((id) => !known.has(id));
    this.addOutcome(outcome, Buffer.from(missing.join(''), 'hex'));
  }

  /** How many of the variants have a summary that new figures go to. */
  get placed(): number {
    return this.places.placed;
  }

  /** Values for columns of these types: ids, three amounts, outcomes, places. */
  arrays(): readonly Buffer[] {
    const columns = [this.ids, ...this.micros, this.outcomes].map((column) => column.finish(this.count));
    return [...columns, this.places.array()];
  }
}
