import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#database';
import { endActiveJob } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';

const ALL = '/api/v1/recalculate/all';
const DELTA = '/api/v1/recalculate/delta';

let server: TestDatabase;
let database: Database;
let keys: TestKeys;
let api: TestApi;

beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  keys = await TestKeys.ofEveryRole();
  api = await start();
});

afterAll(async () => {
  await api.close();
  keys.remove();
  await database.close();
  await server.close();
});

beforeEach(async () => {
  await database.pool.query('DELETE FROM idempotency_keys');
});

const start = (): Promise<TestApi> => TestApi.start(server, null, { keysFile: keys.path, requestsPerSecond: 0 });

interface Asked {
  readonly path?: string;
  readonly body?: object | string;
  readonly caller?: string;
}

async function ask(key: string, { path = ALL, body, caller = 'operator' }: Asked = {}) {
  const sent = api.post(path, body).set('Idempotency-Key', key);
  const { status, body: answer } = await sent.set('Authorization', `Bearer ${keys.sent[caller]}`);
  return { ...(answer as { code?: string; job_id?: string; job_no?: number }), status };
}

async function end(jobId: string | undefined, status: 'CANCELLED' | 'FAILED' = 'CANCELLED'): Promise<void> {
  await endActiveJob(database, jobId!, status, 'ended by the test');
}

const age = (hours: number): Promise<unknown> =>
  database.pool.query(`UPDATE idempotency_keys SET created_at = created_at - make_interval(hours => $1)`, [hours]);

describe('an Idempotency-Key', () => {
  it('gives the same job for the same request, past a restart of the API', async () => {
    const first = await ask('a', { body: { as_of: '2026-06-30', base_params: {} } });
    expect(first.status).toBe(202);
    await end(first.job_id);
    await api.close();
    api = await start();
    const again = await ask('a', { body: '{ "base_params": {}, "as_of": "2026-06-30" }' });
    expect(again).toMatchObject({ status: 202, job_id: first.job_id });
  });

  it('that was used for another body, route or job is refused, and nothing is started', async () => {
    const first = await ask('b', { body: { release: true } });
    await end(first.job_id, 'FAILED');
    const reused = { status: 422, code: 'IDEMPOTENCY_KEY_REUSED' };
    expect(await ask('b', { body: { release: false } })).toMatchObject(reused);
    expect(await ask('b')).toMatchObject(reused);
    expect(await ask('b', { path: DELTA, body: { release: true } })).toMatchObject(reused);
    expect(await ask('b', { path: `/api/v1/jobs/${first.job_id}/retry`, body: { release: true } })).toMatchObject(
      reused,
    );
    const { rows } = await database.pool.query('SELECT max(job_no) AS last FROM recalculation_jobs');
    expect(rows).toEqual([{ last: first.job_no }]);
  });

  it('is its caller’s own', async () => {
    const first = await ask('c');
    await end(first.job_id);
    const other = await ask('c', { caller: 'admin', body: { release: false } });
    expect(other).toMatchObject({ status: 202, job_no: first.job_no! + 1 });
    await end(other.job_id);
    expect(await ask('c')).toMatchObject({ job_id: first.job_id });
  });

  it('is kept for 24 hours and then taken away', async () => {
    const first = await ask('d');
    await end(first.job_id);
    await age(23);
    expect(await ask('d')).toMatchObject({ job_id: first.job_id });
    await age(2);
    const later = await ask('d', { body: { release: false } });
    expect(later.job_no).toBe(first.job_no! + 1);
    await end(later.job_id);
    const { rows } = await database.pool.query('SELECT job_id FROM idempotency_keys');
    expect(rows).toEqual([{ job_id: later.job_id }]);
  });

  it('also stands for a job that is taken up again, once', async () => {
    const first = await ask('e');
    await end(first.job_id, 'FAILED');
    const path = `/api/v1/jobs/${first.job_id}/retry`;
    expect(await ask('f', { path })).toMatchObject({ status: 202, job_id: first.job_id });
    await end(first.job_id, 'FAILED');
    expect(await ask('f', { path })).toMatchObject({ status: 202, job_id: first.job_id });
    const { rows } = await database.pool.query('SELECT status FROM recalculation_jobs WHERE id = $1', [first.job_id]);
    expect(rows).toEqual([{ status: 'FAILED' }]);
  });

  it('gives one job however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('g')));
    expect(new Set(answers.map(({ status, job_id }) => `${status} ${job_id}`)).size).toBe(1);
    await end(answers[0]!.job_id);
  });
});
