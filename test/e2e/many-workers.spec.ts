import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, type Database, leafInWork, readJob, seedCatalogue } from '#database';
import { dropUnneededGenerations, endActiveJob, jobNotice, LEASE_SECONDS, retryJob, TASK_FAILURES_MAX } from '#jobs';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, requestJob } from '../helpers/recalculation.js';
import { WorkerProcess } from '../helpers/worker-process.js';

const PATIENCE = { timeout: 60_000, interval: 50 };

let server: TestDatabase;
let database: Database;
let holder: Client;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  await seedCatalogue(database, { yarns: 10, variantsPerYarn: 100, parameters: 5, seed: 1, replace: false });
});

afterAll(async () => {
  await database.close();
  await server.close();
});

beforeEach(async () => {
  holder = await database.connect('test holder');
});

afterEach(async () => {
  await holder.end();
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  const active = await database.pool.query<{ id: string }>(
    `SELECT id FROM recalculation_jobs WHERE status IN ('PENDING', 'RUNNING')`,
  );
  for (const { id } of active.rows) await endActiveJob(database, id, 'CANCELLED', 'the test is over');
  await dropUnneededGenerations(database);
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
  const worker = await WorkerProcess.start(server.url, environment);
  workers.push(worker);
  return worker;
}

/** Asks for a job whose partition 7 waits in every attempt, as long as the test likes: its tables' names are taken. */
async function requestHeldJob(): Promise<string> {
  const { jobId, jobNo } = await requestJob(database);
  const names = [1, 2, 3].map((attempt) => leafInWork({ jobNo, partitionNo: 7, attempt }));
  await holder.query(`BEGIN; ${names.map((name) => `CREATE TABLE ${name} ()`).join('; ')}`);
  return jobId;
}

const letGo = (): Promise<unknown> => holder.query('ROLLBACK');

async function task7(jobId: string): Promise<{ status: string; attempt: number; failures: number; worker: string }> {
  const { rows } = await database.pool.query(
    `SELECT status, attempt, failures, worker FROM recalculation_tasks WHERE job_id = $1 AND partition_no = 7`,
    [jobId],
  );
  return rows[0];
}

async function laneSessions(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_stat_activity
      WHERE application_name LIKE 'costing-lane %' AND datname = current_database() AND state <> 'idle'`,
  );
  return rows[0]!.n;
}

const status = async (jobId: string): Promise<string> => (await readJob(database.pool, { jobId }))!.status;

describe('a worker that is told to stop', () => {
  it('finishes what it computes, takes nothing more and leaves with 0', async () => {
    const jobId = await requestHeldJob();
    const worker = await start({ PARTITION_START: '7', PARTITION_END: '8' });
    await expect.poll(async () => (await task7(jobId)).status, PATIENCE).toBe('RUNNING');
    worker.child.kill('SIGTERM');
    await letGo();
    expect(await worker.exited).toEqual([0, null]);
    expect(await task7(jobId)).toMatchObject({ status: 'DONE', attempt: 1 });
    const { rows } = await database.pool.query(
      `SELECT count(*)::integer AS n FROM recalculation_tasks WHERE status = 'DONE' AND job_id = $1`,
      [jobId],
    );
    expect(rows).toEqual([{ n: 1 }]);
    expect((await database.pool.query('SELECT FROM recalculation_workers')).rowCount).toBe(0);
  });

  it('gives back within 20 s what it cannot finish, and that is no failure', async () => {
    const jobId = await requestHeldJob();
    const worker = await start({ PARTITION_START: '7', PARTITION_END: '7' });
    await expect.poll(async () => (await task7(jobId)).status, PATIENCE).toBe('RUNNING');
    const stoppedAt = performance.now();
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
    expect(performance.now() - stoppedAt).toBeLessThan(20_000);
    expect(await task7(jobId)).toMatchObject({ status: 'PENDING', attempt: 1, failures: 0 });
  });
});

describe('a job', () => {
  it('that is cancelled leaves no activity and no table within 5 s, also where a worker is frozen', async () => {
    const before = await generationTables(database);
    const jobId = await requestHeldJob();
    const frozen = await start({ PARTITION_START: '7', PARTITION_END: '7' });
    await start();
    await expect.poll(async () => (await task7(jobId)).status, PATIENCE).toBe('RUNNING');
    frozen.child.kill('SIGSTOP');
    const cancelledAt = performance.now();
    expect(await endActiveJob(database, jobId, 'CANCELLED', 'enough')).toBe(true);
    await dropUnneededGenerations(database);
    await expect.poll(laneSessions, PATIENCE).toBe(0);
    expect(await generationTables(database)).toEqual(before);
    expect(performance.now() - cancelledAt).toBeLessThan(5_000);
  });

  it('says which partitions no worker may take', async () => {
    await start({ PARTITION_START: '7', PARTITION_END: '9' });
    const { jobId } = await requestJob(database);
    const notice = async (): Promise<string | null> => jobNotice(database, (await readJob(database.pool, { jobId }))!);
    await expect.poll(notice, PATIENCE).toMatch(/^No connected worker may take partitions 0-6, 10-63: /);
    await start({ PARTITION_START: '0', PARTITION_END: '6' });
    await start({ PARTITION_START: '10', PARTITION_END: '63' });
    await expect.poll(() => status(jobId), PATIENCE).toBe('COMPLETED');
    // A job of another date suspends the watch, which is then what there is to tell.
    expect((await notice()) ?? '').not.toContain('partitions');
  });

  it(
    'fails with the reason when a task dies three times, and is taken up where it was',
    { timeout: 240_000 },
    async () => {
      const released = (await database.pool.query('SELECT generation FROM released_generation')).rows;
      const jobId = await requestHeldJob();
      await start({ PARTITION_START: '8', PARTITION_END: '63' });
      for (let death = 1; death <= TASK_FAILURES_MAX; death++) {
        const victim = await start({ PARTITION_START: '7', PARTITION_END: '7' });
        await expect.poll(() => task7(jobId), PATIENCE).toMatchObject({ worker: victim.worker, attempt: death });
        await victim.kill();
      }
      await expect.poll(() => status(jobId), PATIENCE).toBe('FAILED');
      const job = (await readJob(database.pool, { jobId }))!;
      expect(job.error).toMatch(
        /^partition 7: its worker died or it failed 3 time\(s\) in 3 attempt\(s\), last under worker /,
      );
      expect((await database.pool.query('SELECT generation FROM released_generation')).rows).toEqual(released);

      await letGo();
      await dropUnneededGenerations(database);
      await retryJob(database, jobId);
      await start();
      await expect.poll(() => status(jobId), PATIENCE).toBe('COMPLETED');
      expect(await task7(jobId)).toMatchObject({ status: 'DONE', attempt: 4, failures: 0 });
      const again = await database.pool.query(
        `SELECT max(attempt) AS attempt FROM recalculation_tasks WHERE job_id = $1 AND partition_no > 7`,
        [jobId],
      );
      expect(again.rows).toEqual([{ attempt: 1 }]);
      await expect(retryJob(database, jobId)).rejects.toMatchObject({ code: 'NOT_FAILED' });
    },
  );
});

describe('a worker that wakes up after its lease', () => {
  it('finds its work rejected and counts it, and the job has not waited for it', { timeout: 120_000 }, async () => {
    const jobId = await requestHeldJob();
    const frozen = await start({ PARTITION_START: '7', PARTITION_END: '7' });
    await expect.poll(() => task7(jobId), PATIENCE).toMatchObject({ worker: frozen.worker });
    // The ledger knows of the claim before the worker does, and only what is begun can be rejected.
    await expect.poll(laneSessions, PATIENCE).toBeGreaterThan(0);
    frozen.child.kill('SIGSTOP');
    await letGo();
    await start();
    const frozenAt = performance.now();
    await expect.poll(() => status(jobId), PATIENCE).toBe('COMPLETED');
    expect(performance.now() - frozenAt).toBeLessThan((LEASE_SECONDS + 15) * 1000);
    frozen.child.kill('SIGCONT');
    const rejected = async (): Promise<number> => {
      const text = `SELECT rejected::integer FROM recalculation_workers WHERE worker = $1`;
      return (await database.pool.query<{ rejected: number }>(text, [frozen.worker])).rows[0]?.rejected ?? 0;
    };
    await expect.poll(rejected, PATIENCE).toBe(1);
  });
});
