import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type Database, isGenerationHeld, type Job, listPendingDetachments } from '#database';
import { dropUnneededGenerations, heldText, keepGeneration, releaseJob } from '#jobs';
import { runCommand } from '../helpers/command-line.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';
import { generationTables, readCosts } from '../helpers/recalculation.js';

let mill: DeltaMill;
let database: Database;
beforeAll(async () => {
  mill = await openDeltaMill();
  ({ database } = mill);
  await mill.runFull();
  await mill.runFull();
});
afterAll(() => mill.close());

const READ = 'SELECT count(*)::integer AS n, max(job_no) AS job FROM variant_cost_summaries';

const readers: Client[] = [];
async function openReader(isolation: 'READ COMMITTED' | 'REPEATABLE READ', name: string): Promise<Client> {
  const client = await database.connect(name);
  await client.query(`BEGIN ISOLATION LEVEL ${isolation}`);
  await client.query(READ);
  readers.push(client);
  return client;
}
async function endReaders(): Promise<void> {
  for (const reader of readers.splice(0)) await reader.end();
}

/** Changes a price of all variants, so that a delta has something to do. */
let price = 8;
async function runDelta(): Promise<Job> {
  price += 0.125;
  await database.pool.query(
    `UPDATE price_rates SET rate_value = $1 WHERE parameter_id =
    (SELECT id FROM parameters WHERE key = 'power_price') AND effective_date = '2026-01-01'`,
    [price],
  );
  return mill.runDelta();
}

