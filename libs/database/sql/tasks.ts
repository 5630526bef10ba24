import type { ClientBase, Pool } from 'pg';
import { type JobNo, PARTITION_COUNT, type PartitionNo } from '#costing';
import type { StagedLists } from '../copy/staged-lists.js';

type Queryable = ClientBase | Pool;

/**
 * Who works on a partition. Attempt number and worker are the fence that a late zombie does not pass; the number alone
 * would not do, because claims are committed asynchronously: a crash of the server may forget one and give its number
 * out again.
 */
export interface ClaimedTask {
  readonly jobId: string;
  readonly jobNo: JobNo;
  readonly partitionNo: PartitionNo;
  readonly attempt: number;
  readonly worker: string;
}

/** What a partition came to. `rows` are stored rows: the costed variants and the carried ones. */
export interface TaskResult {
  readonly rows: number;
  readonly failed: number;
  readonly carried: number;
  readonly materialMicrosSum: bigint;
  readonly processMicrosSum: bigint;
  readonly overheadMicrosSum: bigint;
  /** Rows that a delta's task staged, with the failed and the gone variants. */
  readonly staged?: number;
  /** How many of them replace a row whose place is known. */
  readonly placed?: number;
  /** They themselves, when they are few; else they are in a table, which a crash of the server empties. */
  readonly stagedLists?: StagedLists | null;
}

/** The session that a worker reads and writes the ledger by. */
export const workerSessionName = (worker: string): string => `costing-worker ${worker}`;
/** The sessions of one of its lanes; `lane` counts from 0. */
export const laneSessionName = (worker: string, lane: number, side: 'reader' | 'writer'): string =>
  `costing-lane ${worker} ${lane} ${side}`;

/**
 * The worker of task `t` has let its lease run out, or none of its sessions is left, neither the ledger's nor a lane's:
 * the kernel closes a killed process's sockets, so its tasks are free at once.
 */
export const WORKER_IS_GONE = `(t.lease_until < clock_timestamp()
   OR NOT EXISTS (SELECT FROM pg_stat_activity a
                   WHERE a.application_name = 'costing-worker ' || t.worker
                      OR starts_with(a.application_name, 'costing-lane ' || t.worker || ' ')))`;

/** It died with the task in work. A server that was restarted takes sessions along whose workers live on. */
export const DEATH = `CASE WHEN pg_postmaster_start_time() > t.started_at THEN 0 ELSE 1 END`;

/** The job's 64 tasks, all PENDING. */
export async function insertTasks(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `INSERT INTO recalculation_tasks (job_id, partition_no)
           SELECT $1, n FROM generate_series(0, ${PARTITION_COUNT - 1}) n`,
    values: [jobId],
  });
}

/** Tasks `t` of the active job `j` that the caller of `claimTask` may take, as far as their status allows. */
const CLAIMABLE = `FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
              WHERE j.status IN ('PENDING', 'RUNNING') AND t.partition_no BETWEEN $3 AND $4
                AND ($5::uuid IS NULL OR t.job_id = $5) AND t.attempt < $7`;

/**
 * Takes one task that waits, or else one whose worker is gone: the named one, or any of the range. A death counts against the
 * task; one that has no failure left is not claimed again (`failDeadTasks`). A zombie that holds the row at this moment
 * is about to commit: it is skipped, not waited for.
 */
