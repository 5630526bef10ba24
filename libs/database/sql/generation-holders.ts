import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import { generationTable } from './generations.js';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** Name of the sessions that detach and drop generations. */
export const CLEAN_UP_SESSION = 'costing clean-up';

/** A session whose transaction keeps a generation from being dropped. */
export interface GenerationHolder {
  readonly pid: number;
  /** `application_name`; empty when the session has none. */
  readonly application: string;
  readonly user: string | null;
  /** When its transaction began, RFC 3339 in UTC; null when this role may not see it (`pg_read_all_stats`). */
  readonly since: string | null;
}

/** A transaction as short as a look-up is no reason to name its session. */
const NAMED_AFTER_SECONDS = 1;

/**
 * Sessions that keep the generation from being dropped, the oldest transaction first: they hold locks on its tables, or
 * read in a snapshot that is older than the beginning of its detachment. Before that has begun, a lock on the parent
 * counts too, because `DETACH PARTITION … CONCURRENTLY` waits for it.
 */
export async function listGenerationHolders(client: Queryable, generation: JobNo): Promise<GenerationHolder[]> {
  const { rows } = await client.query<GenerationHolder>({
    text: `WITH held AS (
             SELECT c.oid, i.inhparent AS parent, coalesce(i.inhdetachpending, false) AS is_pending, i.xmin AS detached_by
               FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
              WHERE c.oid = to_regclass($1)),
           pids AS (
             SELECT l.pid FROM pg_locks l, held h
              WHERE l.locktype = 'relation' AND l.granted
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (l.relation = h.oid OR l.relation IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = h.oid)
                     OR NOT h.is_pending AND l.relation = h.parent)
             UNION
             SELECT a.pid FROM pg_stat_activity a, held h
              WHERE h.is_pending AND a.datname = current_database() AND age(a.backend_xmin) >= age(h.detached_by))
           SELECT a.pid, a.application_name AS application, a.usename AS "user", ${utc('a.xact_start')} AS since
             FROM pids JOIN pg_stat_activity a USING (pid)
            WHERE a.pid <> pg_backend_pid() AND a.application_name <> '${CLEAN_UP_SESSION}'
              AND coalesce(a.xact_start < clock_timestamp() - make_interval(secs => $2), true)
            ORDER BY a.xact_start NULLS LAST, a.pid`,
    values: [generationTable(generation), NAMED_AFTER_SECONDS],
  });
  return rows;
}

/**
 * Generations whose detachment has begun and not ended: its session was cancelled, killed or tired of waiting. No new
 * statement reads them, and none beside them can be detached before `DETACH PARTITION … FINALIZE`.
 */
export async function listPendingDetachments(client: Queryable): Promise<JobNo[]> {
  const { rows } = await client.query<{ generation: number }>(
    `SELECT substring(c.relname FROM '^cost_summaries_g([0-9]+)$')::integer AS generation
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhdetachpending
        AND i.inhparent IN ('cost_summaries'::regclass, 'kept_cost_summaries'::regclass)
      ORDER BY 1`,
  );
  return rows.map(({ generation }) => generation);
}

/**
 * Cancels clean-up sessions that hold the lock which attaching a generation needs: a detachment that waits for readers
 * would keep a job's end waiting, too, and is finalized at another time.
 */
export async function cancelDetachments(client: Queryable): Promise<void> {
  await client.query(
    `SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity a
      WHERE a.datname = current_database() AND a.application_name = '${CLEAN_UP_SESSION}'
        AND EXISTS (SELECT FROM pg_locks l
                     WHERE l.pid = a.pid AND l.locktype = 'relation' AND l.mode = 'ShareUpdateExclusiveLock'
                       AND l.relation IN ('cost_summaries'::regclass, 'kept_cost_summaries'::regclass))`,
  );
}
