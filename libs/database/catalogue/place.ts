/**
 * Where in the input a value stands; printed as a JSON path (`$.routings[0].steps[2].formula`), in a CSV file as line
 * and column (`rates.csv:17 rate_value`). Paths are put together only when a fault is reported: a million variants
 * have millions of places.
 */
export class Place {
  private constructor(
    private readonly parent: Place | null,
    private readonly key: string | number,
    private readonly isLine = false,
  ) {}

  /** The document itself; `prefix` names the file when an import has several. */
  static root(prefix = ''): Place {
    return new Place(null, `${prefix}$`);
  }

  /** A line of a CSV file, from 1; `at` names its column, whatever that belongs to in the catalogue. */
  static line(file: string, line: number): Place {
    return new Place(null, `${file}:${line}`, true);
  }

  at(key: string | number): Place {
    return new Place(this, key);
  }

  /** The column of a table that it stands in; '' elsewhere. In a catalogue file the field, whatever the entry. */
  get column(): string {
    return this.parent === null ? '' : String(this.key);
  }

  toString(): string {
    if (this.parent === null) return String(this.key);
    const { key } = this;
    const line = this.line();
    if (line !== null) return `${line.key} ${key}`;
    if (typeof key === 'number') return `${this.parent}[${key}]`;
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${this.parent}.${key}` : `${this.parent}[${JSON.stringify(key)}]`;
  }

  private line(): Place | null {
    if (this.parent === null) return this.isLine ? this : null;
    return this.parent.line();
  }
}
