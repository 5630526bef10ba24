import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import { currentRequest } from '#platform';
import type { BaseParams } from './snapshot.js';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

export type JobMode = 'FULL' | 'DELTA';
/**
 * How a delta reaches the readers: its rows are merged into the released generation, at once or partition by partition;
 * it builds a new generation as a full job does; or there is nothing to compute.
 */
export type DeltaPlan = 'MERGE' | 'MERGE_BY_PARTITION' | 'REBUILD' | 'NOTHING';
/** Who asked for a job: a person, by whatever door, or the worker that watches. */
export type JobRequester = 'OPERATOR' | 'WATCH';
export type JobStatus = 'PENDING' | 'RUNNING' | 'STAGED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'DISCARDED';

/** A job as its row in the ledger tells it; times are RFC 3339 in UTC. */
export interface Job {
  readonly jobId: string;
  readonly jobNo: JobNo;
  readonly mode: JobMode;
  readonly status: JobStatus;
  /** null: no delta. */
  readonly plan: DeltaPlan | null;
  /** Released when the delta began: what it was compared with, and where a merge goes. */
  readonly baseGeneration: JobNo | null;
  readonly asOf: string;
  /** `asOf` was the mill's day when the job was asked for. */
  readonly isAsOfToday: boolean;
  readonly requestedBy: JobRequester;
  /** Session name of the command that asked for it and waits for its end; null: none does. */
  readonly command: string | null;
  /** Values of this job alone, in place of the catalogue's. */
  readonly baseParams: BaseParams;
  readonly release: boolean;
  readonly allowedFailedShare: number;
  /** Variants to cost: the planner's estimate while the job runs, the exact number afterwards. */
  readonly total: number;
  /** Variants costed so far, the failed ones included. */
  readonly processed: number;
  readonly failed: number;
  /** Failed variants that kept the figures of an earlier job. */
  readonly carried: number;
  readonly error: string | null;
  /** Readers see its figures: those of the generation that it built or was merged into. */
  readonly isReleased: boolean;
  /** Name under which the job's generation is kept until somebody drops it. */
  readonly keptName: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Seconds from the first claim to the end, or until now. */
  readonly seconds: number;
}

/** While a job runs its counts are those of the tasks that are done. */
const SELECT_JOB = `
  SELECT j.id AS "jobId", j.job_no AS "jobNo", j.mode, j.status, j.plan, j.base_generation AS "baseGeneration",
         j.as_of::text AS "asOf", j.is_as_of_today AS "isAsOfToday", j.requested_by AS "requestedBy", j.command,
         j.base_params AS "baseParams", j.release,
         j.allowed_failed_share AS "allowedFailedShare", j.total::float8 AS total,
         CASE WHEN j.status IN ('PENDING', 'RUNNING') THEN t.processed ELSE j.processed END::float8 AS processed,
         CASE WHEN j.status IN ('PENDING', 'RUNNING') THEN t.failed ELSE j.failed END::float8 AS failed,
         j.carried::float8 AS carried, j.error, j.kept_name AS "keptName",
         j.status = 'COMPLETED' AND coalesce(j.merged_into, j.job_no) = coalesce(r.generation, 0) AS "isReleased",
         ${utc('j.created_at')} AS "createdAt", ${utc('j.started_at')} AS "startedAt",
         ${utc('j.finished_at')} AS "finishedAt",
         coalesce(extract(epoch FROM coalesce(j.finished_at, clock_timestamp()) - j.started_at), 0)::float8 AS seconds
    FROM recalculation_jobs j CROSS JOIN released_generation r
         CROSS JOIN LATERAL (SELECT coalesce(sum(row_count + failed_count - carried_count), 0) AS processed,
                                    coalesce(sum(failed_count), 0) AS failed
                               FROM recalculation_tasks WHERE job_id = j.id) t`;

/** One job by number, id, or the name that it is kept under; null when there is none. */
export async function readJob(
  client: Queryable,
  key: { jobNo: JobNo } | { jobId: string } | { keptName: string },
): Promise<Job | null> {
  const [column, value] =
    'jobNo' in key ? ['j.job_no', key.jobNo] : 'jobId' in key ? ['j.id', key.jobId] : ['j.kept_name', key.keptName];
  const { rows } = await client.query<Job>({ text: `${SELECT_JOB} WHERE ${column} = $1`, values: [value] });
  return rows[0] ?? null;
}

