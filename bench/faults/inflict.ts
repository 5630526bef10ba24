import { setTimeout as sleep } from 'node:timers/promises';
import { type Cast, WORKERS } from './cast.js';
import { type FaultPlan, kindOf, silencedWorker } from './fault-kinds.js';
import type { JobWatch } from './job-watch.js';

/** A fault as it struck. Times are `performance.now()`. */
export interface Struck {
  readonly plan: FaultPlan;
  readonly who: string;
  readonly at: number;
  /** null while it lasts. */
  readonly endedAt: number | null;
}

const POLL_MS = 5;

/** The faults of one round, each on its own. */
export class Faults {
  readonly struck: Struck[] = [];
  /** What went wrong in inflicting them: the campaign's own trouble. */
  readonly troubles: string[] = [];
  private readonly giveUp = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly cast: Cast,
    private readonly plans: readonly FaultPlan[],
  ) {}

  /** Those that strike before the job is asked for; returns when they have. */
  async before(): Promise<void> {
    const early = this.plans.filter(({ moment }) => moment < 0);
    const started = early.map((plan) => this.strike(plan));
    this.running = Promise.all(started.map(async (undone) => (await undone)()));
    await Promise.all(started);
  }

  /** All others, each at its moment in the job's life. */
  start(watch: JobWatch): void {
    const later = this.plans.filter(({ moment }) => moment >= 0);
    this.running = Promise.all([this.running, ...later.map((plan) => this.play(plan, watch))]);
  }

  /** Faults that have struck and last, or are still to come. */
  get areOver(): boolean {
    return this.struck.length === this.plans.length && this.struck.every(({ endedAt }) => endedAt !== null);
  }

  get lastEnd(): number {
    return Math.max(0, ...this.struck.map(({ endedAt }) => endedAt ?? 0));
  }

  /**
   * From when on nothing keeps the job from going on: a server that is gone has to come back, but who stands still or
   * is cut off is replaced while that lasts, unless every worker is.
   */
  get surmountableFrom(): number {
    const silenced = new Set(this.plans.map(silencedWorker).filter((worker) => worker !== null));
    const waitsForEnd = ({ plan }: Struck): boolean =>
      kindOf(plan.kind).stopsAll === true || (silenced.size === WORKERS && silencedWorker(plan) !== null);
    return Math.max(0, ...this.struck.map((one) => (waitsForEnd(one) ? (one.endedAt ?? one.at) : one.at)));
  }

  /** Leaves out what is still to come, and undoes at once what lasts. */
  async end(): Promise<void> {
    this.giveUp.abort();
    await this.running;
  }

  private async play(plan: FaultPlan, watch: JobWatch): Promise<void> {
    while (watch.progress < plan.moment && !watch.hasEnded && !this.giveUp.signal.aborted) await sleep(POLL_MS);
    if (this.giveUp.signal.aborted) return;
    const undone = await this.strike(plan);
    await undone();
  }

  /** Gives what waits for the fault's end. */
  private async strike(plan: FaultPlan): Promise<() => Promise<void>> {
    const at = performance.now();
    try {
      const { who, undo } = await kindOf(plan.kind).inflict(this.cast, plan);
      const index = this.struck.push({ plan, who, at, endedAt: null }) - 1;
      return async () => {
        await sleep(plan.seconds * 1_000, undefined, { signal: this.giveUp.signal }).catch(() => undefined);
        await undo?.();
        this.struck[index] = { plan, who, at, endedAt: performance.now() };
      };
    } catch (error) {
      this.troubles.push(`${plan.kind} could not be inflicted: ${(error as Error).message}`);
      this.struck.push({ plan, who: 'nobody', at, endedAt: performance.now() });
      return () => Promise.resolve();
    }
  }
}

/** `worker killed (worker 2) at 37 %`, with the seconds that it lasted. */
export function describeFault({ plan, who, at, endedAt }: Struck, startedAt: number): string {
  const moment = plan.moment < 0 ? 'before' : `at ${Math.round(plan.moment * 100)} %`;
  const length = kindOf(plan.kind).lasts ? ` for ${(((endedAt ?? performance.now()) - at) / 1_000).toFixed(1)} s` : '';
  return `${plan.kind} (${who}) ${moment} (${((at - startedAt) / 1_000).toFixed(2)} s)${length}`;
}
