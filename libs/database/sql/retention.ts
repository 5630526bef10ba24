import type { ClientBase } from 'pg';
import { AUDIT_SCHEMA } from './audit.js';
import { DATA_SCHEMA } from './generations.js';

/** Jobs have 64 tasks and a snapshot each: so many are deleted in one statement. */
const JOBS_AT_ONCE = 500;
const ENTRIES_AT_ONCE = 10_000;

/**
 * Numbers of the generations whose tables exist, by `held`: those that readers see, may be shown again by a rollback or a
 * release, or are kept; and those of jobs that are active.
 */
const HELD = `held AS (
  SELECT substring(c.relname FROM '^cost_summaries_g([0-9]+)$')::integer AS job_no FROM pg_class c
   WHERE c.relnamespace = '${DATA_SCHEMA}'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname ~ '^cost_summaries_g[0-9]+$')`;

/** Job `j` built a held generation or was merged into one. */
const IS_HELD = `EXISTS (SELECT FROM held h WHERE h.job_no IN (j.job_no, j.merged_into))`;

const ENDED = `j.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'DISCARDED')
  AND j.finished_at < clock_timestamp() - make_interval(days => $1)`;

/**
 * Forgets jobs that ended more than `retentionDays` ago, with their tasks, snapshots, errors and warnings. Kept are those
 * that a held generation needs: the job that built it, the deltas that were merged into it, and the jobs that computed
 * figures which failed variants carry on; and those that a remembered change names. Gives how many are forgotten.
 */
export async function pruneJobs(client: ClientBase, retentionDays: number): Promise<number> {
  if (!(await hasOldJobs(client, retentionDays))) return 0;
  const carried = await listCarriedJobs(client);
  let count = 0;
  for (;;) {
    const { rowCount } = await client.query({
      text: `WITH ${HELD}
             DELETE FROM recalculation_jobs WHERE id IN (
               SELECT j.id FROM recalculation_jobs j
                WHERE ${ENDED} AND NOT ${IS_HELD} AND j.job_no <> ALL ($2::integer[]) AND j.job_no >= $3
                  AND NOT EXISTS (SELECT FROM calculation_changes c WHERE c.job_id = j.id)
                ORDER BY j.job_no LIMIT ${JOBS_AT_ONCE})`,
      values: [retentionDays, carried.jobNos, carried.allBelow],
    });
    count += rowCount ?? 0;
    if ((rowCount ?? 0) < JOBS_AT_ONCE) return count;
  }
}

async function hasOldJobs(client: ClientBase, retentionDays: number): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `SELECT FROM recalculation_jobs j WHERE ${ENDED} LIMIT 1`,
    values: [retentionDays],
  });
  return rowCount === 1;
}

/**
 * Jobs whose figures failed variants carry on in held generations. Which variants failed is remembered while a generation
 * is held; where it is not known, of a generation from before that was recorded, every job below it is needed.
 */
async function listCarriedJobs(client: ClientBase): Promise<{ jobNos: number[]; allBelow: number }> {
  const { rows } = await client.query<{ job_no: number }>(
    `WITH ${HELD}, failed AS (
       SELECT f.generation, unnest(f.variant_ids) AS variant_id
         FROM recalculation_failed_variants f JOIN held h ON h.job_no = f.generation)
     SELECT DISTINCT abs(s.job_no) AS job_no FROM failed f JOIN (
       SELECT generation, variant_id, job_no FROM cost_summaries
       UNION ALL SELECT generation, variant_id, job_no FROM kept_cost_summaries) s
         ON s.generation = f.generation AND s.variant_id = f.variant_id`,
  );
  const unknown = await client.query<{ job_no: number | null }>(
    `WITH ${HELD}
     SELECT max(j.job_no) AS job_no FROM recalculation_jobs j JOIN held h ON h.job_no = j.job_no
      WHERE j.carried > 0 AND NOT EXISTS (SELECT FROM recalculation_failed_variants f WHERE f.generation = j.job_no)`,
  );
  return { jobNos: rows.map(({ job_no }) => job_no), allBelow: unknown.rows[0]?.job_no ?? 0 };
}

/**
 * Forgets the causes and the variants that failed, and the warnings, of jobs that ended more than `retentionDays` ago and
 * whose generation is not held. Gives of how many jobs.
 */
export async function pruneErrors(client: ClientBase, retentionDays: number): Promise<number> {
  const { rows } = await client.query<{ count: number }>({
    text: `WITH ${HELD}, old AS (SELECT j.id FROM recalculation_jobs j WHERE ${ENDED} AND NOT ${IS_HELD}),
             variants AS (
               DELETE FROM recalculation_failed_variants f USING old o WHERE f.job_id = o.id
                  AND NOT EXISTS (SELECT FROM held h WHERE h.job_no = f.generation) RETURNING f.job_id),
             errors AS (DELETE FROM recalculation_errors e USING old o WHERE e.job_id = o.id RETURNING e.job_id),
             warnings AS (DELETE FROM recalculation_warnings w USING old o WHERE w.job_id = o.id RETURNING w.job_id)
           SELECT count(*)::integer AS count FROM (
             SELECT job_id FROM variants UNION SELECT job_id FROM errors UNION SELECT job_id FROM warnings) p`,
    values: [retentionDays],
  });
  return rows[0]!.count;
}

/** Forgets entries of the audit that are older. For the owner's role: that of the running programs can change no entry. */
export async function pruneAudit(client: ClientBase, retentionDays: number): Promise<number> {
  let count = 0;
  for (;;) {
    // By the key, which rises with time: the table has no index by time.
    const { rowCount } = await client.query({
      text: `DELETE FROM ${AUDIT_SCHEMA}.audit_entries WHERE id IN (
               SELECT id FROM (SELECT id, at FROM ${AUDIT_SCHEMA}.audit_entries ORDER BY id LIMIT ${ENTRIES_AT_ONCE}) e
                WHERE e.at < clock_timestamp() - make_interval(days => $1))`,
      values: [retentionDays],
    });
    count += rowCount ?? 0;
    if ((rowCount ?? 0) < ENTRIES_AT_ONCE) return count;
  }
}

/** Whether this worker looks after the ledger, or nobody does: what is done once for all is for it to do. */
export async function leads(client: ClientBase, worker: string): Promise<boolean> {
  const { rows } = await client.query<{ leads: boolean }>({
    text: `SELECT worker IS NOT DISTINCT FROM $1 OR term_until < clock_timestamp() AS leads FROM recalculation_reconciler`,
    values: [worker],
  });
  return rows[0]!.leads;
}
