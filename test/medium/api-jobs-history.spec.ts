import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type Job } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, readCosts, recalculate, requestJob } from '../helpers/recalculation.js';

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

const NO_JOB = '00000000-0000-7000-8000-000000000000';

/** V0 takes 1 kg of cotton and V1 takes 2, each with an hour of labour. */
const CATALOGUE = {
  parameters: [{ key: 'kg' }, { key: 'cotton', default_value: 10 }, { key: 'wage', default_value: 3 }],
  routings: [
    {
      code: 'R',
      name: 'R',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [
        { code: 'COTTON', cost_component: 'MATERIAL', formula: 'kg * cotton' },
        { code: 'LABOUR', cost_component: 'PROCESS', formula: 'wage' },
      ],
    },
  ],
  master_yarns: [{ code: 'Y', name: 'Y' }],
  variants: [1, 2].map((kg) => ({ sku: `V${kg - 1}`, master_yarn: 'Y', routing: 'R', parameters: { kg } })),
};

/** The first at a wage of 3, the second at 6. */
async function twoJobs(): Promise<[Job, Job]> {
  await importDocuments(server.url, CATALOGUE);
  return [await recalculate(database), await recalculate(database, { baseParams: { wage: 6, kg: 0 } })];
}

const path = (jobId: string, verb: string): string => `/api/v1/jobs/${jobId}/${verb}`;
const labourSeen = async () => (await readCosts(database)).get('V0')![1];

describe('GET jobs/{id}/diff', () => {
  it('compares with what readers see', async () => {
    const [first] = await twoJobs();
    const { body } = await api.get(path(first.jobId, 'diff')).expect(200);
    const total = { from: '36.000000', to: '42.000000', change: '6.000000', percent: 16.67 };
    expect(body).toEqual({
      from: 1,
      to: 2,
      units: [
        {
          output_unit: expect.any(String),
          currency: expect.any(String),
          variants: 2,
          changed: 2,
          components: [
            { component: 'MATERIAL', from: '30.000000', to: '30.000000', change: '0.000000', percent: 0 },
            { component: 'PROCESS', from: '6.000000', to: '12.000000', change: '6.000000', percent: 100 },
            { component: 'OVERHEAD', from: '0.000000', to: '0.000000', change: '0.000000', percent: null },
            { component: 'TOTAL', ...total },
          ],
          by_routing: [{ code: 'R', variants: 2, changed: 2, ...total }],
          by_master_yarn: [{ code: 'Y', variants: 2, changed: 2, ...total }],
        },
      ],
      movers: expect.any(Array),
      moved: [],
      gone: [],
      new: [],
      counts: { moved: 0, gone: 0, new: 0, other_unit: 0 },
    });
    const moved = { routing: 'R', master_yarn: 'Y', change: '3.000000' };
    const movers = body.movers.sort((a: { sku: string }, b: { sku: string }) => a.sku.localeCompare(b.sku));
    expect(movers).toMatchObject([
      { ...moved, sku: 'V0', from: '13.000000', to: '16.000000', percent: 23.08 },
      { ...moved, sku: 'V1', from: '23.000000', to: '26.000000', percent: 13.04 },
    ]);
  });

  it('compares with any held job, by its number or id, in either direction', async () => {
    const [first, second] = await twoJobs();
    for (const against of [first.jobId, first.jobId.toUpperCase(), '1']) {
      const { body } = await api.get(`${path(second.jobId, 'diff')}?against=${against}&top=1`).expect(200);
      expect(body).toMatchObject({ from: 2, to: 1 });
      expect(body.units[0].components.at(-1)).toMatchObject({ component: 'TOTAL', change: '-6.000000' });
      expect(body.movers).toHaveLength(1);
    }
  });

  it('says what it cannot compare', async () => {
    const code = async (url: string, status: number) => (await api.get(url).expect(status)).body.code;
    const waiting = await requestJob(database);
    expect(await code(path(waiting.jobId, 'diff'), 409)).toBe('NOTHING_RELEASED');
    await api.post(path(waiting.jobId, 'cancel')).expect(200);
    const [, released] = await twoJobs();
    expect(await code(path(waiting.jobId, 'diff'), 404)).toBe('GENERATION_NOT_HELD');
    expect(await code(path(NO_JOB, 'diff'), 404)).toBe('UNKNOWN_JOB');
    for (const against of [NO_JOB, '99', '999999999', '1e3', 'June']) {
      expect(await code(`${path(released.jobId, 'diff')}?against=${against}`, 404)).toBe('UNKNOWN_JOB');
    }
    for (const query of ['against=0', 'against=', 'against=1&against=2', 'top=0', 'top=101']) {
      expect(await code(`${path(released.jobId, 'diff')}?${query}`, 400)).toBe('INVALID_INPUT');
    }
  });
});

