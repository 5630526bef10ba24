import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Client, Database } from '#database';
import { type Config, readConfig } from '#platform';
import { Retention } from '../../apps/worker/retention.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  await database.pool.query(
    `INSERT INTO recalculation_jobs (id, mode, status, as_of, total, finished_at)
     VALUES (gen_random_uuid(), 'FULL', 'COMPLETED', '2026-01-01', 0, now())`,
  );
});
afterEach(async () => {
  await database.close();
  await server.close();
});

const HOUR_MS = 3_600_000;

/** A clock that goes on by hand. */
function handClock() {
  const waiting = new Map<object, { callback: () => void; ms: number }>();
  const setTimeout = (callback: () => void, ms: number): object => {
    const timer = {};
    waiting.set(timer, { callback, ms });
    return timer;
  };
  const clearTimeout = (timer: object): void => void waiting.delete(timer);
  return { clock: { now: () => 0, setTimeout, clearTimeout }, waiting };
}

const keys = async (): Promise<string[]> =>
  (
    await database.pool.query<{ key: string }>(`SELECT affected_key AS key FROM calculation_changes ORDER BY 1`)
  ).rows.map(({ key }) => key);

async function addYarn(code: string, processedDaysAgo: number | null): Promise<void> {
  await database.pool.query(`INSERT INTO master_yarns (code, name, parameters) VALUES ($1, $1, '')`, [code]);
  await database.pool.query(
    `UPDATE calculation_changes
        SET processed_at = now() - make_interval(days => $2), job_id = CASE WHEN $2 > 0 THEN (SELECT id FROM recalculation_jobs) END
      WHERE affected_key = $1`,
    [code, processedDaysAgo],
  );
}

const DAYS = { changes: 30, errors: null, jobs: null, audit: null };

function retention(days: Partial<Config['retentionDays']> = {}, worker = 'w') {
  const { clock, waiting } = handClock();
  const said: string[] = [];
  const say = (entry: unknown, message?: string): void => void said.push(message ?? String(entry));
  const connectOwner = (name: string): Promise<Client> => database.connect(name);
  const log = { info: say, warn: say } as never;
  const one = new Retention({ database, connectOwner, worker, days: { ...DAYS, ...days }, clock, log });
  return { one, waiting, said };
}

/** Forgets once; what the log says of it. */
async function forget(days: Partial<Config['retentionDays']>, worker?: string): Promise<string[]> {
  const { one, waiting, said } = retention(days, worker);
  one.start();
  await expect.poll(() => waiting.size).toBe(1);
  await one.stop();
  return said;
}

const count = async (table: string): Promise<number> =>
  Number((await database.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count);

it('forgets what was processed before the retention, at once and each hour', async () => {
  await addYarn('old', 31);
  await addYarn('recent', 29);
  await addYarn('pending', null);
  const { one, waiting, said } = retention();
  one.start();
  await expect.poll(() => waiting.size).toBe(1);
  expect(await keys()).toEqual(['pending', 'recent']);
  expect(said).toEqual(['processed changes older than 30 days are forgotten: 1']);

  await addYarn('old again', 40);
  const [next] = waiting.values();
  waiting.clear();
  expect(next!.ms).toBe(HOUR_MS);
  next!.callback();
  await expect.poll(keys).toEqual(['pending', 'recent']);
  await one.stop();
  expect(waiting.size).toBe(0);
});

it('leaves it to the worker that leads', async () => {
  await addYarn('old', 31);
  await database.pool.query(
    `UPDATE recalculation_reconciler SET worker = 'leader', term_until = now() + interval '1 minute'`,
  );
  expect(await forget({}, 'another')).toEqual([]);
  expect(await keys()).toEqual(['old']);
  expect(await forget({}, 'leader')).toHaveLength(1);
  expect(await keys()).toEqual([]);
});

it('says what one kind cannot be forgotten for, and goes on with the others', async () => {
  await database.pool.query('ALTER TABLE calculation_changes RENAME TO elsewhere');
  await database.pool.query(`UPDATE costing_audit.audit_entries SET at = at - interval '11 days'`);
  expect(await forget({ audit: 10 })).toEqual([
    expect.stringMatching(/^processed changes could not be forgotten: .*calculation_changes/),
    expect.stringMatching(/^entries of the audit older than 10 days are forgotten: \d+$/),
  ]);
});

it('keeps jobs, errors and the audit for ever where the settings say so', async () => {
  await database.pool.query(`UPDATE recalculation_jobs SET finished_at = finished_at - interval '100 years'`);
  await database.pool.query(`UPDATE costing_audit.audit_entries SET at = at - interval '100 years'`);
  const entries = await count('audit_entries');
  expect(await forget({})).toEqual([]);
  expect([await count('recalculation_jobs'), await count('audit_entries')]).toEqual([1, entries]);
  const { retentionDays } = readConfig({ JOB_RETENTION_DAYS: '0' });
  expect(retentionDays).toEqual({ changes: 30, errors: 90, jobs: null, audit: null });
});
