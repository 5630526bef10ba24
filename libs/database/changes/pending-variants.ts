import type { ClientBase, Pool } from 'pg';
import { compilePredicate, type JobNo, type VariantTest } from '#costing';
import { CostingError } from '#platform';
import { readReleasedGeneration } from '../sql/generations.js';
import { readToday } from '../sql/mill-day.js';
import { readSnapshot } from '../sql/snapshot.js';
import { readSummariesMoment } from '../sql/summary-pages.js';
import { inSnapshot } from '../transaction.js';
import { findAffected } from './find-affected.js';

/** What a reader saw together with some figures. */
export interface ReadersMoment {
  /** The newest change that no job has processed; null: none waits. */
  readonly newestChange: string | null;
  readonly generation: JobNo | null;
  readonly epoch: number;
}

interface Compiled extends ReadersMoment {
  readonly test: VariantTest;
  readonly since: number;
  readonly tookMs: number;
}

/** A change that committed late is older than the newest: the same moment is looked at again after so long. */
const KEPT_MS = 1_000;
/** Of a small catalogue every change is seen at once. */
const LONG_MS = 250;

/**
 * Which variants' summaries are PENDING: those that changes touch which no job has processed, computed as a delta computes
 * them, from the released figures' snapshot and today's. That takes as long as planning a delta, so the predicate is
 * compiled once for all that ask, and again when a change comes or what readers see moves; where it takes long, at most
 * half of the time goes into it.
 */
export class PendingVariants {
  private compiled: Compiled | null = null;
  private compiling: Promise<unknown> | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly timeZone: string | null,
  ) {}

  /** Whether a change touches a variant that was read at this moment; `MOVED`: readers see something newer by now. */
  async test(moment: ReadersMoment): Promise<VariantTest | 'MOVED'> {
    return (
      this.fresh(moment) ??
      inSnapshot(this.pool, async (client) => {
        const now = await readSummariesMoment(client);
        return isSame(now, moment) ? this.testIn(client, now) : 'MOVED';
      })
    );
  }

  /** The same of the REPEATABLE READ transaction in which the moment was read: its connection is all that this needs. */
  async testIn(client: ClientBase, moment: ReadersMoment): Promise<VariantTest> {
    if (moment.newestChange === null) return () => false;
    for (;;) {
      const fresh = this.fresh(moment);
      if (fresh) return fresh;
      if (!this.compiling) return this.compile(client, moment);
      // It may be of another moment.
      await this.compiling.catch(() => undefined);
    }
  }

  private async compile(client: ClientBase, moment: ReadersMoment): Promise<VariantTest> {
    const since = performance.now();
    const finding = findPending(client, this.timeZone);
    this.compiling = finding;
    try {
      const test = await finding;
      this.compiled = { ...moment, test, since: performance.now(), tookMs: performance.now() - since };
      return test;
    } finally {
      this.compiling = null;
    }
  }

  private fresh(moment: ReadersMoment): VariantTest | null {
    const { compiled } = this;
    if (!compiled || compiled.generation !== moment.generation || compiled.epoch !== moment.epoch) return null;
    const age = performance.now() - compiled.since;
    const keptMs = compiled.newestChange === moment.newestChange ? KEPT_MS : 0;
    return age < Math.max(keptMs, compiled.tookMs > LONG_MS ? compiled.tookMs : 0) ? compiled.test : null;
  }
}

const isSame = (a: ReadersMoment, b: ReadersMoment): boolean =>
  a.newestChange === b.newestChange && a.generation === b.generation && a.epoch === b.epoch;

async function findPending(client: ClientBase, timeZone: string | null): Promise<VariantTest> {
  const { generation } = await readReleasedGeneration(client);
  const asOf = await readToday(client, timeZone);
  try {
    const after = await readSnapshot(client, { asOf, baseParams: {} });
    return compilePredicate(
      (await findAffected(client, { generation, jobId: null, includesClaimed: true, after })).predicate,
    );
  } catch (error) {
    // The catalogue cannot be costed as it is: whose figures would stay as they are, nobody can say.
    if (error instanceof CostingError) return () => true;
    throw error;
  }
}
