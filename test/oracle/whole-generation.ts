import type { Client } from 'pg';
import type { JobNo } from '#costing';

export interface WholeGeneration {
  readonly generation: JobNo;
  readonly previousGeneration: JobNo | null;
  /** With what its figures were computed last: the job that built it, or the last delta that was merged into it. */
  readonly jobId: string;
  /** Deltas were merged into it: the sums of the job that built it say nothing any more. */
  readonly isMerged: boolean;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  readonly rows: number;
  readonly active: number;
  readonly failed: number;
  readonly carried: number;
}

/** Numbers of one partition, as texts: sums go beyond what a double holds. */
interface PartitionRow {
  readonly partition: number;
  readonly status: string;
  readonly said: Sums;
  readonly stored: Sums;
  readonly failed: number;
  readonly carried: number;
  readonly active: number;
  /** Rows that this job computed. */
  readonly fresh: number;
  /** Rows of variants whose last computation failed. */
  readonly old: number;
}

type Sums = Readonly<Record<'rows' | 'material' | 'process' | 'overhead', string>>;

/**
 * Counts and adds up every row of the released generation and compares that with the ledger and the catalogue,
 * partition by partition, and the ids with those of the active variants, one by one. Where deltas were merged, the ledger
 * only knows what the rows were before: how many active variants have none is counted, and left to the sample to judge.
 * Throws when nothing is released.
 */
export async function checkWhole(client: Client): Promise<WholeGeneration & { readonly faults: readonly string[] }> {
  const released = await readReleased(client);
  const { generation, isMerged } = released;
  const faults: string[] = [];
  if (released.status !== 'COMPLETED') faults.push(`the released job ${generation} is ${released.status}`);
  const partitions = await readPartitions(client, generation);
  if (partitions.length !== 64) faults.push(`job ${generation} has ${partitions.length} tasks instead of 64`);
  if (!isMerged) for (const partition of partitions) faults.push(...partitionFaults(partition, generation));
  const sum = (key: 'active' | 'failed' | 'carried' | 'old'): number =>
    partitions.reduce((all, one) => all + one[key], 0);
  const active = sum('active');
  const carried = isMerged ? sum('old') : sum('carried');
  const said = isMerged ? null : sum('failed') - carried;
  const ids = await checkIds(client, generation, { active, withoutRow: said });
  faults.push(...ids.faults);
  const failed = isMerged ? ids.withoutRow + carried : sum('failed');
  const rows = partitions.reduce((all, { stored }) => all + Number(stored.rows), 0);
  const { jobId, asOf, previousGeneration } = released;
  return { generation, previousGeneration, jobId, isMerged, asOf, rows, active, failed, carried, faults };
}

interface Released extends Pick<WholeGeneration, 'generation' | 'previousGeneration' | 'jobId' | 'isMerged' | 'asOf'> {
  readonly status: string;
}

async function readReleased(client: Client): Promise<Released> {
  const { rows } = await client.query<Released>(`
    SELECT g.generation, g.previous_generation AS "previousGeneration", l.id AS "jobId", l.as_of::text AS "asOf",
           j.status, EXISTS (SELECT FROM recalculation_jobs m WHERE m.merged_into = g.generation) AS "isMerged"
      FROM released_generation g
           JOIN recalculation_jobs j ON j.job_no = g.generation
           JOIN LATERAL (SELECT * FROM recalculation_jobs m
                          WHERE m.job_no = g.generation
                             OR m.merged_into = g.generation AND m.status = 'COMPLETED' AND NOT m.is_partial
                          ORDER BY m.job_no DESC LIMIT 1) l ON true`);
  if (!rows[0]) throw new Error('no generation is released: there is nothing to check');
  return rows[0];
}

