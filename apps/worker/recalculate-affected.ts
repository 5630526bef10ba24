import {
  beginBulk,
  beginStaging,
  type ClaimedTask,
  type Client,
  commit,
  copyAffectedOut,
  copyStagedIn,
  type DeltaInputs,
  finishTask,
  LateCopy,
  listMissing,
  OUTCOME,
  readNamedVariants,
  rollback,
  StagedLists,
  stageMissing,
  stageOutcome,
  SummaryBlocks,
  type TaskResult,
  VARIANT_ROW,
} from '#database';
import { FailedVariants } from './failed-variants.js';
import { insertFindings } from './insert-findings.js';
import type { TaskEnd } from './lane-messages.js';
import { MicrosSums } from './micros-sums.js';
import { PhaseTimes, type TaskWork } from './phases.js';
import type { LaneJob } from './recalculate-partition.js';
import { endOfParameters, isStored, placeIn } from './stored-summary.js';
import { VariantIds } from './variant-ids.js';

/** Local, because an imported name is looked up through its module at every use. */
const {
  id: ID_AT,
  masterYarnId: YARN_AT,
  routingId: ROUTING_AT,
  isActive: ACTIVE_AT,
  parameters: PARAMETERS_AT,
} = VARIANT_ROW;
const STAGED_CHUNK_BYTES = 16 * 10_000;

/**
 * The whole path of a row of a delta: the partition's affected variants out of one connection, each with the summary that
 * is stored of it, through the kernel, and those whose figures differ into staging on the other, with those that have no
 * figures beside them and the task's end under its attempt number. Staging is lists in the task's row, or, where they do
 * not fit into one block, a table. Nothing that readers see is touched; that is for `mergeDelta`. `FENCED`: another
 * attempt owns the task by now, and everything of this one is rolled back.
 */
export async function recalculateAffected(
  reader: Client,
  writer: Client,
  task: ClaimedTask,
  job: LaneJob & { readonly delta: DeltaInputs },
): Promise<TaskEnd> {
  const times = new PhaseTimes();
  const { generation, parts, namesVariants } = job.delta;
  const { synchronousCommit } = job;
  const variantIds = namesVariants ? await readNamedVariants(writer, task) : [];
  times.end('prepare', 0);
  const named = variantIds.length === 0 ? [] : [{ kind: 'VARIANTS', variantIds } as const];
  const copy = new LateCopy(async () => {
    await beginStaging(writer, task, { generation, synchronousCommit });
    return copyStagedIn(writer, task);
  });
  const failed = new FailedVariants();
  const gone = new VariantIds();
  const sums = new MicrosSums();
  let rows = 0;
  const blocks = new SummaryBlocks(copy, job.blocks, {
    pause: () => source.pause(),
    resume: () => source.resume(),
  });

  const read = { predicate: { parts: [...parts, ...named] }, generation };
  const source = copyAffectedOut(reader, task.partitionNo, read, (row, start) => {
    const idAt = start + ID_AT;
    if (row.getUint8(start + ACTIVE_AT) === 0) return void gone.add(row, idAt);
    const routingId = row.getInt32(start + ROUTING_AT);
    const routing = job.routings.get(routingId);
    if (!routing) return failed.addUnknownRouting(row, idAt, routingId);
    const end = endOfParameters(row, start);
    routing.load(row.getInt32(start + YARN_AT), row, start + PARAMETERS_AT, end);
    if (!routing.run()) return failed.add(row, start, end, routing);
    if (routing.isWatching) routing.sources.note(row.getInt32(start + YARN_AT), row, start + PARAMETERS_AT, end);
    rows++;
    sums.add(routing.micros);
    if (isStored(row, end, routing.micros, generation)) return;
    blocks.addStaged(row, idAt, routing.micros, placeIn(row, end));
  });
  await source.done;
  const processed = rows + failed.count;
  times.end('compute', processed);

  const counts = { processed, failed: failed.count };
  const found: Found = { failed, gone, variantIds };
  const notes = job.routings.takeNotes();
  const others = failed.count + gone.count + variantIds.length;
  const result = { rows, failed: failed.count, carried: 0, ...sums.totals(), placed: blocks.placed };
  if (blocks.held !== null && others <= job.blocks.blockRows) {
    const stagedLists = new StagedLists(blocks.held + others);
    blocks.takeHeld(stagedLists);
    await listOutcomes(reader, task, found, stagedLists);
    const end = { ...result, staged: stagedLists.count, stagedLists };
    const hasFindings = failed.count > 0 || notes.length > 0;
    // Without findings one statement is a transaction by itself.
    if (hasFindings) await beginBulk(writer, synchronousCommit);
    const isDone = hasFindings
      ? await endTask(writer, task, end, () => insertFindings(writer, task, generation, failed, notes))
      : await finishTask(writer, task, end);
    return taskEnd(isDone, counts, times, stagedLists.count);
  }
  await blocks.flush();
  const staged = (await copy.finish()) + (await stageOutcomes(writer, task, found));
  times.end('stage', staged);
  const report = (): Promise<void> => insertFindings(writer, task, generation, failed, notes);
  return taskEnd(await endTask(writer, task, { ...result, staged }, report), counts, times, staged);
}

function taskEnd(
  isDone: boolean,
  counts: Pick<TaskWork, 'processed' | 'failed'>,
  times: PhaseTimes,
  staged: number,
): TaskEnd {
  if (!isDone) return { outcome: 'FENCED' };
  times.end('commit', staged);
  return { outcome: 'DONE', work: { ...counts, phases: times.phases } };
}

/** Ends the transaction that the rows are in; false: rolled back, because another attempt owns the task. */
async function endTask(
  writer: Client,
  task: ClaimedTask,
  result: TaskResult,
  report: () => Promise<void>,
): Promise<boolean> {
  await report();
  if (!(await finishTask(writer, task, result))) {
    await rollback(writer);
    return false;
  }
  await commit(writer);
  return true;
}

/** Variants that have no new figures, and those that were asked for by their ids. */
interface Found {
  readonly failed: FailedVariants;
  readonly gone: VariantIds;
  readonly variantIds: readonly string[];
}

/** Adds them to a task's lists. */
async function listOutcomes(
  reader: Client,
  task: ClaimedTask,
  { failed, gone, variantIds }: Found,
  lists: StagedLists,
): Promise<void> {
  for (const ids of failed.idsInChunks(STAGED_CHUNK_BYTES)) lists.addOutcome(OUTCOME.FAILED, ids);
  for (const ids of gone.inChunks(STAGED_CHUNK_BYTES)) lists.addOutcome(OUTCOME.GONE, ids);
  if (variantIds.length === 0) return;
  lists.addMissing(OUTCOME.GONE, await listMissing(reader, task.partitionNo, variantIds));
}

/** Puts them into a task's table; says how many. */
async function stageOutcomes(writer: Client, task: ClaimedTask, { failed, gone, variantIds }: Found): Promise<number> {
  for (const ids of failed.idsInChunks(STAGED_CHUNK_BYTES)) await stageOutcome(writer, task, OUTCOME.FAILED, ids);
  for (const ids of gone.inChunks(STAGED_CHUNK_BYTES)) await stageOutcome(writer, task, OUTCOME.GONE, ids);
  const missing = variantIds.length === 0 ? 0 : await stageMissing(writer, task, variantIds);
  return failed.count + gone.count + missing;
}
