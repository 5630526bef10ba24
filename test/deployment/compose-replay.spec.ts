import { execFile, type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { TcpProxy } from '../../bench/faults/tcp-proxy.js';
import { NatsServer } from '../helpers/nats-server.js';
import { TEST_SETTINGS } from '../helpers/postgres.js';
import { removeDataFolder } from '../helpers/postgres-run.js';
import { PostgresServer } from '../helpers/postgres-server.js';
import { psqlExecutable } from '../helpers/psql.js';
import { systemProgram } from '../helpers/system-program.js';
import { readPlain } from './kubernetes-objects.js';

const run = promisify(execFile);

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean };
  readonly deploy?: { readonly replicas: number };
  readonly profiles?: readonly string[];
}

let services: Readonly<Record<string, Service>> = {};
let folder = '';
let postgres: PostgresServer;
let proxy: TcpProxy;
let nats: NatsServer;
const started: ChildProcess[] = [];

beforeAll(async () => {
  services = (readPlain(await readFile('docker-compose.yml', 'utf8')) as { services: typeof services }).services;
  folder = await mkdtemp(join(inject('postgresRunFolder'), 'compose-'));
  await run('chmod', ['755', folder]);
  await psqlExecutable();
  postgres = await PostgresServer.start(join(folder, 'postgres'), { ...serverSettings(), ...TEST_SETTINGS });
  proxy = await TcpProxy.start({ path: postgres.socketPath });
  await makeSecrets();
  await createRoles();
  nats = await NatsServer.start({ user: 'costing', password: await natsPassword() });
  await writeFile(secret('nats-url'), nats.url);
  // The image's commands, beside the build as they are in the image.
  for (const name of ['app', 'keys']) await mkdir(join(folder, name));
  await cp('tools/image/bin', join(folder, 'app', 'bin'), { recursive: true });
  await symlink(join(process.cwd(), 'dist'), join(folder, 'app', 'dist'));
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await proxy.close();
  await nats.stop();
  await postgres.remove();
  await removeDataFolder(folder);
});

const secret = (name: string): string => join(folder, 'secrets', name);

/** `-c name=value` of the command, with compose's defaults. */
function serverSettings(): Record<string, string> {
  const words = services['postgresql']!.command!.filter((word) => word.includes('='));
  return Object.fromEntries(
    words.map((word) => {
      const [name = '', value = ''] = word.replace(/\$\{\w+:-([^}]*)\}/, '$1').split('=');
      return [name, value];
    }),
  );
}

/** By the script that operators run; its servers' names lead to those of this test. */
async function makeSecrets(): Promise<void> {
  await run('sh', ['tools/make-secrets.sh', join(folder, 'secrets')]);
  for (const name of ['database-url', 'owner-database-url']) {
    const url = await readFile(secret(name), 'utf8');
    await writeFile(secret(name), url.replace('postgresql:5432', `127.0.0.1:${proxy.port}`), { mode: 0o644 });
  }
}

const natsPassword = async (): Promise<string> =>
  /password: "(\w+)"/.exec(await readFile(secret('nats-auth.conf'), 'utf8'))![1]!;

/** What PostgreSQL's image does with the file in an empty cluster. */
async function createRoles(): Promise<void> {
  await postgres.ask('DROP DATABASE IF EXISTS costing_none');
  const { host, user } = postgres.connection;
  // The embedded server has a database of that name already.
  const sql = (await readFile('helm/textile-costing/files/create-roles.sql', 'utf8')).replaceAll(
    'DATABASE costing',
    'DATABASE mill',
  );
  const file = join(folder, 'create-roles.sql');
  await writeFile(file, sql);
  for (const name of ['database-url', 'owner-database-url']) {
    await writeFile(secret(name), (await readFile(secret(name), 'utf8')).replace('/costing\n', '/mill\n'));
  }
  const env = {
    ...process.env,
    DATABASE_URL_FILE: secret('database-url'),
    OWNER_DATABASE_URL_FILE: secret('owner-database-url'),
  };
  await run('psql', ['-X', '-h', host, '-U', user, '-d', 'postgres', '-f', file], { env });
}

/** As compose and the image give it, but on loopback, with ports of this run and a log that says little. */
function environmentOf(name: string, own: Record<string, string>): NodeJS.ProcessEnv {
  const given = Object.entries(services[name]!.environment ?? {}).map(([variable, value]) => {
    const text = String(value).replace(/\$\{\w+:-([^}]*)\}/, '$1');
    return [variable, text.replace('/run/secrets', join(folder, 'secrets')).replace('/keys/', `${folder}/keys/`)];
  });
  return {
    ...process.env,
    DATABASE_URL: '',
    NATS_URL: '',
    MIGRATION_DATABASE_URL: '',
    ...Object.fromEntries(given),
    HOST: '127.0.0.1',
    HEALTH_HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...own,
  };
}

