import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type Database, findActiveJob, type Job, openDatabase, readJob, readStagedTasks } from '#database';
import { readConfig } from '#platform';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';
import { expectExact, requestDelta } from '../helpers/delta-mill.js';
import { WorkerProcess } from '../helpers/worker-process.js';

const line = CommandLine.forThisFile();
let database: Database;
let price = 100;

beforeAll(async () => {
  database = await openDatabase(readConfig(line.env), { applicationName: 'costing test' });
  await importDocuments(database.url, CHANGES_MILL);
  expect((await line.costing('recalculate')).code).toBe(0);
});
afterAll(() => database.close());

const changePrice = (): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET rate_value = ${++price} WHERE item_id = (SELECT id FROM items WHERE code = 'BLUE')`,
  );

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(10);
}

/** Holds locks of a statement until it is let go. */
async function hold(statement: string): Promise<() => Promise<void>> {
  const client: Client = await database.connect('costing test lock');
  await client.query('BEGIN');
  await client.query(statement);
  return () => client.end();
}

/** Workers cannot register, so none claims anything. */
const NO_WORKER = `LOCK TABLE recalculation_workers IN EXCLUSIVE MODE`;
/** Tasks are claimed, and their worker cannot mark the job as running, which it does before it computes them. */
const NO_BEGINNING = `SELECT FROM recalculation_jobs WHERE status = 'PENDING' FOR UPDATE`;
/** Readers cannot be shown anything else. */
const NO_RELEASE = `SELECT FROM released_generation FOR UPDATE`;

/** Where a command is killed, and what keeps its job there. */
const MOMENTS = {
  'before a worker has begun': { holds: null, isThere: () => Promise.resolve(true) },
  'while its tasks are computed': {
    holds: NO_BEGINNING,
    isThere: async ({ jobId }: Job) => {
      const { rowCount } = await database.pool.query(
        `SELECT FROM recalculation_tasks WHERE job_id = $1 AND status = 'RUNNING'`,
        [jobId],
      );
      return rowCount! > 0;
    },
  },
  'when all of them are done': {
    holds: NO_RELEASE,
    isThere: async ({ jobId }: Job) => (await readStagedTasks(database.pool, jobId)).open === 0,
  },
} as const;

/** Kills a command with its job at a moment; gives the job. */
async function killAt(moment: keyof typeof MOMENTS, args: readonly string[]): Promise<Job> {
  const { holds, isThere } = MOMENTS[moment];
  const letWorkersRegister = await hold(NO_WORKER);
  const command: ChildProcess = spawn(process.execPath, [CLI_MAIN, ...args], { env: line.env, stdio: 'ignore' });
  const exited = once(command, 'exit');
  await until(async () => (await findActiveJob(database.pool)) !== null);
  const job = (await findActiveJob(database.pool))!;
  const letGo = holds && (await hold(holds));
  if (holds) await letWorkersRegister();
  await until(() => isThere(job));
  command.kill('SIGKILL');
  await exited;
  await letGo?.();
  await letWorkersRegister();
  return job;
}

describe.each(['full', 'delta'])('a command for a %s job that is killed', (mode) => {
  it.each(Object.keys(MOMENTS) as (keyof typeof MOMENTS)[])('%s stops no other one', async (moment) => {
    await changePrice();
    const left = await killAt(moment, ['recalculate', '--mode', mode]);
    const next = await line.costing('recalculate', '--mode', 'delta', '--json');
    expect(next.code, next.stderr).toBe(0);
    const { status } = (await readJob(database.pool, { jobId: left.jobId }))!;
    expect(['CANCELLED', 'COMPLETED']).toContain(status);
    await expectExact(database);
  });
});

describe('a job that nobody may work on', () => {
  it('says so in the refusal of the next one, by its missing partitions; one of a dead command is replaced', async () => {
    const worker = await WorkerProcess.start(line.env['DATABASE_URL']!, { PARTITION_START: '32' });
    try {
      await changePrice();
      const waiting = await requestDelta(database, { asOf: null });
      const refused = await line.costing('recalculate', '--mode', 'delta');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/must end first.*No connected worker may take partitions [\d, -]+: start one/s);
      expect((await line.costing('jobs', 'cancel')).code).toBe(0);
      expect(waiting).not.toBeNull();
      await killAt('before a worker has begun', ['recalculate']);
      expect((await line.costing('recalculate')).code).toBe(0);
      await expectExact(database);
    } finally {
      await worker.kill();
    }
  }, 120_000);
});
