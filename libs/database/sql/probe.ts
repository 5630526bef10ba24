import type { ClientBase, Pool } from 'pg';
import { MIGRATION_NAMES, MIGRATIONS_TABLE } from '../schema/migration-list.js';
import { OWN_VERSION } from '../schema/migration-state.js';

/** What a probe learns from the database by one statement. */
export interface DatabaseProbe {
  /** null: nothing was released yet. */
  readonly generation: number | null;
  readonly epoch: number;
  /** Tasks of the active job that a worker could claim now. */
  readonly tasksWaiting: number;
  readonly jobsRunning: number;
  /** Changes that wait for a delta; at most `PENDING_CHANGES_COUNTED`. */
  readonly pendingChanges: number;
  /** Migrations of this version that the database lacks. */
  readonly missingMigrations: readonly string[];
  /** A later migration has excluded programs as old as this one. */
  readonly isTooOld: boolean;
}

/** A probe must cost the same however many changes are pending. */
export const PENDING_CHANGES_COUNTED = 100_000;

/** One statement, so that all figures are of one moment; it reads indexes and takes about a millisecond. */
export async function probeDatabase(client: ClientBase | Pool): Promise<DatabaseProbe> {
  const { rows } = await client.query<DatabaseProbe>({
    name: 'probe-database',
    text: `SELECT r.generation, r.epoch::float8 AS epoch,
                  (SELECT count(*)::int FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
                    WHERE j.status IN ('PENDING', 'RUNNING')
                      AND (t.status = 'PENDING' OR t.status = 'RUNNING' AND t.lease_until < clock_timestamp()))
                    AS "tasksWaiting",
                  (SELECT count(*)::int FROM recalculation_jobs WHERE status = 'RUNNING') AS "jobsRunning",
                  (SELECT count(*)::int FROM (SELECT FROM calculation_changes
                                               WHERE processed_at IS NULL AND job_id IS NULL LIMIT $1) pending)
                    AS "pendingChanges",
                  ARRAY(SELECT needed.name FROM unnest($2::text[]) AS needed(name)
                         WHERE NOT EXISTS (SELECT FROM ${MIGRATIONS_TABLE} run WHERE run.name = needed.name))
                    AS "missingMigrations",
                  (SELECT c.oldest_compatible > $3::bigint AND EXISTS (
                     SELECT FROM ${MIGRATIONS_TABLE} run WHERE run.timestamp > $3::bigint) FROM schema_compatibility c)
                    AS "isTooOld"
             FROM released_generation r`,
    values: [PENDING_CHANGES_COUNTED, MIGRATION_NAMES.map(({ name }) => name), OWN_VERSION],
  });
  return rows[0]!;
}
