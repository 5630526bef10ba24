import type { ClientBase } from 'pg';
import { MIGRATION_NAMES, MIGRATIONS_TABLE } from './migration-list.js';

export interface MigrationState {
  /** Names of the migrations that were run, oldest first. */
  readonly applied: readonly string[];
  /** Of this version's migrations those that were not run. */
  readonly pending: readonly string[];
  /** Run in the database and not known here: the database is newer than this program. */
  readonly unknown: readonly string[];
}

/** Compares the database's record of migrations with the list of this version. */
export async function readMigrationState(client: ClientBase): Promise<MigrationState> {
  const applied = await appliedMigrations(client);
  const known = MIGRATION_NAMES.map(({ name }) => name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

async function appliedMigrations(client: ClientBase): Promise<string[]> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass(quote_ident(current_schema()) || '.${MIGRATIONS_TABLE}') IS NOT NULL AS exists`,
  );
  if (!table.rows[0]?.exists) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`);
  return rows.map(({ name }) => name);
}
