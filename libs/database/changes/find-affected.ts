import type { ClientBase, Pool } from 'pg';
import {
  type AffectedPart,
  type AffectedPredicate,
  compareInputsByPieces,
  type CostingInputs,
  type InputDifference,
  joinParts,
  type JobNo,
} from '#costing';
import { CostingError, inPieces } from '#platform';
import {
  type Change,
  listPendingChanges,
  readChangedVariants,
  readGenerationInputs,
  readYarnIds,
} from '../sql/changes.js';
import { causeOf, partsOf } from './change-cause.js';

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
 * costs no work. Variants are told by rows: of the job that claimed them or, with null, by all that are pending, with
 * `includesClaimed` also by those that a job computes with.
 * `client` is in the REPEATABLE READ transaction in which `after` was read. Without a generation everything is affected.
 */
export async function findAffected(
  client: ClientBase | Pool,
  options: {
    readonly generation: JobNo | null;
    readonly jobId: string | null;
    readonly includesClaimed?: boolean;
    readonly after: CostingInputs;
  },
): Promise<Affected> {
  const before = options.generation === null ? [] : await readGenerationInputs(client, options.generation);
  const differences = await compareAll(before, options.after);
  const changed =
    before.length === 0 ? [EVERYTHING] : await readChangedVariants(client, options.jobId, options.includesClaimed);
  return { differences, changed, predicate: joinParts([...differences.map(({ part }) => part), ...changed]) };
}

/** Of a catalogue with many routings this takes hundreds of milliseconds: requests of others are answered in between. */
async function compareAll(befores: readonly CostingInputs[], after: CostingInputs): Promise<InputDifference[]> {
  const found: InputDifference[] = [];
  for (const before of befores) found.push(...(await inPieces(compareInputsByPieces(before, after))));
  return found;
}

/** The changes with these ids; throws `NOT_PENDING` unless all of them wait for a delta. */
export async function readPendingChanges(client: ClientBase, changeIds: readonly string[]): Promise<Change[]> {
  const changes = await listPendingChanges(client, changeIds);
  const missing = changeIds.filter((id) => !changes.some(({ changeId }) => changeId === id));
  if (missing.length === 0) return changes;
  const message = `No pending change has the id ${missing.join(', ')}: \`changes --pending\` lists those there are.`;
  throw new CostingError('NOT_PENDING', message, { httpStatus: 409 });
}

/**
 * The same for chosen changes. Of prices, formulas and yarns it takes what these did; what else differs is left to a later
 * delta. A chosen import of them takes all, because its row does not say what it did. Throws `NOT_PENDING`.
 */
export async function findChosenAffected(
  client: ClientBase,
  options: { readonly generation: JobNo; readonly changeIds: readonly string[]; readonly after: CostingInputs },
): Promise<Affected> {
  const chosen = await readPendingChanges(client, options.changeIds);
  const before = await readGenerationInputs(client, options.generation);
  const differences = await compareAll(before, options.after);
  const codes = chosen.filter(({ changeType }) => changeType === 'MASTER_YARN').map(({ affectedKey }) => affectedKey);
  const yarnIds = await readYarnIds(client, codes);
  const changed: AffectedPart[] = [];
  for (const change of chosen) {
    const cause = causeOf(change);
    if (cause.kind === 'VARIANT') changed.push({ kind: 'VARIANTS', variantIds: [change.affectedKey] });
    else if (cause.kind === 'IMPORT' && cause.part !== 'variants' && cause.part !== 'catalogue') {
      changed.push(...differences.map(({ part }) => part));
    } else changed.push(...partsOf(cause, { differences }, yarnIds));
  }
  return { differences, changed, predicate: joinParts(changed) };
}

/**
 * The variants whose costs may have changed since a job read the catalogue: by what differs from the inputs of that job,
 * whatever has become of its figures, and by these changes, which it has not seen.
 */
export async function findAffectedSince(
  client: ClientBase,
  options: { readonly jobNo: JobNo; readonly changeIds: readonly string[]; readonly after: CostingInputs },
): Promise<AffectedPredicate> {
  const before = await readGenerationInputs(client, options.jobNo);
  if (before.length === 0) return { parts: [EVERYTHING] };
  const differences = await compareAll(before, options.after);
  const parts = differences.map(({ part }) => part);
  for (const change of await listPendingChanges(client, options.changeIds)) {
    const cause = causeOf(change);
    if (cause.kind === 'VARIANT') parts.push({ kind: 'VARIANTS', variantIds: [change.affectedKey] });
    else if (cause.kind === 'IMPORT') parts.push(...partsOf(cause, { differences }, new Map()));
  }
  return joinParts(parts);
}

const EVERYTHING: AffectedPart = { kind: 'ALL' };
