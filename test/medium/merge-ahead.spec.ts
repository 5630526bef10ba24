import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Client,
  countPendingChanges,
  type Database,
  generationLeaf,
  type Job,
  readJob,
  readStagedTasks,
} from '#database';
import { endActiveJob, mergeDelta } from '#jobs';
import { MERGE_LOCK } from '../../libs/jobs/staged-tasks.js';
import { type DeltaMill, expectExact, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';
import { readCosts } from '../helpers/recalculation.js';
import { WorkerProcess } from '../helpers/worker-process.js';

let mill: DeltaMill;
let database: Database;
let full: Job;
let blocker: Client;

beforeEach(async () => {
  mill = await openDeltaMill();
  database = mill.database;
  full = await mill.runFull();
  blocker = await database.connect('costing test blocker');
  await database.pool.query(
    `UPDATE price_rates SET rate_value = 200 WHERE item_id = (SELECT id FROM items WHERE code = 'BLUE')`,
  );
});

afterEach(async () => {
  await blocker.end();
  await mill.close();
});

const pending = async (): Promise<number> => (await countPendingChanges(database.pool)).count;
const blueCosts = async (): Promise<(string | undefined)[]> => {
  const costs = await readCosts(database);
  return ['V0', 'V1', 'V2', 'V3'].map((sku) => costs.get(sku)?.[0]);
};
const [OLD, NEW] = ['2.000000', '4.000000'].map((cost) => [cost, cost, cost, cost]);

/** Partitions of the four variants in blue. */
async function bluePartitions(): Promise<number[]> {
  const { rows } = await database.pool.query<{ partition: number }>(
    `SELECT DISTINCT right(tableoid::regclass::text, 2)::integer AS partition FROM variants
      WHERE sku IN ('V0', 'V1', 'V2', 'V3') ORDER BY 1`,
  );
  return rows.map(({ partition }) => partition);
}

/** Rows of a leaf that no open transaction has changed. */
async function untouched(partitionNo: number): Promise<number> {
  const leaf = generationLeaf(full.jobNo, partitionNo);
  const { rowCount } = await database.pool.query(`SELECT FROM ${leaf} FOR UPDATE SKIP LOCKED`);
  return rowCount ?? 0;
}

/** A delta all of whose tasks but one are done and merged, and nothing of it committed. */
async function mergedButOne(): Promise<{ readonly delta: Job; readonly merged: readonly number[] }> {
  const merged = await bluePartitions();
  const last = merged.pop()!;
  expect(merged.length).toBeGreaterThan(0);
  const before = await Promise.all(merged.map(untouched));
  await blocker.query(`BEGIN; LOCK TABLE ${generationLeaf(full.jobNo, last)} IN ACCESS EXCLUSIVE MODE`);
  const delta = (await requestDelta(database))!;
  for (const [n, partitionNo] of merged.entries()) {
    await expect.poll(() => untouched(partitionNo), { timeout: 10_000 }).toBeLessThan(before[n]!);
  }
  return { delta, merged };
}

const pinnedWorker = (start: number, end: number): Promise<WorkerProcess> =>
  WorkerProcess.start(database.url, { PARTITION_START: String(start), PARTITION_END: String(end) });

/** How it ended, whoever ended it. */
async function endOf({ jobId }: Job): Promise<string> {
  for (;;) {
    const { status } = (await readJob(database.pool, { jobId }))!;
    if (status !== 'PENDING' && status !== 'RUNNING') return status;
    await sleep(10);
  }
}

describe('a delta that is merged while it is computed', () => {
  it('shows nothing before its end, and then all', async () => {
    const { delta, merged } = await mergedButOne();
    for (const partitionNo of merged) {
      const { rows } = await database.pool.query(
        `SELECT DISTINCT job_no FROM ${generationLeaf(full.jobNo, partitionNo)}`,
      );
      expect(rows).toEqual([{ job_no: full.jobNo }]);
    }
    await blocker.query('ROLLBACK');
    expect(await mill.ended(delta)).toMatchObject({ status: 'COMPLETED', processed: 4 });
    expect(await blueCosts()).toEqual(NEW);
    await expectExact(database);
  });

  it('takes it back when it is cancelled, and the next delta does it', async () => {
    const { delta } = await mergedButOne();
    await endActiveJob(database, delta.jobId, 'CANCELLED', null);
    await blocker.query('ROLLBACK');
    expect(await blueCosts()).toEqual(OLD);
    expect(await pending()).toBe(1);
    expect(await mill.runDelta()).toMatchObject({ status: 'COMPLETED', processed: 4 });
    expect(await blueCosts()).toEqual(NEW);
    await expectExact(database);
  });

  it('is ended when another worker has done the last task', async () => {
    const last = (await bluePartitions()).at(-1)!;
    await mill.stopWorker();
    const merging = await pinnedWorker(0, last - 1);
    try {
      const { delta } = await mergedButOne();
      const other = await pinnedWorker(last, 63);
      await blocker.query('ROLLBACK');
      expect(await endOf(delta)).toBe('COMPLETED');
      expect(await blueCosts()).toEqual(NEW);
      await other.kill();
    } finally {
      await merging.kill();
    }
    mill.startWorker();
    await expectExact(database);
  });

  it('is taken back when its worker is told to stop, and another one does it', async () => {
    const last = (await bluePartitions()).at(-1)!;
    await mill.stopWorker();
    const merging = await pinnedWorker(0, last - 1);
    const { delta } = await mergedButOne();
    await merging.kill('SIGTERM');
    await blocker.query('ROLLBACK');
    expect(await blueCosts()).toEqual(OLD);
    mill.startWorker();
    expect(await mill.ended(delta)).toMatchObject({ status: 'COMPLETED', processed: 4 });
    await expectExact(database);
  });

  it('is done by another worker when its own is killed', async () => {
    const { delta } = await mergedButOne();
    await mill.stopWorker();
    await blocker.query('ROLLBACK');
    expect(await blueCosts()).toEqual(OLD);
    mill.startWorker();
    expect(await mill.ended(delta)).toMatchObject({ status: 'COMPLETED', processed: 4 });
    await expectExact(database);
  });
});

describe('a row that is not where it was read', () => {
  it('is found by its key', async () => {
    await blocker.query({
      text: `SELECT pg_advisory_lock(hashtextextended($1, 0))`,
      values: [`costing:${MERGE_LOCK}`],
    });
    const delta = (await requestDelta(database))!;
    await mill.staged(delta);
    await mill.stopWorker();
    const { tasks } = await readStagedTasks(database.pool, delta.jobId);
    expect(tasks.map(({ isListed, placed, staged }) => isListed && placed === staged && placed > 0)).not.toContain(
      false,
    );
    for (const partitionNo of await bluePartitions()) {
      // Moves every row: what was the first line of the first page is a later one.
      const leaf = generationLeaf(full.jobNo, partitionNo);
      await database.pool.query(
        `WITH moved AS (DELETE FROM ${leaf} RETURNING *) INSERT INTO ${leaf} SELECT * FROM moved ORDER BY variant_id DESC`,
      );
      await database.pool.query(`VACUUM (FULL) ${leaf}`);
    }
    // Not waited for: who merges may be at a later job, which needs this worker.
    expect(await mergeDelta(database, delta)).toBe(false);
    await blocker.query('SELECT pg_advisory_unlock_all()');
    expect(await mergeDelta(database, delta)).toBe(true);
    expect(await blueCosts()).toEqual(NEW);
    mill.startWorker();
    await expectExact(database);
  });
});
