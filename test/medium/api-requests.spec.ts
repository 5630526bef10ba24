import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await TestApi.start(database);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

const JOBS = '/api/v1/jobs';
const ALL = '/api/v1/recalculate/all';
const NO_JOB = '00000000-0000-7000-8000-000000000000';

/** What supertest would not send. */
function send(headers: Record<string, string>, options: { path: string; method?: string; body?: string }) {
  const { port } = api.server.address() as AddressInfo;
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const { path, method = 'GET' } = options;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => (body += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.once('error', reject);
    request.end(options.body);
  });
}

async function jobs(): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>('SELECT count(*) FROM recalculation_jobs');
  return Number(rows[0]!.count);
}

describe('health', () => {
  it('lies outside the prefix and knows version, database and release', async () => {
    const { body, headers } = await api.get('/health').expect(200);
    expect(headers).not.toHaveProperty('etag');
    expect(body).toEqual({
      status: 'OK',
      started: true,
      draining: false,
      database: 'OK',
      nats: 'NONE',
      tasks_waiting: 0,
      jobs_running: 0,
      pending_changes: 0,
      watch: expect.objectContaining({ state: 'OFF', watched: false, cause: null }) as object,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      released_generation: null,
      epoch: 0,
      api_keys: { state: 'NONE', digest: null },
      schema_drift: [],
      uptime_seconds: expect.any(Number),
    });
    for (const part of ['live', 'ready', 'startup']) {
      expect((await api.get(`/health/${part}`).expect(200)).body).toEqual({ status: 'OK' });
    }
    await api.get('/api/v1/health').expect(404);
  });
});

describe('a request that cannot be answered', () => {
  const problem = async (request: ReturnType<TestApi['get']>, status: number) => {
    const response = await request;
    expect([response.status, response.type]).toEqual([status, 'application/problem+json']);
    expect(response.body).toMatchObject({ type: 'about:blank', title: expect.any(String), status });
    expect(response.headers).not.toHaveProperty('x-powered-by');
    return response.body as { code: string; detail: string; errors?: { path: string; code: string }[] };
  };

  it('is a problem whatever is wrong', async () => {
    expect(await problem(api.get('/nowhere'), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problem(api.get('/api/v1/nowhere'), 404)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await problem(api.get('/api/v1/cost-summaries/by-sku/%E0%A4'), 400)).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await problem(api.get(`${JOBS}/${NO_JOB}`), 404)).toMatchObject({ code: 'UNKNOWN_JOB' });
    expect((await problem(api.get(`${JOBS}/7`), 400)).errors).toMatchObject([{ path: 'job_id', code: 'NOT_A_UUID' }]);
  });

  it.each([
    ['limit=0', 'limit OUT_OF_RANGE'],
    ['limit=501', 'limit OUT_OF_RANGE'],
    ['limit=', 'limit NOT_AN_INTEGER'],
    ['limit=1e2', 'limit NOT_AN_INTEGER'],
    ['limit=5&limit=6', 'limit NOT_AN_INTEGER'],
    ['cursor=x', 'cursor MALFORMED_CURSOR'],
    ['cursor=', 'cursor MALFORMED_CURSOR'],
    ['cursor=a&cursor=b', 'cursor NOT_A_STRING'],
    ['limt=5', 'limt UNKNOWN_FIELD'],
  ])('names what is wrong with the query %s', async (query, fault) => {
    const { errors } = await problem(api.get(`${JOBS}?${query}`), 400);
    expect(errors?.map(({ path, code }) => `${path} ${code}`)).toEqual([fault]);
  });

  it.each([
    ['cut off', 400, 'MALFORMED_JSON', '{"release": fal'],
    ['null', 400, 'MALFORMED_JSON', 'null'],
    ['a list', 400, 'INVALID_INPUT', '[]'],
    ['__proto__', 400, 'INVALID_INPUT', '{"__proto__": {"release": false}}'],
    ['constructor', 400, 'INVALID_INPUT', '{"constructor": 1}'],
    ['toString', 400, 'INVALID_INPUT', '{"toString": 1}'],
    ['a lost parameter', 400, 'INVALID_INPUT', '{"base_params": {"prototype": 1}}'],
    ['deep nesting', 400, 'INVALID_INPUT', `{"base_params": ${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`],
    ['more than a megabyte', 413, 'BODY_TOO_LARGE', `{"as_of": "${'9'.repeat(1_100_000)}"}`],
  ])('refuses a body: %s', async (_what, status, code, text) => {
    const request = api.post(ALL).set('Content-Type', 'application/json').send(text);
    expect(await problem(request, status)).toMatchObject({ code });
    expect(await jobs()).toBe(0);
  });

  it('says that a list is no object', async () => {
    expect((await problem(api.post(ALL, []), 400)).errors).toMatchObject([{ path: '$', code: 'NOT_AN_OBJECT' }]);
  });

  it('refuses what is not JSON instead of taking it for nothing', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
      const request = api.post(ALL).set('Content-Type', type).send('release=false');
      expect(await problem(request, 415)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    }
    const chunked = await send({ 'Transfer-Encoding': 'chunked' }, { path: ALL, method: 'POST', body: '{}' });
    expect(chunked.status).toBe(415);
    expect(await jobs()).toBe(0);
  });

  it('refuses what a foreign page sends', async () => {
    const rebound = await send({ Host: 'mill.example:80' }, { path: ALL, method: 'POST' });
    expect([rebound.status, JSON.parse(rebound.body)]).toMatchObject([403, { code: 'FOREIGN_ORIGIN' }]);
    await problem(api.post(ALL).set('Origin', 'https://mill.example'), 403);
    await problem(api.post(ALL).set('Origin', 'null'), 403);
    expect(await jobs()).toBe(0);
    const { port } = api.server.address() as AddressInfo;
    const own = { Host: `localhost:${port}`, Origin: `http://localhost:${port}` };
    expect((await send(own, { path: '/health' })).status).toBe(200);
  });

  it('is a problem without the inside when it meets a defect', async () => {
    await database.pool.query('ALTER TABLE recalculation_jobs RENAME COLUMN mode TO inside');
    try {
      const defect = await problem(api.get(JOBS), 500);
      expect(defect.code).toBe('INTERNAL_ERROR');
      expect(JSON.stringify(defect)).not.toMatch(/mode|inside|column/);
    } finally {
      await database.pool.query('ALTER TABLE recalculation_jobs RENAME COLUMN inside TO mode');
    }
    await api.get(JOBS).expect(200);
  });
});
