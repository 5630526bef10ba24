import type { ClientBase, Pool } from 'pg';
import type { AffectedPredicate, JobNo, PartitionNo } from '#costing';
import { affectedCondition } from './affected.js';
import { variantsPartition } from './generations.js';
import type { ClaimedTask } from './tasks.js';

/** Variants of one partition that failed for one cause. */
export interface ErrorCount {
  readonly code: string;
  readonly routing: string;
  readonly step: string;
  /** The parameter that has no value, else empty. */
  readonly name: string;
  /** The item that has no price, else empty. */
  readonly item: string;
  readonly message: string;
  readonly count: number;
  /** A few of the variants' ids. */
  readonly samples: readonly string[];
}

/** A cause over all partitions of a job. */
export interface JobError extends Omit<ErrorCount, 'samples'> {
  readonly samples: readonly { readonly variantId: string; readonly sku: string | null }[];
}

const SAMPLES_SHOWN_MAX = 10;

/** Replaces what an earlier attempt may have written for this partition. */
export async function insertErrorCounts(
  client: ClientBase,
  task: ClaimedTask,
  errors: readonly ErrorCount[],
): Promise<void> {
  if (errors.length === 0) return;
  await client.query({
    text: `INSERT INTO recalculation_errors
             (job_id, partition_no, cause_no, code, routing, step, name, item, message, failed_count, samples)
           SELECT $1, $2, e.cause_no, e.code, e.routing, e.step, e.name, e.item, e.message, e.count, e.samples
             FROM jsonb_to_recordset($3::jsonb)
               AS e (cause_no smallint, code text, routing text, step text, name text, item text, message text,
                     count bigint, samples jsonb)`,
    values: [task.jobId, task.partitionNo, JSON.stringify(errors.map((error, cause_no) => ({ cause_no, ...error })))],
  });
}

