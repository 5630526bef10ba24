import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { type ControlLink, describeWorkers, openControl, type WorkerDocument } from '#jobs';
import { createLog, readConfig } from '#platform';
import { CLI_MAIN, CommandLine, type Outcome } from '../helpers/command-line.js';
import { EventStreamClient } from '../helpers/event-stream.js';
import { NatsServer } from '../helpers/nats-server.js';
import { NotingWorker } from '../helpers/noting-worker.js';
import { configFor } from '../helpers/postgres.js';
import { requestJob } from '../helpers/recalculation.js';

const line = CommandLine.forThisFile();
const PATIENCE = { timeout: 30_000, interval: 50 };

let nats: NatsServer;
let database: Database;
let control: ControlLink;
let started: Started[] = [];

beforeEach(async () => {
  nats = await NatsServer.start();
  const config = { ...configFor({ url: line.env['DATABASE_URL']! }), nats: readConfig({ NATS_URL: nats.url }).nats };
  database = await openDatabase(config, { applicationName: 'test' });
  control = await openControl(config, createLog('silent', 'test'), 'test');
});

afterEach(async () => {
  for (const one of started) one.child.kill('SIGKILL');
  // Their programs notice that they are alone.
  await Promise.all(started.map(({ exited }) => exited));
  started = [];
  await control.close();
  await database.close();
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

const known = (): Promise<WorkerDocument[]> => describeWorkers(database, control);

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

describe('workers', () => {
  it('are known and answer, each by itself, and the one that is frozen is shown as such', async () => {
    start(['worker']);
    start(['worker'], { PARTITION_START: '32' });
    const states = async () => (await known()).map(({ live, responding }) => [live, responding]);
    const bothWell = [
      [true, true],
      [true, true],
    ];
    await expect.poll(states, PATIENCE).toEqual(bothWell);
    const workers = await known();
    expect(workers.map(({ partition_start: from }) => from).toSorted()).toEqual([0, 32]);
    const alone = JSON.parse((await run(['jobs', 'workers', '--json'], { NATS_URL: '' })).stdout) as object;
    expect(alone).toMatchObject({
      data: workers.map(({ worker }) => ({ worker, responding: null })),
      next_cursor: null,
    });

    const [frozen] = workers;
    process.kill(frozen!.pid, 'SIGSTOP');
    try {
      expect((await known()).map(({ responding }) => responding)).toEqual([false, true]);
      const { stdout } = await run(['jobs', 'workers']);
      expect(stdout).toMatch(new RegExp(`${frozen!.worker} .* (live, does not answer|silent) `));
    } finally {
      process.kill(frozen!.pid, 'SIGCONT');
    }
    await expect.poll(states, PATIENCE).toEqual(bothWell);
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
    ['nobody listens', { NATS_URL: 'nats://127.0.0.1:9' }, 'NATS at 127.0.0.1:9 cannot be reached'],
    ['the database refuses', { DATABASE_URL: 'postgres://nobody:wrong@127.0.0.1:9/mill' }, 'at 127.0.0.1:9: nothing'],
  ])('ends its command with the reason within 10 s: %s', async (_why, environment, reason) => {
    for (const command of ['worker', 'serve']) await expectRefusal(command, environment, reason);
  });

  it('says so when the broker has no JetStream, or does not know it', async () => {
    const plain = await NatsServer.start({ jetStream: false, user: 'joe', password: 's3cret' });
    try {
      await expectRefusal('worker', { NATS_URL: plain.url }, 'JetStream switched off');
      const stranger = plain.url.replace('s3cret', 'wr0ng');
      await expectRefusal('worker', { NATS_URL: stranger }, 'refuses the credentials');
    } finally {
      await plain.stop();
    }
  });
});

async function expectRefusal(command: string, environment: Record<string, string>, reason: string): Promise<void> {
  const startedAt = performance.now();
  const { code, stderr } = await run([command], environment);
  expect(code).toBe(1);
  expect(stderr).toContain(reason);
  expect(stderr).not.toMatch(/s3cret|wr0ng|\n +at /);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
}

describe('jobs cancel', () => {
  it('tells the workers over the broker, and goes on without it', async () => {
    const worker = await NotingWorker.start(nats.url, 'a');
    try {
      await requestJob(database);
      expect(await run(['jobs', 'cancel'])).toMatchObject({ code: 0, stderr: '' });
      await expect.poll(() => worker.noticed).toBe(1);
      await requestJob(database);
      await nats.kill();
      const { code, stderr } = await run(['jobs', 'cancel']);
      expect([code, stderr]).toEqual([0, expect.stringContaining('workers cannot be asked')]);
    } finally {
      await worker.close();
    }
  });
});
