import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPendingChanges, type Database, type Job, readJob } from '#database';
import { endActiveJob, finishJob, releaseJob, retryJob, rollbackRelease } from '#jobs';
import { type DeltaMill, expectExact, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';
import { readCosts, requestJob } from '../helpers/recalculation.js';

let mill: DeltaMill;
let database: Database;

beforeEach(async () => {
  mill = await openDeltaMill();
  database = mill.database;
});

afterEach(() => mill.close());

const dyeCost = async (): Promise<string | undefined> => (await readCosts(database)).get('V4')?.[0];
const setRed = (value: number): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = 'RED')`,
  );
const release = (job: Job, older = false): Promise<Job> => releaseJob(database, job.jobId, 1, { older });
const pending = async (): Promise<number> => (await countPendingChanges(database.pool)).count;

describe('a staged job that is older than what readers see', () => {
  it('by its date and by what it has seen is not released without being told so', async () => {
    const first = await mill.runFull({ asOf: '2026-06-01', release: false });
    await database.pool.query(
      `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, 500, '2026-07-01' FROM items WHERE code = 'RED'`,
    );
    const second = await mill.runFull({ asOf: '2026-07-15', release: false });
    await release(second);
    expect(await dyeCost()).toBe('10.000000');
    await expect(release(first)).rejects.toMatchObject({
      code: 'SUPERSEDED',
      message: expect.stringMatching(
        /job 2, which is later.*prices of 2026-07-15.*1 change \(PRICE_RATE RED\).*--older/s,
      ),
      options: {
        httpStatus: 409,
        details: { released_job_no: 2, released_as_of: '2026-07-15', as_of: '2026-06-01', unseen_changes: 1 },
      },
    });
    expect([await dyeCost(), await pending()]).toEqual(['10.000000', 0]);
    expect(await release(first, true)).toMatchObject({ status: 'COMPLETED', isReleased: true });
    expect([await dyeCost(), await pending()]).toEqual(['2.000000', 1]);
    await mill.runDelta({ asOf: '2026-07-15' });
    await expectExact(database);
  });

  it('by its date alone, or by what a delta has merged, likewise', async () => {
    const early = await mill.runFull({ asOf: '2026-05-31', release: false });
    const late = await mill.runFull({ asOf: '2026-06-30' });
    await expect(release(early)).rejects.toMatchObject({ code: 'SUPERSEDED' });
    const staged = await mill.runFull({ release: false });
    await setRed(200);
    await mill.runDelta();
    await expect(release(staged)).rejects.toMatchObject({ code: 'SUPERSEDED' });
    expect(late.jobNo).toBe(2);
    await expectExact(database);
  });

  it('is released where nothing is lost', async () => {
    const staged = await mill.runFull({ release: false });
    await mill.runFull();
    expect(await release(staged)).toMatchObject({ isReleased: true });
  });
});

describe('a failed job that is taken up again', () => {
  const fail = async (): Promise<Job> => {
    await mill.stopWorker();
    const job = await requestJob(database);
    await endActiveJob(database, job.jobId, 'FAILED', 'for a test');
    mill.startWorker();
    return job;
  };

  it('is refused when a later result is shown', async () => {
    await mill.runFull();
    const failed = await fail();
    await setRed(200);
    await mill.runDelta();
    expect(await dyeCost()).toBe('4.000000');
    await expect(retryJob(database, failed.jobId)).rejects.toMatchObject({
      code: 'SUPERSEDED',
      options: { httpStatus: 409 },
    });
    expect(await readJob(database.pool, { jobId: failed.jobId })).toMatchObject({ status: 'FAILED' });
    expect(await dyeCost()).toBe('4.000000');
    await expectExact(database);
  });

  it('ends staged when it ends after a later one was shown all the same', async () => {
    const first = await mill.runFull({ release: false });
    await setRed(200);
    await mill.runFull();
    await mill.stopWorker();
    // As a retry between two looks at what is shown would leave it.
    await database.pool.query(
      `UPDATE recalculation_jobs SET status = 'RUNNING', finished_at = NULL, release = true WHERE id = $1`,
      [first.jobId],
    );
    expect(await finishJob(database, first.jobId)).toBe(true);
    expect(await readJob(database.pool, { jobId: first.jobId })).toMatchObject({
      status: 'STAGED',
      isReleased: false,
      error: expect.stringMatching(/^Job 1 is superseded: readers see job 2, which is later/),
    });
    expect(await dyeCost()).toBe('4.000000');
  });
});

describe('a release', () => {
  it('never shows nothing', async () => {
    await database.pool.query(`UPDATE process_steps SET formula_expression = 'kwh / 0' WHERE code = 'POWER'`);
    const job = await mill.runFull({ allowedFailedShare: 1 });
    expect(job).toMatchObject({ status: 'STAGED', failed: 20, error: expect.stringContaining('see nothing') });
    await expect(release(job)).rejects.toMatchObject({ code: 'NOTHING_TO_SHOW', options: { httpStatus: 409 } });
    await expect(release(job, true)).rejects.toMatchObject({ code: 'NOTHING_TO_SHOW' });
    expect((await readCosts(database)).size).toBe(0);
  });

  it('shows what was carried over, where there is some', async () => {
    await mill.runFull();
    await database.pool.query(`UPDATE process_steps SET formula_expression = 'kwh / 0' WHERE code = 'POWER'`);
    const job = await mill.runFull({ allowedFailedShare: 1 });
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 20, carried: 20 });
  });

  it('and a rollback in any order lose no change', async () => {
    await mill.runFull();
    await setRed(200);
    const second = await mill.runFull();
    await setRed(300);
    await mill.runDelta();
    await rollbackRelease(database);
    expect([await dyeCost(), await pending()]).toEqual(['2.000000', 2]);
    expect(await release(second)).toMatchObject({ status: 'COMPLETED' });
    expect([await dyeCost(), await pending()]).toEqual(['6.000000', 0]);
    expect(await requestDelta(database)).toBeNull();
    await expectExact(database);
  });
});
