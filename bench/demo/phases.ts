import { performance } from 'node:perf_hooks';
import type { Screen } from './screen.js';

interface Phase {
  readonly title: string;
  readonly seconds: number;
  /** Variants that it went through; null where that says nothing. */
  readonly variants: number | null;
}

/** The demo's phases one after another, each announced and timed. */
export class Phases {
  private readonly done: Phase[] = [];
  private started = 0;

  constructor(
    private readonly screen: Screen,
    private readonly count: number,
  ) {}

  async run<T>(title: string, work: () => Promise<T>, variants: number | null = null): Promise<T> {
    const from = performance.now();
    this.screen.heading(++this.started, this.count, title);
    const result = await work();
    this.done.push({ title, seconds: (performance.now() - from) / 1000, variants });
    return result;
  }

  /** The table of times. */
  show(): void {
    const { screen } = this;
    const total = this.done.reduce((sum, { seconds }) => sum + seconds, 0);
    const rows = this.done.map(({ title, seconds, variants }) => [
      title,
      screen.number(seconds, 2),
      variants === null ? '' : screen.count(variants / seconds),
    ]);
    screen.say('');
    screen.table([['phase', 'seconds', 'variants/s'], ...rows, ['all', screen.number(total, 2), '']]);
  }
}
