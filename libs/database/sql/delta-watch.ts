import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import { IS_SEEN } from './changes.js';
import type { Job } from './jobs.js';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** The advisory lock of the one worker that watches. */
export const WATCH_LOCK = 'delta-watch';

/**
 * What a person decided to show instead of the catalogue as of today: the figures from before a release, those of another
 * date, of a job with own values, or of a job that has not seen all that readers had been shown.
 */
export type SuspensionCause = 'ROLLBACK' | 'OTHER_DATE' | 'OWN_VALUES' | 'OLDER_STATE';

/** The state of the delta watch; times are RFC 3339 in UTC. */
export interface WatchState {
  /** A worker holds the lock of the watch. */
  readonly isWatched: boolean;
  readonly suspendedAt: string | null;
  readonly suspendedCause: SuspensionCause | null;
  /** Who did what suspended it: the name of an API key, `cli`, or a database role. */
  readonly suspendedBy: string | null;
  /** The job that readers were shown by that. */
  readonly suspendedJobNo: JobNo | null;
  readonly stoppedAt: string | null;
  /** The job of the watch that could not be released. */
  readonly stoppedJobNo: JobNo | null;
  readonly stoppedReason: string | null;
  /** An operator's request is waiting: the watch begins nothing. */
  readonly isYielding: boolean;
  /** The delta of the watch that was ended last for a request of an operator. */
  readonly yieldedJobNo: JobNo | null;
}

/** Reads the state of the watch. */
export async function readWatch(client: Queryable): Promise<WatchState> {
  const { rows } = await client.query<WatchState>({
    name: 'read-watch',
    text: `SELECT ${utc('suspended_at')} AS "suspendedAt", suspended_cause AS "suspendedCause",
                  suspended_by AS "suspendedBy", suspended_job_no AS "suspendedJobNo", ${utc('stopped_at')} AS "stoppedAt",
                  stopped_job_no AS "stoppedJobNo", stopped_reason AS "stoppedReason",
                  yields_until > clock_timestamp() AS "isYielding", yielded_job_no AS "yieldedJobNo",
                  EXISTS (SELECT FROM pg_locks l
                           WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                             AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)) AS "isWatched"
             FROM delta_watch`,
    values: [`costing:${WATCH_LOCK}`],
  });
  return rows[0]!;
}

/** Suspends the watch, in the transaction that shows readers what a person decided. */
export async function suspendWatch(client: ClientBase, cause: SuspensionCause, jobNo: JobNo): Promise<void> {
  await client.query({
    text: `UPDATE delta_watch
              SET suspended_at = clock_timestamp(), suspended_cause = $1, suspended_job_no = $2,
                  suspended_by = coalesce(nullif(current_setting('costing.actor', true), ''), session_user)`,
    values: [cause, jobNo],
  });
}

/** Ends the suspension and the stop; false: there was neither. */
export async function resumeWatch(client: ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE delta_watch
        SET suspended_at = NULL, suspended_cause = NULL, suspended_job_no = NULL, suspended_by = NULL,
            resumed_at = clock_timestamp(), stopped_at = NULL, stopped_job_no = NULL, stopped_reason = NULL
      WHERE suspended_at IS NOT NULL OR stopped_at IS NOT NULL`,
  );
  return rowCount === 1;
}

/** Stops the watch at a job that it could not release, in the transaction that decides so. */
export async function stopWatch(client: ClientBase, jobNo: JobNo, reason: string): Promise<void> {
  await client.query({
    text: `UPDATE delta_watch SET stopped_at = clock_timestamp(), stopped_job_no = $1, stopped_reason = $2`,
    values: [jobNo, reason],
  });
}

/** Ends the stop: readers are shown figures that are newer than those that could not be released. */
export async function endWatchStop(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE delta_watch SET stopped_at = NULL, stopped_job_no = NULL, stopped_reason = NULL WHERE stopped_at IS NOT NULL`,
  );
}

/** Keeps the watch from beginning anything for some seconds, because of an operator's request that ends its job. */
export async function holdWatchBack(client: Queryable, jobNo: JobNo, seconds: number): Promise<void> {
  await client.query({
    text: `UPDATE delta_watch
              SET yields_until = greatest(yields_until, clock_timestamp() + make_interval(secs => $2)), yielded_job_no = $1`,
    values: [jobNo, seconds],
  });
}

/** The operator's request is through. */
export async function letWatchGoOn(client: Queryable): Promise<void> {
  await client.query(`UPDATE delta_watch SET yields_until = '-infinity' WHERE yields_until > '-infinity'`);
}

/**
 * Gives up jobs that were to be released by themselves, could not be, and that a later one of their kind replaces: asked
 * for by the same and of the same mode. Those that a person keeps, has rolled back, or asked for without a release stay.
 * Gives their numbers.
 */
export async function supersedeStaged(
  client: ClientBase,
  job: Pick<Job, 'jobNo' | 'mode' | 'requestedBy'>,
): Promise<JobNo[]> {
  const { rows } = await client.query<{ job_no: number }>({
    text: `UPDATE recalculation_jobs
              SET status = 'DISCARDED', error = 'superseded by job ' || $1 || ': ' || error
            WHERE status = 'STAGED' AND release AND error IS NOT NULL AND kept_name IS NULL
              AND job_no < $1 AND mode = $2 AND requested_by = $3 RETURNING job_no`,
    values: [job.jobNo, job.mode, job.requestedBy],
  });
  return rows.map(({ job_no }) => job_no);
}

/** Pending changes that a job's snapshot of the catalogue did not see, at most `limit`. */
export async function listChangesUnseenBy(client: Queryable, jobNo: JobNo, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `SELECT c.id FROM calculation_changes c JOIN recalculation_jobs j ON j.job_no = $1
            WHERE c.processed_at IS NULL AND c.job_id IS NULL AND NOT ${IS_SEEN} ORDER BY c.created_at LIMIT $2`,
    values: [jobNo, limit],
  });
  return rows.map(({ id }) => id);
}
