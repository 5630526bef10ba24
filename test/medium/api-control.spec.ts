import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, heartbeat } from '#database';
import { type ControlLink, openControl } from '#jobs';
import { createLog, readConfig } from '#platform';
import { CleanUp } from '../../apps/api/jobs/clean-up.js';
import { JobFeed } from '../../apps/api/jobs/job-feed.js';
import { TestApi } from '../helpers/api.js';
import { EventStreamClient } from '../helpers/event-stream.js';
import { NatsServer } from '../helpers/nats-server.js';
import { NotingWorker } from '../helpers/noting-worker.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, requestJob } from '../helpers/recalculation.js';

let nats: NatsServer;
let server: TestDatabase;
let database: Database;
let apis: TestApi[];
/** What a worker tells by. */
let control: ControlLink;

beforeEach(async () => {
  nats = await NatsServer.start();
  server = await testDatabase();
  database = await openTestDatabase(server);
  apis = [await TestApi.start(server, nats.url), await TestApi.start(server, nats.url)];
  control = await openControl(readConfig({ NATS_URL: nats.url }), createLog('silent', 'test'), 'test');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await control.close();
  for (const api of apis) await api.close();
  await database.close();
  await server.close();
  await nats.stop();
});

const JOB = '01900000-0000-7000-8000-000000000001';
const WORKERS = '/api/v1/workers';

describe('events of workers', () => {
  it('come to every API, and that of the end to one of them, which cleans up', async () => {
    const looks = apis.map((api) => vi.spyOn(api.part(JobFeed), 'changed'));
    const cleanUps = apis.map((api) => vi.spyOn(api.part(CleanUp), 'start'));
    const count = (spies: { mock: { calls: unknown[] } }[]): number[] => spies.map(({ mock }) => mock.calls.length);
    for (let n = 0; n < 20; n++) control.events.finished(JOB);
    await expect.poll(() => count(looks)).toEqual([20, 20]);
    await expect.poll(() => count(cleanUps).reduce((sum, one) => sum + one)).toBe(20);
  });

  it('bring a change to a client long before the next look', async () => {
    const { jobId } = await requestJob(database);
    const client = await EventStreamClient.open(`${apis[1]!.url}/api/v1/jobs/${jobId}/events`);
    await expect.poll(() => client.events.length).toBe(1);
    const delays: number[] = [];
    for (let rows = 1; rows <= 5; rows++) {
      await server.pool.query(
        `UPDATE recalculation_tasks SET status = 'DONE', row_count = $2, failed_count = 0, carried_count = 0
          WHERE job_id = $1 AND partition_no = $2`,
        [jobId, rows],
      );
      const changedAt = performance.now();
      control.events.progress(jobId);
      await expect.poll(() => client.events.length, { interval: 5 }).toBe(1 + rows);
      delays.push(client.last!.at - changedAt);
    }
    client.close();
    // A look each 0.9 s alone would make 0.45 s of it.
    expect(delays.toSorted((one, other) => one - other)[2]).toBeLessThan(400);
  });
});

describe('POST jobs/{id}/cancel', () => {
  it('is told to every worker at once', async () => {
    const workers = [await NotingWorker.start(nats.url, 'a'), await NotingWorker.start(nats.url, 'b')];
    const { jobId } = await requestJob(database);
    await apis[0]!.post(`/api/v1/jobs/${jobId.toUpperCase()}/cancel`).expect(200);
    for (const worker of workers) await expect.poll(() => worker.noticed).toBe(1);
    for (const worker of workers) await worker.close();
  });
});

describe('while the broker is away', () => {
  it('serves from the ledger, and hears events again when it is back', { timeout: 60_000 }, async () => {
    const [api] = apis as [TestApi];
    const { jobId } = await requestJob(database);
    const client = await EventStreamClient.open(`${api.url}/api/v1/jobs/${jobId}/events`);
    await nats.kill();
    await api.get('/api/v1/jobs').expect(200);
    await api.get('/health/ready').expect(200);
    expect((await api.get(WORKERS).expect(200)).body).toEqual({ data: [], next_cursor: null });
    await api.post(`/api/v1/jobs/${jobId}/cancel`).expect(200);
    await client.ended;
    expect(client.last).toMatchObject({ event: 'finished', data: { status: 'CANCELLED' } });
    await nats.restart();
    const looks = vi.spyOn(api.part(JobFeed), 'changed');
    const told = (): number => {
      control.events.finished(JOB);
      return looks.mock.calls.length;
    };
    await expect.poll(told, { timeout: 30_000 }).toBeGreaterThan(0);
  });
});

describe('GET workers', () => {
  it('shows who is known, and that one does not answer', async () => {
    const registration = { worker: 'w1', host: 'mill-1', pid: 42, lanes: 2, partitionStart: 0, partitionEnd: 31 };
    await heartbeat(database.pool, { ...registration, transport: 'JETSTREAM' }, 3);
    const session = await database.connect('costing-worker w1');
    const { body } = await apis[0]!.get(WORKERS).expect(200);
    await session.end();
    const shown = { worker: 'w1', host: 'mill-1', pid: 42, lanes: 2, partition_start: 0, partition_end: 31 };
    expect(body).toEqual({
      data: [
        {
          ...shown,
          ...{ transport: 'JETSTREAM', rejected: 3, live: true, responding: false, partitions: [], working_on: null },
          started_at: expect.stringMatching(/^20.*Z$/),
          seen_at: expect.stringMatching(/^20.*Z$/),
        },
      ],
      next_cursor: null,
    });
  });

  it('cannot say who answers without a broker', async () => {
    const range = { partitionStart: 0, partitionEnd: 63, transport: 'IN_PROCESS' as const };
    await heartbeat(database.pool, { worker: 'w1', host: 'h', pid: 1, lanes: 1, ...range }, 0);
    const alone = await TestApi.start(server);
    apis.push(alone);
    expect((await alone.get(WORKERS).expect(200)).body.data).toMatchObject([{ live: false, responding: null }]);
  });
});