export async function claimTask(
  client: Queryable,
  options: {
    readonly worker: string;
    readonly leaseSeconds: number;
    readonly partitionStart: PartitionNo;
    readonly partitionEnd: PartitionNo;
    /** null: of whatever job is active. */
    readonly jobId: string | null;
    readonly failuresMax: number;
    readonly attemptsMax: number;
  },
): Promise<ClaimedTask | null> {
  const { rows } = await client.query<ClaimedTask>({
    name: 'claim-task',
    // Whether a worker is gone takes as long to find out as all the rest: it is asked when nothing waits.
    text: `WITH waiting AS (
             SELECT t.job_id, t.partition_no, j.job_no, 0 AS death ${CLAIMABLE} AND t.status = 'PENDING'
              ORDER BY t.partition_no LIMIT 1 FOR UPDATE OF t SKIP LOCKED),
           left_behind AS (
             SELECT t.job_id, t.partition_no, j.job_no, ${DEATH} AS death ${CLAIMABLE} AND t.status = 'RUNNING'
                AND NOT EXISTS (SELECT FROM waiting) AND ${WORKER_IS_GONE} AND t.failures + ${DEATH} < $6
              ORDER BY t.partition_no LIMIT 1 FOR UPDATE OF t SKIP LOCKED)
           UPDATE recalculation_tasks t
              SET status = 'RUNNING', attempt = t.attempt + 1, failures = t.failures + c.death, worker = $1,
                  started_at = clock_timestamp(), lease_until = clock_timestamp() + make_interval(secs => $2)
             FROM (SELECT * FROM waiting UNION ALL SELECT * FROM left_behind) c
            WHERE t.job_id = c.job_id AND t.partition_no = c.partition_no
        RETURNING t.job_id AS "jobId", c.job_no AS "jobNo", t.partition_no AS "partitionNo", t.attempt, t.worker`,
    values: [
      options.worker,
      options.leaseSeconds,
      options.partitionStart,
      options.partitionEnd,
      options.jobId,
      options.failuresMax,
      options.attemptsMax,
    ],
  });
  return rows[0] ?? null;
}

/** Which attempt is lost: the worker may have claimed the partition again since. */
export type LostTask = Pick<ClaimedTask, 'jobId' | 'partitionNo' | 'attempt'>;

/**
 * Renews the leases of tasks in work, by the database's clock; gives those that are lost: taken over, fenced or given
 * back. One that has just been done is not lost, only no longer renewed. Only what is named: a claim whose answer was
 * lost with its connection must run out, though the worker lives.
 */
export async function renewLeases(
  client: Queryable,
  tasks: readonly ClaimedTask[],
  leaseSeconds: number,
): Promise<LostTask[]> {
  const { rows } = await client.query<LostTask>({
    name: 'renew-leases',
    text: `WITH work AS (
             SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::integer[], $4::text[])
                        AS w (job_id, partition_no, attempt, worker)),
           renewed AS (
             UPDATE recalculation_tasks t SET lease_until = clock_timestamp() + make_interval(secs => $5)
               FROM work w
              WHERE t.job_id = w.job_id AND t.partition_no = w.partition_no AND t.attempt = w.attempt
                AND t.worker = w.worker AND t.status = 'RUNNING')
           SELECT w.job_id AS "jobId", w.partition_no AS "partitionNo", w.attempt
             FROM work w
            WHERE NOT EXISTS (SELECT FROM recalculation_tasks t
                               WHERE t.job_id = w.job_id AND t.partition_no = w.partition_no
                                 AND t.attempt = w.attempt AND t.worker = w.worker AND t.status IN ('RUNNING', 'DONE'))`,
    values: [
      tasks.map(({ jobId }) => jobId),
      tasks.map(({ partitionNo }) => partitionNo),
      tasks.map(({ attempt }) => attempt),
      tasks.map(({ worker }) => worker),
      leaseSeconds,
    ],
  });
  return rows;
}

/**
 * Done, as the last statement of the transaction that holds the rows; false: another attempt took over, or the job has
 * ended.
 */
export async function finishTask(client: ClientBase, task: ClaimedTask, result: TaskResult): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'finish-task',
    text: `UPDATE recalculation_tasks
              SET status = 'DONE', lease_until = NULL, finished_at = clock_timestamp(), error = NULL,
                  row_count = $4, failed_count = $5, carried_count = $6,
                  material_micros_sum = $7, process_micros_sum = $8, overhead_micros_sum = $9, staged_count = $11,
                  staged_ids = $12::uuid[], staged_material = $13::bigint[], staged_process = $14::bigint[],
                  staged_overhead = $15::bigint[], staged_outcomes = $16::smallint[],
                  staged_places = $17::tid[], placed_count = $18
            WHERE job_id = $1 AND partition_no = $2 AND attempt = $3 AND status = 'RUNNING' AND worker = $10
              AND EXISTS (SELECT FROM recalculation_jobs j WHERE j.id = $1 AND j.status IN ('PENDING', 'RUNNING'))`,
    values: [
      task.jobId,
      task.partitionNo,
      task.attempt,
      result.rows,
      result.failed,
      result.carried,
      result.materialMicrosSum,
      result.processMicrosSum,
      result.overheadMicrosSum,
      task.worker,
      result.staged ?? null,
      ...(result.stagedLists?.arrays() ?? NO_LISTS),
      result.placed ?? null,
    ],
  });
  return rowCount === 1;
}

