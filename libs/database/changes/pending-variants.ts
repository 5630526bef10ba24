import type { ClientBase, Pool } from 'pg';
import { compilePredicate, type JobNo, type VariantTest } from '#costing';
import { CostingError } from '#platform';
import { readGenerationBaseParams } from '../sql/changes.js';
import { readReleasedGeneration } from '../sql/generations.js';
import { readToday } from '../sql/jobs.js';
import { readSnapshot } from '../sql/snapshot.js';
import type { StoredSummary } from '../sql/summaries.js';
import { readAskedVariant } from '../sql/summary-pages.js';
import { inTransaction } from '../transaction.js';
import { findAffected } from './find-affected.js';

/** By what a compiled predicate is known. */
interface Moment {
  readonly newestChange: string;
  readonly generation: JobNo | null;
}

interface Compiled extends Moment {
  readonly test: VariantTest;
  readonly since: number;
  readonly tookMs: number;
}

/** A change that committed late is older than the newest: the same moment is looked at again after so long. */
const KEPT_MS = 1_000;
/** Of a small catalogue every change is seen at once. */
const LONG_MS = 250;

/**
 * Which variants' summaries are PENDING: those that changes touch which no job has processed, told as a delta tells them,
 * from the released figures' snapshot and today's. That takes as long as planning a delta, so the predicate is compiled
 * once for all that ask, and again when a change comes; where it takes long, at most half of the time goes into it.
 */
export class PendingVariants {
  private compiled: Compiled | null = null;
  private compiling: Promise<Compiled> | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly timeZone: string,
  ) {}

  /** Whether a change touches this variant that waits for a job. */
  async touches({ variantId, newestChange, generation }: StoredSummary): Promise<boolean> {
    const test = await this.test({ newestChange, generation });
    if (test === null) return false;
    const variant = await readAskedVariant(this.pool, variantId);
    return variant !== null && test(variant);
  }

  /** null: no change waits. Takes a connection of the pool: not for whoever holds one. */
  async test({
    newestChange,
    generation,
  }: Pick<StoredSummary, 'newestChange' | 'generation'>): Promise<VariantTest | null> {
    if (newestChange === null) return null;
    const moment = { newestChange, generation };
    // What is being compiled may not have seen the newest change yet.
    if (this.compiling) await this.compiling.catch(() => undefined);
    if (this.compiled && isFresh(this.compiled, moment)) return this.compiled.test;
    this.compiling ??= this.compile(moment).finally(() => (this.compiling = null));
    return (await this.compiling).test;
  }

  private async compile(moment: Moment): Promise<Compiled> {
    const since = performance.now();
    const test = await inTransaction(this.pool, (client) => findPending(client, this.timeZone), 'REPEATABLE READ');
    this.compiled = { ...moment, test, since: performance.now(), tookMs: performance.now() - since };
    return this.compiled;
  }
}

function isFresh(compiled: Compiled, { newestChange, generation }: Moment): boolean {
  const age = performance.now() - compiled.since;
  const isSame = compiled.newestChange === newestChange && compiled.generation === generation;
  return age < Math.max(isSame ? KEPT_MS : 0, compiled.tookMs > LONG_MS ? compiled.tookMs : 0);
}

async function findPending(client: ClientBase, timeZone: string): Promise<VariantTest> {
  const { generation } = await readReleasedGeneration(client);
  const asOf = await readToday(client, timeZone);
  const baseParams = await readGenerationBaseParams(client, generation);
  try {
    const after = await readSnapshot(client, { asOf, baseParams });
    return compilePredicate(
      (await findAffected(client, { generation, jobId: null, includesClaimed: true, after })).predicate,
    );
  } catch (error) {
    // The catalogue cannot be costed as it is: whose figures would stay as they are, nobody can say.
    if (error instanceof CostingError) return () => true;
    throw error;
  }
}
