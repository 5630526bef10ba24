import { BinaryArray } from './binary-array.js';
import type { SummaryRows } from './summary-rows.js';

/** Object ids of the element types, which the format repeats. */
const [UUID, INT8, INT2, TID] = [2950, 20, 21, 27] as const;

/**
 * What a task of a delta found, as far as it is kept with the task: columns of equal length, variants with new figures
 * first.
 */
export class StagedLists {
  count = 0;
  private readonly ids: BinaryArray;
  private readonly micros: readonly [BinaryArray, BinaryArray, BinaryArray];
  private readonly outcomes: BinaryArray;
  private readonly places: BinaryArray;

  /** For so many variants at most. */
  constructor(countMax: number) {
    const amounts = (): BinaryArray => new BinaryArray(INT8, 8, countMax);
    this.ids = new BinaryArray(UUID, 16, countMax);
    this.micros = [amounts(), amounts(), amounts()];
    this.outcomes = new BinaryArray(INT2, 2, countMax);
    this.places = new BinaryArray(TID, 6, countMax);
  }

  /** A variant with new figures, the one at `n` in `rows`. */
  addCosted({ ids, micros, places }: SummaryRows, n: number): void {
    this.ids.addWords(ids, 4 * n);
    this.micros[0].addMicros(micros[3 * n]!);
    this.micros[1].addMicros(micros[3 * n + 1]!);
    this.micros[2].addMicros(micros[3 * n + 2]!);
    this.outcomes.addNought();
    this.places.addPlace(places[2 * n]!, places[2 * n + 1]!);
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
      this.places.addNought();
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

  /** Values for columns of these types: ids, three amounts, outcomes, places. */
  arrays(): readonly Buffer[] {
    return [this.ids, ...this.micros, this.outcomes, this.places].map((column) => column.finish(this.count));
  }
}
