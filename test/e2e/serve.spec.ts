import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { allProcesses } from '../../libs/database/embedded/processes.js';
import type { CostingClient, Schemas } from '../../clients/typescript/costing-client.js';
import { checkedClient } from '../helpers/checked-client.js';
import { postmasterPid } from '../helpers/embedded-process.js';
import { Installation } from '../helpers/installation.js';

const PATIENCE = { timeout: 60_000, interval: 50 };

let home: Installation;
let serve: Served | null = null;

beforeEach(async () => {
  vi.stubEnv('PORT', '0');
  vi.stubEnv('WORKER_COUNT', '1');
  home = await Installation.create();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  serve?.child.kill('SIGKILL');
  serve = null;
  // Whatever a failed test left: its processes, then its folder.
  for (const { pid } of running('')) process.kill(pid, 'SIGKILL');
  await home.remove();
});

/** A `costing serve` and what it said so far. */
class Served {
  stdout = '';
  stderr = '';
  readonly exited: Promise<unknown[]>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (text) => (this.stdout += String(text)));
    child.stderr?.on('data', (text) => (this.stderr += String(text)));
    this.exited = once(child, 'exit');
  }

  /** Where it listens, once it does. */
  async url(): Promise<string> {
    const address = /listening on (\S+)\n$/;
    await expect.poll(() => this.stdout, { ...PATIENCE, message: this.stderr }).toMatch(address);
    return address.exec(this.stdout)![1]!;
  }

  async client(): Promise<CostingClient> {
    return checkedClient(await this.url());
  }

  /** Starts a full recalculation, as often as it takes while the database is away, and waits for its end. */
  async recalculate(key: string): Promise<Schemas['Job']> {
    const client = await this.client();
    let path = { job_id: '' };
    const ask = async (): Promise<number> => {
      const header = { 'Idempotency-Key': key };
      const { data, response } = await client.POST('/api/v1/recalculate/all', { params: { header } });
      if (data) path = { job_id: data.job_id };
      return response.status;
    };
    await expect.poll(ask, PATIENCE).toBe(202);
    const job = async () => (await client.GET('/api/v1/jobs/{job_id}', { params: { path } })).data;
    await expect.poll(async () => (await job())?.status, PATIENCE).toBe('COMPLETED');
    return (await job())!;
  }
}

/** Processes of this installation whose command names `program`. */
function running(program: string): { pid: number }[] {
  return allProcesses().filter(({ command }) => {
    const text = command.join(' ');
    return text.includes(home.folder) && text.includes(program);
  });
}

function start(): Served {
  return (serve = new Served(home.start('serve')));
}

describe('serve', () => {
  it('costs, answers, mends what dies and leaves nothing running', { timeout: 180_000 }, async () => {
    const imported = await home.run('import', 'test/fixtures/worked-examples.catalogue.json');
    expect(imported).toMatchObject({ exitCode: 0 });
    const { child, exited } = start();
    expect(await serve!.recalculate('first')).toMatchObject({ job_no: 1, total: 6, processed: 6, failed: 0 });
    const path = { sku: 'W15' };
    const client = await serve!.client();
    const { data } = await client.GET('/api/v1/cost-summaries/by-sku/{sku}', { params: { path } });
    expect(data).toMatchObject({ grand_total: '46609.300000', job_no: 1, status: 'CURRENT' });

    const [worker] = running('apps/worker/main');
    process.kill(worker!.pid, 'SIGKILL');
    await expect.poll(() => serve!.stderr).toContain('the worker ended (killed by SIGKILL)');
    expect(await serve!.recalculate('worker killed')).toMatchObject({ job_no: 2, processed: 6 });
    expect(running('apps/worker/main')).toHaveLength(1);

    process.kill(postmasterPid(home.config.database.dataFolder), 'SIGKILL');
    expect(await serve!.recalculate('database killed')).toMatchObject({ processed: 6 });

    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await expect.poll(() => running(''), PATIENCE).toEqual([]);
  });

  it('ends with its reason when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    vi.stubEnv('PORT', String(port));
    try {
      const { exitCode, stdout, stderr } = await home.run('serve');
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`error: Port ${port} on 127.0.0.1 is taken by another program`);
      expect(running('')).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('is for other machines only with keys, and then wants one', async () => {
    vi.stubEnv('HOST', '0.0.0.0');
    const { exitCode, stderr } = await home.run('serve');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there are no keys: make one with `keys add NAME')]);

    vi.stubEnv('API_KEYS_FILE', join(home.folder, 'keys.json'));
    const added = await home.run('keys', 'add', 'joe', '--role', 'viewer');
    start();
    const { port } = new URL(await serve!.url());
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`http://127.0.0.2:${port}/api/v1/stats`, { headers })).status;
    expect(await status({})).toBe(401);
    expect(await status({ Authorization: `Bearer ${added.stdout.trim()}` })).toBe(200);
    expect(serve!.stderr).not.toContain('WITHOUT KEYS');
  });

  it('takes its programs along when it is killed', async () => {
    const { child } = start();
    await serve!.url();
    await expect.poll(() => running('apps/worker/main'), PATIENCE).toHaveLength(1);
    child.kill('SIGKILL');
    await expect.poll(() => running('apps/'), PATIENCE).toEqual([]);
    // The database stays for the next command, which shuts it down.
    expect((await home.run('jobs')).exitCode).toBe(0);
    expect(running('')).toEqual([]);
  });
});

describe('worker', () => {
  it('works on its own until it is told to stop', async () => {
    serve = new Served(home.start('worker'));
    await expect.poll(() => running('apps/worker/main'), PATIENCE).toHaveLength(1);
    serve.child.kill('SIGINT');
    expect(await serve.exited).toEqual([0, null]);
    expect(running('')).toEqual([]);
  });
});