/** The one job that is PENDING or RUNNING. */
export async function findActiveJob(client: Queryable): Promise<Job | null> {
  const { rows } = await client.query<Job>(`${SELECT_JOB} WHERE j.status IN ('PENDING', 'RUNNING')`);
  return rows[0] ?? null;
}

/** Newest first, beginning below `beforeJobNo` when given. */
export async function listJobs(
  client: Queryable,
  options: { readonly limit: number; readonly beforeJobNo?: JobNo },
): Promise<Job[]> {
  const { rows } = await client.query<Job>({
    text: `${SELECT_JOB} WHERE $2::integer IS NULL OR j.job_no < $2 ORDER BY j.job_no DESC LIMIT $1`,
    values: [options.limit, options.beforeJobNo ?? null],
  });
  return rows;
}

/** The newest job that waits for its release. */
export async function findStagedJob(client: Queryable): Promise<Job | null> {
  const { rows } = await client.query<Job>(`${SELECT_JOB} WHERE j.status = 'STAGED' ORDER BY j.job_no DESC LIMIT 1`);
  return rows[0] ?? null;
}

export interface NewJob {
  readonly jobId: string;
  readonly mode: JobMode;
  readonly plan: DeltaPlan | null;
  readonly baseGeneration: JobNo | null;
  /** A delta of chosen changes: what the others did to prices and formulas is left to a later one. */
  readonly isPartial: boolean;
  readonly asOf: string;
  readonly isAsOfToday: boolean;
  readonly requestedBy: JobRequester;
  readonly command: string | null;
  readonly baseParams: BaseParams;
  readonly release: boolean;
  readonly allowedFailedShare: number;
  readonly idempotencyKey: string | null;
  readonly total: number;
}

/** Writes the job, with the request that asks for it, and gives its number. A second active job violates `recalculation_jobs_one_at_a_time`. */
export async function insertJob(client: ClientBase, job: NewJob): Promise<JobNo> {
  const request = currentRequest();
  const { rows } = await client.query<{ job_no: number }>({
    text: `INSERT INTO recalculation_jobs
             (id, mode, as_of, base_params, release, allowed_failed_share, idempotency_key, total, plan, base_generation,
              is_partial, is_as_of_today, requested_by, command, request_id, trace_parent)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING job_no`,
    values: [
      job.jobId,
      job.mode,
      job.asOf,
      JSON.stringify(job.baseParams),
      job.release,
      job.allowedFailedShare,
      job.idempotencyKey,
      job.total,
      job.plan,
      job.baseGeneration,
      job.isPartial,
      job.isAsOfToday,
      job.requestedBy,
      job.command,
      request?.requestId ?? null,
      request?.traceParent ?? null,
    ],
  });
  return rows[0]!.job_no;
}

/** Where a job comes from, for whoever logs or traces what is done for it. */
export interface JobOrigin {
  readonly mode: JobMode;
  /** Of the request that began it; null: a command or a worker did. */
  readonly requestId: string | null;
  /** W3C `traceparent` of what began it; null: that was not traced. */
  readonly traceParent: string | null;
}

/** Of a job that exists. */
export async function readJobOrigin(client: Queryable, jobId: string): Promise<JobOrigin> {
  const { rows } = await client.query<JobOrigin>({
    text: `SELECT mode, request_id AS "requestId", trace_parent AS "traceParent" FROM recalculation_jobs WHERE id = $1`,
    values: [jobId],
  });
  return rows[0]!;
}

/** Locks the job's row until the end of the transaction and says its state; null when there is no such job. */
export async function lockJob(client: ClientBase, jobId: string): Promise<JobStatus | null> {
  const { rows } = await client.query<{ status: JobStatus }>({
    text: `SELECT status FROM recalculation_jobs WHERE id = $1 FOR UPDATE`,
    values: [jobId],
  });
  return rows[0]?.status ?? null;
}

