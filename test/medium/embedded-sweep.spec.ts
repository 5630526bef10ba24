import { existsSync, statSync, writeFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Client, connectClient, type Database, openDatabase, orphanFiles } from '#database';
import { sweepOrphanFiles } from '../../libs/database/embedded/orphan-files.js';
import { postmasterPid } from '../helpers/embedded-process.js';
import { type TestDataFolder, testDataFolder } from '../helpers/postgres.js';

/** Files that no catalogue entry knows: removed when they are surely lost, and only those. */
describe('sweeping orphaned files', () => {
  let folder: TestDataFolder;
  const log: string[] = [];
  const open = (): Promise<Database> =>
    openDatabase(folder.config, { applicationName: 'costing test', log: (line) => void log.push(line) });

  beforeEach(async () => {
    log.length = 0;
    folder = await testDataFolder();
  });
  afterEach(() => folder.remove());

  it('removes what a COPY left whose server was killed, and keeps everything else readable', async () => {
    const database = await open();
    await database.pool.query(
      'CREATE TABLE kept AS SELECT g, repeat(md5(g::text), 300) FROM generate_series(1, 500) g',
    );
    const cluster = join(folder.path, 'postgres');
    const known = await databaseFiles(database.pool, cluster);
    const path = await endlessCopy(database, cluster, 4);
    process.kill(postmasterPid(folder.path), 'SIGKILL');

    await database.ensureRunning();
    expect(log.join('\n')).toMatch(/^Removed \d+ files \(\d+ MB\) that a killed PostgreSQL had left behind\.$/m);
    expect(existsSync(join(cluster, path))).toBe(false);
    expect(await orphanFiles(database.pool)).toEqual([]);
    const { rows } = await database.pool.query('SELECT count(*)::int AS n, sum(length(repeat))::int AS c FROM kept');
    expect(rows).toEqual([{ n: 500, c: 500 * 300 * 32 }]);
    expect(known.filter((name) => !existsSync(join(cluster, name)))).toEqual([]);
    await database.close();
  });

  it('removes planted files of every fork and segment, and no other name', async () => {
    const first = await open();
    const cluster = join(folder.path, 'postgres');
    const { rows } = await first.pool.query<{ folder: string }>(
      `SELECT 'base/' || oid AS folder FROM pg_database WHERE datname = current_database()`,
    );
    const base = join(cluster, rows[0]?.folder ?? '');
    await first.close();
    const lost = ['999999', '999999.1', '999999_fsm', '999999_vm', '999999_init', '999998'];
    const others = ['notes.txt', '999999.bak', '999999_x', 'x999999'];
    for (const name of [...lost, ...others]) writeFileSync(join(base, name), 'x', { mode: 0o644 });

    await (await open()).close();
    expect(lost.filter((name) => existsSync(join(base, name)))).toEqual([]);
    expect(others.filter((name) => !existsSync(join(base, name)))).toEqual([]);
    expect(log).toEqual([`Removed ${lost.length} files (1 MB) that a killed PostgreSQL had left behind.`]);
  });

  it('neither reports nor removes the table of a transaction that is still running', async () => {
    const database = await open();
    const writer = await database.connect('writer');
    await writer.query('BEGIN');
    await writer.query('CREATE TABLE unborn AS SELECT g FROM generate_series(1, 100000) g');
    const { rows } = await writer.query<{ path: string }>(`SELECT pg_relation_filepath('unborn') AS path`);
    const path = join(folder.path, 'postgres', rows[0]?.path ?? '');
    expect(await orphanFiles(database.pool)).toEqual([]);
    expect((await orphanFiles(database.pool, { alone: true }))?.map((file) => file.path)).toEqual([rows[0]?.path]);
    expect(await sweepOrphanFiles(database.pool, join(folder.path, 'postgres'))).toEqual([]);
    expect(existsSync(path)).toBe(true);
    await writer.query('COMMIT');
    await writer.end();
    expect((await database.pool.query('SELECT count(*)::int AS n FROM unborn')).rows).toEqual([{ n: 100_000 }]);
    await database.close();
  });

  it.each(['stays', 'commits and goes'])('leaves what somebody fills who comes while it looks and %s', async (then) => {
    const database = await open();
    const cluster = join(folder.path, 'postgres');
    // A database of its own: in the other one a session holds the server.
    await database.pool.query('CREATE DATABASE swept');
    const connect = (name: string): Promise<Client> =>
      connectClient({ ...database.connection, database: 'swept' }, name);
    const client = await connect('sweeper');
    const { rows } = await client.query<{ folder: string }>(
      `SELECT 'base/' || oid AS folder FROM pg_database WHERE datname = current_database()`,
    );
    writeFileSync(join(cluster, rows[0]!.folder, '999999'), 'x', { mode: 0o644 });
    let writer: Client | null = null;
    let listings = 0;
    const interrupted = {
      query: async (text: string, values?: unknown[]): Promise<unknown> => {
        if (text === 'CHECKPOINT') {
          writer = await connect('writer');
          await writer.query('BEGIN; CREATE TABLE newborn AS SELECT g FROM generate_series(1, 100000) g');
        }
        const answer: unknown = await client.query(text, values);
        if (writer && text.includes('pg_ls_dir') && ++listings === 1 && then === 'commits and goes') {
          await writer.query('COMMIT');
          await writer.end();
          await expect.poll(() => isGone(client)).toBe(true);
        }
        return answer;
      },
    };
    const swept = await sweepOrphanFiles(interrupted as never, cluster);
    expect(swept.map(({ path }) => path.split('/').at(-1))).toEqual(then === 'stays' ? [] : ['999999']);
    if (then === 'stays') {
      await writer!.query('COMMIT');
      await writer!.end();
    }
    const { rows: counted } = await client.query('SELECT count(*)::int AS n FROM newborn');
    expect(counted).toEqual([{ n: 100_000 }]);
    await client.end();
    await database.close();
  });

  it('reports an orphan to a superuser and nothing to another role', async () => {
    const database = await open();
    const { pool } = database;
    const { rows } = await pool.query<{ path: string }>(
      `SELECT 'base/' || oid || '/999997' AS path FROM pg_database WHERE datname = current_database()`,
    );
    const path = rows[0]?.path ?? '';
    await writeFile(join(folder.path, 'postgres', path), 'lost', { mode: 0o644 });
    await sleep(3_100);
    expect(await orphanFiles(pool)).toEqual([{ path, bytes: 4 }]);
    const client = await database.connect('reader');
    await client.query('CREATE ROLE reader');
    await client.query('SET ROLE reader');
    expect(await orphanFiles(client)).toBe(null);
    await client.end();
    await database.close();
  });
});

