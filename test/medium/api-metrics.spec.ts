import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';
import { NatsServer } from '../helpers/nats-server.js';
import { Samples } from '../helpers/metric-samples.js';
import { promtool } from '../helpers/promtool.js';

let nats: NatsServer;
let mill: DeltaMill;
let api: TestApi;

beforeAll(async () => {
  nats = await NatsServer.start();
  mill = await openDeltaMill({ NATS_URL: nats.url });
  await mill.runFull();
  api = await TestApi.start({ url: mill.url }, nats.url);
});

afterAll(async () => {
  await api.close();
  await mill.close();
  await nats.stop();
});

async function scrape(from: TestApi = api): Promise<Samples> {
  const { text, type } = await from.get('/metrics').expect(200);
  expect(type).toBe('text/plain');
  return new Samples(text);
}

/** A second API, whose first scrape comes from no cache. */
async function freshScrape(): Promise<Samples> {
  const other = await TestApi.start({ url: mill.url }, nats.url);
  try {
    return await scrape(other);
  } finally {
    await other.close();
  }
}

describe('GET /metrics', () => {
  it('passes promtool', async () => {
    await api.get('/api/v1/jobs').expect(200);
    const { text } = await api.get('/metrics');
    expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' });
  });

  it('tells of the last job, the tasks and the released state', async () => {
    const job = await mill.runFull();
    const samples = await freshScrape();
    expect(samples.value('costing_newest_job_number')).toBe(job.jobNo);
    expect(samples.value('costing_newest_job_status', { status: 'COMPLETED' })).toBe(1);
    expect(samples.value('costing_newest_job_status', { status: 'FAILED' })).toBe(0);
    expect(samples.value('costing_tasks', { status: 'DONE' })).toBe(64);
    expect(samples.value('costing_newest_job_attempts')).toBe(64);
    expect(samples.value('costing_last_completed_job_variants', { mode: 'FULL' })).toBe(job.processed);
    expect(samples.value('costing_last_completed_job_failed_variants', { mode: 'FULL' })).toBe(job.failed);
    expect(samples.value('costing_last_completed_job_duration_seconds', { mode: 'FULL' })).toBeCloseTo(job.seconds, 3);
    expect(samples.value('costing_released_generation')).toBe(job.jobNo);
    expect(samples.value('costing_released_failed_variants')).toBe(job.failed);
    expect(samples.value('costing_released_age_seconds')).toBeLessThan(60);
    expect(samples.value('costing_workers_live')).toBe(1);
    expect(samples.value('costing_database_up')).toBe(1);
    expect(samples.value('costing_nats_up')).toBe(1);
    expect(samples.value('costing_stream_tasks_waiting')).toBe(0);
    expect(samples.value('costing_database_size_bytes')).toBeGreaterThan(1e6);
    expect(samples.value('costing_database_wal_size_bytes')).toBeGreaterThan(1e6);
    expect(samples.value('costing_database_wal_written_bytes_total')).toBeGreaterThan(1e6);
  });

  it('tells of pending changes and of staged jobs, which deltas and releases end', async () => {
    await mill.runFull({ release: false });
    await mill.database.pool.query(
      `UPDATE price_rates SET rate_value = rate_value + 1 WHERE id = (SELECT min(id) FROM price_rates)`,
    );
    const before = await freshScrape();
    expect(before.value('costing_pending_changes')).toBe(1);
    expect(before.value('costing_pending_changes_oldest_age_seconds')).toBeGreaterThan(0);
    expect(before.value('costing_jobs_staged')).toBe(1);
    expect(before.value('costing_jobs_staged_oldest_age_seconds')).toBeGreaterThan(0);
    const delta = await mill.runDelta();
    const after = await freshScrape();
    expect(after.value('costing_pending_changes')).toBe(0);
    expect(after.value('costing_pending_changes_oldest_age_seconds')).toBe(0);
    expect(after.value('costing_last_completed_job_number', { mode: 'DELTA' })).toBe(delta.jobNo);
  });

  it('counts requests by the template of their route', async () => {
    const other = await TestApi.start({ url: mill.url });
    await other.get('/api/v1/jobs/00000000-0000-7000-8000-000000000001').expect(404);
    await other.get('/api/v1/jobs/00000000-0000-7000-8000-000000000002').expect(404);
    await other.get('/no/such/path').expect(404);
    const samples = await scrape(other);
    const count = 'costing_http_request_duration_seconds_count';
    expect(samples.value(count, { method: 'GET', route: '/api/v1/jobs/:job_id', status: '404' })).toBe(2);
    expect(samples.value(count, { method: 'GET', route: 'other', status: '404' })).toBe(1);
    expect(samples.value('costing_database_pool_connections_max', { pool: 'look_ups' })).toBeGreaterThan(0);
    expect(samples.text).not.toContain('00000000-0000');
    await other.close();
  });

  it('answers a scrape of the next five seconds with the same text', async () => {
    const first = await api.get('/metrics');
    expect((await api.get('/metrics')).text).toBe(first.text);
  });

  it('says that the database is away, without figures of it', async () => {
    const other = await TestApi.start({ url: mill.url });
    await mill.database.pool.query('ALTER TABLE recalculation_tasks RENAME TO elsewhere');
    try {
      const samples = await scrape(other);
      expect(samples.value('costing_database_up')).toBe(0);
      expect(samples.value('costing_tasks', { status: 'DONE' })).toBeNull();
      expect(samples.value('costing_pending_changes')).toBeNull();
      expect(samples.value('process_cpu_seconds_total')).toBeGreaterThan(0);
    } finally {
      await mill.database.pool.query('ALTER TABLE elsewhere RENAME TO recalculation_tasks');
      await other.close();
    }
  });

  it('needs a key of role viewer where there are keys', async () => {
    const keys = await TestKeys.ofEveryRole();
    const closed = await TestApi.start({ url: mill.url }, null, { keysFile: keys.path });
    await closed.get('/metrics').expect(401);
    await closed.get('/metrics').set('Authorization', `Bearer ${keys.sent['viewer']}`).expect(200);
    await closed.close();
    keys.remove();
  });
});
