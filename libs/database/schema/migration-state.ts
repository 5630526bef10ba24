import type { ClientBase, ClientConfig } from 'pg';
import { MIGRATION_NAMES, MIGRATIONS_TABLE } from './migration-list.js';
import { SessionClient } from '../session-client.js';

export interface MigrationState {
  /** Names of the migrations that were run, oldest first. */
  readonly applied: readonly string[];
  /** Of this version's migrations those that were not run. */
  readonly pending: readonly string[];
  /** Run in the database and not known here: the database is newer than this program. */
  readonly unknown: readonly string[];
  /** Version of the oldest program that may use the schema; null: the database does not say. */
  readonly oldestCompatible: string | null;
}

/** Version of this program for the database: that of its newest migration. */
export const OWN_VERSION = MIGRATION_NAMES.at(-1)!.version;

/**
 * The database has migrations that this program does not know, and does not say that a program as old as this one may use
 * them. By the rule of expand and contract the migrations of the next release leave what this one uses.
 */
export const isTooNew = ({ unknown, oldestCompatible }: MigrationState): boolean =>
  unknown.length > 0 && (oldestCompatible === null || Number(oldestCompatible) > Number(OWN_VERSION));

/** Compares the database's record of migrations with the list of this version. */
export async function readMigrationState(client: ClientBase): Promise<MigrationState> {
  const applied = await appliedMigrations(client);
  const known = MIGRATION_NAMES.map(({ name }) => name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
    oldestCompatible: await readOldestCompatible(client),
  };
}

/** Names of the migrations of this version that the database lacks, in order: all of them in an empty one. */
export async function pendingMigrations(connection: ClientConfig): Promise<readonly string[]> {
  const client = new SessionClient(connection);
  await client.connect();
  try {
    return (await readMigrationState(client)).pending;
  } finally {
    await client.end();
  }
}

async function readOldestCompatible(client: ClientBase): Promise<string | null> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass(quote_ident(current_schema()) || '.schema_compatibility') IS NOT NULL AS exists`,
  );
  if (!table.rows[0]?.exists) return null;
  const { rows } = await client.query<{ oldest: string }>(
    'SELECT oldest_compatible::text AS oldest FROM schema_compatibility',
  );
  return rows[0]?.oldest ?? null;
}

async function appliedMigrations(client: ClientBase): Promise<string[]> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass(quote_ident(current_schema()) || '.${MIGRATIONS_TABLE}') IS NOT NULL AS exists`,
  );
  if (!table.rows[0]?.exists) return [];
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY timestamp`);
  return rows.map(({ name }) => name);
}

/** A schema beside the current one in which migrations were run; null: there is none. */
export async function findOtherSchema(client: ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ schema: string }>({
    text: `SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1 AND c.relkind = 'r' AND n.nspname <> coalesce(current_schema(), '') LIMIT 1`,
    values: [MIGRATIONS_TABLE],
  });
  return rows[0]?.schema ?? null;
}
