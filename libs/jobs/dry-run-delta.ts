import { type ChangesReport, changesDocument, type Database, inTransaction, reportChanges } from '#database';
import { type DeltaRequest, planDelta, type PlannedDelta } from './plan-delta.js';

/** What a delta would do, and what each pending change touches. */
export interface DryRun {
  readonly planned: PlannedDelta;
  readonly report: ChangesReport;
  /** Variants of all pending changes by the code of their routing, most first. */
  readonly byRouting: readonly { readonly routing: string; readonly touches: number }[];
}

const CHANGES_SHOWN_MAX = 500;

/** Plans a delta and counts what each change touches; starts nothing. Throws what planning throws. */
export async function dryRunDelta(database: Database, request: DeltaRequest): Promise<DryRun> {
  const planned = await inTransaction(database.pool, (client) => planDelta(client, request), 'REPEATABLE READ');
  const { asOf, inputs } = planned;
  const report = await reportChanges(database.pool, {
    limit: CHANGES_SHOWN_MAX,
    isPending: true,
    isExplained: true,
    asOf,
    timeZone: request.timeZone,
  });
  const codes = new Map(inputs.snapshot.routings.map(({ id, code }) => [id, code]));
  const byRouting = [...(report.explained?.byRouting ?? [])]
    .map(([id, touches]) => ({ routing: codes.get(id) ?? `#${id}`, touches }))
    .filter(({ touches }) => touches > 0)
    .sort((a, b) => b.touches - a.touches);
  return { planned, report, byRouting };
}

/** The same as `recalculate --mode delta --dry-run --json` shows it. */
export function dryRunDocument({ planned, report, byRouting }: DryRun): object {
  const touched = report.explained?.byPartition ?? [];
  return {
    status: 'DRY_RUN',
    mode: 'DELTA',
    plan: planned.plan,
    as_of: planned.asOf,
    base_params: planned.baseParams,
    total: planned.total,
    variants: planned.variants,
    by_routing: byRouting,
    by_partition: touched.flatMap((touches, partition_no) => (touches > 0 ? [{ partition_no, touches }] : [])),
    changes: changesDocument(report, null),
  };
}
