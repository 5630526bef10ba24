import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import type { JobMode, JobStatus } from './jobs.js';

type Queryable = ClientBase | Pool;

/** Pending changes beyond this number are not counted: a scrape must not read a million index entries. */
export const PENDING_COUNTED_MAX = 50_000;

/** The last COMPLETED job of a mode. */
export interface CompletedJob {
  readonly mode: JobMode;
  readonly jobNo: JobNo;
  readonly seconds: number;
  readonly processed: number;
  readonly failed: number;
  /** Since its end. */
  readonly ageSeconds: number;
}

/** What the database says of the mill's operation; the same for every program that asks. Ages are by its clock. */
export interface OperatingFigures {
  /** null: there has been no job. Tasks by state, attempts and expired leases are those of this job. */
  readonly newestJob: { readonly jobNo: JobNo; readonly mode: JobMode; readonly status: JobStatus } | null;
  readonly tasks: Readonly<Record<'PENDING' | 'RUNNING' | 'DONE' | 'FAILED', number>>;
  readonly attempts: number;
  readonly expiredLeases: number;
  /** Tasks of an active job that a worker may claim. */
  readonly waitingTasks: number;
  readonly jobsRunning: number;
  readonly stagedJobs: number;
  /** Of the staged job that has waited longest; 0: none waits. */
  readonly oldestStagedSeconds: number;
  readonly pendingChanges: number;
  /** 0: nothing is pending. */
  readonly oldestPendingSeconds: number;
  readonly liveWorkers: number;
  /** Planner's estimate. */
  readonly variants: number;
  /** null: nothing was released yet. */
  readonly released: {
    readonly generation: JobNo;
    readonly epoch: number;
    /** Since readers' figures changed last, by a release, a rollback or a merge. */
    readonly ageSeconds: number;
    /** Variants that failed in the job that built the generation, or in the last delta that was merged into it. */
    readonly failedVariants: number;
  } | null;
  readonly completed: readonly CompletedJob[];
}

/** Reads the figures in one statement of about a millisecond, whatever the sizes of catalogue and history. */
export async function readOperatingFigures(client: Queryable, leaseSeconds: number): Promise<OperatingFigures> {
  const { rows } = await client.query<{ figures: OperatingFigures }>({
    name: 'operating-figures',
    text: `WITH newest AS (SELECT id, job_no, mode, status FROM recalculation_jobs ORDER BY job_no DESC LIMIT 1),
           tasks AS (
             SELECT count(*) FILTER (WHERE t.status = 'PENDING') AS pending, count(*) FILTER (WHERE t.status = 'RUNNING') AS running,
                    count(*) FILTER (WHERE t.status = 'DONE') AS done, count(*) FILTER (WHERE t.status = 'FAILED') AS failed,
                    coalesce(sum(t.attempt), 0) AS attempts,
                    count(*) FILTER (WHERE t.status = 'RUNNING' AND t.lease_until < clock_timestamp()) AS expired,
                    count(*) FILTER (WHERE n.status IN ('PENDING', 'RUNNING')
                      AND (t.status = 'PENDING' OR t.status = 'RUNNING' AND t.lease_until < clock_timestamp())) AS waiting
               FROM newest n JOIN recalculation_tasks t ON t.job_id = n.id),
           staged AS (
             SELECT count(*) AS jobs, ${ageOf('min(finished_at)')} AS age FROM recalculation_jobs WHERE status = 'STAGED'),
           completed AS (
             SELECT m.mode, l.* FROM (VALUES ('FULL'), ('DELTA')) m (mode) CROSS JOIN LATERAL (
               SELECT job_no, merged_into, finished_at, processed, failed,
                      coalesce(extract(epoch FROM finished_at - started_at), 0)::float8 AS seconds
                 FROM recalculation_jobs j WHERE j.status = 'COMPLETED' AND j.mode = m.mode
                ORDER BY job_no DESC LIMIT 1) l),
           released AS (
             SELECT r.generation, r.epoch, ${ageOf('greatest(r.released_at, d.finished_at)')} AS age,
                    coalesce(d.failed, j.failed, 0) AS failed
               FROM released_generation r LEFT JOIN recalculation_jobs j ON j.job_no = r.generation
                    LEFT JOIN completed d ON d.merged_into = r.generation
              WHERE r.generation IS NOT NULL)
           SELECT json_build_object(
             'newestJob', (SELECT json_build_object('jobNo', job_no, 'mode', mode, 'status', status) FROM newest),
             'tasks', json_build_object('PENDING', t.pending, 'RUNNING', t.running, 'DONE', t.done, 'FAILED', t.failed),
             'attempts', t.attempts, 'expiredLeases', t.expired, 'waitingTasks', t.waiting,
             'jobsRunning', (SELECT count(*) FROM recalculation_jobs WHERE status IN ('PENDING', 'RUNNING')),
             'stagedJobs', s.jobs, 'oldestStagedSeconds', s.age,
             'pendingChanges', (SELECT count(*) FROM (
                SELECT FROM calculation_changes WHERE processed_at IS NULL LIMIT ${PENDING_COUNTED_MAX}) c),
             'oldestPendingSeconds', (SELECT ${ageOf('min(created_at)')} FROM calculation_changes WHERE processed_at IS NULL),
             'liveWorkers', (SELECT count(*) FROM recalculation_workers
                              WHERE seen_at > clock_timestamp() - make_interval(secs => $1)),
             'variants', (SELECT greatest(sum(c.reltuples), 0) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                           WHERE i.inhparent = 'variants'::regclass AND c.reltuples > 0),
             'released', (SELECT json_build_object('generation', generation, 'epoch', epoch, 'ageSeconds', age,
                                                   'failedVariants', failed) FROM released),
             'completed', (SELECT coalesce(json_agg(json_build_object('mode', mode, 'jobNo', job_no, 'seconds', seconds,
                             'processed', processed, 'failed', failed, 'ageSeconds', ${ageOf('finished_at')})), '[]')
                             FROM completed)) AS figures
             FROM tasks t CROSS JOIN staged s`,
    values: [leaseSeconds],
  });
  const { figures } = rows[0]!;
  return { ...figures, variants: figures.variants ?? 0 };
}

/** Seconds since a time, 0 for none; never negative, also after the clock was set back. */
function ageOf(time: string): string {
  return `coalesce(greatest(extract(epoch FROM clock_timestamp() - ${time}), 0), 0)::float8`;
}

/** Sizes on the server's disk; null where the role may not see one. */
export interface DiskFigures {
  readonly databaseBytes: number | null;
  /** Of the files of the write-ahead log. */
  readonly walBytes: number | null;
  /** Written to the write-ahead log since the cluster was made. */
  readonly walWrittenBytes: number;
}

/** Asks for the role's rights first: PostgreSQL checks them before it looks at any condition of a statement. */
export async function readDiskFigures(client: Queryable): Promise<DiskFigures> {
  const { rows } = await client.query<{ database: boolean; wal: boolean; written: number }>(
    `SELECT has_database_privilege(current_database(), 'CONNECT') AS database,
            has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS wal,
            pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS written`,
  );
  const may = rows[0]!;
  const bytesOf = async (isAllowed: boolean, text: string): Promise<number | null> =>
    isAllowed ? (await client.query<{ bytes: number }>(text)).rows[0]!.bytes : null;
  return {
    databaseBytes: await bytesOf(may.database, `SELECT pg_database_size(current_database())::float8 AS bytes`),
    walBytes: await bytesOf(may.wal, `SELECT coalesce(sum(size), 0)::float8 AS bytes FROM pg_ls_waldir()`),
    walWrittenBytes: may.written,
  };
}
