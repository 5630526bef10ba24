import type { Clock } from '#jobs';
import type { VirtualEvent, VirtualTime } from './virtual-time.js';

/**
 * A process with a clock of its own. Whatever calls into it goes through `post`: a frozen process (SIGSTOP) is called
 * when it goes on, in order, a dead one never.
 */
export class ModelProcess implements Clock {
  state: 'RUNNING' | 'FROZEN' | 'DEAD' = 'RUNNING';
  frozenSince = 0;
  private waiting: (() => void)[] = [];
  private readonly onDeath: (() => void)[] = [];

  /** `rate`: how fast its clock runs; `offset`: what it shows at the beginning. */
  constructor(
    readonly time: VirtualTime,
    readonly name: string,
    private readonly rate = 1,
    private readonly offset = 0,
  ) {}

  now(): number {
    return this.offset + this.time.now * this.rate;
  }

  setTimeout(callback: () => void, ms: number): object {
    const timer: { event: VirtualEvent; cleared: boolean } = {
      event: this.time.after(ms / this.rate, () => this.post(() => void (timer.cleared || callback()))),
      cleared: false,
    };
    return timer;
  }

  clearTimeout(timer: object): void {
    const { event } = Object.assign(timer as { event?: VirtualEvent; cleared: boolean }, { cleared: true });
    if (event) event.run = null;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, ms));
  }

  post(run: () => void): void {
    if (this.state === 'RUNNING') run();
    else if (this.state === 'FROZEN') this.waiting.push(run);
  }

  /** Calls `run` when the process dies: its kernel closes what it had open. */
  whenDead(run: () => void): void {
    this.onDeath.push(run);
  }

  freeze(): void {
    if (this.state !== 'RUNNING') return;
    this.state = 'FROZEN';
    this.frozenSince = this.time.now;
  }

  goOn(): void {
    if (this.state !== 'FROZEN') return;
    this.state = 'RUNNING';
    for (const run of this.waiting.splice(0)) this.time.after(0, () => this.post(run));
  }

  die(): void {
    if (this.state === 'DEAD') return;
    this.state = 'DEAD';
    this.waiting = [];
    for (const run of this.onDeath) run();
  }
}
