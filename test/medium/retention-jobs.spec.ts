import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Job, pruneErrors, pruneJobs } from '#database';
import { discardJob, dropUnneededGenerations, keepGeneration } from '#jobs';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';
import { expectExact } from '../helpers/delta-mill.js';

/** Forgets jobs of more than 30 days; all of the test's are 40 days old. */
let mill: DeltaMill;
beforeAll(async () => {
  mill = await openDeltaMill();
});
afterAll(() => mill.close());

const pool = () => mill.database.pool;

async function forgetJobs(): Promise<number> {
  await pool().query(
    `UPDATE recalculation_jobs SET finished_at = now() - interval '40 days', started_at = now() - interval '41 days'`,
  );
  await pool().query(`DELETE FROM calculation_changes WHERE processed_at IS NOT NULL`);
  const client = await pool().connect();
  try {
    await pruneErrors(client, 30);
    return await pruneJobs(client, 30);
  } finally {
    client.release();
  }
}

async function jobNos(): Promise<number[]> {
  const { rows } = await pool().query<{ job_no: number }>('SELECT job_no FROM recalculation_jobs ORDER BY 1');
  return rows.map(({ job_no }) => job_no);
}

const raisePrices = () => pool().query(`UPDATE price_rates SET rate_value = rate_value * 1.01`);

it('keeps what a rollback, a kept state, a staged job and merged deltas need, and forgets the rest', async () => {
  const kept = await mill.runFull();
  await keepGeneration(mill.database, kept, 'budget');
  const dropped: Job[] = [await mill.runFull(), await mill.runFull()];
  const previous = await mill.runFull();
  const shown = await mill.runFull();
  await raisePrices();
  const delta = await mill.runDelta();
  expect(delta).toMatchObject({ status: 'COMPLETED', plan: 'MERGE' });
  const staged = await mill.runFull({ release: false });
  const discarded = await mill.runFull({ release: false });
  await discardJob(mill.database, discarded.jobId);
  await dropUnneededGenerations(mill.database);

  expect(await forgetJobs()).toBe(dropped.length + 1);
  expect(await jobNos()).toEqual([kept, previous, shown, delta, staged].map(({ jobNo }) => jobNo));
  await expectExact(mill.database);
  expect(await forgetJobs()).toBe(0);
});

it('keeps the job whose figures a failed variant carries on', async () => {
  const before = await mill.runFull();
  const sku = 'SELECT id FROM variants ORDER BY sku LIMIT 1';
  // The kernel finds no value for a parameter that is 0 over 0.
  await pool().query(
    `UPDATE routings SET output_quantity = '0' WHERE id = (SELECT routing_id FROM variants WHERE id = (${sku}))`,
  );
  await mill.runFull({ allowedFailedShare: 1 });
  const shown = await mill.runFull({ allowedFailedShare: 1 });
  const last = await mill.runFull({ allowedFailedShare: 1 });
  expect(last.failed).toBeGreaterThan(0);
  await dropUnneededGenerations(mill.database);
  await forgetJobs();
  const { rows } = await pool().query<{ job_no: number }>(
    `SELECT DISTINCT job_no FROM cost_summaries WHERE generation = $1 ORDER BY 1`,
    [last.jobNo],
  );
  expect(rows.map(({ job_no }) => job_no)).toEqual([before.jobNo, last.jobNo]);
  expect(await jobNos()).toEqual(expect.arrayContaining([before.jobNo, shown.jobNo, last.jobNo]));
});
