import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attachGeneration,
  claimTask,
  type ClaimedTask,
  type Client,
  type Database,
  fenceTasks,
  finishTask,
  inClientTransaction,
  markJobEnded,
  readReleasedGeneration,
  renewLeases,
  returnTask,
  workerSessionName,
} from '#database';
import { dropUnneededGenerations, endActiveJob, finishJob } from '#jobs';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, requestJob, workOn } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
const sessions: Client[] = [];

beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
});

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.end()));
  await database.close();
  await server.close();
});

/** A worker that is connected and does nothing by itself. */
async function connectWorker(worker: string): Promise<Client> {
  const session = await database.connect(workerSessionName(worker));
  sessions.push(session);
  return session;
}

const claim = (client: Client, worker: string, leaseSeconds = 15): Promise<ClaimedTask | null> =>
  claimTask(client, { worker, leaseSeconds, partitionStart: 0, partitionEnd: 0, jobId: null, ...LIMITS });

const LIMITS = { failuresMax: 3, attemptsMax: 20 };

const FAULT = { message: 'lost', counts: true, failuresMax: 2 };
const RESULT = { rows: 0, failed: 0, carried: 0, materialMicrosSum: 0n, processMicrosSum: 0n, overheadMicrosSum: 0n };

describe('asking for a job', () => {
  it('gives one job for one idempotency key, however many ask at once', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 4 }, () => requestJob(database, { idempotencyKey: 'month-end' })),
    );
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
    await endActiveJob(database, jobs[0]!.jobId, 'CANCELLED', null);
    expect((await requestJob(database, { idempotencyKey: 'month-end' })).jobId).toBe(jobs[0]!.jobId);
  });

  it('is refused while another job is active, naming it', async () => {
    const results = await Promise.allSettled([requestJob(database), requestJob(database)]);
    const refused = results.find((result) => result.status === 'rejected');
    const made = results.find((result) => result.status === 'fulfilled');
    expect(refused?.reason).toMatchObject({
      code: 'JOB_RUNNING',
      options: { httpStatus: 409, details: { running_job_id: made?.value.jobId } },
    });
  });

  it('is refused when the result does not fit on the disk', async () => {
    const cramped = { ...database, freeDiskBytes: () => Promise.resolve(1_000_000) };
    await expect(requestJob(cramped)).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('is refused when a formula behind the imports does not check', async () => {
    await database.pool.query(
      `INSERT INTO routings (code, name, output_quantity, output_unit) VALUES ('R', 'R', 'x', 'kg')`,
    );
    await expect(requestJob(database)).rejects.toMatchObject({
      code: 'INVALID_CATALOGUE',
      options: { faults: [{ path: 'routing R, output_quantity', code: 'UNKNOWN_NAME' }] },
    });
  });
});

describe('a task', () => {
  it('belongs to one worker while its session lives and its lease lasts', async () => {
    await requestJob(database);
    const [a, b] = [await connectWorker('a'), await connectWorker('b')];
    expect(await claim(a, 'a')).toMatchObject({ partitionNo: 0, attempt: 1 });
    expect(await claim(b, 'b')).toBeNull();
    await sessions.shift()!.end();
    await expect.poll(() => claim(b, 'b')).toMatchObject({ partitionNo: 0, attempt: 2 });
  });

  it('goes to another worker when its lease runs out, and the first one cannot end it', async () => {
    await requestJob(database);
    const [a, b] = [await connectWorker('a'), await connectWorker('b')];
    const late = (await claim(a, 'a', 0))!;
    const now = (await claim(b, 'b'))!;
    expect(now.attempt).toBe(2);
    expect(await renewLeases(a, [late], 15)).toEqual([{ jobId: late.jobId, partitionNo: 0, attempt: 1 }]);
    expect(await renewLeases(b, [now], 15)).toEqual([]);
    expect(await finishTask(a, late, RESULT)).toBe(false);
    expect(await finishTask(b, now, RESULT)).toBe(true);
    expect(await finishTask(b, now, RESULT)).toBe(false);
    // Done is not lost: a lane that has just committed must not be stopped for it.
    expect(await renewLeases(b, [now], 15)).toEqual([]);
  });

  it('is not ended by a zombie whose claim a crash forgot, though the number was given out again', async () => {
    await requestJob(database);
    const b = await connectWorker('b');
    const now = (await claim(b, 'b'))!;
    const zombie = { ...now, worker: 'a' };
    expect(await renewLeases(b, [zombie], 15)).toEqual([{ jobId: now.jobId, partitionNo: 0, attempt: 1 }]);
    expect(await returnTask(b, zombie, FAULT)).toBeNull();
    expect(await finishTask(b, zombie, RESULT)).toBe(false);
    expect(await finishTask(b, now, RESULT)).toBe(true);
  });

  it('is given back after a fault and fails after the last attempt', async () => {
    await requestJob(database);
    const a = await connectWorker('a');
    expect(await returnTask(a, (await claim(a, 'a'))!, FAULT)).toBe('PENDING');
    // What is not its fault does not count.
    expect(await returnTask(a, (await claim(a, 'a'))!, { ...FAULT, counts: false })).toBe('PENDING');
    expect(await returnTask(a, (await claim(a, 'a'))!, FAULT)).toBe('FAILED');
  });

  it('of a cancelled job cannot be ended any more', async () => {
    const job = await requestJob(database);
    const a = await connectWorker('a');
    const task = (await claim(a, 'a'))!;
    expect(await endActiveJob(database, job.jobId, 'CANCELLED', null)).toBe(true);
    expect(await endActiveJob(database, job.jobId, 'CANCELLED', null)).toBe(false);
    expect(await finishTask(a, task, RESULT)).toBe(false);
    expect(await claim(a, 'a')).toBeNull();
    await dropUnneededGenerations(database);
    expect(await generationTables(database)).toEqual([]);
  });
});