/** Starts a COPY into a new table that never ends; returns the table's file once it holds `megabytes`. */
async function endlessCopy(database: Database, cluster: string, megabytes: number): Promise<string> {
  const client = await database.connect('copier');
  await client.query('BEGIN');
  await client.query('CREATE TABLE lost (line text)');
  const { rows } = await client.query<{ path: string }>(`SELECT pg_relation_filepath('lost') AS path`);
  const path = rows[0]?.path ?? '';
  client.query(`COPY lost FROM PROGRAM 'yes ${'x'.repeat(1000)}'`).catch(() => undefined);
  await expect
    .poll(() => statSync(join(cluster, path)).size, { timeout: 20_000, interval: 20 })
    .toBeGreaterThan(megabytes * 1024 ** 2);
  return path;
}

async function databaseFiles(pool: Pool, cluster: string): Promise<string[]> {
  await pool.query('CHECKPOINT');
  const { rows } = await pool.query<{ oid: number }>('SELECT oid FROM pg_database WHERE datname = current_database()');
  const base = `base/${rows[0]?.oid}`;
  return (await readdir(join(cluster, base))).filter((name) => /^\d/.test(name)).map((name) => join(base, name));
}

async function isGone(client: Pick<Client, 'query'>): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM pg_stat_activity WHERE application_name = 'writer'`);
  return rowCount === 0;
}
