import type { ClientBase, Pool } from 'pg';
import type { ClaimedTask } from './tasks.js';

/** Variants of one partition that failed for one cause. */
export interface ErrorCount {
  readonly code: string;
  readonly routing: string;
  readonly step: string;
  /** The parameter that has no value, else empty. */
  readonly name: string;
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
             (job_id, partition_no, code, routing, step, name, message, failed_count, samples)
           SELECT $1, $2, e.code, e.routing, e.step, e.name, e.message, e.count, e.samples
             FROM jsonb_to_recordset($3::jsonb)
               AS e (code text, routing text, step text, name text, message text, count bigint, samples jsonb)`,
    values: [task.jobId, task.partitionNo, JSON.stringify(errors)],
  });
}

/** Causes of a job's failed variants, the most frequent first. */
export async function listJobErrors(client: ClientBase | Pool, jobId: string): Promise<JobError[]> {
  const { rows } = await client.query<JobError>({
    text: `SELECT e.code, e.routing, e.step, e.name, min(e.message) AS message, sum(e.failed_count)::float8 AS count,
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('variantId', s.id, 'sku', v.sku)), '[]')
                     FROM (SELECT x.id::uuid FROM unnest(
                             (array_agg(e.samples ORDER BY e.partition_no))) AS samples(list),
                             LATERAL jsonb_array_elements_text(samples.list) AS x (id)
                            LIMIT ${SAMPLES_SHOWN_MAX}) s
                          LEFT JOIN variants v ON v.id = s.id) AS samples
             FROM recalculation_errors e
            WHERE e.job_id = $1
            GROUP BY e.code, e.routing, e.step, e.name
            ORDER BY count DESC, e.code, e.routing, e.step, e.name`,
    values: [jobId],
  });
  return rows;
}
