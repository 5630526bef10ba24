import type { CompiledCatalogue } from '#costing';
import {
  attachLeaf,
  beginBulk,
  type BlockPool,
  carrySummaries,
  type ClaimedTask,
  type Client,
  commit,
  completeLeaf,
  copySummariesIn,
  copyVariantsOut,
  createLeaf,
  finishTask,
  nameLeaf,
  rollback,
  SummaryBlocks,
  VARIANT_ROW,
} from '#database';
import { FailedVariants } from './failed-variants.js';
import { insertFindings } from './insert-findings.js';
import type { TaskEnd } from './lane-messages.js';
import { MicrosSums } from './micros-sums.js';
import { PhaseTimes } from './phases.js';

/** What a lane computes with. */
export interface LaneJob {
  readonly routings: CompiledCatalogue;
  /** Released when the job began: where a failed variant's figures are carried from. */
  readonly previousGeneration: number | null;
  /** Memory of the summaries on their way to the server. */
  readonly blocks: BlockPool;
  readonly synchronousCommit: 'on' | 'off';
}

/** Local, because an imported name is looked up through its module at every use. */
const {
  id: ID_AT,
  masterYarnId: YARN_AT,
  routingId: ROUTING_AT,
  isActive: ACTIVE_AT,
  parameters: PARAMETERS_AT,
} = VARIANT_ROW;
const CARRIED_CHUNK_BYTES = 16 * 10_000;

/**
 * The whole path of a row. In one transaction: a new leaf, the partition's variants out of one connection, through
 * the kernel and into the leaf on the other, the key over all of them, and last the task's end under its attempt
 * number, and with it the leaf's name. `FENCED`: another attempt owns the task by now, and everything of this one is rolled back.
 */
export async function recalculatePartition(
  reader: Client,
  writer: Client,
  task: ClaimedTask,
  job: LaneJob,
): Promise<TaskEnd> {
  const times = new PhaseTimes();
  await beginBulk(writer, job.synchronousCommit);
  await createLeaf(writer, task);
  const copy = await copySummariesIn(writer, task);
  times.end('prepare', 0);
  const failed = new FailedVariants();
  const sums = new MicrosSums();
  const blocks = new SummaryBlocks(copy, job.blocks, {
    pause: () => source.pause(),
    resume: () => source.resume(),
  });

  const source = copyVariantsOut(reader, task.partitionNo, (row, start, end) => {
    if (row.getUint8(start + ACTIVE_AT) === 0) return;
    const idAt = start + ID_AT;
    const routingId = row.getInt32(start + ROUTING_AT);
    const routing = job.routings.get(routingId);
    if (!routing) return failed.addUnknownRouting(row, idAt, routingId);
    routing.load(row.getInt32(start + YARN_AT), row, start + PARAMETERS_AT, end);
    if (!routing.run()) return failed.add(row, start, end, routing);
    if (routing.isWatching) routing.sources.note(row.getInt32(start + YARN_AT), row, start + PARAMETERS_AT, end);
    sums.add(routing.micros);
    blocks.add(row, idAt, routing.micros, routing.ordinal);
  });
  await source.done;

  await blocks.flush();
  const costed = await copy.finish();
  const processed = costed + failed.count;
  times.end('compute', processed);
  await carryPreviousFigures(writer, task, job, failed, sums);
  const { carried } = sums;
  const rows = costed + carried;
  times.end('carry', carried);
  await completeLeaf(writer, task);
  times.end('index', rows);
  await insertFindings(writer, task, task.jobNo, failed, job.routings.takeNotes());
  const result = { rows, failed: failed.count, carried, ...sums.totals() };
  if (!(await finishTask(writer, task, result))) {
    await rollback(writer);
    return { outcome: 'FENCED' };
  }
  await nameLeaf(writer, task);
  await commit(writer);
  // While others still compute; whoever ends the job attaches what is left out here.
  await attachLeaf(writer, task.jobNo, task.partitionNo).catch(() => undefined);
  times.end('commit', rows);
  return { outcome: 'DONE', work: { processed, failed: failed.count, phases: times.phases } };
}

/** A variant that fails keeps the figures that readers have now, with the number of the job that computed them. */
async function carryPreviousFigures(
  writer: Client,
  task: ClaimedTask,
  job: LaneJob,
  failed: FailedVariants,
  sums: MicrosSums,
): Promise<void> {
  if (job.previousGeneration === null) return;
  for (const ids of failed.idsInChunks(CARRIED_CHUNK_BYTES)) {
    sums.addCarried(await carrySummaries(writer, job.previousGeneration, task, ids));
  }
}
