import type { ClientBase, Pool } from 'pg';
import type { NotedCount, PartitionNo } from '#costing';

/** Of what is known of a job before any of its partitions is computed. */
export const BEFORE_COMPUTATION = -1;

/** `NO_EFFECT`: an own value of the job that no cost can depend on. */
export interface JobNote extends Omit<NotedCount, 'code'> {
  readonly code: NotedCount['code'] | 'NO_EFFECT';
}

/** Writes what was noted of a partition, in the transaction that ends its task. */
export async function insertWarnings(
  client: ClientBase,
  jobId: string,
  partitionNo: PartitionNo,
  notes: readonly JobNote[],
): Promise<void> {
  if (notes.length === 0) return;
  await client.query({
    text: `INSERT INTO recalculation_warnings (job_id, partition_no, code, subject, detail, variants, samples)
           SELECT $1, $2, n.code, n.subject, min(n.detail), sum(n.variants), '[]'
             FROM jsonb_to_recordset($3::jsonb) AS n (code text, subject text, detail text, variants bigint)
            GROUP BY n.code, n.subject`,
    values: [jobId, partitionNo, JSON.stringify(notes)],
  });
}

/** What was noted of each of some jobs over all partitions, by code and subject. */
export async function readJobNotes(
  client: ClientBase | Pool,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, readonly JobNote[]>> {
  const { rows } = await client.query<JobNote & { readonly jobId: string }>({
    text: `SELECT job_id AS "jobId", code, subject, min(detail) AS detail, sum(variants)::float8 AS variants
             FROM recalculation_warnings WHERE job_id = ANY ($1) GROUP BY job_id, code, subject
            ORDER BY job_id, code, variants DESC, subject`,
    values: [jobIds],
  });
  const notes = new Map<string, JobNote[]>();
  for (const { jobId, ...note } of rows) notes.set(jobId, [...(notes.get(jobId) ?? []), note]);
  return notes;
}
