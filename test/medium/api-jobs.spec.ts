import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, readJob } from '#database';
import { endActiveJob, type JobDocument } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, recalculate, requestJob, workOn } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
let api: TestApi;

beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  api = await TestApi.start(server);
});

afterEach(async () => {
  await api.close();
  await database.close();
  await server.close();
});

const ALL = '/api/v1/recalculate/all';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** SKU `D<n>` divides by `divisors[n]`. */
const catalogue = (...divisors: number[]): object => ({
  parameters: [{ key: 'divisor' }],
  routings: [
    {
      code: 'R',
      name: 'R',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [{ code: 'S', cost_component: 'PROCESS', formula: '1 / divisor' }],
    },
  ],
  master_yarns: [{ code: 'Y', name: 'Y' }],
  variants: divisors.map((divisor, n) => ({
    sku: `D${n}`,
    master_yarn: 'Y',
    routing: 'R',
    parameters: { divisor },
  })),
});

async function jobOf(jobId: string) {
  return (await readJob(database.pool, { jobId }))!;
}

describe('POST recalculate/all', () => {
  it('starts a job as the body says', async () => {
    await importDocuments(server.url, catalogue(1));
    const body = { as_of: '2026-06-30', release: false, base_params: { divisor: 4 }, allow_failed: 0.25 };
    const { body: answer, headers } = await api.post(ALL, body).expect(202);
    expect(answer).toEqual({
      job_id: expect.stringMatching(UUID),
      job_no: 1,
      status: 'PENDING',
      message: expect.stringContaining('No worker is connected'),
    });
    expect(headers['location']).toBe(`/api/v1/jobs/${answer.job_id}`);
    expect(await jobOf(answer.job_id)).toMatchObject({
      asOf: '2026-06-30',
      release: false,
      allowedFailedShare: 0.25,
      mode: 'FULL',
    });
    const { rows } = await database.pool.query('SELECT base_params FROM recalculation_jobs');
    expect(rows).toEqual([{ base_params: { divisor: 4 } }]);
  });

  it('needs no body: today, released, with one failed variant in a hundred', async () => {
    const { body } = await api.post(ALL).expect(202);
    const { rows } = await database.pool.query<{ today: string }>(
      `SELECT (created_at AT TIME ZONE 'UTC')::date::text AS today FROM recalculation_jobs`,
    );
    expect(await jobOf(body.job_id)).toMatchObject({
      asOf: rows[0]?.today,
      release: true,
      allowedFailedShare: 0.01,
    });
  });

  it('names the job that is in the way', async () => {
    const running = await requestJob(database);
    const { body, type } = await api.post(ALL).expect(409);
    expect(type).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'JOB_RUNNING', running_job_id: running.jobId });
  });

  it('gives one job for one key, however often and whatever became of it', async () => {
    const ask = () => api.post(ALL).set('Idempotency-Key', 'month-end 2026/06');
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status, body }) => [status, body.job_no])).toEqual(Array(3).fill([202, 1]));
    await endActiveJob(database, answers[0].body.job_id, 'CANCELLED', null);
    expect((await ask().expect(202)).body).toMatchObject({ job_no: 1, status: 'CANCELLED' });
    await api.post(ALL).set('Idempotency-Key', 'k'.repeat(201)).expect(400);
    await api.post(ALL).set('Idempotency-Key', 'a\tb').expect(400);
    expect((await api.post(ALL).set('Idempotency-Key', 'k'.repeat(200)).expect(202)).body.job_no).not.toBe(1);
  });

  it('places faults of base parameters in the body', async () => {
    await importDocuments(server.url, catalogue(1));
    const { body } = await api.post(ALL, { base_params: { divisr: 1, divisor: 'x' } }).expect(400);
    expect(body).toMatchObject({
      code: 'INVALID_INPUT',
      errors: [
        { path: '$.base_params.divisr', code: 'UNKNOWN_PARAMETER' },
        { path: '$.base_params.divisor', code: 'NOT_A_NUMBER' },
      ],
    });
    expect((await api.get('/api/v1/jobs').expect(200)).body).toEqual({ data: [], next_cursor: null });
  });
});

describe('GET jobs', () => {
  it('pages from the newest to the oldest and ends', async () => {
    for (let n = 0; n < 5; n++) await endActiveJob(database, (await requestJob(database)).jobId, 'CANCELLED', null);
    const seen: number[] = [];
    const pages: number[] = [];
    for (let path: string | null = '/api/v1/jobs?limit=2'; path !== null;) {
      const { body }: { body: { data: JobDocument[]; next_cursor: string | null } } = await api.get(path).expect(200);
      seen.push(...body.data.map(({ job_no }) => job_no));
      pages.push(body.data.length);
      path = body.next_cursor === null ? null : `/api/v1/jobs?limit=2&cursor=${body.next_cursor}`;
    }
    expect([seen, pages]).toEqual([
      [5, 4, 3, 2, 1],
      [2, 2, 1],
    ]);
    expect((await api.get('/api/v1/jobs?limit=5')).body.next_cursor).toBeNull();
    expect((await api.get('/api/v1/jobs')).body.data).toHaveLength(5);
  });

  it('shows one job, whichever way its id is written', async () => {
    const job = await requestJob(database);
    const { body } = await api.get(`/api/v1/jobs/${job.jobId.toUpperCase()}`).expect(200);
    expect(body).toMatchObject({
      job_id: job.jobId,
      job_no: 1,
      mode: 'FULL',
      status: 'PENDING',
      as_of: '2026-06-30',
      total: 0,
      processed: 0,
      failed: 0,
      rate: 0,
      eta_seconds: null,
      started_at: null,
      finished_at: null,
      error: null,
    });
    expect(new Date(body.created_at).toJSON()).toBe(body.created_at);
  });

  it('tells why variants failed', async () => {
    await importDocuments(server.url, catalogue(0, 1));
    const job = await recalculate(database, { allowedFailedShare: 1 });
    const { body } = await api.get(`/api/v1/jobs/${job.jobId}/errors`).expect(200);
    expect(body).toMatchObject({
      job_no: 1,
      failed: 1,
      data: [{ code: 'DIVISION_BY_ZERO', routing: 'R', step: 'S', count: 1, samples: [{ sku: 'D0' }] }],
      next_cursor: null,
    });
    expect(body.data[0].samples[0].variant_id).toMatch(/-5[0-9a-f]{3}-/);
    await api.get(`/api/v1/jobs/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}/errors`).expect(404);
  });
});

