import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type Job, listAudit, listJobs, readJob } from '#database';
import { describeWatch, keepGeneration, releaseJob, resumeWatch, rollbackRelease, type WatchDocument } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { type DeltaMill, expectExact, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';
import { generationTables, readCosts, type requestJob } from '../helpers/recalculation.js';

let mill: DeltaMill;
let database: Database;
let api: TestApi;
const TODAY = { asOf: null };

beforeAll(async () => {
  mill = await openDeltaMill({ DELTA_WATCH: 'on', TIME_ZONE: 'UTC' });
  database = mill.database;
  await mill.runFull(TODAY);
  api = await TestApi.start({ url: mill.url });
});
afterAll(async () => {
  await api.close();
  await mill.close();
});

const setPrice = (item: string, value: number): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = '${item}')`,
  );
const dyeCost = async (sku: string): Promise<string | undefined> => (await readCosts(database)).get(sku)?.[0];
const watch = (): Promise<WatchDocument> => describeWatch(database);
const full = (request: Parameters<typeof requestJob>[1] = {}): Promise<Job> => mill.runFull({ ...TODAY, ...request });

/** Resolves when it holds; the test's own time limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

const costs = (sku: string, value: string): Promise<void> => until(async () => (await dyeCost(sku)) === value);

/** So long that a watch which goes on would have costed what is pending several times. */
const WATCHED_MS = 600;

async function staysSuspended(cause: string, sku: string, value: string): Promise<void> {
  await sleep(WATCHED_MS);
  expect(await watch()).toMatchObject({ state: 'SUSPENDED', watched: true, cause });
  expect(await dyeCost(sku)).toBe(value);
}

describe('watching is suspended', () => {
  it('by a rollback, until it is told to go on; everywhere it is told why', async () => {
    await setPrice('RED', 110);
    await costs('V4', '2.200000');
    const second = await full();
    await setPrice('RED', 120);
    await costs('V4', '2.400000');
    const { body: shown } = await api.post(`/api/v1/jobs/${second.jobId}/rollback`).expect(200);
    expect(await dyeCost('V4')).toBe('2.200000');
    await staysSuspended('ROLLBACK', 'V4', '2.200000');
    const { body: state } = await api.get('/api/v1/watch').expect(200);
    expect(state).toMatchObject({
      state: 'SUSPENDED',
      cause: 'ROLLBACK',
      by: 'api',
      since: expect.any(String) as string,
    });
    expect((await api.get('/api/v1/stats').expect(200)).body).toMatchObject({ watch: { state: 'SUSPENDED' } });
    expect((await api.get('/health').expect(200)).body).toMatchObject({ watch: { state: 'SUSPENDED' } });
    const job = await api.get(`/api/v1/jobs/${String((shown as { job_id: string }).job_id)}`).expect(200);
    expect(job.body).toMatchObject({ notice: expect.stringContaining('watch resume') as string });
    const { body: resumed } = await api.post('/api/v1/watch/resume').expect(200);
    expect(resumed).toMatchObject({ state: 'WATCHING', cause: null });
    await costs('V4', '2.400000');
    const entries = await listAudit(database.pool, { limit: 10, kind: 'watch' });
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['RESUME', 'api'],
      ['SUSPEND', 'api'],
    ]);
  });

  it('by a release for another date, until a full job of today is released', async () => {
    await full({ asOf: '2026-06-30' });
    await setPrice('RED', 130);
    await staysSuspended('OTHER_DATE', 'V4', '2.400000');
    await full({ release: false });
    expect((await watch()).state).toBe('SUSPENDED');
    await full();
    expect((await watch()).state).toBe('WATCHING');
    await setPrice('RED', 140);
    await costs('V4', '2.800000');
  });

  it("by a job's own values, of a delta too, and by the release of an older state", async () => {
    await full({ baseParams: { power_price: 9 } });
    await setPrice('RED', 150);
    await staysSuspended('OWN_VALUES', 'V4', '2.800000');
    await resumeWatch(database);
    await costs('V4', '3.000000');
    const older = await full({ release: false });
    await setPrice('RED', 160);
    await costs('V4', '3.200000');
    await mill.ended((await requestDelta(database, { ...TODAY, baseParams: { power_price: 10 } }))!);
    expect(await watch()).toMatchObject({ state: 'SUSPENDED', cause: 'OWN_VALUES' });
    await resumeWatch(database);
    await until(async () => (await readCosts(database)).get('V4')?.[1] === '16.000000');
    await releaseJob(database, older.jobId, 0, { older: true, timeZone: 'UTC' });
    await staysSuspended('OLDER_STATE', 'V4', '3.000000');
    await resumeWatch(database);
    await costs('V4', '3.200000');
    await until(async () => (await watch()).state === 'WATCHING');
    await expectExact(database);
  });

  it('also when another worker takes over, and not for what the watch has released itself', async () => {
    await full();
    await full();
    await rollbackRelease(database);
    await setPrice('RED', 170);
    await mill.stopWorker();
    mill.startWorker();
    await until(async () => (await watch()).watched);
    await staysSuspended('ROLLBACK', 'V4', '3.200000');
    await resumeWatch(database);
    await costs('V4', '3.400000');
    expect((await watch()).state).toBe('WATCHING');
  });
});

describe('what people ask for goes ahead of a busy watch', () => {
  it('full jobs, deltas, rollbacks, releases and keeps are never refused, and nothing is lost', async () => {
    const writing = new AbortController();
    const busy = (async () => {
      for (let n = 0; !writing.signal.aborted; n++) {
        await setPrice('BLUE', 100 + (n % 50));
        await sleep(5);
      }
    })();
    try {
      for (let round = 0; round < 2; round++) {
        await full();
        const staged = await full({ release: false });
        const delta = await requestDelta(database, TODAY);
        if (delta && delta.status !== 'COMPLETED') await mill.ended(delta);
        await releaseJob(database, staged.jobId, 1, { older: true, timeZone: 'UTC' });
        await keepGeneration(database, (await readJob(database.pool, { jobId: staged.jobId }))!, 'kept');
        await database.pool.query(`UPDATE recalculation_jobs SET kept_name = NULL WHERE kept_name = 'kept'`);
        await resumeWatch(database);
        await full();
        await rollbackRelease(database);
        await resumeWatch(database);
      }
    } finally {
      writing.abort();
      await busy;
    }
    await setPrice('BLUE', 200);
    await costs('V0', '4.000000');
    await until(async () => (await listJobs(database.pool, { limit: 1 }))[0]!.status === 'COMPLETED');
    await expectExact(database);
  }, 60_000);
});

describe('a watch that cannot release', () => {
  const stagedTables = async (): Promise<number[]> => {
    const { rows } = await database.pool.query<{ job_no: number }>(
      `SELECT job_no FROM recalculation_jobs WHERE status = 'STAGED' AND requested_by = 'WATCH' ORDER BY 1`,
    );
    return rows.map(({ job_no }) => job_no);
  };

  it('stops with one staged job, costs what is unrelated, and goes on when the cause is mended', async () => {
    await full();
    await until(async () => (await watch()).state === 'WATCHING');
    const held = (await generationTables(database)).length;
    const [shown] = await listJobs(database.pool, { limit: 1 });
    await keepGeneration(database, shown!, 'month-end');
    await database.pool.query(
      `UPDATE price_rates SET expired_date = '2026-06-01' WHERE item_id = (SELECT id FROM items WHERE code = 'RED')`,
    );
    await until(async () => (await watch()).state === 'STOPPED');
    const stopped = await watch();
    expect(stopped).toMatchObject({ cause: 'NOT_RELEASED', message: expect.stringContaining('3 of 20') as string });
    expect((await api.get('/health').expect(200)).body).toMatchObject({ watch: { state: 'STOPPED' } });
    await sleep(WATCHED_MS * 3);
    expect(await stagedTables()).toEqual([stopped.job_no]);
    // Touches a failed variant, and mends nothing: tried again, and the job before is given up.
    await database.pool.query(
      `UPDATE variants v SET parameters = pack_parameters(ARRAY(SELECT parameter_id FROM unpack_parameters(v.parameters)),
         ARRAY(SELECT CASE p.key WHEN 'shade' THEN 3 ELSE u.value END FROM unpack_parameters(v.parameters) u JOIN parameters p ON p.id = u.parameter_id))
        WHERE sku = 'V4'`,
    );
    await until(async () => ((await watch()).job_no ?? 0) > stopped.job_no!);
    const again = await watch();
    expect(again.state).toBe('STOPPED');
    expect(await stagedTables()).toEqual([again.job_no]);
    expect(await readJob(database.pool, { jobNo: stopped.job_no! })).toMatchObject({
      status: 'DISCARDED',
      error: expect.stringMatching(/^superseded by job \d+: 3 of 20/) as string,
    });
    // Touches others only: costed, with the failed ones as they were.
    const before = await dyeCost('V4');
    await setPrice('BLUE', 210);
    await costs('V0', '4.200000');
    expect(await dyeCost('V4')).toBe(before);
    await until(async () => (await watch()).state === 'WATCHING');
    expect(await stagedTables()).toEqual([]);
    await database.pool.query(`UPDATE price_rates SET expired_date = NULL`);
    await setPrice('RED', 200);
    await costs('V4', '6.000000');
    await until(async () => (await listJobs(database.pool, { limit: 1 }))[0]!.status === 'COMPLETED');
    await expectExact(database);
    await until(async () => (await generationTables(database)).length <= held + 1);
  }, 60_000);
});
