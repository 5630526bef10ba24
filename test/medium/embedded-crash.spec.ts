import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { EmbeddedProcess, postmasterPid } from '../helpers/embedded-process.js';
import { type TestDataFolder, testDataFolder } from '../helpers/postgres.js';

/**
 * What `kill -9` of the application or of PostgreSQL leaves, and how the next start or `ensureRunning` deals with it.
 */
describe('the embedded server and kill -9', () => {
  let folder: TestDataFolder;
  const log: string[] = [];
  const open = (): Promise<Database> =>
    openDatabase(folder.config, { applicationName: 'costing test', log: (line) => void log.push(line) });

  beforeEach(async () => {
    log.length = 0;
    folder = await testDataFolder();
  });
  afterEach(() => folder.remove());

  it('adopts the server that a killed application left running', async () => {
    const app = new EmbeddedProcess(folder.path);
    expect(await app.answer()).toMatchObject({ ready: app.pid });
    await app.ask('CREATE TABLE kept AS SELECT 1 AS n');
    const pid = postmasterPid(folder.path);
    await app.kill();

    const database = await open();
    expect(postmasterPid(folder.path)).toBe(pid);
    expect((await database.pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
    await database.close();
    expect(() => postmasterPid(folder.path)).toThrow('ENOENT');
  });

  it('starts after both were killed, with what was committed', async () => {
    const app = new EmbeddedProcess(folder.path);
    await app.answer();
    await app.ask('CREATE TABLE kept AS SELECT 1 AS n');
    process.kill(postmasterPid(folder.path), 'SIGKILL');
    await app.kill();

    const database = await open();
    expect((await database.pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
    await database.close();
  });

  it('brings a killed server back, though one of its backends still computes', async () => {
    const database = await open();
    const { pool } = database;
    await pool.query('CREATE TABLE kept AS SELECT 1 AS n');
    const first = postmasterPid(folder.path);
    const endless = await database.connect('endless');
    const lost = endless.query('SELECT count(*) FROM generate_series(1, 1e12)').then(
      () => 'finished',
      () => 'lost',
    );
    process.kill(first, 'SIGKILL');

    await Promise.all([database.ensureRunning(), database.ensureRunning()]);
    expect(await lost).toBe('lost');
    expect(postmasterPid(folder.path)).not.toBe(first);
    expect((await pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
    expect(log).toContain('The embedded PostgreSQL had died and was started again.');

    // And it is still ours alone.
    const other = new EmbeddedProcess(folder.path);
    expect(await other.answer()).toMatchObject({ failed: 'DATA_FOLDER_IN_USE' });
    await database.close();
  });

  it('takes its hold again by itself when a killed backend made the server restart', async () => {
    const database = await open();
    const victim = await database.connect('victim');
    const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const server = postmasterPid(folder.path);
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await expect.poll(() => heldBy(database), { timeout: 20_000, interval: 50 }).toMatch(/^costing test \[\d+\]$/);
    expect(postmasterPid(folder.path)).toBe(server);
    await database.close();
  });
});

/** The application name of the holder by the server's own account; '' while it restarts. */
async function heldBy({ pool }: Database): Promise<string> {
  const { rows } = await pool
    .query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory'`,
    )
    .catch(() => ({ rows: [] }));
  return rows[0]?.name ?? '';
}
