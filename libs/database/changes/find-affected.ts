import type { ClientBase, Pool } from 'pg';
import {
  type AffectedPart,
  type AffectedPredicate,
  compareInputs,
  type CostingInputs,
  type InputDifference,
  joinParts,
  type JobNo,
} from '#costing';
import { readChangedVariants, readGenerationInputs } from '../sql/changes.js';

/** What a delta has to compute again, and because of what. */
export interface Affected {
  /** Between what the generation was computed with and `after`. */
  readonly differences: readonly InputDifference[];
  /** Variants that changed themselves. */
  readonly changed: readonly AffectedPart[];
  /** All of it. */
  readonly predicate: AffectedPredicate;
}

/**
 * The variants whose summaries in `generation` may differ from what `after` and the catalogue give. What prices, formulas
 * and yarns do is told by comparing snapshots, not by their changes' rows: so a rate whose day has come touches without
 * any row, one whose day has not come or that no formula reads touches nothing, and one that was changed and changed back
 * costs no work. Variants are told by rows: of the job that claimed them or, with null, by all that are pending.
 * `client` is in the REPEATABLE READ transaction in which `after` was read. Without a generation everything is affected.
 */
export async function findAffected(
  client: ClientBase | Pool,
  options: { readonly generation: JobNo | null; readonly jobId: string | null; readonly after: CostingInputs },
): Promise<Affected> {
  const before = options.generation === null ? [] : await readGenerationInputs(client, options.generation);
  const differences = before.flatMap((inputs) => compareInputs(inputs, options.after));
  const changed = before.length === 0 ? [EVERYTHING] : await readChangedVariants(client, options.jobId);
  return { differences, changed, predicate: joinParts([...differences.map(({ part }) => part), ...changed]) };
}

const EVERYTHING: AffectedPart = { kind: 'ALL' };
