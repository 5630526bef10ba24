import {
  beginStaging,
  type ClaimedTask,
  type Client,
  commit,
  copyAffectedOut,
  copyStagedIn,
  type DeltaInputs,
  finishTask,
  insertErrorCounts,
  OUTCOME,
  rollback,
  stageMissing,
  stageOutcome,
  SummaryBlocks,
  VARIANT_ROW,
} from '#database';
import { FailedVariants } from './failed-variants.js';
import { MicrosSums } from './micros-sums.js';
import type { LaneJob } from './recalculate-partition.js';
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
 * The whole path of a row of a delta. In one transaction: new staging, the partition's affected variants out of one
 * connection, through the kernel and into staging on the other, those that have no figures beside them, and last the
 * task's end under its attempt number. Nothing that readers see is touched; `mergeDelta` does that when all tasks are
 * done. `FENCED`: another attempt owns the task by now, and everything of this one is rolled back.
 */
export async function recalculateAffected(
  reader: Client,
  writer: Client,
  task: ClaimedTask,
  job: LaneJob & { readonly delta: DeltaInputs },
): Promise<'DONE' | 'FENCED'> {
  const { generation, parts } = job.delta;
  const variantIds = await beginStaging(writer, task, { generation, synchronousCommit: job.synchronousCommit });
  const named = variantIds.length === 0 ? [] : [{ kind: 'VARIANTS', variantIds } as const];
  const copy = await copyStagedIn(writer, task);
  const failed = new FailedVariants();
  const gone = new VariantIds();
  const sums = new MicrosSums();
  const blocks = new SummaryBlocks(copy, job.blocks, {
    pause: () => source.pause(),
    resume: () => source.resume(),
  });

  const source = copyAffectedOut(reader, task.partitionNo, { parts: [...parts, ...named] }, (row, start, end) => {
    const idAt = start + ID_AT;
    if (row.getUint8(start + ACTIVE_AT) === 0) return void gone.add(row, idAt);
    const routingId = row.getInt32(start + ROUTING_AT);
    const routing = job.routings.get(routingId);
    if (!routing) return failed.addUnknownRouting(row, idAt, routingId);
    routing.load(row.getInt32(start + YARN_AT), row, start + PARAMETERS_AT, end);
    if (!routing.run()) return failed.add(row, idAt, routing);
    sums.add(routing.micros);
    blocks.add(row, idAt, routing.micros);
  });
  await source.done;

  await blocks.flush();
  const costed = await copy.finish();
  for (const ids of failed.idsInChunks(STAGED_CHUNK_BYTES)) await stageOutcome(writer, task, OUTCOME.FAILED, ids);
  for (const ids of gone.inChunks(STAGED_CHUNK_BYTES)) await stageOutcome(writer, task, OUTCOME.GONE, ids);
  const missing = variantIds.length === 0 ? 0 : await stageMissing(writer, task, variantIds);
  await insertErrorCounts(writer, task, failed.causes());
  const staged = costed + failed.count + gone.count + missing;
  const result = { rows: costed, failed: failed.count, carried: 0, ...sums.totals(), staged };
  if (!(await finishTask(writer, task, result))) {
    await rollback(writer);
    return 'FENCED';
  }
  await commit(writer);
  return 'DONE';
}
