import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#database';
import type { WorkerDocument } from '#jobs';
import { CLI_MAIN, CommandLine, type Outcome } from '../helpers/command-line.js';
import { EventStreamClient } from '../helpers/event-stream.js';
import { NatsServer } from '../helpers/nats-server.js';
import { NotingWorker } from '../helpers/noting-worker.js';
import { configFor } from '../helpers/postgres.js';
import { requestJob } from '../helpers/recalculation.js';

const line = CommandLine.forThisFile();
const PATIENCE = { timeout: 30_000, interval: 50 };

let nats: NatsServer;
let started: Started[] = [];

beforeEach(async () => {
  nats = await NatsServer.start();
});

afterEach(async () => {
  for (const one of started) one.child.kill('SIGKILL');
  // Their programs notice that they are alone.
  await Promise.all(started.map(({ exited }) => exited));
  started = [];
  await nats.stop();
});

/** A command that runs until it is stopped. */
class Started {
  stdout = '';
  stderr = '';
  readonly exited: Promise<Outcome>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (text) => (this.stdout += String(text)));
    child.stderr?.on('data', (text) => (this.stderr += String(text)));
    this.exited = once(child, 'close').then(([code]) => ({
      code: code as number,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  get url(): string | undefined {
    return /listening on (\S+)\n/.exec(this.stdout)?.[1];
  }
}

/** A command to its end. */
const run = (args: string[], environment: Record<string, string> = {}): Promise<Outcome> =>
  start(args, environment).exited;

function start(args: string[], environment: Record<string, string> = {}): Started {
  const env = { ...line.env, NATS_URL: nats.url, WORKER_COUNT: '1', PORT: '0', ...environment };
  const child = spawn(process.execPath, [CLI_MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const one = new Started(child);
  started.push(one);
  return one;
}

async function workers(environment: Record<string, string> = {}): Promise<WorkerDocument[]> {
  const { stdout } = await run(['jobs', 'workers', '--json'], environment);
  return (JSON.parse(stdout) as { data: WorkerDocument[] }).data;
}

describe('workers', () => {
  it('are known and answer, each by itself, and the one that is frozen is shown as such', async () => {
    start(['worker']);
    start(['worker'], { PARTITION_START: '32' });
    const states = async () => (await workers()).map(({ live, responding }) => [live, responding]);
    await expect.poll(states, PATIENCE).toEqual([
      [true, true],
      [true, true],
    ]);
    const known = await workers();
    expect(known.map(({ partition_start: from }) => from).toSorted()).toEqual([0, 32]);
    expect((await workers({ NATS_URL: '' })).map(({ responding }) => responding)).toEqual([null, null]);

    process.kill(known[0]!.pid, 'SIGSTOP');
    try {
      expect((await workers()).map(({ responding }) => responding)).toEqual([false, true]);
      const { stdout } = await run(['jobs', 'workers']);
      expect(stdout).toMatch(new RegExp(`${known[0]!.worker} .* (live, does not answer|silent) `));
    } finally {
      process.kill(known[0]!.pid, 'SIGCONT');
    }
    await expect.poll(states, PATIENCE).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('and the API of `serve` hear each other over the broker', async () => {
    const serve = start(['serve']);
    await expect.poll(() => serve.url, { ...PATIENCE, message: serve.stderr }).toBeDefined();
    const answer = await fetch(`${serve.url}/api/v1/recalculate/all`, { method: 'POST' });
    const { job_id: jobId } = (await answer.json()) as { job_id: string };
    const client = await EventStreamClient.open(`${serve.url}/api/v1/jobs/${jobId}/events`);
    await client.ended;
    expect(client.last).toMatchObject({ event: 'finished', data: { status: 'COMPLETED' } });
    const { data } = (await (await fetch(`${serve.url}/api/v1/workers`)).json()) as { data: WorkerDocument[] };
    expect(data).toContainEqual(expect.objectContaining({ live: true, responding: true }));
    serve.child.kill('SIGTERM');
    expect(await serve.exited).toMatchObject({ code: 0 });
  });
});

describe('a worker that cannot start', () => {
  it.each([
    ['nobody listens', { NATS_URL: 'nats://127.0.0.1:9' }],
    ['the database refuses', { DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:9/mill' }],
  ])('ends its command with the reason within 10 s: %s', async (_why, environment) => {
    for (const command of ['worker', 'serve']) {
      const startedAt = performance.now();
      const { code, stderr } = await start([command], environment).exited;
      expect(code).toBe(1);
      expect(stderr).toContain('127.0.0.1:9');
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    }
  });
});

describe('jobs cancel', () => {
  it('tells the workers over the broker, and goes on without it', async () => {
    const worker = await NotingWorker.start(nats.url, 'a');
    const database = await openDatabase(configFor({ url: line.env['DATABASE_URL']! }), { applicationName: 'test' });
    try {
      const { jobId } = await requestJob(database);
      expect(await run(['jobs', 'cancel'])).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(() => worker.ended).toEqual([jobId]);
      await requestJob(database);
      await nats.kill();
      const { code, stderr } = await run(['jobs', 'cancel']);
      expect([code, stderr]).toEqual([0, expect.stringContaining('workers cannot be asked')]);
    } finally {
      await worker.close();
      await database.close();
    }
  });
});
