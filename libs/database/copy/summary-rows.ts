/**
 * Summaries that wait for their block: for each four words of its id, three amounts, its group, and, where it is staged,
 * page and line of the summary that it will replace. Lines count from 1; 0: there is none.
 */
export class SummaryRows {
  count = 0;
  /** Groups count from 0; so many were seen at most. */
  groupCount = 0;
  readonly ids: Int32Array;
  readonly micros: Float64Array;
  readonly groups: Int32Array;
  readonly places: Int32Array;

  constructor(countMax: number) {
    this.ids = new Int32Array(4 * countMax);
    this.micros = new Float64Array(3 * countMax);
    this.groups = new Int32Array(countMax);
    this.places = new Int32Array(2 * countMax);
  }

  add(ids: DataView, idAt: number, micros: Float64Array, group: number): void {
    const n = this.count++;
    this.ids[4 * n] = ids.getInt32(idAt);
    this.ids[4 * n + 1] = ids.getInt32(idAt + 4);
    this.ids[4 * n + 2] = ids.getInt32(idAt + 8);
    this.ids[4 * n + 3] = ids.getInt32(idAt + 12);
    this.micros[3 * n] = micros[0]!;
    this.micros[3 * n + 1] = micros[1]!;
    this.micros[3 * n + 2] = micros[2]!;
    this.groups[n] = group;
    if (group >= this.groupCount) this.groupCount = group + 1;
  }

  /** Of the row that is added next: its place's six bytes lie in `row` at `at`. */
  setPlace(row: DataView, at: number): void {
    this.places[2 * this.count] = row.getInt32(at);
    this.places[2 * this.count + 1] = row.getInt16(at + 4);
  }

  setNoPlace(): void {
    this.places[2 * this.count] = 0;
    this.places[2 * this.count + 1] = 0;
  }

  clear(): void {
    this.count = 0;
  }
}
