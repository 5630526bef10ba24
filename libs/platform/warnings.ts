/**
 * Something that a person should look at, although the work was done: it changes no exit code and no HTTP status. One
 * warning stands for every case of its cause.
 */
export interface Warning {
  /** Stable and machine-readable, e.g. `PRICE_GAP`. */
  readonly code: string;
  /** What is suspicious, and what to do if it is wrong. */
  readonly message: string;
  /** Number of cases. */
  readonly count: number;
  /** The first cases, at most `EXAMPLES_MAX`. */
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 10;

/** Collects warnings in the order in which their causes were found; memory is bounded by the number of causes. */
export class WarningList {
  private readonly byCause = new Map<string, { code: string; message: string; count: number; examples: string[] }>();

  /** Adds `count` cases of the cause that `code` and `message` name. */
  add(code: string, message: string, example: string, count = 1): void {
    const cause = `${code} ${message}`;
    const known = this.byCause.get(cause);
    if (!known) this.byCause.set(cause, { code, message, count, examples: [example] });
    else {
      known.count += count;
      if (known.examples.length < EXAMPLES_MAX) known.examples.push(example);
    }
  }

  get all(): readonly Warning[] {
    return [...this.byCause.values()];
  }
}