/** Five releases, each preceded by a delta. Gives the seconds that each full job took. */
async function fiveReleases(): Promise<number[]> {
  const seconds: number[] = [];
  for (let n = 0; n < 5; n++) {
    const delta = await runDelta();
    expect([delta.status, delta.error]).toEqual(['COMPLETED', null]);
    const from = performance.now();
    const full = await mill.runFull();
    seconds.push((performance.now() - from) / 1_000);
    expect([full.status, full.error, full.isReleased]).toEqual(['COMPLETED', null, true]);
  }
  return seconds;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Only what readers see and the generation before are left. */
async function expectAllDropped({ others = 0 } = {}): Promise<void> {
  const left = async (): Promise<number> => {
    await dropUnneededGenerations(database);
    return (await generationTables(database)).length;
  };
  await expect.poll(left, { timeout: 20_000 }).toBe(2 + others);
  expect(await listPendingDetachments(database.pool)).toEqual([]);
}

describe('transactions of readers that stay open through five releases', () => {
  let alone: number;
  beforeAll(async () => {
    alone = sum(await fiveReleases());
  }, 60_000);
  beforeEach(() => expectAllDropped());

  it.each([
    ['one at READ COMMITTED', ['READ COMMITTED']],
    ['several of both kinds', ['READ COMMITTED', 'REPEATABLE READ', 'READ COMMITTED', 'REPEATABLE READ']],
  ] as const)(
    'delay and fail no job, see all of one state, and are named: %s',
    async (_, isolations) => {
      try {
        for (const [n, isolation] of isolations.entries()) await openReader(isolation, `month-end report ${n}`);
        const seconds = await fiveReleases();
        // A clean-up that waited for the reader, or a release that did, would add two seconds and more to each.
        expect(sum(seconds)).toBeLessThan(alone * 1.5 + 5);
        // While the worker cleans up, it has the lock of cleaning, and nobody else finds anything held.
        const cleaning = { held: await dropUnneededGenerations(database) };
        const countHeld = async (): Promise<number> => {
          cleaning.held = await dropUnneededGenerations(database);
          return cleaning.held.generations.length;
        };
        await expect.poll(countHeld, { timeout: 20_000, interval: 100 }).toBeGreaterThan(0);
        const { held } = cleaning;
        expect(held.holders.map(({ application }) => application)).toContain('month-end report 0');
        expect(held.holders[0]!.since).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
        expect(heldText(held)).toContain(`session ${held.holders[0]!.pid} (month-end report`);
        for (const [n, reader] of readers.entries()) {
          if (isolations[n] === 'READ COMMITTED') expect((await reader.query<{ n: number }>(READ)).rows[0]!.n).toBe(20);
          else {
            // Its own state or an error, but never none.
            const seen = await reader.query<{ n: number }>(READ).then(
              ({ rows }) => rows[0]!.n,
              () => 'an error',
            );
            expect([20, 'an error']).toContain(seen);
          }
        }
      } finally {
        await endReaders();
      }
      await expectAllDropped();
      expect((await readCosts(database)).size).toBe(20);
    },
    120_000,
  );

  it('let `recalculate` end with exit code 0, which says what is dropped later', async () => {
    try {
      await openReader('READ COMMITTED', 'month-end report');
      for (let n = 0; n < 3; n++) {
        const { code, stdout, stderr } = await runCommand(mill.url, ['recalculate', '--as-of', '2026-06-30', '--json']);
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
        expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED' });
        if (n > 0) expect(stderr).toMatch(/dropped later.*session \d+ \(month-end report/);
      }
    } finally {
      await endReaders();
    }
    await expectAllDropped();
  }, 120_000);
});

describe('a detachment that was interrupted', () => {
  it('is finalized by the next clean-up, though no list of what is superfluous has it', async () => {
    const kept = await keepGeneration(database, await mill.runFull(), 'interrupted');
    await mill.runFull();
    await expectAllDropped();
    await openReader('READ COMMITTED', 'report');
    await mill.runFull();
    await dropUnneededGenerations(database);
    expect(await listPendingDetachments(database.pool)).toEqual([kept.jobNo]);
    // Its place in the view is gone and its figures are not.
    expect(await isGenerationHeld(database.pool, kept.jobNo)).toBe(true);
    await expect(releaseJob(database, kept.jobId, 0, { older: true })).rejects.toMatchObject({
      code: 'GENERATION_IN_USE',
      options: { httpStatus: 503 },
      message: expect.stringMatching(/session \d+ \(report/) as string,
    });
    await endReaders();
    await releaseJob(database, kept.jobId, 0, { older: true });
    expect([...(await readCosts(database)).values()].every((row) => row[4] === kept.jobNo)).toBe(true);
  }, 60_000);

  it('yields to a job that attaches its generation', async () => {
    await database.pool.query(
      `CREATE TABLE costing_data.cost_summaries_g900000 (LIKE cost_summaries INCLUDING DEFAULTS);
       ALTER TABLE cost_summaries ATTACH PARTITION costing_data.cost_summaries_g900000 FOR VALUES IN (900000)`,
    );
    await openReader('READ COMMITTED', 'report');
    const cleaning = await database.connect('costing clean-up');
    const detach = (how: string): Promise<string | undefined> =>
      cleaning.query(`ALTER TABLE cost_summaries DETACH PARTITION costing_data.cost_summaries_g900000 ${how}`).then(
        () => 'detached',
        (error: { code?: string }) => error.code,
      );
    await cleaning.query(`SET lock_timeout = '100ms'`);
    expect(await detach('CONCURRENTLY')).toBe('55P03');
    await cleaning.query(`SET lock_timeout = 0`);
    const detached = detach('FINALIZE');
    const isWaiting = async (): Promise<number> => {
      const { rows } = await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'costing clean-up' AND wait_event_type = 'Lock'`,
      );
      return rows.length;
    };
    await expect.poll(isWaiting, { timeout: 20_000 }).toBe(1);
    expect((await mill.runFull()).status).toBe('COMPLETED');
    expect(await detached).toBe('57014');
    await cleaning.end();
    await endReaders();
    await expectAllDropped({ others: 1 });
    await database.pool.query('DROP TABLE costing_data.cost_summaries_g900000');
  }, 60_000);
});
