import type { Fault } from '#platform';
import type { Place } from './place.js';

/**
 * Collects everything that is wrong with an import: a person wants to repair the file once. Of faults beyond
 * `listedMax` only the number of each code is kept, so that millions of bad rows stay bounded.
 */
export class FaultList {
  /** The first ones. */
  readonly all: Fault[] = [];
  /** All that were found. */
  count = 0;
  private readonly unlisted = new Map<string, number>();

  constructor(private readonly listedMax = Infinity) {}

  add(place: Place, code: string, message: string): void {
    this.count++;
    if (this.all.length < this.listedMax) this.all.push({ path: place.toString(), code, message });
    else this.unlisted.set(code, (this.unlisted.get(code) ?? 0) + 1);
  }

  /** How many more would be listed, at most a thousand. */
  get room(): number {
    return Math.min(1_000, Math.max(0, this.listedMax - this.all.length));
  }

  /** Counts faults that nobody has looked at one by one. */
  addUnlisted(code: string, count: number): void {
    if (count <= 0) return;
    this.count += count;
    this.unlisted.set(code, (this.unlisted.get(code) ?? 0) + count);
  }

  /** The first ones, and a line for each code with the number of the rest. */
  report(): Fault[] {
    const rest = [...this.unlisted].map(([code, count]) => ({
      path: '…',
      code,
      message: `${count.toLocaleString('en')} more of ${code}, not listed`,
    }));
    return [...this.all, ...rest];
  }
}
