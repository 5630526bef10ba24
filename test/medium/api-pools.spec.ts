import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findActiveJob, variantId } from '#database';
import { endActiveJob } from '#jobs';
import { TestApi } from '../helpers/api.js';
import { type DeltaMill, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';

const LOOK_UPS = ['/api/v1/cost-summaries/by-sku/V0', '/api/v1/parameters/shade', '/api/v1/jobs', '/health/ready'];

let mill: DeltaMill;
let api: TestApi;
beforeAll(async () => {
  mill = await openDeltaMill();
  await mill.runFull();
  await mill.stopWorker();
  api = await TestApi.start(mill.database);
});
afterAll(async () => {
  await api.close();
  await mill.close();
});

const setBlue = (value: number): Promise<unknown> =>
  mill.database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = 'BLUE')`,
  );
const delta = (asOf = '2026-06-30') => api.post('/api/v1/recalculate/delta', { as_of: asOf });

async function statusesOf(paths: readonly string[]): Promise<number[]> {
  return (await Promise.all(paths.map((path) => api.get(path)))).map(({ status }) => status);
}

/** Runs `work` while another session holds what `lock` locks. */
async function whileLocked(lock: string, work: () => Promise<void>): Promise<void> {
  const holder = await mill.database.connect('holder');
  try {
    await holder.query('BEGIN');
    await holder.query(lock);
    await work();
  } finally {
    await holder.end();
  }
}

async function untilBlocked(applicationName: string, count: number): Promise<void> {
  const blocked = async (): Promise<number> => {
    const { rowCount } = await mill.database.pool.query(
      `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'
          AND datname = current_database()`,
      [applicationName],
    );
    return rowCount ?? 0;
  };
  await expect.poll(blocked, { timeout: 10_000, interval: 10 }).toBe(count);
}

describe('forty requests for a delta at once', () => {
  it('start one job, and look-ups are answered meanwhile', async () => {
    await setBlue(120);
    const asked = Array.from({ length: 40 }, () => delta());
    const all = Promise.all(asked);
    expect(await statusesOf(LOOK_UPS)).toEqual([200, 200, 200, 200]);
    const statuses = (await all).map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(39);
  });

  it('are refused while a job runs, which they name', async () => {
    const { jobId } = (await findActiveJob(mill.database.pool))!;
    const answers = await Promise.all(Array.from({ length: 40 }, () => delta()));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.running_job_id}`))).toEqual(
      new Set([`409 ${jobId}`]),
    );
    await endActiveJob(mill.database, jobId, 'CANCELLED', null);
  });

  it('do with one connection', async () => {
    const database = mill.database.withPool('one connection', { max: 1, waitMs: 5_000, lockWaitMs: null });
    const asked = Array.from({ length: 20 }, () => requestDelta(database).catch((error: Error) => error));
    const answers = await Promise.all(asked);
    const codes = answers.map((answer) => (answer && 'jobId' in answer ? 'JOB' : (answer as { code?: string }).code));
    expect(codes.sort()).toEqual(['JOB', ...Array.from({ length: 19 }, () => 'JOB_RUNNING')]);
    const { jobId } = (await findActiveJob(database.pool))!;
    await endActiveJob(database, jobId, 'CANCELLED', null);
    await database.close();
  });
});

describe('a pool whose connections all wait', () => {
  it('for writes keeps nothing from look-ups', async () => {
    const { jobId } = (await mill.database.pool.query<{ jobId: string }>(`SELECT id AS "jobId" FROM recalculation_jobs
      WHERE status = 'COMPLETED'`)).rows[0]!; // prettier-ignore
    const keep = () => api.post(`/api/v1/jobs/${jobId}/keep`, { name: 'kept' });
    let kept: Promise<{ status: number; headers: Record<string, string> }[]>;
    await whileLocked('LOCK TABLE released_generation IN EXCLUSIVE MODE', async () => {
      kept = Promise.all(Array.from({ length: 4 }, keep));
      await untilBlocked('costing api writes', 4);
      expect(await statusesOf(LOOK_UPS)).toEqual([200, 200, 200, 200]);
      const answers = await kept;
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
      expect(answers.every(({ headers }) => Number(headers['retry-after']) > 0)).toBe(true);
    });
    await keep().expect(200);
    await api.post(`/api/v1/jobs/${jobId}/keep`, { drop: true }).expect(200);
  });

  it('for reports keeps nothing from look-ups, and more than its turns wait without a connection', async () => {
    const id = variantId('V0');
    let reports: Promise<{ status: number }[]>;
    await whileLocked('LOCK TABLE variants_p00, process_steps IN ACCESS EXCLUSIVE MODE', async () => {
      reports = Promise.all(
        [
          ...Array.from({ length: 12 }, () => '/api/v1/changes?explain=true'),
          ...Array.from({ length: 12 }, () => `/api/v1/cost-summaries/${id}/explain`),
        ].map((path) => api.get(path)),
      );
      await untilBlocked('costing api reports', 3);
      expect(await statusesOf(['/api/v1/parameters/shade', '/api/v1/jobs', '/health/ready'])).toEqual([200, 200, 200]);
    });
    expect(new Set((await reports!).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('for look-ups answers others at once by 503, and keeps nothing from probes', async () => {
    let stuck: Promise<number[]>;
    await whileLocked('LOCK TABLE parameters IN ACCESS EXCLUSIVE MODE', async () => {
      stuck = statusesOf(Array.from({ length: 4 }, () => '/api/v1/parameters/shade'));
      await untilBlocked('costing api', 4);
      const refused = await api.get('/api/v1/jobs').expect(503);
      expect(refused.body).toMatchObject({ code: 'DATABASE_BUSY', detail: expect.stringContaining('in use') });
      expect(refused.headers['retry-after']).toBe('1');
      await api.get('/health/ready').expect(200);
    });
    expect(await stuck!).toEqual([200, 200, 200, 200]);
    await api.get('/api/v1/jobs').expect(200);
  });
});
