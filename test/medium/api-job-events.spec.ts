import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, markJobRunning } from '#database';
import { endActiveJob } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { EventStreamClient } from '../helpers/event-stream.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, requestJob, workOn } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
let api: TestApi;
let clients: EventStreamClient[] = [];

beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  api = await TestApi.start(server);
});

afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await api.close();
  await database.close();
  await server.close();
});

async function watch(jobId: string, headers: Record<string, string> = {}): Promise<EventStreamClient> {
  const client = await EventStreamClient.open(`${api.url}/api/v1/jobs/${jobId}/events`, headers);
  clients.push(client);
  return client;
}

/** One partition is done, as a worker's transaction leaves it; nobody announces it. */
async function finishPartition(jobId: string, partitionNo: number, rows: number): Promise<void> {
  await markJobRunning(database.pool, jobId);
  await database.pool.query(
    `UPDATE recalculation_tasks SET status = 'DONE', attempt = 1, row_count = $3, failed_count = 0, carried_count = 0
      WHERE job_id = $1 AND partition_no = $2`,
    [jobId, partitionNo, rows],
  );
}

const listeners = async (): Promise<number> => {
  const { rows } = await server.pool.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'costing api events'`,
  );
  return rows[0]!.count;
};

describe('GET jobs/{id}/events', () => {
  it('tells how the job stands, each change within a second, the end, and ends', async () => {
    const { jobId } = await requestJob(database);
    const client = await watch(jobId);
    expect([client.status, client.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await expect.poll(() => client.events.length).toBe(1);
    expect(client.last).toMatchObject({ event: 'progress', data: { job_id: jobId, status: 'PENDING', processed: 0 } });
    const { body } = await api.get(`/api/v1/jobs/${jobId}`);
    expect(body).toMatchObject(client.last!.data);
    expect(client.text).toMatch(/^retry: \d+\n\nevent: progress\nid: \S+\ndata: \{/);

    const changedAt = performance.now();
    await finishPartition(jobId, 3, 1_000);
    await expect.poll(() => client.last?.data).toMatchObject({ status: 'RUNNING', processed: 1_000 });
    expect(client.last!.at - changedAt).toBeLessThan(1_000);

    const endedAt = performance.now();
    await endActiveJob(database, jobId, 'CANCELLED', 'enough');
    await client.ended;
    expect(client.last).toMatchObject({ event: 'finished', data: { status: 'CANCELLED', error: 'enough' } });
    expect(performance.now() - endedAt).toBeLessThan(1_000);
    expect(new Set(client.events.map(({ id }) => id)).size).toBe(client.events.length);
  });

  it('follows a job of a worker to its release', async () => {
    const job = await requestJob(database);
    const client = await watch(job.jobId);
    await workOn(database, job);
    await client.ended;
    expect(client.events.at(0)!.data.status).toBe('PENDING');
    expect(client.last).toMatchObject({ event: 'finished', data: { status: 'COMPLETED' } });
  });

  it('tells of an ended job once, and tells who knows it not to come again', async () => {
    const { jobId } = await requestJob(database);
    await endActiveJob(database, jobId, 'CANCELLED', null);
    const client = await watch(jobId);
    await client.ended;
    expect(client.events.map(({ event }) => event)).toEqual(['finished']);
    const again = await watch(jobId, { 'Last-Event-ID': client.last!.id });
    expect(again.status).toBe(204);
  });

  it('answers as a problem, before any stream, what is no job', async () => {
    const unknown = '00000000-0000-7000-8000-000000000000';
    const { body, type } = await api.get(`/api/v1/jobs/${unknown}/events`).expect(404);
    expect([type, body.code]).toEqual(['application/problem+json', 'UNKNOWN_JOB']);
    await api.get('/api/v1/jobs/7/events').expect(400);
  });

  it('says to HEAD what it would be, and does not keep it', async () => {
    const { jobId } = await requestJob(database);
    const { status, type } = await request(api.server).head(`/api/v1/jobs/${jobId}/events`);
    expect([status, type]).toEqual([200, 'text/event-stream']);
  });

  it('listens once for all clients, and not at all when the last is gone', async () => {
    const { jobId } = await requestJob(database);
    const watching = await Promise.all(Array.from({ length: 20 }, () => watch(jobId)));
    await expect.poll(listeners).toBe(1);
    await finishPartition(jobId, 0, 5);
    for (const client of watching) await expect.poll(() => client.last?.data.processed).toBe(5);
    expect(await listeners()).toBe(1);
    for (const client of watching) client.close();
    await expect.poll(listeners).toBe(0);
  });

  it('goes on when the database has cut every connection', async () => {
    const { jobId } = await requestJob(database);
    const client = await watch(jobId);
    await expect.poll(listeners).toBe(1);
    await server.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'costing api%'`,
    );
    await finishPartition(jobId, 0, 7);
    await expect.poll(() => client.last?.data.processed).toBe(7);
    await expect.poll(listeners, { timeout: 10_000 }).toBe(1);
  });

  it('goes on at the next API when this one is stopped, which does not wait for it', async () => {
    const { jobId } = await requestJob(database);
    const before = await watch(jobId);
    await expect.poll(() => before.events.length).toBe(1);
    await api.close();
    await before.ended;
    expect(before.events.map(({ event }) => event)).toEqual(['progress']);
    api = await TestApi.start(server);
    const after = await watch(jobId, { 'Last-Event-ID': before.last!.id });
    await finishPartition(jobId, 1, 9);
    await expect.poll(() => after.last?.data.processed).toBe(9);
  });
});
