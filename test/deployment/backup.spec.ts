import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { CLI_MAIN } from '../helpers/command-line.js';
import { TEST_SETTINGS } from '../helpers/postgres.js';
import { removeDataFolder } from '../helpers/postgres-run.js';
import { PostgresServer } from '../helpers/postgres-server.js';
import { psqlExecutable } from '../helpers/psql.js';

const run = promisify(execFile);
const FILES = 'helm/textile-costing/files';
const FIGURES = `SELECT sku, grand_total::text, job_no FROM variant_cost_summaries JOIN variants ON id = variant_id ORDER BY sku`;

let folder = '';
let backup = '';
let server: PostgresServer;
let restored: PostgresServer | null = null;

beforeAll(async () => {
  await psqlExecutable();
  folder = await mkdtemp(join(inject('postgresRunFolder'), 'backup-'));
  await run('chmod', ['755', folder]);
  backup = join(folder, 'costing.tar');
  server = await PostgresServer.start(join(folder, 'first'), {
    ...TEST_SETTINGS,
    wal_level: 'replica',
    max_wal_senders: '4',
  });
  await costing(server, 'import', ...examples());
  await costing(server, 'recalculate', '--as-of', '2015-04-30');
});
afterAll(async () => {
  await server.remove();
  await restored?.remove();
  await removeDataFolder(folder);
});

const examples = (): string[] =>
  readdirSync('examples')
    .filter((name) => name.endsWith('.json'))
    .map((name) => `examples/${name}`);

const urlOf = ({ connection: { user, host, database } }: PostgresServer): string =>
  `postgres://${user}@/${database}?host=${host}`;

async function costing(on: PostgresServer, ...args: string[]): Promise<Record<string, unknown>> {
  const env = { ...process.env, DATABASE_URL: urlOf(on) };
  const { stdout } = await run(process.execPath, [CLI_MAIN, ...args, '--json'], { env });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const dataOf = (name: string): string => join(folder, name, 'postgres');

function script(name: 'backup' | 'restore', data: string, file: string): Promise<unknown> {
  const { host, user } = server.connection;
  const env = { ...process.env, PGDATA: data, PGHOST: host, PGUSER: user };
  return run('sh', [`${FILES}/${name}.sh`, file], { env });
}

it('is made beside a server at work, and goes on where it was made', async () => {
  const figures = await server.ask(FIGURES);
  expect(figures!.length).toBeGreaterThan(80);
  // A table that is written while the cluster is copied: pages that the log has to repair.
  await server.ask('CREATE TABLE written (n integer PRIMARY KEY)');
  const copied = new AbortController();
  let last = 0;
  const writing = (async () => {
    while (!copied.signal.aborted) {
      last += 1_000;
      await server.ask(`INSERT INTO written SELECT generate_series($1::integer - 999, $1::integer)`, [last]);
    }
  })();
  await script('backup', dataOf('first'), backup);
  copied.abort();
  await writing;
  expect(readdirSync(folder)).not.toContain('costing.tar.part');

  await script('restore', dataOf('second'), backup);
  restored = await PostgresServer.start(join(folder, 'second'), TEST_SETTINGS);
  expect(await restored.ask(FIGURES)).toEqual(figures);
  const [written] = (await restored.ask<{ n: number; max: number }>(
    'SELECT count(*)::integer AS n, max(n) AS max FROM written',
  ))!;
  expect(written!.n).toBe(written!.max);
  expect(written!.n).toBeLessThanOrEqual(last);
  await restored.ask('DROP TABLE written');

  await costing(restored, 'import', 'examples/csv/dye-prices-2015-05.csv');
  const delta = await costing(restored, 'recalculate', '--mode', 'delta', '--as-of', '2015-05-31');
  expect(delta).toMatchObject({ status: 'COMPLETED', failed: 0 });
  expect(await costing(restored, 'recalculate', '--as-of', '2015-05-31')).toMatchObject({ status: 'COMPLETED' });
});

it('is not restored over a data folder, nor from a part of it', async () => {
  await expect(script('restore', dataOf('first'), backup)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not empty'),
  });
  const half = readFileSync(backup).length / 2;
  truncateSync(backup, half);
  await expect(script('restore', dataOf('third'), backup)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no complete backup'),
  });
  expect(existsSync(dataOf('third'))).toBe(false);
});

it('fails, and leaves no file of that name, where the server does not answer', async () => {
  const env = { ...process.env, PGDATA: dataOf('first'), PGHOST: join(folder, 'nowhere') };
  const failed = join(folder, 'failed.tar');
  await expect(run('sh', [`${FILES}/backup.sh`, failed], { env })).rejects.toMatchObject({
    stderr: expect.stringContaining('No such file'),
  });
  expect(existsSync(failed)).toBe(false);
});