const NO_LISTS = [null, null, null, null, null, null] as const;

/**
 * Gives a task back: after a fault of its own (`counts`), which fails it once it has `failuresMax` of them, or because
 * its worker stops or lost the server. null: it is another's by now, or its job has ended.
 */
export async function returnTask(
  client: Queryable,
  task: ClaimedTask,
  fault: { readonly message: string; readonly counts: boolean; readonly failuresMax: number },
): Promise<'PENDING' | 'FAILED' | null> {
  const { rows } = await client.query<{ status: 'PENDING' | 'FAILED' }>({
    text: `UPDATE recalculation_tasks
              SET status = CASE WHEN $6 AND failures + 1 >= $7 THEN 'FAILED' ELSE 'PENDING' END,
                  failures = failures + $6::integer, lease_until = NULL, error = $4
            WHERE job_id = $1 AND partition_no = $2 AND attempt = $3 AND status = 'RUNNING' AND worker = $5
        RETURNING status`,
    values: [task.jobId, task.partitionNo, task.attempt, fault.message, task.worker, fault.counts, fault.failuresMax],
  });
  return rows[0]?.status ?? null;
}

/** The task went on without this attempt: another one has it or has done it, in a job that was neither cancelled nor failed. */
export async function isTakenOver(client: Queryable, task: ClaimedTask): Promise<boolean> {
  const { rowCount } = await client.query({
    text: `SELECT FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
            WHERE t.job_id = $1 AND t.partition_no = $2 AND (t.attempt <> $3 OR t.worker <> $4)
              AND j.status IN ('PENDING', 'RUNNING', 'STAGED', 'COMPLETED')`,
    values: [task.jobId, task.partitionNo, task.attempt, task.worker],
  });
  return rowCount === 1;
}

/**
 * Moves every unfinished task out of its worker's reach: what is still computed for it rolls back. Those that wait, too,
 * are held until the end of the transaction: a claim that still sees the job active passes them by.
 */
export async function fenceTasks(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_tasks SET status = 'PENDING', lease_until = NULL, attempt = attempt + 1
            WHERE job_id = $1 AND status IN ('PENDING', 'RUNNING')`,
    values: [jobId],
  });
}

/** What is not done begins anew, with all its failures forgiven; what is done stays. Gives how many begin. */
export async function reopenTasks(client: ClientBase, jobId: string): Promise<number> {
  const { rowCount } = await client.query({
    text: `UPDATE recalculation_tasks SET status = 'PENDING', failures = 0, lease_until = NULL, error = NULL
            WHERE job_id = $1 AND status <> 'DONE'`,
    values: [jobId],
  });
  return rowCount ?? 0;
}

/** How far the tasks of a job are, and what the finished ones claim to have stored. */
export interface TaskTotals {
  readonly unfinished: number;
  readonly rows: bigint;
  readonly materialMicros: bigint;
  readonly processMicros: bigint;
  readonly overheadMicros: bigint;
}

/** Adds up the tasks of a job. */
export async function readTaskTotals(client: Queryable, jobId: string): Promise<TaskTotals> {
  const { rows } = await client.query<Record<'unfinished' | 'rows' | 'material' | 'process' | 'overhead', string>>({
    text: `SELECT count(*) FILTER (WHERE status <> 'DONE') AS unfinished, coalesce(sum(row_count), 0) AS rows,
                  coalesce(sum(material_micros_sum), 0) AS material, coalesce(sum(process_micros_sum), 0) AS process,
                  coalesce(sum(overhead_micros_sum), 0) AS overhead
             FROM recalculation_tasks WHERE job_id = $1`,
    values: [jobId],
  });
  const row = rows[0]!;
  return {
    unfinished: Number(row.unfinished),
    rows: BigInt(row.rows),
    materialMicros: BigInt(row.material),
    processMicros: BigInt(row.process),
    overheadMicros: BigInt(row.overhead),
  };
}
