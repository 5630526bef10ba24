import type { ClientBase, Pool } from 'pg';
import type { JobNo, PartitionNo } from '#costing';
import { generationTable } from './generations.js';
import { DEATH, WORKER_IS_GONE } from './tasks.js';

type Queryable = ClientBase | Pool;

/** A task that may be claimed; `attempt` is the number that the claim will have. */
export interface ClaimableTask {
  readonly jobId: string;
  readonly partitionNo: PartitionNo;
  readonly attempt: number;
}

/**
 * Takes or renews the term of the one worker that looks after the ledger, by the database's clock; false: another has
 * it. What the holder does is safe for two at once, so that a holder who wakes up late does no harm.
 */
export async function takeReconcilerTerm(client: Queryable, worker: string, termSeconds: number): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'reconciler-term',
    text: `UPDATE recalculation_reconciler
              SET worker = $1, term_until = clock_timestamp() + make_interval(secs => $2)
            WHERE worker = $1 OR term_until < clock_timestamp()`,
    values: [worker, termSeconds],
  });
  return rowCount === 1;
}

/** Ends the worker's term, so that another one need not wait for it. */
export async function endReconcilerTerm(client: Queryable, worker: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_reconciler SET worker = NULL, term_until = '-infinity' WHERE worker = $1`,
    values: [worker],
  });
}

/** Tasks of the active job that wait or whose worker is gone, in order of partitions. */
export async function listClaimableTasks(client: Queryable): Promise<ClaimableTask[]> {
  const { rows } = await client.query<ClaimableTask>({
    name: 'claimable-tasks',
    text: `SELECT t.job_id AS "jobId", t.partition_no AS "partitionNo", t.attempt + 1 AS attempt
             FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
            WHERE j.status IN ('PENDING', 'RUNNING')
              AND (t.status = 'PENDING' OR t.status = 'RUNNING' AND ${WORKER_IS_GONE})
            ORDER BY t.partition_no`,
  });
  return rows;
}

export interface DeadTask {
  readonly jobId: string;
  readonly partitionNo: PartitionNo;
  readonly attempt: number;
  readonly failures: number;
  readonly worker: string;
  /** What it failed with when it did not die. */
  readonly error: string | null;
}

/**
 * Marks tasks of the active job failed that died once too often, or that had every attempt there is; gives all that are
 * failed: who marked one may have died before it failed the job.
 */
export async function failDeadTasks(
  client: Queryable,
  limits: { readonly failuresMax: number; readonly attemptsMax: number },
): Promise<DeadTask[]> {
  const { rows } = await client.query<DeadTask>({
    text: `UPDATE recalculation_tasks t
              SET status = 'FAILED', lease_until = NULL, failures = t.failures + c.death
             FROM (SELECT t.job_id, t.partition_no, CASE t.status WHEN 'RUNNING' THEN ${DEATH} ELSE 0 END AS death
                     FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
                    WHERE j.status IN ('PENDING', 'RUNNING')
                      AND (t.status = 'FAILED'
                           OR t.status = 'PENDING' AND t.attempt >= $2
                           OR t.status = 'RUNNING' AND ${WORKER_IS_GONE}
                              AND (t.attempt >= $2 OR t.failures + ${DEATH} >= $1))
                      FOR UPDATE OF t SKIP LOCKED) c
            WHERE t.job_id = c.job_id AND t.partition_no = c.partition_no
        RETURNING t.job_id AS "jobId", t.partition_no AS "partitionNo", t.attempt, t.failures::integer, t.worker, t.error`,
    values: [limits.failuresMax, limits.attemptsMax],
  });
  return rows;
}

/**
 * Ends sessions of lanes that work on a generation since more than `seconds`: after the end of its job all that they do
 * can only roll back, and until they do so nobody can attach or drop it. A frozen worker would hold them for ever. Where
 * the role may not end another's sessions, they end by themselves, later.
 */
export async function terminateLanes(client: Queryable, generation: JobNo, seconds: number): Promise<void> {
  try {
    await client.query({
      text: `SELECT pg_terminate_backend(a.pid)
               FROM pg_stat_activity a
              WHERE a.datname = current_database() AND starts_with(a.application_name, 'costing-lane ')
                AND a.xact_start <= clock_timestamp() - make_interval(secs => $2)
                AND EXISTS (SELECT FROM pg_locks l
                             WHERE l.pid = a.pid
                               AND (l.relation = to_regclass($1)
                                    OR l.relation IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = to_regclass($1))))`,
      values: [generationTable(generation), seconds],
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';
