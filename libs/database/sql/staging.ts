import type { ClientBase, Pool } from 'pg';
import type { JobNo, PartitionNo } from '#costing';
import { beginBulkSql } from '../transaction.js';
import { generationTable, type LeafAttempt, stagingTable, variantsPartition } from './generations.js';
import type { ClaimedTask } from './tasks.js';

type Queryable = ClientBase | Pool;

/**
 * What became of a variant that a delta looked at and that has no new figures: it has none, and keeps those before; it is
 * gone or no longer active, and loses them. Null: it has.
 */
export const OUTCOME = { FAILED: 1, GONE: 2 } as const;

/** The variants that the task names. */
export async function readNamedVariants(client: ClientBase, task: ClaimedTask): Promise<string[]> {
  const { rows } = await client.query<{ variantIds: string[] }>({
    name: 'named-variants',
    text: `SELECT coalesce(variant_ids::text[], '{}') AS "variantIds" FROM recalculation_tasks
            WHERE job_id = $1 AND partition_no = $2`,
    values: [task.jobId, task.partitionNo],
  });
  return rows[0]?.variantIds ?? [];
}

/**
 * Begins the bulk transaction that fills an attempt's staging, and makes the table. UNLOGGED and without anything that a
 * catalogue would have to say of it (key, defaults, NOT NULL): it is read once, whole, and who finds it emptied by a crash
 * of the server computes it again. The lock on the generation that it is for tells `terminateLanes` what this session
 * works on.
 */
export async function beginStaging(
  client: ClientBase,
  task: ClaimedTask,
  { generation, synchronousCommit }: { readonly generation: JobNo; readonly synchronousCommit: 'on' | 'off' },
): Promise<void> {
  await client.query(
    `${beginBulkSql(synchronousCommit)};
     LOCK TABLE ONLY ${generationTable(generation)} IN ACCESS SHARE MODE;
     CREATE UNLOGGED TABLE ${stagingTable(task)} (
       variant_id uuid, material_micros bigint, process_micros bigint, overhead_micros bigint, place tid,
       outcome smallint)`,
  );
}

/** Notes variants that have no new figures; `ids` holds 16 bytes for each. */
export async function stageOutcome(
  client: ClientBase,
  attempt: LeafAttempt,
  outcome: (typeof OUTCOME)[keyof typeof OUTCOME],
  ids: Buffer,
): Promise<void> {
  const list = Array.from({ length: ids.length / 16 }, (_, n) => ids.toString('hex', n * 16, n * 16 + 16));
  await client.query({
    text: `INSERT INTO ${stagingTable(attempt)} (variant_id, outcome) SELECT id, $2 FROM unnest($1::uuid[]) AS v (id)`,
    values: [list, outcome],
  });
}

/**
 * Notes the variants that the task names and that are not there any more; says how many. One that was staged before, and
 * deleted since, is left to the delta of its own deletion.
 */
export async function stageMissing(
  client: ClientBase,
  attempt: LeafAttempt,
  variantIds: readonly string[],
): Promise<number> {
  const { rowCount } = await client.query({
    text: `INSERT INTO ${stagingTable(attempt)} (variant_id, outcome)
           SELECT id, ${OUTCOME.GONE} FROM ${missingOf(attempt.partitionNo)}
            WHERE NOT EXISTS (SELECT FROM ${stagingTable(attempt)} s WHERE s.variant_id = missing.id)`,
    values: [variantIds],
  });
  return rowCount ?? 0;
}

/** The same for a task without a table. */
export async function listMissing(
  client: ClientBase,
  partitionNo: PartitionNo,
  variantIds: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `SELECT id FROM ${missingOf(partitionNo)}`,
    values: [variantIds],
  });
  return rows.map(({ id }) => id);
}

const missingOf = (partitionNo: PartitionNo): string =>
  `(SELECT id FROM unnest($1::uuid[]) AS named (id)
     WHERE NOT EXISTS (SELECT FROM ${variantsPartition(partitionNo)} v WHERE v.id = named.id)) AS missing`;

/** Rows that staging really holds, in the order asked for; null: the table is gone. */
export async function countStaged(client: Queryable, attempts: readonly LeafAttempt[]): Promise<(number | null)[]> {
  const names = attempts.map(stagingTable);
  const { rows: tables } = await client.query<{ table: string }>({
    text: `SELECT name AS table FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL`,
    values: [names],
  });
  if (tables.length === 0) return names.map(() => null);
  const { rows } = await client.query<{ name: string; count: number }>(
    tables.map(({ table }) => `SELECT '${table}' AS name, count(*)::float8 AS count FROM ${table}`).join(' UNION ALL '),
  );
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  return names.map((name) => counts.get(name) ?? null);
}

/** Drops the tables of what some attempts staged. */
export async function dropStaging(client: ClientBase, attempts: readonly LeafAttempt[]): Promise<void> {
  if (attempts.length > 0) await client.query(`DROP TABLE IF EXISTS ${attempts.map(stagingTable).join(', ')}`);
}

/** Forgets the rows that a job's tasks hold, when they are merged. */
export async function forgetStaged(client: ClientBase, jobId: string): Promise<void> {
  await client.query({ text: `${FORGET_STAGED} WHERE staged_ids IS NOT NULL AND job_id = $1`, values: [jobId] });
}

/** Those of jobs that have ended without a merge; one that is taken up again computes them anew. */
export async function forgetAbandoned(client: ClientBase): Promise<void> {
  await client.query(
    `${FORGET_STAGED} FROM recalculation_jobs j
      WHERE staged_ids IS NOT NULL AND j.id = job_id AND j.status NOT IN ('PENDING', 'RUNNING')`,
  );
}

const FORGET_STAGED = `UPDATE recalculation_tasks
  SET staged_ids = NULL, staged_material = NULL, staged_process = NULL, staged_overhead = NULL, staged_outcomes = NULL,
      staged_places = NULL`;
