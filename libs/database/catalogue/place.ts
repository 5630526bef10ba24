/**
 * Where in the input a value stands; printed as a JSON path (`$.routings[0].steps[2].formula`). Paths are put
 * together only when a fault is reported: a million variants have millions of places.
 */
export class Place {
  private constructor(
    private readonly parent: Place | null,
    private readonly key: string | number,
  ) {}

  /** The document itself; `prefix` names the file when an import has several. */
  static root(prefix = ''): Place {
    return new Place(null, `${prefix}$`);
  }

  at(key: string | number): Place {
    return new Place(this, key);
  }

  toString(): string {
    if (this.parent === null) return String(this.key);
    const { key } = this;
    if (typeof key === 'number') return `${this.parent}[${key}]`;
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${this.parent}.${key}` : `${this.parent}[${JSON.stringify(key)}]`;
  }
}