/** PENDING → RUNNING; nothing when it runs already. */
export async function markJobRunning(client: Queryable, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs SET status = 'RUNNING', started_at = clock_timestamp()
            WHERE id = $1 AND status = 'PENDING'`,
    values: [jobId],
  });
}

/**
 * FAILED → RUNNING, for the command that waits for it; the time that it lay is not counted. A second active job violates
 * `recalculation_jobs_one_at_a_time`.
 */
export async function markJobRetried(client: ClientBase, jobId: string, command: string | null): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs
              SET status = 'RUNNING', error = NULL, finished_at = NULL, command = $2,
                  started_at = clock_timestamp() - (finished_at - coalesce(started_at, finished_at))
            WHERE id = $1`,
    values: [jobId, command],
  });
}

/** RUNNING → STAGED with the exact counts of the tasks. */
export async function markJobStaged(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs j
              SET status = 'STAGED', finished_at = clock_timestamp(), total = t.processed, processed = t.processed,
                  failed = t.failed, carried = t.carried
             FROM (SELECT sum(row_count + failed_count - carried_count) AS processed, sum(failed_count) AS failed,
                          sum(carried_count) AS carried
                     FROM recalculation_tasks WHERE job_id = $1) t
            WHERE j.id = $1`,
    values: [jobId],
  });
}

/** A delta whose rows are merged → COMPLETED, with the exact counts of its tasks. */
export async function markJobMerged(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs j
              SET status = 'COMPLETED', finished_at = clock_timestamp(), released_at = clock_timestamp(),
                  total = t.processed, processed = t.processed, failed = t.failed
             FROM (SELECT coalesce(sum(row_count + failed_count), 0) AS processed,
                          coalesce(sum(failed_count), 0) AS failed
                     FROM recalculation_tasks WHERE job_id = $1) t
            WHERE j.id = $1`,
    values: [jobId],
  });
}

/** The delta is merged partition by partition from now on: the generation may hold some of its rows without the others. */
export async function markMergeBegun(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs SET plan = 'MERGE_BY_PARTITION', merged_into = base_generation WHERE id = $1`,
    values: [jobId],
  });
}

/** STAGED → COMPLETED. */
export async function markJobCompleted(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs
              SET status = 'COMPLETED', error = NULL, released_at = clock_timestamp(),
                  finished_at = CASE WHEN release THEN clock_timestamp() ELSE finished_at END
            WHERE id = $1`,
    values: [jobId],
  });
}

/** COMPLETED → STAGED: readers have been shown the summaries from before its release again. */
export async function markJobRolledBack(client: ClientBase, jobNo: JobNo): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs SET status = 'STAGED', released_at = NULL WHERE job_no = $1`,
    values: [jobNo],
  });
}

/** Why a staged job was not released. */
export async function setJobError(client: ClientBase, jobId: string, error: string): Promise<void> {
  await client.query({ text: `UPDATE recalculation_jobs SET error = $2 WHERE id = $1`, values: [jobId, error] });
}

/** Ends a job without result. */
export async function markJobEnded(
  client: ClientBase,
  jobId: string,
  status: 'FAILED' | 'CANCELLED' | 'DISCARDED',
  error: string | null,
): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs
              SET status = $2, error = coalesce($3, error), finished_at = coalesce(finished_at, clock_timestamp())
            WHERE id = $1`,
    values: [jobId, status, error],
  });
}

/** Keeps the job's generation under a name, or no longer; a name that another job has violates a unique key. */
export async function setKeptName(client: ClientBase, jobId: string, name: string | null): Promise<void> {
  await client.query({ text: `UPDATE recalculation_jobs SET kept_name = $2 WHERE id = $1`, values: [jobId, name] });
}

/** Variants to cost as the statistics know them; counted when a leaf was never analysed. */
export async function estimateVariants(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ known: boolean; estimate: number }>(
    `SELECT bool_and(c.reltuples >= 0) AS known, sum(c.reltuples)::float8 AS estimate
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'variants'::regclass`,
  );
  if (rows[0]?.known) return Math.round(rows[0].estimate);
  const counted = await client.query<{ count: string }>(`SELECT count(*) FROM variants`);
  return Number(counted.rows[0]!.count);
}
