import type { Pool } from 'pg';
import type { JobNo } from '#costing';
import { type Change, countPendingChanges, listChanges, type PendingChanges } from '../sql/changes.js';
import { readReleasedGeneration } from '../sql/generations.js';
import { readToday } from '../sql/mill-day.js';
import { readSnapshot } from '../sql/snapshot.js';
import { inTransaction } from '../transaction.js';
import { explainChanges, type ExplainedChanges } from './explain-changes.js';
import { findAffected } from './find-affected.js';

export interface ChangesRequest {
  readonly limit: number;
  /** Goes on after this change of the list, which is newest first. */
  readonly before?: string;
  readonly isPending: boolean;
  /** Count and explain: a pass over the variants, about a second for two million. */
  readonly isExplained: boolean;
  /** `YYYY-MM-DD` on which rates are looked up; null: today in the mill, see `readMillDay`. */
  readonly asOf: string | null;
  readonly timeZone: string | null;
}

export interface ChangesReport {
  readonly pending: PendingChanges;
  readonly asOf: string;
  /** What the released figures are; null: there are none, and every variant is to be costed. */
  readonly generation: JobNo | null;
  readonly changes: readonly Change[];
  /** null: not asked for. */
  readonly explained: ExplainedChanges | null;
}

/**
 * Lists changes and, when asked, whom each touches: what a delta of this moment would compute and why. All from one
 * snapshot. Throws what `readSnapshot` throws.
 */
export async function reportChanges(pool: Pool, request: ChangesRequest): Promise<ChangesReport> {
  return inTransaction(
    pool,
    async (client) => {
      const asOf = request.asOf ?? (await readToday(client, request.timeZone));
      const changes = await listChanges(client, request);
      const { generation } = await readReleasedGeneration(client);
      const report = { pending: await countPendingChanges(client), asOf, generation, changes };
      if (!request.isExplained) return { ...report, explained: null };
      const after = await readSnapshot(client, { asOf, baseParams: {} });
      const affected = await findAffected(client, { generation, jobId: null, after });
      return { ...report, explained: await explainChanges(client, changes, affected, after) };
    },
    'REPEATABLE READ',
  );
}
