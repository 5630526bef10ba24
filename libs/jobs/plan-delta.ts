import { type AffectedPart, type AffectedPredicate, type JobNo, joinParts, PARTITION_COUNT } from '#costing';
import {
  type BaseParams,
  type CalculationInputs,
  type ClientBase,
  countAffected,
  type DeltaPlan,
  type DeltaTask,
  estimateVariants,
  findAffected,
  findChosenAffected,
  hasPendingChanges,
  listFailedVariants,
  lockReleasedGeneration,
  NAMED_VARIANTS_MAX,
  predicateByPartition,
  readJob,
  readPendingChanges,
  readSnapshot,
  readToday,
} from '#database';

/** What is asked of a delta. */
export interface DeltaRequest {
  /** `YYYY-MM-DD`; null: today in the mill, see `readMillDay`. */
  readonly asOf: string | null;
  readonly timeZone: string | null;
  /**
   * Values of this delta alone. Those of the job that the released figures are by are not taken over: what they had
   * changed differs from the catalogue and is computed again.
   */
  readonly baseParams: BaseParams;
  /** null: all that are pending. */
  readonly changeIds: readonly string[] | null;
  /** Besides: variants whose last computation failed. */
  readonly retriesFailed: boolean;
  /** false: nothing that readers see changes; the result is a generation that waits for its release. */
  readonly release: boolean;
}

/** What a delta would do. */
export interface PlannedDelta {
  readonly plan: Exclude<DeltaPlan, 'MERGE_BY_PARTITION'>;
  /** There are changes for it to process, whether or not they cost work. */
  readonly isPending: boolean;
  readonly isPartial: boolean;
  readonly baseGeneration: JobNo | null;
  readonly asOf: string;
  /** That is the mill's day. */
  readonly isAsOfToday: boolean;
  readonly baseParams: BaseParams;
  readonly inputs: CalculationInputs;
  /** Variants to compute, an estimate where counting them would take long. */
  readonly total: number;
  /** Variants that there are, as the statistics know them. */
  readonly variants: number;
  readonly sharedParts: readonly AffectedPart[];
  /** Of a MERGE; partitions that nothing touches have none. */
  readonly tasks: readonly DeltaTask[];
}

/**
 * A merged row costs more than a rebuilt one, and a rebuild has all the rows: above this share of the variants a new
 * generation is cheaper. Below `MERGED_ALWAYS` rows its 64 tables cost more than any merge.
 */
export const BREAK_EVEN_SHARE = 0.12;
export const MERGED_ALWAYS = 50_000;
/** Below so many variants affected ones are counted; above, one partition of the 64 tells, because ids are hashes. */
const COUNTED_MAX = 200_000;

/**
 * Finds out what a delta has to compute and how; changes nothing. For a REPEATABLE READ transaction: all of it is of one
 * moment, and the released generation stays the released one until its end.
 */
export async function planDelta(client: ClientBase, request: DeltaRequest): Promise<PlannedDelta> {
  const { generation } = await lockReleasedGeneration(client, 'FOR SHARE');
  const today = await readToday(client, request.timeZone);
  const asOf = request.asOf ?? today;
  const { baseParams } = request;
  const inputs = await readSnapshot(client, { asOf, baseParams });
  // Chosen are all that wait: then what came by the date alone is taken along, and nothing is left to a later delta.
  const isPartial = request.changeIds !== null && (await hasPendingChanges(client, request.changeIds));
  if (request.changeIds && !isPartial) await readPendingChanges(client, request.changeIds);
  const changeIds = isPartial ? request.changeIds : null;
  const predicate = await affectedBy(client, { ...request, changeIds }, generation, inputs);
  const variants = await estimateVariants(client);
  const reach = await measureReach(client, predicate, variants);
  const isPending = request.changeIds !== null || (await hasPendingChanges(client));
  const isAsOfToday = asOf === today;
  const planned = { baseGeneration: generation, asOf, isAsOfToday, baseParams, inputs, variants, isPending };
  const sharedParts = predicate.parts.filter(({ kind }) => kind !== 'VARIANTS');
  if (generation !== null && reach.total === 0 && reach.tasks.length === 0) {
    return { ...planned, plan: 'NOTHING', isPartial, total: 0, sharedParts, tasks: [] };
  }
  const isRebuilt =
    generation === null ||
    !request.release ||
    predicate.parts.some(({ kind }) => kind === 'ALL') ||
    reach.total > Math.max(BREAK_EVEN_SHARE * variants, MERGED_ALWAYS) ||
    (await readJob(client, { jobNo: generation }))!.keptName !== null;
  if (isRebuilt) return { ...planned, plan: 'REBUILD', isPartial: false, total: variants, sharedParts, tasks: [] };
  return { ...planned, plan: 'MERGE', isPartial, ...reach, sharedParts };
}

async function affectedBy(
  client: ClientBase,
  { changeIds, retriesFailed }: DeltaRequest,
  generation: JobNo | null,
  after: CalculationInputs,
): Promise<AffectedPredicate> {
  const { predicate } =
    changeIds === null || generation === null
      ? await findAffected(client, { generation, jobId: null, after })
      : await findChosenAffected(client, { generation, changeIds, after });
  if (!retriesFailed || generation === null) return predicate;
  const variantIds = await listFailedVariants(client, generation, NAMED_VARIANTS_MAX + 1);
  if (variantIds.length === 0) return predicate;
  const failed: AffectedPart =
    variantIds.length > NAMED_VARIANTS_MAX ? { kind: 'ALL' } : { kind: 'VARIANTS', variantIds };
  return joinParts([...predicate.parts, failed]);
}

/** How many variants the predicate takes, and the partitions where they are. */
async function measureReach(
  client: ClientBase,
  predicate: AffectedPredicate,
  variants: number,
): Promise<{ readonly total: number; readonly tasks: readonly DeltaTask[] }> {
  const named = predicateByPartition(predicate, PARTITION_COUNT);
  const tasks = named.map(({ parts }, partitionNo) => ({
    partitionNo,
    variantIds: parts.flatMap((part) => (part.kind === 'VARIANTS' ? part.variantIds : [])),
  }));
  const namedTotal = tasks.reduce((sum, { variantIds }) => sum + variantIds.length, 0);
  const shared = { parts: predicate.parts.filter(({ kind }) => kind !== 'VARIANTS') };
  if (shared.parts.length === 0) {
    return { total: namedTotal, tasks: tasks.filter(({ variantIds }) => variantIds.length > 0) };
  }
  const countOne = async (partitionNo: number, asked: AffectedPredicate): Promise<number> => {
    const counted = await countAffected(client, partitionNo, [asked]);
    return counted.reduce((sum, { counts }) => sum + counts[0]!, 0);
  };
  if (variants > COUNTED_MAX) {
    const total = (await countOne(0, shared)) * PARTITION_COUNT + namedTotal;
    // What one partition does not have, another may.
    return { total, tasks };
  }
  let total = 0;
  const touched: DeltaTask[] = [];
  for (const task of tasks) {
    const count = await countOne(task.partitionNo, named[task.partitionNo]!);
    total += count;
    // A variant that is named and gone is not counted.
    if (count > 0 || task.variantIds.length > 0) touched.push(task);
  }
  return { total, tasks: touched };
}
