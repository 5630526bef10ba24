import { type Client, type ClientConfig } from 'pg';
import type { DataSource } from 'typeorm';
import { CostingError, usageError } from '#platform';
import { MIGRATION_NAMES, MIGRATIONS_TABLE } from './migration-list.js';
import { findOtherSchema, isTooNew, type MigrationState, readMigrationState } from './migration-state.js';
import { SessionClient } from '../session-client.js';

/** Any number, the same in every process: the second of two processes that migrate at once waits for the first. */
const MIGRATION_LOCK = 8_174_201_913;
/** A table that a job works on is not taken from under it: give up instead of queueing readers behind us. */
const LOCK_TIMEOUT_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';
const DUPLICATE_TABLE = '42P07';
const DUPLICATE_SCHEMA = '42P06';
const INSUFFICIENT_PRIVILEGE = '42501';
const OUT_OF_LOCKS = '53200';

export interface MigrationReport {
  /** `up` when nothing was to be done, too. */
  readonly direction: 'up' | 'down';
  /** Names of the migrations run or undone, in that order. */
  readonly migrations: readonly string[];
  /** Newest migration in force afterwards; null: none. */
  readonly version: string | null;
}

/** Brings the schema to the newest version: all pending migrations in one transaction. */
export async function migrateUp(connection: ClientConfig): Promise<MigrationReport> {
  return migrating(connection, async (client, dataSource) => {
    const state = await readMigrationState(client);
    if (isTooNew(state)) throw schemaTooNew(state.unknown);
    if (state.applied.length === 0) await refuseSecondSchema(client);
    const run = await dataSource.runMigrations({ transaction: 'all' });
    return { direction: 'up', migrations: run.map(({ name }) => name) };
  });
}

/**
 * Takes back, newest first and each in its own transaction, every migration after `target` (a name or its 13 digits;
 * `0`: all of them, TypeORM's table included). What the tables held is gone.
 */
export async function migrateDown(connection: ClientConfig, target: string): Promise<MigrationReport> {
  const version = targetVersion(target);
  return migrating(connection, async (client, dataSource) => {
    refuseNewer(await readMigrationState(client));
    const undone: string[] = [];
    for (;;) {
      const newest = (await readMigrationState(client)).applied.at(-1);
      if (newest === undefined || newest.slice(-13) <= version) break;
      await dataSource.undoLastMigration({ transaction: 'all' });
      undone.push(newest);
    }
    if (version === '0') await client.query(`DROP TABLE IF EXISTS ${MIGRATIONS_TABLE}`);
    return { direction: 'down', migrations: undone };
  });
}

/** The version that a user named. Throws a usage error that lists what there is. */
function targetVersion(target: string): string {
  if (target === '0') return '0';
  const found = MIGRATION_NAMES.find(({ name, version }) => name === target || version === target);
  if (found) return found.version;
  const known = MIGRATION_NAMES.map(({ name, version }) => `${version} (${name.slice(0, -13)})`).join(', ');
  throw usageError(`There is no version '${target}'. Versions: 0 (before the first), ${known}.`);
}

/**
 * The tables may lie in another schema than `public` only where `options` of the URL says so: as a default of database or
 * role the search path is not obeyed. A second set of tables would look like an empty catalogue.
 */
async function refuseSecondSchema(client: Client): Promise<void> {
  const schema = await findOtherSchema(client);
  if (schema === null) return;
  throw new CostingError(
    'SCHEMA_ELSEWHERE',
    `The tables of this program lie in the schema '${schema}', where it does not look: append ?options=-c%20search_path%3D${schema} to DATABASE_URL and MIGRATION_DATABASE_URL.`,
  );
}

function refuseNewer({ unknown }: MigrationState): void {
  if (unknown.length > 0) throw schemaTooNew(unknown);
}

/** A database that a newer version of this program migrated. */
export function schemaTooNew(unknown: readonly string[]): CostingError {
  return new CostingError(
    'SCHEMA_TOO_NEW',
    `The database has migrations that this version does not know (${unknown.join(', ')}): use the version that made them.`,
  );
}

type Outcome = Pick<MigrationReport, 'direction' | 'migrations'>;

/** Runs `work` with a data source while holding the migration lock on a connection of its own. */
async function migrating(
  connection: ClientConfig,
  work: (client: Client, dataSource: DataSource) => Promise<Outcome>,
): Promise<MigrationReport> {
  const { createDataSource } = await import('./data-source.js');
  const client = new SessionClient(connection);
  const dataSource = createDataSource({ lock_timeout: LOCK_TIMEOUT_MS, ...connection });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.initialize();
    const outcome = await work(client, dataSource);
    return { ...outcome, version: (await readMigrationState(client)).applied.at(-1) ?? null };
  } catch (error) {
    throw explained(error);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
    await client.end();
  }
}

function explained(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code === LOCK_NOT_AVAILABLE) {
    return new CostingError(
      'SCHEMA_IN_USE',
      'A table to be changed is in use by another connection: stop workers and the api, then migrate again.',
      { cause: error },
    );
  }
  if (code === INSUFFICIENT_PRIVILEGE) {
    return new CostingError(
      'NOT_THE_OWNER',
      `Nothing was migrated: ${message}. The role that migrates must own the tables and may create schemas: GRANT CREATE ON DATABASE … TO that role.`,
      { cause: error },
    );
  }
  if (code === OUT_OF_LOCKS) {
    return new CostingError(
      'OUT_OF_LOCKS',
      `Nothing was migrated: ${message}. Every table that is moved is locked: raise max_locks_per_transaction of the server for the time of the migration, or drop kept jobs first.`,
      { cause: error },
    );
  }
  if (code === DUPLICATE_TABLE || code === DUPLICATE_SCHEMA) {
    return new CostingError(
      'SCHEMA_NAME_TAKEN',
      `Nothing was migrated: ${message}. Use a database of its own for the costing engine.`,
      { cause: error },
    );
  }
  return error;
}