describe('a job that is just being cancelled', () => {
  it('gives no task out any more, though its end is not yet to be seen', async () => {
    const job = await requestJob(database);
    const [a, b] = [await connectWorker('a'), await connectWorker('b')];
    await a.query('BEGIN');
    await fenceTasks(a, job.jobId);
    expect(await claim(b, 'b')).toBeNull();
    await markJobEnded(a, job.jobId, 'CANCELLED', null);
    await a.query('COMMIT');
    expect(await claim(b, 'b')).toBeNull();
  });

  it('stores nothing of a task that was given out all the same', async () => {
    const job = await requestJob(database);
    const a = await connectWorker('a');
    const task = (await claim(a, 'a'))!;
    await markJobEnded(a, job.jobId, 'CANCELLED', null);
    expect(await finishTask(a, task, RESULT)).toBe(false);
  });
});

describe('the end of a job', () => {
  it('waits for all tasks', async () => {
    const job = await requestJob(database);
    expect(await finishJob(database, job.jobId)).toBe(false);
  });

  it('goes on where a crash came between attaching and releasing', async () => {
    const job = await requestJob(database, { release: false });
    await workOn(database, job);
    await database.pool.query(`UPDATE recalculation_jobs SET status = 'RUNNING', finished_at = NULL, release = true`);
    expect(await finishJob(database, job.jobId)).toBe(true);
    expect(await readReleasedGeneration(database.pool)).toMatchObject({ generation: job.jobNo });
  });

  it('attaches the leaves that a lane did not live to attach, without a scan', async () => {
    const job = await requestJob(database, { release: false });
    await workOn(database, job);
    await database.pool.query(`UPDATE recalculation_jobs SET status = 'RUNNING', finished_at = NULL, release = true`);
    await database.pool.query(`ALTER TABLE cost_summaries DETACH PARTITION costing_data.cost_summaries_g1`);
    for (const leaf of ['p00', 'p31', 'p63']) {
      await database.pool.query(
        `ALTER TABLE costing_data.cost_summaries_g1 DETACH PARTITION costing_data.cost_summaries_g1_${leaf}`,
      );
    }
    const client = await database.connect('test');
    const messages: string[] = [];
    client.on('notice', ({ message }) => messages.push(message ?? ''));
    await client.query(`SET client_min_messages = debug1`);
    await inClientTransaction(client, () => attachGeneration(client, job.jobNo));
    await client.end();
    // Three leaves, and the generation with each of its 64 leaves.
    expect(messages.filter((message) => message.includes('is implied by existing constraints'))).toHaveLength(3 + 1);
    expect(messages.filter((message) => message.includes('verifying table'))).toEqual([]);
    expect(await finishJob(database, job.jobId)).toBe(true);
    expect(await readReleasedGeneration(database.pool)).toMatchObject({ generation: job.jobNo });
  });

  it('is refused when the rows are not those that the tasks stored', async () => {
    const job = await requestJob(database, { release: false });
    await workOn(database, job);
    await database.pool.query(`UPDATE recalculation_jobs SET status = 'RUNNING', finished_at = NULL`);
    await database.pool.query(`ALTER TABLE cost_summaries DETACH PARTITION costing_data.cost_summaries_g1`);
    await database.pool.query(
      `DO $$ BEGIN FOR n IN 0..63 LOOP EXECUTE format('ALTER TABLE costing_data.cost_summaries_g1 DETACH PARTITION costing_data.cost_summaries_g1_p%s', lpad(n::text, 2, '0')); END LOOP; END $$`,
    );
    await database.pool.query(`UPDATE recalculation_tasks SET overhead_micros_sum = 1 WHERE partition_no = 5`);
    await expect(finishJob(database, job.jobId)).rejects.toMatchObject({ code: 'VERIFICATION_FAILED' });
  });
});