describe('POST jobs/{id}/…', () => {
  const post = (jobId: string, verb: string, body?: object) => api.post(`/api/v1/jobs/${jobId}/${verb}`, body);

  it('cancels a job once, and drops what it built', async () => {
    const { jobId } = await requestJob(database);
    expect(await generationTables(database)).toEqual([1]);
    expect((await post(jobId, 'cancel').expect(200)).body).toMatchObject({ job_id: jobId, status: 'CANCELLED' });
    await expect.poll(() => generationTables(database)).toEqual([]);
    const { body } = await post(jobId, 'cancel').expect(409);
    expect(body).toMatchObject({ code: 'NOT_ACTIVE', detail: 'Job 1 is CANCELLED: it has ended already.' });
  });

  it('releases a staged job above the allowed share only when told so', async () => {
    await importDocuments(server.url, catalogue(0, 1));
    const { jobId } = await workOn(database, await requestJob(database));
    expect((await post(jobId, 'release').expect(409)).body).toMatchObject({ code: 'TOO_MANY_FAILED' });
    expect((await post(jobId, 'release', { allow_failed: 0.4 }).expect(409)).body.code).toBe('TOO_MANY_FAILED');
    expect((await post(jobId, 'release', { allow_failed: 2 }).expect(400)).body.code).toBe('INVALID_INPUT');
    const { body } = await post(jobId, 'release', { allow_failed: 0.5 }).expect(200);
    expect(body).toMatchObject({ status: 'COMPLETED', failed: 1 });
    expect((await post(jobId, 'release').expect(409)).body.code).toBe('NOT_STAGED');
  });

  it('releases with the share that the job was created with', async () => {
    await importDocuments(server.url, catalogue(0, 1));
    const { jobId } = await workOn(database, await requestJob(database, { release: false, allowedFailedShare: 0.5 }));
    expect((await post(jobId, 'release').expect(200)).body.status).toBe('COMPLETED');
  });

  it('discards a staged job with its summaries', async () => {
    const { jobId } = await workOn(database, await requestJob(database, { release: false }));
    expect((await post(jobId, 'discard').expect(200)).body).toMatchObject({ status: 'DISCARDED' });
    await expect.poll(() => generationTables(database)).toEqual([]);
    await post(jobId, 'discard').expect(409);
  });

  it.each(['cancel', 'release', 'discard'])('knows no other job: %s', async (verb) => {
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect((await post(unknown, verb).expect(404)).body).toMatchObject({ code: 'UNKNOWN_JOB' });
    await post('7', verb).expect(400);
  });
});

describe('GET stats', () => {
  it('is all zero at the start', async () => {
    expect((await api.get('/api/v1/stats').expect(200)).body).toEqual({
      today: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      time_zone: expect.any(String),
      variants: 0,
      variants_exact: true,
      active_routings: 0,
      summaries: 0,
      released: null,
      last_job: null,
      failed_in_last_job: 0,
      watch: expect.objectContaining({ state: 'OFF', watched: false, cause: null }) as object,
    });
  });

  it('tells what there is, what readers see and how the last job went', async () => {
    await importDocuments(server.url, catalogue(1, 1, 0));
    await database.pool.query(
      `INSERT INTO routings (code, name, output_quantity, output_unit) VALUES ('EMPTY', 'no steps', '1', 'kg')`,
    );
    const released = await recalculate(database, { allowedFailedShare: 1 });
    const last = await recalculate(database, { release: false });
    const { body } = await api.get('/api/v1/stats').expect(200);
    expect(body).toMatchObject({
      variants: 3,
      variants_exact: true,
      active_routings: 1,
      summaries: 2,
      released: { generation: 1, job_id: released.jobId, epoch: 1, as_of: '2026-06-30' },
      last_job: { job_id: last.jobId, status: 'STAGED' },
      failed_in_last_job: 1,
    });
    expect(new Date(body.released.released_at).toJSON()).toBe(body.released.released_at);
  });

  it('estimates a large catalogue', async () => {
    await database.pool.query(`UPDATE pg_class SET reltuples = 2000 WHERE relname ~ '^variants_p[0-9]+$'`);
    const { body } = await api.get('/api/v1/stats').expect(200);
    expect(body).toMatchObject({ variants: 128_000, variants_exact: false });
  });
});