/** Lists variants of one of the causes that `insertErrorCounts` was given; `ids` holds 16 bytes for each. */
export async function insertFailedVariants(
  client: ClientBase,
  task: ClaimedTask,
  generation: JobNo,
  { causeNo, chunkNo, ids }: { readonly causeNo: number; readonly chunkNo: number; readonly ids: Buffer },
): Promise<void> {
  const list = Array.from({ length: ids.length / 16 }, (_, n) => ids.toString('hex', n * 16, n * 16 + 16));
  await client.query({
    text: `INSERT INTO recalculation_failed_variants
             (job_id, partition_no, cause_no, chunk_no, generation, variant_ids) VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [task.jobId, task.partitionNo, causeNo, chunkNo, generation, list],
  });
}

/** What is missing is the same for all routings and steps that read it: one cause. */
const PLACE_OF_CAUSE = `CASE WHEN e.code <> 'MISSING_PARAMETER' THEN e.routing || chr(10) || e.step END`;
const ROUTINGS_NAMED_MAX = 5;

const distinct = (column: string): string =>
  `array_to_string((array_agg(DISTINCT ${column}))[:${ROUTINGS_NAMED_MAX}], ', ')
     || CASE WHEN count(DISTINCT ${column}) > ${ROUTINGS_NAMED_MAX} THEN ', …' ELSE '' END`;

/** Causes of a job's failed variants, the most frequent first; one for each item or parameter without a value. */
export async function listJobErrors(client: ClientBase | Pool, jobId: string): Promise<JobError[]> {
  const { rows } = await client.query<JobError>({
    text: `SELECT e.code, ${distinct('e.routing')} AS routing, ${distinct('e.step')} AS step, e.name, e.item,
                  min(e.message) AS message, sum(e.failed_count)::float8 AS count,
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('variantId', s.id, 'sku', v.sku)), '[]')
                     FROM (SELECT x.id::uuid FROM unnest(
                             (array_agg(e.samples ORDER BY e.partition_no))) AS samples(list),
                             LATERAL jsonb_array_elements_text(samples.list) AS x (id)
                            LIMIT ${SAMPLES_SHOWN_MAX}) s
                          LEFT JOIN variants v ON v.id = s.id) AS samples
             FROM recalculation_errors e
            WHERE e.job_id = $1
            GROUP BY e.code, e.name, e.item, ${PLACE_OF_CAUSE}
            ORDER BY count DESC, e.code, routing, step, e.name, e.item`,
    values: [jobId],
  });
  return rows;
}

/** Where a list of failed variants goes on: after the `n`th of a chunk. */
export interface FailedVariantPosition {
  readonly partitionNo: PartitionNo;
  readonly causeNo: number;
  readonly chunkNo: number;
  readonly n: number;
}

/** A variant that failed in a job, with its cause. */
export interface FailedVariant extends FailedVariantPosition, Omit<ErrorCount, 'count' | 'samples'> {
  readonly variantId: string;
  /** null: the variant is gone. */
  readonly sku: string | null;
}

/** The next `limit` variants that failed in a job, after `after`; null: from the first. Of one cause they stand together. */
export async function listJobFailures(
  client: ClientBase | Pool,
  jobId: string,
  { after, limit }: { readonly after: FailedVariantPosition | null; readonly limit: number },
): Promise<FailedVariant[]> {
  const { rows } = await client.query<FailedVariant>({
    text: `SELECT f.partition_no AS "partitionNo", f.cause_no AS "causeNo", f.chunk_no AS "chunkNo", u.n::integer AS n,
                  u.id AS "variantId", v.sku, e.code, e.routing, e.step, e.name, e.item, e.message
             FROM recalculation_failed_variants f
                  JOIN recalculation_errors e USING (job_id, partition_no, cause_no)
                  CROSS JOIN LATERAL unnest(f.variant_ids) WITH ORDINALITY AS u (id, n)
                  LEFT JOIN LATERAL (SELECT sku FROM variants WHERE id = u.id) v ON true
            WHERE f.job_id = $1 AND (f.partition_no, f.cause_no, f.chunk_no) >= ($2, $3, $4)
              AND ((f.partition_no, f.cause_no, f.chunk_no) <> ($2, $3, $4) OR u.n > $5)
            ORDER BY f.partition_no, f.cause_no, f.chunk_no, u.n LIMIT $6`,
    values: [jobId, after?.partitionNo ?? -1, after?.causeNo ?? 0, after?.chunkNo ?? 0, after?.n ?? 0, limit],
  });
  return rows;
}

/** How many failed variants of a job are listed: fewer than failed when the lists were forgotten. */
export async function countListedFailures(client: ClientBase | Pool, jobId: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>({
    text: `SELECT coalesce(sum(cardinality(variant_ids)), 0)::float8 AS count
             FROM recalculation_failed_variants WHERE job_id = $1`,
    values: [jobId],
  });
  return rows[0]!.count;
}

/** The predicate takes one of the variants that failed in a job, as far as they are listed. */
export async function hasFailedAmong(
  client: ClientBase | Pool,
  jobId: string,
  predicate: AffectedPredicate,
): Promise<boolean> {
  const failing = await client.query<[number]>({
    text: `SELECT DISTINCT partition_no FROM recalculation_failed_variants WHERE job_id = $1`,
    values: [jobId],
    rowMode: 'array',
  });
  for (const [partitionNo] of failing.rows) {
    const { rows } = await client.query<{ found: boolean }>({
      text: `SELECT EXISTS (SELECT FROM ${variantsPartition(partitionNo)}
                             WHERE id IN (SELECT unnest(variant_ids) FROM recalculation_failed_variants
                                           WHERE job_id = $1 AND partition_no = $2)
                               AND (${affectedCondition(predicate, partitionNo)})) AS found`,
      values: [jobId, partitionNo],
    });
    if (rows[0]!.found) return true;
  }
  return false;
}

/**
 * The condition that variant `id` of a partition has failed in a job whose result is in generation `generation`: it is
 * FAILED although it has no figures. All three are SQL.
 */
export const hasFailedIn = (generation: string, partitionNo: string, id: string): string =>
  `EXISTS (SELECT FROM recalculation_failed_variants f JOIN recalculation_jobs fj ON fj.id = f.job_id
            WHERE f.generation = ${generation} AND f.partition_no = ${partitionNo} AND ${id} = ANY (f.variant_ids)
              AND (fj.job_no = f.generation OR fj.merged_into = f.generation))`;
