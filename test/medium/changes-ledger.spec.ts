import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  claimChanges,
  countPendingChanges,
  giveBackChanges,
  inTransaction,
  listChanges,
  markChangesMerged,
  pruneChanges,
  rememberCatalogueSnapshot,
  settleChanges,
} from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

/** Changes something; its name is the change's key. */
async function change(name: string, client: Pick<PoolClient, 'query'> = database.pool): Promise<string> {
  await client.query(`INSERT INTO master_yarns (code, name, parameters) VALUES ($1, $1, '')`, [name]);
  return name;
}

const statuses = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listChanges(database.pool, { limit: 100, isPending: false })).map((one) => [one.affectedKey, one.status]),
  );

/** Creates a job as jobs are created; a delta claims. */
async function createJob(mode: 'FULL' | 'DELTA'): Promise<{ jobId: string; jobNo: number }> {
  const jobId = randomUUID();
  const jobNo = await inTransaction(
    database.pool,
    async (client) => {
      const { rows } = await client.query<{ job_no: number }>(
        `INSERT INTO recalculation_jobs (id, mode, as_of, total) VALUES ($1, $2, '2026-01-01', 0) RETURNING job_no`,
        [jobId, mode],
      );
      await rememberCatalogueSnapshot(client, jobId);
      if (mode === 'DELTA') await claimChanges(client, jobId);
      return rows[0]!.job_no;
    },
    'REPEATABLE READ',
  );
  return { jobId, jobNo };
}

const end = (jobId: string, status: string) => (client: PoolClient) =>
  client.query(`UPDATE recalculation_jobs SET status = $2, finished_at = now(), error = 'e' WHERE id = $1`, [
    jobId,
    status,
  ]);

async function stage({ jobId }: { jobId: string }): Promise<void> {
  await inTransaction(database.pool, end(jobId, 'STAGED'));
}

/** Shows a generation, by a release or a rollback. */
async function show({ jobNo, jobId }: { jobNo: number; jobId: string }): Promise<{ reopened: number; closed: number }> {
  return inTransaction(database.pool, async (client) => {
    await client.query(`UPDATE released_generation SET previous_generation = generation, generation = $1`, [jobNo]);
    await end(jobId, 'COMPLETED')(client);
    return settleChanges(client, jobNo);
  });
}

async function mergeDelta(generation: number): Promise<{ jobId: string; jobNo: number }> {
  const job = await createJob('DELTA');
  await inTransaction(database.pool, async (client) => {
    await markChangesMerged(client, job.jobId, generation);
    await end(job.jobId, 'COMPLETED')(client);
  });
  return job;
}

describe('a release and a rollback', () => {
  it('leave processed what their generation holds, and nothing else', async () => {
    await change('before 1');
    const one = await createJob('FULL');
    await change('during 1');
    expect(await show(one)).toEqual({ reopened: 0, closed: 1 });
    expect(await statuses()).toEqual({ 'before 1': 'PROCESSED', 'during 1': 'PENDING' });

    const staged = await createJob('FULL');
    await stage(staged);
    await change('after staged');
    // The delta brings the released generation all that it lacks, what the staged one holds already too.
    await mergeDelta(one.jobNo);
    expect(await statuses()).toEqual({ 'before 1': 'PROCESSED', 'during 1': 'PROCESSED', 'after staged': 'PROCESSED' });

    expect(await show(staged)).toEqual({ reopened: 1, closed: 0 });
    expect(await statuses()).toEqual({ 'before 1': 'PROCESSED', 'during 1': 'PROCESSED', 'after staged': 'PENDING' });

    // Back to the generation that the delta was merged into, and forward again.
    await change('after release');
    expect(await show(one)).toEqual({ reopened: 0, closed: 1 });
    expect(await statuses()).toMatchObject({ 'after staged': 'PROCESSED', 'after release': 'PENDING' });
    expect(await show(staged)).toEqual({ reopened: 1, closed: 0 });
    await mergeDelta(staged.jobNo);
    expect(Object.values(await statuses())).toEqual(['PROCESSED', 'PROCESSED', 'PROCESSED', 'PROCESSED']);

    // A rollback after a delta: it was merged into the other generation.
    expect(await show(one)).toEqual({ reopened: 1, closed: 0 });
    expect(await statuses()).toMatchObject({ 'after staged': 'PROCESSED', 'after release': 'PENDING' });
  });

  it('keep a change pending whose transaction began before the job and ended after it', async () => {
    const slow = await database.pool.connect();
    await slow.query('BEGIN');
    await change('slow', slow);
    await change('quick');
    const full = await createJob('FULL');
    await slow.query('COMMIT');
    slow.release();
    const { rows } = await database.pool.query<{ affected_key: string }>(
      `SELECT affected_key FROM calculation_changes ORDER BY created_at`,
    );
    expect(rows.map(({ affected_key }) => affected_key)).toEqual(['slow', 'quick']);
    expect(await show(full)).toEqual({ reopened: 0, closed: 1 });
    expect(await statuses()).toEqual({ quick: 'PROCESSED', slow: 'PENDING' });
  });

  it('do not believe a snapshot of another server', async () => {
    await change('a');
    const full = await createJob('FULL');
    await database.pool.query(`UPDATE recalculation_jobs SET catalogue_snapshot = '900000000:900000000:'`);
    expect(await show(full)).toEqual({ reopened: 0, closed: 0 });
    expect(await statuses()).toEqual({ a: 'PENDING' });
  });
});

