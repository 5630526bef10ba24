import type { ClientBase, Pool } from 'pg';
import type { JobNo, PartitionNo } from '#costing';
import { generationLeaf, generationTable, type LeafAttempt, stagingTable, variantsPartition } from './generations.js';

type Queryable = ClientBase | Pool;

/**
 * What became of a variant that a delta looked at: it has new figures; it has none, and keeps those before; it is gone or
 * no longer active, and loses them.
 */
export const OUTCOME = { COSTED: 0, FAILED: 1, GONE: 2 } as const;

/**
 * Staging while an attempt fills it: `cost_summaries_d42_p07_a3`, a name of its own as `leafInWork` is. Without key and
 * UNLOGGED: it is read once, whole, and who finds it emptied by a crash of the server computes it again.
 */
export function stagingInWork({ jobNo, partitionNo, attempt }: LeafAttempt): string {
  return `${stagingTable(jobNo, partitionNo)}_a${attempt}`;
}

/**
 * Makes staging for an attempt, in the transaction that fills it. The lock on the generation that it is for tells
 * `terminateLanes` what this session works on.
 */
export async function createStaging(client: ClientBase, attempt: LeafAttempt, generation: JobNo): Promise<void> {
  await client.query(
    `LOCK TABLE ${generationTable(generation)} IN ACCESS SHARE MODE;
     CREATE UNLOGGED TABLE ${stagingInWork(attempt)} (
       variant_id uuid NOT NULL, material_micros bigint, process_micros bigint, overhead_micros bigint,
       outcome smallint NOT NULL DEFAULT ${OUTCOME.COSTED})`,
  );
}

/** Notes variants that have no new figures; `ids` holds 16 bytes for each. */
export async function stageOutcome(
  client: ClientBase,
  attempt: LeafAttempt,
  outcome: (typeof OUTCOME)['FAILED' | 'GONE'],
  ids: Buffer,
): Promise<void> {
  const list = Array.from({ length: ids.length / 16 }, (_, n) => ids.toString('hex', n * 16, n * 16 + 16));
  await client.query({
    text: `INSERT INTO ${stagingInWork(attempt)} (variant_id, outcome) SELECT id, $2 FROM unnest($1::uuid[]) AS v (id)`,
    values: [list, outcome],
  });
}

/**
 * Notes the variants that the task names and that are not there any more; says how many. One that was read before, and
 * deleted since, is left to the delta of its own deletion.
 */
export async function stageMissing(
  client: ClientBase,
  attempt: LeafAttempt,
  variantIds: readonly string[],
): Promise<number> {
  const { rowCount } = await client.query({
    text: `INSERT INTO ${stagingInWork(attempt)} (variant_id, outcome)
           SELECT id, ${OUTCOME.GONE} FROM unnest($1::uuid[]) AS named (id)
            WHERE NOT EXISTS (SELECT FROM ${variantsPartition(attempt.partitionNo)} v WHERE v.id = named.id)
              AND NOT EXISTS (SELECT FROM ${stagingInWork(attempt)} s WHERE s.variant_id = named.id)`,
    values: [variantIds],
  });
  return rowCount ?? 0;
}

/** Gives staging the name that the merge reads it by; only for the attempt that the task belongs to. */
export async function nameStaging(client: ClientBase, attempt: LeafAttempt): Promise<void> {
  const { jobNo, partitionNo } = attempt;
  await client.query(`ALTER TABLE ${stagingInWork(attempt)} RENAME TO ${stagingTable(jobNo, partitionNo)}`);
}

/** Rows that a job's staging really holds, of those partitions that have any; without a table there are none. */
export async function countStaged(client: Queryable, jobNo: JobNo): Promise<Map<PartitionNo, number>> {
  const { rows: tables } = await client.query<{ relname: string }>({
    text: `SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
              AND relname ~ ('^cost_summaries_d' || $1::integer || '_p[0-9]{2}$')`,
    values: [jobNo],
  });
  if (tables.length === 0) return new Map();
  const { rows } = await client.query<{ partition_no: number; count: number }>(
    tables
      .map(
        ({ relname }) =>
          `SELECT ${Number(relname.slice(-2))} AS partition_no, count(*)::float8 AS count FROM ${relname}`,
      )
      .join(' UNION ALL '),
  );
  return new Map(rows.map(({ partition_no, count }) => [partition_no, count]));
}

/**
 * Brings a partition's staging into a leaf of the generation, in order of the key; gives how many rows it wrote. Only
 * rows that differ are written, so a second merge writes nothing. A variant that could be costed again differs, too
 * (`summaryStatus`).
 */
export async function mergePartition(
  client: ClientBase,
  jobNo: JobNo,
  partitionNo: PartitionNo,
  generation: JobNo,
): Promise<number> {
  const { rowCount } = await client.query(
    `MERGE INTO ${generationLeaf(generation, partitionNo)} g
     USING (SELECT * FROM ${stagingTable(jobNo, partitionNo)} ORDER BY variant_id) s ON g.variant_id = s.variant_id
     WHEN MATCHED AND s.outcome = ${OUTCOME.GONE} THEN DELETE
     WHEN MATCHED AND s.outcome = ${OUTCOME.FAILED} AND g.job_no >= ${generation} THEN UPDATE SET job_no = -g.job_no
     WHEN MATCHED AND s.outcome = ${OUTCOME.COSTED}
                  AND (g.job_no < ${generation}
                       OR (g.material_micros, g.process_micros, g.overhead_micros)
                          <> (s.material_micros, s.process_micros, s.overhead_micros))
       THEN UPDATE SET material_micros = s.material_micros, process_micros = s.process_micros,
                       overhead_micros = s.overhead_micros, job_no = ${jobNo}
     WHEN NOT MATCHED AND s.outcome = ${OUTCOME.COSTED}
       THEN INSERT (variant_id, material_micros, process_micros, overhead_micros, job_no, generation)
            VALUES (s.variant_id, s.material_micros, s.process_micros, s.overhead_micros, ${jobNo}, ${generation})`,
  );
  return rowCount ?? 0;
}

/** Drops staging of some partitions. */
export async function dropStaging(client: ClientBase, jobNo: JobNo, partitions: readonly PartitionNo[]): Promise<void> {
  if (partitions.length === 0) return;
  await client.query(`DROP TABLE IF EXISTS ${partitions.map((n) => stagingTable(jobNo, n)).join(', ')}`);
}