/** Rows are told apart by the leaf that holds them: partition n of the summaries belongs to partition n of the variants. */
async function readPartitions(client: Client, generation: JobNo): Promise<PartitionRow[]> {
  const sums = (t: string, [rows, ...components]: readonly [string, string, string, string]): string =>
    `json_build_object('rows', coalesce(${t}.${rows}, 0)::text, ${['material', 'process', 'overhead']
      .map((name, n) => `'${name}', coalesce(${t}.${components[n]}, 0)::text`)
      .join(', ')})`;
  const { rows } = await client.query<PartitionRow>({
    // MATERIALIZED: the ledger has no statistics yet, and a plan for one task would add up everything once for each.
    text: `WITH stored AS MATERIALIZED (
             SELECT right(tableoid::regclass::text, 2)::integer AS partition_no, count(*) AS rows,
                    sum(material_micros) AS material, sum(process_micros) AS process, sum(overhead_micros) AS overhead,
                    count(*) FILTER (WHERE job_no = ${generation}) AS fresh,
                    count(*) FILTER (WHERE job_no < ${generation}) AS old
               FROM cost_summaries WHERE generation = ${generation} GROUP BY tableoid),
           catalogue AS MATERIALIZED (
             SELECT right(tableoid::regclass::text, 2)::integer AS partition_no, count(*) AS active
               FROM variants WHERE is_active GROUP BY tableoid)
           SELECT t.partition_no AS partition, t.status,
                  ${sums('t', ['row_count', 'material_micros_sum', 'process_micros_sum', 'overhead_micros_sum'])} AS said,
                  ${sums('s', ['rows', 'material', 'process', 'overhead'])} AS stored,
                  coalesce(t.failed_count, 0)::integer AS failed, coalesce(t.carried_count, 0)::integer AS carried,
                  coalesce(s.fresh, 0)::integer AS fresh, coalesce(s.old, 0)::integer AS old, coalesce(c.active, 0)::integer AS active
             FROM recalculation_tasks t LEFT JOIN stored s USING (partition_no) LEFT JOIN catalogue c USING (partition_no)
            WHERE t.job_id = (SELECT id FROM recalculation_jobs WHERE job_no = $1) ORDER BY t.partition_no`,
    values: [generation],
  });
  return rows;
}

function partitionFaults(row: PartitionRow, generation: JobNo): string[] {
  const faults: string[] = [];
  const place = `partition ${row.partition}`;
  if (row.status !== 'DONE') faults.push(`${place}: its task is ${row.status}`);
  for (const [name, stored] of Object.entries(row.stored)) {
    const said = row.said[name as keyof Sums];
    const what = name === 'rows' ? 'rows' : `millionths of ${name} cost`;
    if (stored !== said) faults.push(`${place}: holds ${stored} ${what}, its task says ${said}`);
  }
  const { active, failed, carried, fresh } = row;
  if (fresh !== active - failed) {
    faults.push(`${place}: ${fresh} rows of job ${generation} for ${active} active variants of which ${failed} failed`);
  }
  const old = Number(row.stored.rows) - fresh;
  if (old !== carried) faults.push(`${place}: ${old} rows of earlier jobs, ${carried} were carried over`);
  return faults;
}

/**
 * Joins all active variants with all rows. Every variant is in one pair, but for the failed ones without an earlier
 * figure; so more pairs than that mean that an id is there twice, in whatever leaves.
 */
async function checkIds(
  client: Client,
  generation: JobNo,
  /** null: nobody knows. */
  expected: { readonly active: number; readonly withoutRow: number | null },
): Promise<{ readonly withoutRow: number; readonly faults: readonly string[] }> {
  const { rows } = await client.query<Record<'pairs' | 'without_row' | 'strangers', number>>(`
    SELECT (count(*) FILTER (WHERE v.id IS NOT NULL AND g.variant_id IS NOT NULL))::float8 AS pairs,
           (count(*) FILTER (WHERE g.variant_id IS NULL))::float8 AS without_row,
           (count(*) FILTER (WHERE v.id IS NULL))::float8 AS strangers
      FROM (SELECT id FROM variants WHERE is_active) v
           FULL JOIN (SELECT variant_id FROM cost_summaries WHERE generation = ${generation}) g ON g.variant_id = v.id`);
  const { pairs, without_row, strangers } = rows[0]!;
  const faults: string[] = [];
  if (strangers > 0) faults.push(`${strangers} rows belong to no active variant`);
  if (expected.withoutRow !== null && without_row !== expected.withoutRow) {
    faults.push(`${without_row} active variants have no row, ${expected.withoutRow} failed without an earlier figure`);
  }
  const doubles = pairs - (expected.active - without_row);
  if (doubles !== 0) faults.push(`${doubles} rows are there twice`);
  return { withoutRow: without_row, faults };
}
