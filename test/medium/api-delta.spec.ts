import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endActiveJob } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';

let mill: DeltaMill;
let api: TestApi;
beforeAll(async () => {
  mill = await openDeltaMill();
  await mill.runFull();
  await mill.stopWorker();
  api = await TestApi.start({ url: mill.database.url });
});
afterAll(async () => {
  await api.close();
  await mill.close();
});

const post = (body: object, status: number): Promise<{ body: Record<string, unknown> }> =>
  api.post('/api/v1/recalculate/delta').send(body).expect(status);
const setBlue = (value: number): Promise<unknown> =>
  mill.database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = 'BLUE')`,
  );

describe('POST recalculate/delta', () => {
  it('says that there is nothing to do', async () => {
    expect((await post({ as_of: '2026-06-30' }, 200)).body).toMatchObject({ status: 'NOTHING_TO_DO' });
  });

  it('starts one job, and refuses a second one', async () => {
    await setBlue(120);
    const { body } = await post({ as_of: '2026-06-30' }, 202);
    expect(body).toMatchObject({ status: 'PENDING', job_id: expect.any(String) as string });
    const refused = await post({}, 409);
    expect(refused.body).toMatchObject({ code: 'JOB_RUNNING', running_job_id: body['job_id'] });
    const job = await api.get(`/api/v1/jobs/${String(body['job_id'])}`).expect(200);
    expect(job.body).toMatchObject({ mode: 'DELTA', plan: 'MERGE', total: 4 });
    await endActiveJob(mill.database, String(body['job_id']), 'CANCELLED', null);
    await post({ as_of: '2026-06-30', release: false }, 202);
    await endActiveJob(mill.database, String((await post({}, 409)).body['running_job_id']), 'CANCELLED', null);
  });

  it.each([
    [{ change_ids: [] }, '$.change_ids'],
    [{ change_ids: ['x'] }, '$.change_ids'],
    [{ change_ids: 'x' }, '$.change_ids'],
    [{ mode: 'delta' }, '$.mode'],
  ])('refuses %j', async (body, path) => {
    expect((await post(body, 400)).body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ path }] });
  });

  it('refuses changes that are not pending', async () => {
    const body = { change_ids: ['01900000-0000-7000-8000-000000000001'] };
    expect((await post(body, 409)).body).toMatchObject({ code: 'NOT_PENDING' });
  });
});