function start(name: string, words: readonly string[], own: Record<string, string>): ChildProcess {
  const [command = '', ...args] = words;
  const file = join(folder, 'app', 'bin', command);
  const child = spawn(process.execPath, [file, ...args], {
    env: environmentOf(name, own),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
}

async function runToEnd(name: string, words: readonly string[], own: Record<string, string> = {}): Promise<string> {
  const child = start(name, words, own);
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect([name, code]).toEqual([name, 0]);
  return output.trim();
}

async function isHealthy(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
  return answer?.ok === true;
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 600; n++) {
    if (await isSo()) return;
    await sleep(100);
  }
  throw new Error(`not within a minute: ${what}`);
}

/** Programs in the order in which their conditions let them start. */
function order(): string[] {
  const ours = Object.keys(services).filter(
    (name) => services[name]!.image?.startsWith('textile-costing') && !services[name]!.profiles,
  );
  const sorted: string[] = [];
  while (sorted.length < ours.length) {
    const next = ours.find(
      (name) =>
        !sorted.includes(name) &&
        Object.keys(services[name]!.depends_on ?? {}).every((other) => !ours.includes(other) || sorted.includes(other)),
    );
    sorted.push(next!);
  }
  return sorted;
}

/** `docker compose up`: what runs to its end, and what then goes on. */
async function up(ports: {
  api: number;
  workers: readonly number[];
}): Promise<{ migrated: string; running: ChildProcess[] }> {
  let migrated = '';
  const running: ChildProcess[] = [];
  for (const name of order()) {
    const { command = [], deploy } = services[name]!;
    if (name === 'migrate') migrated = await runToEnd(name, command);
    else {
      const replicas = deploy?.replicas ?? 1;
      for (let n = 0; n < replicas; n++) {
        const health = name === 'api' ? ports.api + 1 : ports.workers[n]!;
        running.push(start(name, command, { PORT: String(ports.api), HEALTH_PORT: String(health) }));
        await until(`${name} is healthy`, () => isHealthy(health));
      }
    }
  }
  return { migrated, running };
}

async function down(running: readonly ChildProcess[]): Promise<void> {
  const ended = running.map(async (child) => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
  await Promise.all(ended);
}

it('is accepted by docker-compose', async () => {
  const absent =
    'Checking docker-compose.yml needs docker-compose on PATH: `apt-get install docker-compose` (Debian, Ubuntu).';
  const compose = await systemProgram('docker-compose', absent);
  await run(compose, ['--file', 'docker-compose.yml', 'config', '--quiet']);
});

it('publishes the API alone, on loopback, and names exact versions', () => {
  const published = Object.entries(services).filter(([, { ports, profiles }]) => ports && !profiles);
  expect(published.map(([name]) => name)).toEqual(['api']);
  for (const port of Object.values(services).flatMap(({ ports }) => ports ?? [])) {
    expect(port).toMatch(/^127\.0\.0\.1:/);
  }
  for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
  expect(order()).toEqual(['migrate', 'api', 'worker']);
});

it('goes from an empty database to a job, and comes up a second time', async () => {
  const key = await runToEnd('costing', ['costing', 'keys', 'add', 'admin', '--role', 'admin'], { PORT: '1' });
  const ports = { api: 20_400, workers: [20_402, 20_403] };
  const first = await up(ports);
  expect(first.migrated).toContain("'costing_app' may run the programs");

  const examples = (await readdir('examples')).filter((name) => name.endsWith('.json'));
  await runToEnd('costing', ['costing', 'import', ...examples.map((name) => `examples/${name}`)]);
  const request = (path: string, body?: object): Promise<Response> =>
    fetch(`http://127.0.0.1:${ports.api}/api/v1/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const costed = async (): Promise<object> => {
    const { job_id } = (await (await request('recalculate/all', { as_of: '2015-04-30' })).json()) as { job_id: string };
    let job = { status: '' };
    await until('the job has ended', async () => {
      job = (await (await request(`jobs/${job_id}`)).json()) as typeof job;
      return !['PENDING', 'RUNNING'].includes(job.status);
    });
    return job;
  };
  expect(await costed()).toMatchObject({ job_no: 1, status: 'COMPLETED', failed: 0 });
  const workers = (await (await request('workers')).json()) as { data: unknown[] };
  expect(workers.data).toHaveLength(2);
  await down(first.running);

  const second = await up(ports);
  expect(second.migrated).toContain('Nothing to migrate');
  expect(await costed()).toMatchObject({ job_no: 2, status: 'COMPLETED', failed: 0 });
  await down(second.running);
});
