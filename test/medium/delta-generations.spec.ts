import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPendingChanges, type Database, type Job, listJobErrors, readReleasedGeneration } from '#database';
import { discardJob, endActiveJob, keepGeneration, mergeDelta, releaseJob, retryJob, rollbackRelease } from '#jobs';
import { costedBy, type DeltaMill, expectExact, openDeltaMill, requestDelta, skus } from '../helpers/delta-mill.js';
import { readCosts, requestJob } from '../helpers/recalculation.js';

let mill: DeltaMill;
let database: Database;
let full: Job;

beforeEach(async () => {
  // A row fills a block, so that tasks stage into tables.
  mill = await openDeltaMill({ BATCH_SIZE: '1' });
  database = mill.database;
  full = await mill.runFull();
});

afterEach(() => mill.close());

const setRate = (item: string, value: number): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = '${item}')`,
  );
const pending = async (): Promise<number> => (await countPendingChanges(database.pool)).count;
const priceOf = async (sku: string): Promise<string | undefined> => (await readCosts(database)).get(sku)?.[0];
const stagingTables = async (): Promise<number> => {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_class WHERE relname ~ '^cost_summaries_d'`,
  );
  return rows[0]!.n;
};
/** A delta all of whose tasks are done: nobody but the test may end it, so the worker must find it ended. */
const epoch = async (): Promise<number> => (await readReleasedGeneration(database.pool)).epoch;

describe('a delta and the generations', () => {
  it('is not lost when a job that was staged before is released, nor when that is rolled back', async () => {
    const staged = await mill.runFull({ release: false });
    await setRate('BLUE', 200);
    await mill.runDelta();
    expect([await priceOf('V0'), await pending()]).toEqual(['4.000000', 0]);

    await expect(releaseJob(database, staged.jobId, 0)).rejects.toMatchObject({ code: 'SUPERSEDED' });
    await releaseJob(database, staged.jobId, 0, { older: true });
    expect([await priceOf('V0'), await pending()]).toEqual(['2.000000', 1]);
    const again = await mill.runDelta();
    expect(again).toMatchObject({ plan: 'MERGE', baseGeneration: staged.jobNo, processed: 4 });
    await expectExact(database);

    await setRate('RED', 300);
    await mill.runDelta();
    await expectExact(database);
    await rollbackRelease(database);
    expect([await priceOf('V0'), await priceOf('V4'), await pending()]).toEqual(['4.000000', '2.000000', 1]);
    expect(await mill.runDelta()).toMatchObject({ baseGeneration: full.jobNo, processed: 3 });
    await expectExact(database);
  });

  it('leaves a staged job that is discarded out of it', async () => {
    await setRate('BLUE', 200);
    const staged = await mill.runFull({ release: false });
    expect(await pending()).toBe(1);
    await discardJob(database, staged.jobId);
    await mill.runDelta();
    await expectExact(database);
  });

  it('builds a new generation where the released one is kept, or nothing may be released', async () => {
    await setRate('BLUE', 200);
    const staged = await mill.runDelta({ release: false });
    expect(staged).toMatchObject({ mode: 'DELTA', plan: 'REBUILD', status: 'STAGED' });
    expect([await priceOf('V0'), await pending()]).toEqual(['2.000000', 1]);
    await discardJob(database, staged.jobId);
    await keepGeneration(database, full, 'June');
    const delta = await mill.runDelta();
    expect(delta).toMatchObject({ mode: 'DELTA', plan: 'REBUILD', status: 'COMPLETED', processed: 20 });
    const { rows } = await database.pool.query(
      `SELECT count(*)::integer AS n FROM cost_summaries WHERE generation = ${full.jobNo} AND job_no = ${full.jobNo}`,
    );
    expect(rows[0]).toEqual({ n: 20 });
    await expectExact(database);
  });

  it('refuses to move readers or keep what they see while it is at work', async () => {
    await mill.runFull();
    const staged = await mill.runFull({ release: false });
    await mill.stopWorker();
    await setRate('BLUE', 200);
    const delta = (await requestDelta(database))!;
    const { generation } = await readReleasedGeneration(database.pool);
    const refusal = { code: 'JOB_RUNNING' };
    await expect(rollbackRelease(database)).rejects.toMatchObject(refusal);
    await expect(releaseJob(database, staged.jobId, 1)).rejects.toMatchObject(refusal);
    await expect(keepGeneration(database, { ...staged, jobNo: generation! }, 'x')).rejects.toMatchObject(refusal);
    await expect(requestDelta(database)).rejects.toMatchObject(refusal);
    await expect(requestJob(database)).rejects.toMatchObject(refusal);
    expect(delta.status).toBe('PENDING');
  });
});

