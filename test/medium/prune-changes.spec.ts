import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '#database';
import { ChangePruning } from '../../apps/worker/prune-changes.js';
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

it('forgets what was processed before the retention, at once and each hour', async () => {
  await addYarn('old', 31);
  await addYarn('recent', 29);
  await addYarn('pending', null);
  const { clock, waiting } = handClock();
  const said: string[] = [];
  const log = { info: (line: string) => void said.push(line), warn: (line: string) => void said.push(line) };
  const pruning = new ChangePruning({ database, retentionDays: 30, clock, log: log as never });
  pruning.start();
  await expect.poll(() => waiting.size).toBe(1);
  expect(await keys()).toEqual(['pending', 'recent']);
  expect(said).toEqual(['1 changes were processed more than 30 days ago: forgotten']);

  await addYarn('old again', 40);
  const [next] = waiting.values();
  waiting.clear();
  expect(next!.ms).toBe(HOUR_MS);
  next!.callback();
  await expect.poll(keys).toEqual(['pending', 'recent']);
  await pruning.stop();
  expect(waiting.size).toBe(0);
});

it('says what keeps it from it, and tries again', async () => {
  await database.pool.query('ALTER TABLE calculation_changes RENAME TO elsewhere');
  const { clock, waiting } = handClock();
  const said: string[] = [];
  const log = { info: () => undefined, warn: (line: string) => void said.push(line) };
  const pruning = new ChangePruning({ database, retentionDays: 30, clock, log: log as never });
  pruning.start();
  await expect.poll(() => waiting.size).toBe(1);
  expect(said).toEqual([expect.stringMatching(/^processed changes could not be forgotten: .*calculation_changes/)]);
  await pruning.stop();
  expect(waiting.size).toBe(0);
});
