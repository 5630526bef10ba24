/** What a task of a delta found, as far as it is kept with the task: columns of equal length, in the order of reading. */
export class StagedLists {
  private readonly ids: string[] = [];
  private readonly micros: readonly [number[], number[], number[]] = [[], [], []];
  private readonly outcomes: number[] = [];

  get count(): number {
    return this.ids.length;
  }

  /** A variant with new figures, in millionths; `id` is 32 hexadecimal digits. */
  addCosted(id: string, material: number, process: number, overhead: number): void {
    this.push(id, [material, process, overhead], 0);
  }

  /** Variants without: `bytes` holds 16 for each id. */
  addOutcome(outcome: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += 16) this.push(bytes.toString('hex', at, at + 16), [0, 0, 0], outcome);
  }

  /** Variants that were asked for by id and are not there, unless they were when they were read. */
  addMissing(outcome: number, ids: readonly string[]): void {
    const known = new Set(ids.length === 0 ? [] : this.ids);
    for (const id of ids.map((text) => text.replaceAll('-', ''))) {
      if (!known.has(id)) this.push(id, [0, 0, 0], outcome);
    }
  }

  /** Array literals: ids, three amounts, outcomes. */
  literals(): readonly [string, string, string, string, string] {
    const literal = (values: readonly (string | number)[]): string => `{${values.join()}}`;
    const [material, process, overhead] = this.micros;
    return [literal(this.ids), literal(material), literal(process), literal(overhead), literal(this.outcomes)];
  }

  private push(id: string, micros: readonly [number, number, number], outcome: number): void {
    this.ids.push(id);
    this.micros[0].push(micros[0]);
    this.micros[1].push(micros[1]);
    this.micros[2].push(micros[2]);
    this.outcomes.push(outcome);
  }
}
