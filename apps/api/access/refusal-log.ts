import type { OnApplicationShutdown } from '@nestjs/common';
import type { Log } from '#platform';

/** The same refusal of the same source is told again with its count after so long. */
const SUMMARY_EVERY_MS = 60_000;
/** Above so many the others are counted together, so that nobody fills memory or log with addresses. */
const SOURCES_MAX = 1_000;

/** What is known of who was refused; never a secret. */
export interface RefusedFacts {
  readonly address: string | null;
  readonly [fact: string]: string | number | null;
}

interface Counted {
  readonly code: string;
  readonly facts: RefusedFacts;
  count: number;
}

/**
 * Lines about requests and connections that were refused because somebody may not do something or does too much of it:
 * the first of a source at once, further ones once a minute with their number.
 */
export class RefusalLog implements OnApplicationShutdown {
  private counts = new Map<string, Counted>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly log: Log,
    private readonly everyMs = SUMMARY_EVERY_MS,
  ) {}

  /** `source` tells sources apart; default: the address. */
  note(code: string, facts: RefusedFacts, source: string = facts.address ?? ''): void {
    const key = `${code} ${source}`;
    const counted = this.counts.get(key);
    if (counted) counted.count++;
    else if (this.counts.size < SOURCES_MAX) {
      this.counts.set(key, { code, facts, count: 0 });
      this.log.warn({ refused: code, ...facts }, `refused: ${code}`);
    } else this.noteOther(code);
    this.timer ??= setInterval(() => this.summarize(), this.everyMs).unref();
  }

  /** The last counts. */
  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.tell();
  }

  private noteOther(code: string): void {
    const key = `${code} of other sources`;
    const counted = this.counts.get(key);
    if (counted) counted.count++;
    else this.counts.set(key, { code, facts: { address: null }, count: 1 });
  }

  /** Sources that came to rest are forgotten: their next refusal is told at once. */
  private summarize(): void {
    const still = this.tell();
    this.counts = new Map(still.map(([key, counted]) => [key, { ...counted, count: 0 }]));
    if (this.counts.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  private tell(): [string, Counted][] {
    const again = [...this.counts].filter(([, { count }]) => count > 0);
    for (const [, { code, facts, count }] of again) {
      const seconds = this.everyMs / 1_000;
      this.log.warn({ refused: code, ...facts, count, seconds }, `refused ${count} times more: ${code}`);
    }
    return again;
  }
}
