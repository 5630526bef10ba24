import type { ClientBase, Pool } from 'pg';
import { type AffectedPart, type JobNo, PARTITION_COUNT, type PartitionNo } from '#costing';
import { generationLeaf, type LeafAttempt, variantsPartition } from './generations.js';
import { hasFailedIn } from './job-errors.js';

type Queryable = ClientBase | Pool;

/** A task of a delta: the variants of the partition that are named, besides what the job's predicate takes. */
export interface DeltaTask {
  readonly partitionNo: PartitionNo;
  readonly variantIds: readonly string[];
}

/** Tasks for some partitions, all PENDING. */
export async function insertDeltaTasks(client: ClientBase, jobId: string, tasks: readonly DeltaTask[]): Promise<void> {
  await client.query({
    text: `INSERT INTO recalculation_tasks (job_id, partition_no, variant_ids)
           SELECT $1, partition_no, variant_ids::uuid[] FROM unnest($2::smallint[], $3::text[]) AS t (partition_no, variant_ids)`,
    values: [
      jobId,
      tasks.map(({ partitionNo }) => partitionNo),
      tasks.map(({ variantIds }) => `{${variantIds.join()}}`),
    ],
  });
}

/** What the tasks of a merge have in common. */
export interface DeltaInputs {
  /** That the job was compared with and is merged into. */
  readonly generation: JobNo;
  readonly parts: readonly AffectedPart[];
  /** Some tasks name variants besides (`readNamedVariants`). */
  readonly namesVariants: boolean;
}

/** null: the job is none that is merged. */
export async function readDeltaInputs(client: Queryable, jobId: string): Promise<DeltaInputs | null> {
  const { rows } = await client.query<DeltaInputs>({
    text: `SELECT j.base_generation AS generation, s.affected AS parts,
                  EXISTS (SELECT FROM recalculation_tasks t
                           WHERE t.job_id = j.id AND cardinality(t.variant_ids) > 0) AS "namesVariants"
             FROM recalculation_jobs j JOIN recalculation_snapshots s ON s.job_id = j.id
            WHERE j.id = $1 AND j.plan IN ('MERGE', 'MERGE_BY_PARTITION')`,
    values: [jobId],
  });
  return rows[0] ?? null;
}

/** A task of a delta that is done, and how many rows it says it staged. */
export interface StagedTask extends LeafAttempt {
  readonly staged: number;
  /** They are with the task; else in a table of the attempt's. */
  readonly isListed: boolean;
  /** How many of those have a known place in the generation's leaf. */
  readonly placed: number;
}

/** What a delta's tasks have staged so far. */
export interface StagedTasks {
  /** The job is neither ended nor cancelled. */
  readonly isActive: boolean;
  /** Tasks that are not done. */
  readonly open: number;
  /** Those that are, by partition. */
  readonly tasks: readonly StagedTask[];
}

/** The job's tasks that are done, and how many are not. */
export async function readStagedTasks(client: Queryable, jobId: string): Promise<StagedTasks> {
  const { rows } = await client.query<StagedTask & { readonly isActive: boolean; readonly done: boolean }>({
    name: 'staged-tasks',
    text: `SELECT j.job_no AS "jobNo", t.partition_no AS "partitionNo", t.attempt, t.status = 'DONE' AS done,
                  j.status IN ('PENDING', 'RUNNING') AS "isActive",
                  coalesce(t.staged_count, 0)::float8 AS staged, t.staged_ids IS NOT NULL AS "isListed",
                  coalesce(t.placed_count, 0) AS placed
             FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
            WHERE t.job_id = $1 ORDER BY t.partition_no`,
    values: [jobId],
  });
  const tasks = rows.filter(({ done }) => done);
  return { isActive: rows.some(({ isActive }) => isActive), open: rows.length - tasks.length, tasks };
}

/** Tasks whose rows are lost begin anew. */
export async function redoTasks(client: ClientBase, jobId: string, partitions: readonly PartitionNo[]): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_tasks
              SET status = 'PENDING', lease_until = NULL, finished_at = NULL, row_count = NULL, failed_count = NULL,
                  carried_count = NULL, material_micros_sum = NULL, process_micros_sum = NULL,
                  overhead_micros_sum = NULL, staged_count = NULL,
                  error = 'what it had computed is lost: the server crashed'
            WHERE job_id = $1 AND partition_no = ANY ($2::smallint[])`,
    values: [jobId, partitions],
  });
  for (const table of ['recalculation_errors', 'recalculation_failed_variants', 'recalculation_warnings']) {
    await client.query({
      text: `DELETE FROM ${table} WHERE job_id = $1 AND partition_no = ANY ($2::smallint[])`,
      values: [jobId, partitions],
    });
  }
}

/** Active variants that have older figures in a generation because their last computation failed, or failed without any. */
export async function countFailedVariants(client: Queryable, generation: JobNo): Promise<number> {
  const { rows } = await client.query<{ failed: number }>({
    text: `SELECT sum(failed)::float8 AS failed FROM recalculation_jobs WHERE job_no = $1 OR merged_into = $1`,
    values: [generation],
  });
  // Where no job has had a failure none is left, and the rows need not be read.
  if (!rows[0]?.failed) return 0;
  let count = 0;
  for (let n = 0; n < PARTITION_COUNT; n++) {
    const counted = await client.query<{ failed: number }>(
      `SELECT count(*)::integer AS failed
         FROM ${variantsPartition(n)} v LEFT JOIN ${generationLeaf(generation, n)} s ON s.variant_id = v.id
        WHERE v.is_active AND (s.job_no < ${generation}
              OR s.variant_id IS NULL AND ${hasFailedIn(String(generation), String(n), 'v.id')})`,
    );
    count += counted.rows[0]!.failed;
  }
  return count;
}

/**
 * Active variants that have no figures in a generation, or older ones because their last computation failed
 * (`summaryStatus`); at most `limit`.
 */
export async function listFailedVariants(client: Queryable, generation: JobNo, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < PARTITION_COUNT && ids.length < limit; n++) {
    const { rows } = await client.query<[string]>({
      text: `SELECT v.id FROM ${variantsPartition(n)} v LEFT JOIN ${generationLeaf(generation, n)} s ON s.variant_id = v.id
              WHERE v.is_active AND (s.job_no < ${generation} OR s.variant_id IS NULL) LIMIT $1`,
      values: [limit - ids.length],
      rowMode: 'array',
    });
    for (const [id] of rows) ids.push(id);
  }
  return ids;
}
