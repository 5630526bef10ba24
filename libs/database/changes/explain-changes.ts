import type { ClientBase } from 'pg';
import { type AffectedPart, type CostingInputs, joinParts, PARTITION_COUNT } from '#costing';
import { countAffected, predicateByPartition } from '../sql/affected.js';
import { type Change, listChangedSubjects, readYarnIds } from '../sql/changes.js';
import { type ChangeCause, causeOf, causesWithoutRow, partsOf } from './change-cause.js';
import type { Affected } from './find-affected.js';
import { type CountsByRouting, type Reach, ReachWriter } from './reach-writer.js';

export interface ExplainedChanges {
  /** Variants that a delta would compute now: those that all that is pending touches, each once. */
  readonly total: number;
  /** The same by partition. */
  readonly byPartition: readonly number[];
  readonly byRouting: CountsByRouting;
  /** In the order of the changes. */
  readonly changes: readonly Reach[];
  /** What is not in the rows: rates whose day came or went, and what an import recorded as one. */
  readonly withoutRow: readonly (Reach & { readonly cause: ChangeCause })[];
}

/** More causes than this are not counted one by one: each is a test of every variant. */
const COUNTED_CAUSES_MAX = 100;

/**
 * Says of each change whom it touches and why; one pass over the variants counts for all of them. `client` is in the
 * transaction in which `affected` was found; `after` is what it was found with.
 */
export async function explainChanges(
  client: ClientBase,
  changes: readonly Change[],
  affected: Affected,
  after: CostingInputs,
): Promise<ExplainedChanges> {
  const yarnIds = await readYarnIds(
    client,
    changes.filter((one) => one.changeType === 'MASTER_YARN').map((one) => one.affectedKey),
  );
  const causes = changes.map(causeOf);
  const withoutRow = causesWithoutRow(affected, (await listChangedSubjects(client)).map(causeOf));
  const parts = new Map<string, AffectedPart[]>();
  for (const cause of [...causes, ...withoutRow]) {
    const name = JSON.stringify(cause);
    if (parts.size < COUNTED_CAUSES_MAX && !parts.has(name)) parts.set(name, partsOf(cause, affected, yarnIds));
  }
  const counts = await countByPartition(client, affected, [...parts.values()]);
  const countsOf = new Map([...parts.keys()].map((name, n) => [name, counts.sets[n]!]));
  const writer = new ReachWriter(after.snapshot);
  const reach = (cause: ChangeCause, change: Change | null): Reach => {
    const name = JSON.stringify(cause);
    return writer.reach(cause, change, parts.get(name) ?? [], countsOf.get(name) ?? null);
  };
  return {
    total: counts.byPartition.reduce((sum, one) => sum + one, 0),
    byPartition: counts.byPartition,
    byRouting: counts.total,
    changes: changes.map((change, n) => (change.status === 'PROCESSED' ? PROCESSED : reach(causes[n]!, change))),
    withoutRow: withoutRow.map((cause) => ({ cause, ...reach(cause, null) })),
  };
}

const PROCESSED: Reach = { touches: 0, why: ['is in the released figures'] };

async function countByPartition(
  client: ClientBase,
  affected: Affected,
  sets: readonly (readonly AffectedPart[])[],
): Promise<{ total: CountsByRouting; byPartition: number[]; sets: CountsByRouting[] }> {
  const whole = predicateByPartition(affected.predicate, PARTITION_COUNT);
  const predicates = sets.map((parts) => joinParts(parts));
  const byRouting = [null, ...sets].map(() => new Map<number, number>());
  const byPartition: number[] = [];
  for (const [partitionNo, predicate] of whole.entries()) {
    const counted = await countAffected(client, partitionNo, [predicate, ...predicates]);
    for (const { routingId, counts } of counted) {
      byRouting.forEach((map, n) => map.set(routingId, (map.get(routingId) ?? 0) + counts[n]!));
    }
    byPartition.push(counted.reduce((sum, { counts }) => sum + counts[0]!, 0));
  }
  return { total: byRouting[0]!, byPartition, sets: byRouting.slice(1) };
}
