import type { JobNo, NotedCount } from '#costing';
import { type ClaimedTask, type Client, insertErrorCounts, insertFailedVariants, insertWarnings } from '#database';
import type { FailedVariants } from './failed-variants.js';

/** As many ids as a page of the API has at most. */
const CHUNK_BYTES = 16 * 500;

/**
 * Writes why variants of a task failed, which ones, and what was noted of the others, in the transaction that ends the
 * task; `generation` is where the failed ones have older figures, or none.
 */
export async function insertFindings(
  writer: Client,
  task: ClaimedTask,
  generation: JobNo,
  failed: FailedVariants,
  notes: readonly NotedCount[],
): Promise<void> {
  await insertErrorCounts(writer, task, failed.causes());
  for (const chunk of failed.idsByCause(CHUNK_BYTES)) await insertFailedVariants(writer, task, generation, chunk);
  await insertWarnings(writer, task.jobId, task.partitionNo, notes);
}
