import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#database';
import { serverUser } from '../../libs/database/embedded/server-user.js';
import { postmasterPid } from '../helpers/embedded-process.js';
import { emptyDataFolder, type TestDataFolder, testDataFolder } from '../helpers/postgres.js';

const AS_ROOT = process.getuid?.() === 0;

/** Where a checkout may lie, and what may lie in it. */
describe('the embedded server in awkward places', () => {
  let folder: TestDataFolder;
  let stranger: ChildProcess | null = null;
  const open = () => openDatabase(folder.config, { applicationName: 'costing test' });

  afterEach(async () => {
    stranger?.kill('SIGKILL');
    stranger = null;
    await folder.remove();
  });

  it('serves below a folder that only its owner may enter, with parallel workers, COPY and a restart', async () => {
    folder = await emptyDataFolder('home', 'checkout');
    await chmod(join(folder.path, '..'), 0o700);
    const database = await open();
    const { pool } = database;
    await pool.query('CREATE TABLE t AS SELECT g FROM generate_series(1, 1000) g');
    await pool.query(`COPY t FROM PROGRAM 'seq 1001 2000'`);
    const client = await database.connect('parallel');
    await client.query('SET debug_parallel_query = on');
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM t');
    expect(rows).toEqual([{ n: 2000 }]);
    await client.end();
    await database.close();

    const again = await open();
    expect((await again.pool.query('SELECT count(*)::int AS n FROM t')).rows).toEqual([{ n: 2000 }]);
    // As root it runs as somebody else, who could not have walked here; otherwise as ourselves.
    const owner = (await stat(join(folder.path, 'postgres'))).uid;
    expect(owner === 0).toBe(false);
    expect(owner === process.getuid?.()).toBe(!AS_ROOT);
    await again.close();
  });

  it('listens in a private folder and on no network', async () => {
    folder = await testDataFolder();
    const database = await open();
    expect((await stat(join(folder.path, 'postgres'))).mode & 0o077).toBe(0);
    expect((await database.pool.query('SHOW listen_addresses')).rows).toEqual([{ listen_addresses: '' }]);
    await database.close();
  });

  it('serves in a folder too deep for a socket address, and cleans the link up', async () => {
    folder = await testDataFolder('d'.repeat(100), 'e f'.repeat(30));
    const database = await open();
    const link = new URL(database.url.replace('@/', '@localhost/')).searchParams.get('host') ?? '';
    expect(Buffer.byteLength(link)).toBeLessThan(90);
    await database.ensureRunning();
    const shared = await openDatabase(
      { ...folder.config, database: { ...folder.config.database, url: database.url } },
      { applicationName: 'child' },
    );
    await shared.close();
    await database.close();
    await expect(stat(join(link, '..'))).rejects.toThrow('ENOENT');
    expect((await readdir(folder.path)).sort()).toEqual(['postgres', 'postgres.log']);
  });

  it('starts over pid files that name a living stranger of the same user', async () => {
    folder = await testDataFolder();
    await (await open()).close();
    const cluster = join(folder.path, 'postgres');
    const user = await serverUser(cluster);
    stranger = spawn('sleep', ['60'], { ...user, stdio: 'ignore' });
    const pidFile = `${stranger.pid}\n${cluster}\n1700000000\n5432\n.\n\n\nready   \n`;
    await writeFile(join(cluster, 'postmaster.pid'), pidFile);
    await writeFile(join(cluster, '.s.PGSQL.5432.lock'), pidFile);

    const database = await open();
    expect(postmasterPid(folder.path)).not.toBe(stranger.pid);
    await database.close();
    expect(stranger.exitCode).toBe(null);
    expect(stranger.signalCode).toBe(null);
  });

  it('removes initialisations and locks that killed starts left', async () => {
    folder = await testDataFolder();
    const dead = '4194305-1-1';
    await mkdir(join(folder.path, `postgres.new.${dead}`));
    await mkdir(join(folder.path, 'start.lock'));
    await writeFile(join(folder.path, 'start.lock', dead), '');
    await (await open()).close();
    expect((await readdir(folder.path)).sort()).toEqual(['postgres', 'postgres.log']);
  });

  it('refuses a folder of something else, and a cluster of another major version', async () => {
    folder = await emptyDataFolder();
    await mkdir(join(folder.path, 'postgres'), { mode: 0o700 });
    await writeFile(join(folder.path, 'postgres', 'mine.txt'), 'precious');
    await expect(open()).rejects.toMatchObject({ code: 'DATA_FOLDER_VERSION' });
    await writeFile(join(folder.path, 'postgres', 'PG_VERSION'), '17\n');
    await expect(open()).rejects.toThrow('was made by PostgreSQL 17, and this version of the software brings 18');
    expect(await readFile(join(folder.path, 'postgres', 'mine.txt'), 'utf8')).toBe('precious');
  });
});
