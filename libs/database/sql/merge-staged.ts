import type { ClientBase } from 'pg';
import type { JobNo } from '#costing';
import type { StagedTask } from './delta-tasks.js';
import { generationLeaf, stagingTable } from './generations.js';
import { OUTCOME } from './staging.js';

/**
 * Brings a partition's staging into a leaf of the generation; gives how many rows it wrote. A second merge writes nothing:
 * rows are not where they were any more, and by their keys they do not differ. A variant that could be costed again
 * differs, too (`summaryStatus`).
 */
export async function mergePartition(client: ClientBase, task: StagedTask, generation: JobNo): Promise<number> {
  const placed = task.placed > 0 ? await updateInPlace(client, task, generation) : 0;
  if (placed === task.staged) return placed;
  // Rows are not where they were read: a merge was cut off and is made again, or somebody has rewritten the leaf.
  const rest = placed === task.placed ? `WHERE coalesce(place, ${NO_PLACE}) = ${NO_PLACE}` : '';
  return placed + (await mergeByKey(client, task, generation, rest));
}

const NO_PLACE = `'(0,0)'::tid`;

/**
 * Writes new figures to rows whose place is known: one pass through the leaf's pages in their order, in half the time of
 * `mergeByKey`. Gives how many were there. The planner knows neither how many places nor how many rows there are; a nested
 * loop, which it takes for a few of them, would go through all places for each row.
 */
async function updateInPlace(client: ClientBase, task: StagedTask, generation: JobNo): Promise<number> {
  const places = task.isListed
    ? `(SELECT t.staged_places FROM ${taskOf(task)})::tid[]`
    : `ARRAY(SELECT place FROM ${stagingTable(task)} WHERE place > ${NO_PLACE})`;
  const update = `UPDATE ${generationLeaf(generation, task.partitionNo)} g
        SET material_micros = s.material_micros, process_micros = s.process_micros,
            overhead_micros = s.overhead_micros, job_no = ${task.jobNo}
       FROM ${stagedRows(task)} s
      WHERE g.ctid = ANY (${places}) AND g.variant_id = s.variant_id`;
  const results = (await client.query(
    `SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; ${update};
     SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT`,
  )) as unknown as readonly { readonly command: string; readonly rowCount: number | null }[];
  return results.find(({ command }) => command === 'UPDATE')?.rowCount ?? 0;
}

/** `where` chooses among the staged rows. */
async function mergeByKey(client: ClientBase, task: StagedTask, generation: JobNo, where: string): Promise<number> {
  const { jobNo, partitionNo } = task;
  const { rowCount } = await client.query(
    `MERGE INTO ${generationLeaf(generation, partitionNo)} g
     USING (SELECT * FROM ${stagedRows(task)} AS staged ${where} ORDER BY variant_id) s ON g.variant_id = s.variant_id
     WHEN MATCHED AND s.outcome = ${OUTCOME.GONE} THEN DELETE
     WHEN MATCHED AND s.outcome = ${OUTCOME.FAILED} AND g.job_no >= ${generation} THEN UPDATE SET job_no = -g.job_no
     WHEN MATCHED AND coalesce(s.outcome, 0) = 0
                  AND (g.job_no < ${generation}
                       OR (g.material_micros, g.process_micros, g.overhead_micros)
                          <> (s.material_micros, s.process_micros, s.overhead_micros))
       THEN UPDATE SET material_micros = s.material_micros, process_micros = s.process_micros,
                       overhead_micros = s.overhead_micros, job_no = ${jobNo}
     WHEN NOT MATCHED AND coalesce(s.outcome, 0) = 0
       THEN INSERT (variant_id, material_micros, process_micros, overhead_micros, job_no, generation)
            VALUES (s.variant_id, s.material_micros, s.process_micros, s.overhead_micros, ${jobNo}, ${generation})`,
  );
  return rowCount ?? 0;
}

function stagedRows(task: StagedTask): string {
  if (!task.isListed) return stagingTable(task);
  return `(SELECT u.* FROM ${taskOf(task)},
             unnest(t.staged_ids, t.staged_material, t.staged_process, t.staged_overhead, t.staged_outcomes, t.staged_places)
               AS u (variant_id, material_micros, process_micros, overhead_micros, outcome, place))`;
}

const taskOf = ({ jobNo, partitionNo }: StagedTask): string =>
  `(SELECT * FROM recalculation_tasks
     WHERE job_id = (SELECT id FROM recalculation_jobs WHERE job_no = ${jobNo}) AND partition_no = ${partitionNo}) t`;