describe('a delta', () => {
  it('claims what it sees and nobody else has, and gives it back when it fails', async () => {
    await change('a');
    const [chosen] = await listChanges(database.pool, { limit: 1, isPending: true });
    await change('b');
    const slow = await database.pool.connect();
    await slow.query('BEGIN');
    await change('slow', slow);
    const first = await createJob('DELTA');
    await slow.query('COMMIT');
    slow.release();
    expect(await statuses()).toEqual({ a: 'CLAIMED', b: 'CLAIMED', slow: 'PENDING' });
    const again = inTransaction(database.pool, (client) => claimChanges(client, first.jobId, [chosen!.changeId]));
    expect(await again).toBe(0);

    await inTransaction(database.pool, async (client) => {
      expect(await giveBackChanges(client, first.jobId)).toBe(2);
      await end(first.jobId, 'FAILED')(client);
    });
    expect(await statuses()).toEqual({ a: 'PENDING', b: 'PENDING', slow: 'PENDING' });
    expect(await countPendingChanges(database.pool)).toMatchObject({ count: 3, byType: { MASTER_YARN: 3 } });
  });
});

describe('pruning', () => {
  it('forgets what is old and that nothing can bring back', async () => {
    await change('in all');
    const one = await createJob('FULL');
    await show(one);
    await change('after 1');
    const two = await createJob('FULL');
    await show(two);
    await change('pending');
    await database.pool.query(`UPDATE calculation_changes SET processed_at = processed_at - interval '40 days'`);
    const prune = (days: number) => inTransaction(database.pool, (client) => pruneChanges(client, days));
    expect(await prune(41)).toBe(0);
    // A rollback to the first generation would want 'after 1' again.
    expect(await prune(30)).toBe(1);
    expect(await statuses()).toEqual({ 'after 1': 'PROCESSED', pending: 'PENDING' });
    const staged = await createJob('FULL');
    await stage(staged);
    await show(await createJob('FULL'));
    await database.pool.query(`UPDATE calculation_changes SET processed_at = processed_at - interval '40 days'`);
    // The one before is the second generation now, which lacks what was pending after it.
    expect(await prune(30)).toBe(1);
    expect(await statuses()).toEqual({ pending: 'PROCESSED' });
  });

  it('keeps what a staged generation does not hold', async () => {
    const staged = await createJob('FULL');
    await stage(staged);
    await change('a');
    const released = await createJob('FULL');
    await show(released);
    await database.pool.query(`UPDATE calculation_changes SET processed_at = processed_at - interval '40 days'`);
    const prune = () => inTransaction(database.pool, (client) => pruneChanges(client, 30));
    expect(await prune()).toBe(0);
    await inTransaction(database.pool, end(staged.jobId, 'DISCARDED'));
    expect(await prune()).toBe(1);
  });
});
