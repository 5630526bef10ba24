import type { ClientBase, Pool } from 'pg';
import type { PartitionNo } from '#costing';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** What a worker says of itself when it starts. */
export interface WorkerRegistration {
  readonly worker: string;
  readonly host: string;
  readonly pid: number;
  /** Partitions that it computes at once. */
  readonly lanes: number;
  readonly partitionStart: PartitionNo;
  readonly partitionEnd: PartitionNo;
  readonly transport: 'JETSTREAM' | 'IN_PROCESS';
}

/** A worker as the ledger knows it; times are RFC 3339 in UTC. */
export interface KnownWorker extends WorkerRegistration {
  /** Attempts whose work was thrown away because another one owned the task by then. */
  readonly rejected: number;
  readonly startedAt: string;
  readonly seenAt: string;
  /** It has a session and was seen within a lease. */
  readonly live: boolean;
  /** Partitions that it holds leases of. */
  readonly partitions: readonly PartitionNo[];
}

/** The worker of `recalculation_workers w` has a session and was seen within a lease of `$1` seconds. */
const IS_LIVE = `(w.seen_at > clock_timestamp() - make_interval(secs => $1)
   AND EXISTS (SELECT FROM pg_stat_activity a WHERE a.application_name = 'costing-worker ' || w.worker))`;

/**
 * Says that the worker is there; called at its start and with every renewal, so that a row that was lost (asynchronous
 * commit, a pruned one of a worker that was frozen) comes back. `rejected` is its count so far.
 */
export async function heartbeat(client: Queryable, worker: WorkerRegistration, rejected: number): Promise<void> {
  await client.query({
    name: 'worker-heartbeat',
    text: `INSERT INTO recalculation_workers
             (worker, host, pid, lanes, partition_start, partition_end, transport, rejected)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (worker) DO UPDATE SET rejected = $8, seen_at = clock_timestamp()`,
    values: [
      worker.worker,
      worker.host,
      worker.pid,
      worker.lanes,
      worker.partitionStart,
      worker.partitionEnd,
      worker.transport,
      rejected,
    ],
  });
}

/** A worker that stops says so; who is killed is forgotten by `forgetSilentWorkers`. */
export async function forgetWorker(client: Queryable, worker: string): Promise<void> {
  await client.query({ text: `DELETE FROM recalculation_workers WHERE worker = $1`, values: [worker] });
}

/** Forgets workers that were not seen for `seconds`. */
export async function forgetSilentWorkers(client: Queryable, seconds: number): Promise<void> {
  await client.query({
    text: `DELETE FROM recalculation_workers WHERE seen_at < clock_timestamp() - make_interval(secs => $1)`,
    values: [seconds],
  });
}

/** All workers that are known, the longest first; `leaseSeconds` is how long one may be silent and still be live. */
export async function listWorkers(client: Queryable, leaseSeconds: number): Promise<KnownWorker[]> {
  const { rows } = await client.query<KnownWorker>({
    text: `SELECT w.worker, w.host, w.pid, w.lanes, w.partition_start AS "partitionStart",
                  w.partition_end AS "partitionEnd", w.transport, w.rejected::float8 AS rejected,
                  ${utc('w.started_at')} AS "startedAt", ${utc('w.seen_at')} AS "seenAt", ${IS_LIVE} AS live,
                  ARRAY(SELECT t.partition_no::integer FROM recalculation_tasks t
                         WHERE t.status = 'RUNNING' AND t.worker = w.worker ORDER BY 1) AS partitions
             FROM recalculation_workers w ORDER BY w.started_at, w.worker`,
    values: [leaseSeconds],
  });
  return rows;
}

/** Some worker is live: it will take over whatever waits or was left. */
export async function hasLiveWorkers(client: Queryable, leaseSeconds: number): Promise<boolean> {
  const { rows } = await client.query<{ live: boolean }>({
    text: `SELECT EXISTS (SELECT FROM recalculation_workers w WHERE ${IS_LIVE}) AS live`,
    values: [leaseSeconds],
  });
  return rows[0]!.live;
}

/** A program with this session name is connected. */
export async function hasSession(client: Queryable, name: string): Promise<boolean> {
  const { rows } = await client.query<{ connected: boolean }>({
    text: `SELECT EXISTS (SELECT FROM pg_stat_activity
                           WHERE application_name = $1 AND datname = current_database()) AS connected`,
    values: [name],
  });
  return rows[0]!.connected;
}

/** Partitions of an active job that wait and that no live worker may take, in order. */
export async function listUncoveredPartitions(
  client: Queryable,
  jobId: string,
  leaseSeconds: number,
): Promise<PartitionNo[]> {
  const { rows } = await client.query<{ partition_no: number }>({
    text: `SELECT t.partition_no FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
            WHERE t.job_id = $2 AND j.status IN ('PENDING', 'RUNNING') AND t.status = 'PENDING'
              AND NOT EXISTS (SELECT FROM recalculation_workers w
                               WHERE t.partition_no BETWEEN w.partition_start AND w.partition_end AND ${IS_LIVE})
            ORDER BY 1`,
    values: [leaseSeconds, jobId],
  });
  return rows.map(({ partition_no }) => partition_no);
}

/** Sessions of the worker's lanes that the server has. */
export async function listLaneSessions(client: Queryable, worker: string): Promise<string[]> {
  const { rows } = await client.query<{ application_name: string }>({
    name: 'lane-sessions',
    text: `SELECT application_name FROM pg_stat_activity WHERE starts_with(application_name, 'costing-lane ' || $1 || ' ')`,
    values: [worker],
  });
  return rows.map(({ application_name }) => application_name);
}

/**
 * Connections that could still be made: the server's limit without what it reserves and what is open.
 */
export async function countFreeConnections(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ free: number }>(
    `SELECT (current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
             - coalesce(current_setting('reserved_connections', true)::integer, 0)
             - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'))::integer AS free`,
  );
  return rows[0]!.free;
}