describe('a variant that fails in a delta', () => {
  it('keeps its figures, says so, and is tried again when asked for', async () => {
    const before = await readCosts(database);
    await database.pool.query(
      `UPDATE process_steps SET formula_expression = 'DYE_KG * dye / (dye - 100)' WHERE code = 'DYEING'`,
    );
    await setRate('RED', 300);
    const delta = await mill.runDelta();
    // Blue and green dyes cost 100.
    expect(delta).toMatchObject({ status: 'COMPLETED', total: 10, processed: 10, failed: 7 });
    expect((await listJobErrors(database.pool, delta.jobId)).map(({ code, count }) => [code, count])).toEqual([
      ['DIVISION_BY_ZERO', 7],
    ]);
    expect(await costedBy(database, delta)).toEqual(skus(4, 5, 6));
    expect((await readCosts(database)).get('V0')).toEqual(before.get('V0'));
    await expectExact(database);

    // Nothing is pending: only the failed ones are tried, and fail again.
    expect(await requestDelta(database)).toBeNull();
    expect(await mill.runDelta({ retriesFailed: true })).toMatchObject({ processed: 7, failed: 7 });
    await setRate('BLUE', 50);
    await mill.runDelta();
    expect(await mill.runDelta({ retriesFailed: true })).toMatchObject({ processed: 3, failed: 3 });
    await expectExact(database);
    // A generation that carries them over knows that they are old.
    const next = await mill.runFull({ allowedFailedShare: 1 });
    expect(next).toMatchObject({ failed: 3, carried: 3 });
    await expectExact(database);
  });

  it('is current again when it comes to the same figures', async () => {
    const formula = (text: string): Promise<unknown> =>
      database.pool.query(`UPDATE process_steps SET formula_expression = '${text}' WHERE code = 'DYEING'`);
    await formula('1 / 0');
    expect(await mill.runDelta()).toMatchObject({ failed: 10 });
    await formula('DYE_KG * dye');
    const delta = await mill.runDelta();
    expect(delta).toMatchObject({ processed: 10, failed: 0 });
    expect(await requestDelta(database, { retriesFailed: true })).toBeNull();
    await expectExact(database);
  });
});

describe('a delta that does not come to its end', () => {
  it('gives its changes back and leaves nothing behind', async () => {
    await mill.stopWorker();
    await setRate('BLUE', 200);
    const delta = (await requestDelta(database))!;
    expect(await requestDelta(database).catch((error: { code: string }) => error.code)).toBe('JOB_RUNNING');
    await endActiveJob(database, delta.jobId, 'FAILED', 'for a test');
    await expect(retryJob(database, delta.jobId)).rejects.toMatchObject({ code: 'NOT_HELD' });
    const again = (await requestDelta(database))!;
    expect(again.jobNo).not.toBe(delta.jobNo);
    mill.startWorker();
    expect(await mill.ended(again)).toMatchObject({ status: 'COMPLETED', processed: 4 });
    expect(await stagingTables()).toBe(0);
    await expectExact(database);
  });

  it('computes again what a crash of the server took from staging', async () => {
    await setRate('BLUE', 200);
    // Nobody can end the job while its generation's summaries are locked against writing.
    const blocker = await database.pool.connect();
    await blocker.query(`BEGIN; SELECT FROM released_generation FOR SHARE`);
    const delta = (await requestDelta(database))!;
    await mill.staged(delta);
    await mill.stopWorker();
    await blocker.query('ROLLBACK');
    blocker.release();
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relname ~ '^cost_summaries_d'`,
    );
    await database.pool.query(`TRUNCATE costing_data.${rows[0]!.name}`);
    expect(await mergeDelta(database, delta)).toBe(false);
    const tasks = await database.pool.query<{ status: string }>(
      `SELECT DISTINCT status FROM recalculation_tasks WHERE job_id = $1 ORDER BY 1`,
      [delta.jobId],
    );
    expect(tasks.rows.map(({ status }) => status)).toContain('PENDING');
    expect(await priceOf('V0')).toBe('2.000000');
    mill.startWorker();
    expect(await mill.ended(delta)).toMatchObject({ status: 'COMPLETED', processed: 4, failed: 0 });
    await expectExact(database);
  });

  it('is merged partition by partition above a number of rows, by whoever finds it', async () => {
    const before = await epoch();
    await setRate('BLUE', 200);
    const blocker = await database.pool.connect();
    await blocker.query(`BEGIN; SELECT FROM released_generation FOR SHARE`);
    const delta = (await requestDelta(database))!;
    await mill.staged(delta);
    await mill.stopWorker();
    await blocker.query('ROLLBACK');
    blocker.release();
    const touched = await database.pool.query<{ partitions: number }>(
      `SELECT count(*)::integer AS partitions FROM recalculation_tasks WHERE job_id = $1 AND staged_count > 0`,
      [delta.jobId],
    );
    // The session of the killed worker may hold the lock of merging for a moment.
    await expect.poll(() => mergeDelta(database, delta, { atOnceMax: 3 }), { timeout: 10_000 }).toBe(true);
    const { rows } = await database.pool.query(
      `SELECT plan, status, processed::integer FROM recalculation_jobs WHERE id = $1`,
      [delta.jobId],
    );
    expect(rows[0]).toEqual({ plan: 'MERGE_BY_PARTITION', status: 'COMPLETED', processed: 4 });
    // Each partition shows its rows by itself, and then the job ends.
    expect(await epoch()).toBe(before + touched.rows[0]!.partitions + 1);
    await expectExact(database);
  });

  it('counts rows of a merge that was cut off among what the next one compares with', async () => {
    await setRate('BLUE', 200);
    const blocker = await database.pool.connect();
    await blocker.query(`BEGIN; SELECT FROM released_generation FOR SHARE`);
    const delta = (await requestDelta(database))!;
    await mill.staged(delta);
    await mill.stopWorker();
    await blocker.query('ROLLBACK');
    blocker.release();
    // Between its partitions it is cancelled, and then the price is taken back: only rows tell.
    await mill.mergeOne(delta);
    await endActiveJob(database, delta.jobId, 'CANCELLED', null);
    await setRate('BLUE', 100);
    mill.startWorker();
    await mill.runDelta();
    await expectExact(database);
  });
});
