/**
 * Parts of a task, in order. `prepare`: transaction and leaf begin. `compute`: variants out of the database, through the
 * kernel, and their summaries in. `carry`: figures of failed variants from before. `index`: the leaf's key. `stage`: what
 * a delta found that fits into no list. `commit`: findings, the task's end, and the transaction's.
 */
export type PhaseName = 'prepare' | 'compute' | 'carry' | 'index' | 'stage' | 'commit';

export interface Phase {
  readonly name: PhaseName;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly rows: number;
}

/** What a task that is done came to. */
export interface TaskWork {
  /** Variants that were computed, the failed ones included. */
  readonly processed: number;
  readonly failed: number;
  readonly phases: readonly Phase[];
}

/** Takes the times of a task's phases, each of which begins where the one before ended. */
export class PhaseTimes {
  readonly phases: Phase[] = [];
  private since = performance.now();

  /** `rows`: those that the phase has handled. */
  end(name: PhaseName, rows: number): void {
    const now = performance.now();
    this.phases.push({
      name,
      startedAt: performance.timeOrigin + this.since,
      seconds: (now - this.since) / 1_000,
      rows,
    });
    this.since = now;
  }
}
