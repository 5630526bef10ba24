/** Summaries that wait for their block: for each four words of its id, three amounts and its group. */
export class SummaryRows {
  count = 0;
  /** Groups count from 0; so many were seen at most. */
  groupCount = 0;
  readonly ids: Int32Array;
  readonly micros: Float64Array;
  readonly groups: Int32Array;

  constructor(readonly countMax: number) {
    this.ids = new Int32Array(4 * countMax);
    this.micros = new Float64Array(3 * countMax);
    this.groups = new Int32Array(countMax);
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

  clear(): void {
    this.count = 0;
  }
}
