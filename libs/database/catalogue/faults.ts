import type { Fault, FaultCause } from '#platform';
import type { Place } from './place.js';

/** Of a cause so many places are named. */
const PLACES_MAX = 5;
/** Causes beyond these are counted as one. */
const CAUSES_MAX = 1_000;

interface CountedCause extends FaultCause {
  count: number;
  readonly places: string[];
}

/**
 * Collects everything that is wrong with an import: a person wants to repair the file once. Faults of one cause in one
 * column are counted together. Of faults beyond `listedMax` only those counts are kept, so that millions of bad rows
 * stay bounded.
 */
export class FaultList {
  /** The first ones. */
  readonly all: Fault[] = [];
  /** All that were found. */
  count = 0;
  private readonly unlisted = new Map<string, number>();
  private readonly byCause = new Map<string, CountedCause>();

  constructor(private readonly listedMax = Infinity) {}

  /** `cause`: equal for faults that are repaired in the same way, whatever the values; default the message. */
  add(place: Place, code: string, message: string, cause = message): void {
    this.count++;
    const known = this.causeOf(`${code} ${place.column} ${cause}`, code, message);
    known.count++;
    const isListed = this.all.length < this.listedMax;
    if (!isListed && known.places.length >= PLACES_MAX) return this.leaveOut(code, 1);
    const path = place.toString();
    if (known.places.length < PLACES_MAX) known.places.push(path);
    if (isListed) this.all.push({ path, code, message });
    else this.leaveOut(code, 1);
  }

  /** How many more would be listed, at most a thousand. */
  get room(): number {
    return Math.min(1_000, Math.max(0, this.listedMax - this.all.length));
  }

  /** Counts faults that nobody has looked at one by one. */
  addUnlisted(code: string, count: number): void {
    if (count <= 0) return;
    this.count += count;
    this.leaveOut(code, count);
    const known = this.causes.find((cause) => cause.code === code) as CountedCause | undefined;
    (known ?? this.causeOf(`${code} …`, code, `${code}, not listed one by one`)).count += count;
  }

  /** What has to be repaired: each cause once, in the order in which they were found. */
  get causes(): readonly FaultCause[] {
    return [...this.byCause.values()];
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

  private leaveOut(code: string, count: number): void {
    this.unlisted.set(code, (this.unlisted.get(code) ?? 0) + count);
  }

  private causeOf(name: string, code: string, message: string): CountedCause {
    const known = this.byCause.get(name);
    if (known) return known;
    if (this.byCause.size >= CAUSES_MAX && name !== `${code} …`) {
      return this.causeOf(`${code} …`, code, `${code}, not listed one by one`);
    }
    const added = { code, message, count: 0, places: [] };
    this.byCause.set(name, added);
    return added;
  }
}
