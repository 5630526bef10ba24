import { cp, mkdir, mkdtemp, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { inject } from 'vitest';
import { ensureSchema, openDatabase } from '#database';
import { type Config, readConfig } from '#platform';
import { embeddedServer } from '../../libs/database/embedded/embedded-server.js';
import { withFolderLock } from '../../libs/database/embedded/folder-lock.js';
import { removeDataFolder } from './postgres-run.js';

/** A database of one spec file's own, with the schema and nothing in it. */
export interface TestDatabase {
  /** DATABASE_URL for processes that the test starts. */
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool and drops the database, whoever is still connected. */
  close(): Promise<void>;
}

const TEMPLATE = 'migrated_template';
/** The tests' server shares the machine with what they test, and its data is thrown away: a power cut may have it. */
export const TEST_SETTINGS = { shared_buffers: '128MB', max_wal_size: '1GB', fsync: 'off', full_page_writes: 'off' };
let made = 0;

/**
 * A fresh database on the run's shared server, cloned from a template that is migrated once a run. The first caller of
 * a run starts the server (2 s); a clone takes about 0.1 s. Not for tests that kill the server: see `testDataFolder`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const root = join(inject('postgresRunFolder'), 'shared');
  const server = await embeddedServer({ root, settings: TEST_SETTINGS });
  made += 1;
  const name = `test_${process.pid}_${made}`;
  const connection = { ...server.connection, application_name: 'test' };
  await server.whileRunning(async () => {
    const admin = new Client({ ...connection, database: 'postgres' });
    await admin.connect();
    try {
      await ensureTemplate(admin, { ...connection, database: TEMPLATE });
      // 70 to 120 ms. FILE_COPY takes about 90, but by two checkpoints, which write what other specs have dirtied, too.
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE} STRATEGY WAL_LOG`);
    } finally {
      await admin.end();
    }
  });
  const pool = new Pool({ ...connection, database: name, max: 8 });
  pool.on('error', () => undefined);
  return {
    url: server.url.replace('/costing?', `/${name}?`),
    pool,
    close: async () => {
      await pool.end();
      await runOnce({ ...connection, database: 'postgres' }, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** The configuration of a process that uses a test database. */
export function configFor({ url }: Pick<TestDatabase, 'url'>): Config {
  const config = readConfig({});
  return { ...config, database: { ...config.database, url, migrationUrl: url } };
}

/** A `.data` of a test's own, for tests of the embedded server itself. */
export interface TestDataFolder {
  readonly path: string;
  readonly config: Config;
  /** Stops the server, whatever state it is in, and removes the folder. */
  remove(): Promise<void>;
}

/** An empty folder below `parts` in the run's folder; removed with the run at the latest. */
export async function emptyDataFolder(...parts: string[]): Promise<TestDataFolder> {
  const own = await mkdtemp(join(inject('postgresRunFolder'), 'own-'));
  const path = join(own, ...parts);
  await mkdir(path, { recursive: true });
  return { path, config: embeddedConfig(path), remove: () => removeDataFolder(own) };
}

/** The same with a cluster in it, migrated and shut down: copied, which takes a tenth of the time of making one. */
export async function testDataFolder(...parts: string[]): Promise<TestDataFolder> {
  const runFolder = inject('postgresRunFolder');
  const original = join(runFolder, 'original');
  await withFolderLock(runFolder, 'original.lock', async () => {
    const done = join(runFolder, 'original.done');
    if (await stat(done).catch(() => null)) return;
    await (await openDatabase(embeddedConfig(original), { applicationName: 'test' })).close();
    await writeFile(done, '');
  });
  const folder = await emptyDataFolder(...parts);
  await cp(original, folder.path, { recursive: true });
  return folder;
}

function embeddedConfig(dataFolder: string): Config {
  const config = readConfig({});
  return { ...config, database: { ...config.database, url: null, migrationUrl: null, dataFolder } };
}

async function ensureTemplate(admin: Client, connection: { database: string }): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
  if (rowCount !== 0) return;
  const unfinished = `${TEMPLATE}_unfinished`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${unfinished}`);
  await ensureSchema({ ...connection, database: unfinished }, { mayMigrate: true });
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${TEMPLATE}`);
}

async function runOnce(connection: object, statement: string): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