describe('POST jobs/{id}/rollback', () => {
  it('shows readers what they saw before the release of this job', async () => {
    const [first, second] = await twoJobs();
    expect(await labourSeen()).toBe('6.000000');
    const { body } = await api.post(path(second.jobId, 'rollback')).expect(200);
    expect(body).toMatchObject({ job_id: first.jobId, job_no: 1, status: 'COMPLETED' });
    expect(await labourSeen()).toBe('3.000000');
  });

  it('undoes no release but the one that readers see', async () => {
    const [first, second] = await twoJobs();
    const { body } = await api.post(path(first.jobId, 'rollback')).expect(409);
    expect(body).toMatchObject({ code: 'NOT_RELEASED', released_job_no: 2 });
    expect(await labourSeen()).toBe('6.000000');
    await api.post(path(second.jobId, 'rollback')).expect(200);
    // The same request once more, say after its answer was lost, must not undo what it did.
    expect((await api.post(path(second.jobId, 'rollback')).expect(409)).body.code).toBe('NOT_RELEASED');
    expect(await labourSeen()).toBe('3.000000');
  });

  it('needs something to go back to, and no job that runs', async () => {
    await importDocuments(server.url, CATALOGUE);
    const only = await recalculate(database);
    expect((await api.post(path(only.jobId, 'rollback')).expect(409)).body.code).toBe('NOTHING_TO_ROLL_BACK');
    const second = await recalculate(database);
    const running = await requestJob(database);
    expect((await api.post(path(second.jobId, 'rollback')).expect(409)).body).toMatchObject({
      code: 'JOB_RUNNING',
      running_job_id: running.jobId,
    });
    expect((await api.post(path(NO_JOB, 'rollback')).expect(404)).body.code).toBe('UNKNOWN_JOB');
  });
});

describe('POST jobs/{id}/keep', () => {
  it('keeps summaries beyond later releases until they are dropped', async () => {
    const [first] = await twoJobs();
    const { body } = await api.post(path(first.jobId, 'keep'), { name: ' standard costs 2026-06 ' }).expect(200);
    expect(body).toMatchObject({ job_no: 1, kept_name: 'standard costs 2026-06' });
    await recalculate(database);
    expect(await generationTables(database)).toEqual([1, 2, 3]);
    const dropped = await api.post(path(first.jobId, 'keep'), { drop: true }).expect(200);
    expect(dropped.body.kept_name).toBeNull();
    await expect.poll(() => generationTables(database), { timeout: 60_000 }).toEqual([2, 3]);
    expect((await api.post(path(first.jobId, 'keep'), { drop: true }).expect(409)).body.code).toBe('NOT_KEPT');
    expect((await api.post(path(first.jobId, 'keep')).expect(409)).body.code).toBe('GENERATION_NOT_HELD');
  });

  it('names what has no name, and no two alike', async () => {
    const [first, second] = await twoJobs();
    expect((await api.post(path(first.jobId, 'keep')).expect(200)).body.kept_name).toBe('job-1');
    expect((await api.post(path(second.jobId, 'keep'), { name: 'job-1' }).expect(409)).body.code).toBe('NAME_TAKEN');
    for (const name of ['', ' ', 'a\u0000b', 'n'.repeat(101), 7, null]) {
      expect((await api.post(path(second.jobId, 'keep'), { name }).expect(400)).body.code).toBe('INVALID_INPUT');
    }
    expect((await api.post(path(NO_JOB, 'keep')).expect(404)).body.code).toBe('UNKNOWN_JOB');
  });
});
