import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  claimTask,
  type ClaimedTask,
  type Client,
  type Database,
  endReconcilerTerm,
  failDeadTasks,
  fenceTasks,
  findActiveJob,
  isTakenOver,
  finishTask,
  listClaimableTasks,
  listLaneSessions,
  lockJob,
  markJobEnded,
  markJobRetried,
  markJobRunning,
  readTaskTotals,
  renewLeases,
  reopenTasks,
  returnTask,
  takeReconcilerTerm,
} from '#database';
import { openTestDatabase } from '../helpers/recalculation.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { Random } from '../oracle/random.js';
import { LEASE_SECONDS, LedgerPair } from '../simulation/ledger-pair.js';

/**
 * Why the simulation's model of the ledger is believed: random sequences of the ledger's functions, each called on
 * PostgreSQL and on the model, must give the same answers and leave the same table.
 */
const SEQUENCES_MAX = 300;
const SEQUENCES_MIN = 40;
const STEPS = 30;
/** On a quiet machine all sequences are done by then. */
const ENOUGH_MS = 10_000;
const LIMITS = { failuresMax: 2, attemptsMax: 6 };
const WORKERS = ['a', 'b', 'c'];
/** Shares of a lease: some keep one valid, some let it run out, none comes near its end. */
const PAUSES = [400, 400, 2_000];

let server: TestDatabase;
let database: Database;
let pair: LedgerPair;

beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  pair = await LedgerPair.connect(database);
});

afterAll(async () => {
  await pair.close();
  await database.close();
  await server.close();
});

type Call = (client: Client) => Promise<unknown>;

/** A call to make on both; null: what was drawn changed the world around them. */
async function draw(random: Random): Promise<readonly [what: string, call: Call] | null> {
  const worker = random.pick(WORKERS);
  const claimed = random.pick(pair.claims);
  const kind = random.weighted([
    [8, 'claim'],
    [2, 'session'],
    [3, 'pause'],
    [1, 'restart'],
    [4, 'look'],
    [2, 'term'],
    [2, 'job'],
    [claimed ? 10 : 0, 'claimed'],
  ] as const);
  if (kind === 'session') await pair.toggleSession(worker, random.chance(0.4));
  else if (kind === 'pause') await pair.pass(random.pick(PAUSES));
  else if (kind === 'restart') await pair.restart();
  else if (kind === 'claim') return claimCall(random, worker);
  else if (kind === 'look') return lookCall(random, worker);
  else if (kind === 'term') return termCall(random, worker);
  else if (kind === 'job') return jobCall(random);
  else return claimedCall(random, claimed);
  return null;
}

function claimCall(random: Random, worker: string): readonly [string, Call] {
  const [from, to] = [random.below(4), random.below(4)].sort((a, b) => a - b) as [number, number];
  const range = random.chance(0.5)
    ? { partitionStart: from, partitionEnd: from, jobId: pair.jobId }
    : { partitionStart: from, partitionEnd: to, jobId: null };
  const options = { worker, leaseSeconds: LEASE_SECONDS, ...range, ...LIMITS };
  return [`claim by ${worker}, ${JSON.stringify(range)}`, (client) => claimTask(client, options)];
}

function claimedCall(random: Random, task: ClaimedTask): readonly [string, Call] {
  const name = `${task.partitionNo}, attempt ${task.attempt} of ${task.worker}`;
  const other = random.chance(0.15) ? { ...task, worker: random.pick(WORKERS) } : task;
  const counts = random.chance(0.6);
  const rows = random.below(1_000);
  const result = { rows, failed: 0, carried: 0, materialMicrosSum: 7n, processMicrosSum: 0n, overheadMicrosSum: 0n };
  const renewed = [other, ...pair.claims.filter(() => random.chance(0.3))];
  return random.pick<readonly [string, Call]>([
    [`taken over ${name}`, (client) => isTakenOver(client, other)],
    [`finish ${name}`, (client) => finishTask(client, other, result)],
    [`give back ${name}, ${counts}`, (client) => returnTask(client, other, { message: 'm', counts, failuresMax: 2 })],
    [
      `renew ${renewed.map(({ partitionNo, attempt }) => `${partitionNo}/${attempt}`).join(' ')}`,
      async (client) => sorted(await renewLeases(client, renewed, LEASE_SECONDS)),
    ],
  ]);
}

function lookCall(random: Random, worker: string): readonly [string, Call] {
  if (random.chance(0.4)) return ['tasks that failed', async (client) => sorted(await failDeadTasks(client, LIMITS))];
  return random.pick<readonly [string, Call]>([
    ['claimable tasks', listClaimableTasks],
    ['totals', (client) => readTaskTotals(client, pair.jobId)],
    ['lane sessions', async (client) => (await listLaneSessions(client, worker)).sort()],
    ['the active job', async (client) => (await findActiveJob(client))?.jobId],
  ]);
}

function termCall(random: Random, worker: string): readonly [string, Call] {
  if (random.chance(0.3)) return [`the term of ${worker} ends`, (client) => endReconcilerTerm(client, worker)];
  return [`term for ${worker}`, (client) => takeReconcilerTerm(client, worker, LEASE_SECONDS)];
}

function jobCall(random: Random): readonly [string, Call] {
  const { jobId } = pair;
  return random.pick<readonly [string, Call]>([
    ['the job runs', (client) => markJobRunning(client, jobId)],
    ['the job ends, its tasks unfenced', (client) => markJobEnded(client, jobId, 'FAILED', 'a reason')],
    ['the job fails', failJob],
    ['the job is taken up again', retryJob],
    ['the job fails and is taken up again', async (client) => [await failJob(client), await retryJob(client)]],
  ]);
}

async function failJob(client: Client): Promise<unknown> {
  const status = await lockJob(client, pair.jobId);
  if (status !== 'PENDING' && status !== 'RUNNING') return status;
  await fenceTasks(client, pair.jobId);
  await markJobEnded(client, pair.jobId, 'FAILED', 'a reason');
  return status;
}

async function retryJob(client: Client): Promise<unknown> {
  if ((await lockJob(client, pair.jobId)) !== 'FAILED') return null;
  const open = await reopenTasks(client, pair.jobId);
  await markJobRetried(client, pair.jobId, null);
  return open;
}

const sorted = <T>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

async function sequence(seed: number): Promise<void> {
  const random = new Random(seed);
  await pair.reset();
  const done: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    pair.step();
    const drawn = await draw(random);
    const [what, call] = drawn ?? ['time or sessions', () => Promise.resolve(null)];
    done.push(what);
    const [real, model] = [await call(pair.real), await call(pair.model)];
    const story = `seed ${seed}:\n${done.join('\n')}`;
    expect(model, story).toEqual(real);
    expect(pair.modelState(), story).toEqual(await pair.realState());
    if (what.startsWith('claim by') && real) pair.claims.push(real as ClaimedTask);
  }
}

describe('the model of the ledger', () => {
  it('gives the answers of PostgreSQL and leaves the same tasks', async () => {
    // This process's clock is a day fast: nothing in the ledger may go by it.
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000);
    const begun = performance.now();
    let seed = 0;
    while (seed < SEQUENCES_MAX && (seed < SEQUENCES_MIN || performance.now() - begun < ENOUGH_MS)) {
      await sequence(++seed);
    }
    clock.mockRestore();
    expect(seed).toBeGreaterThanOrEqual(SEQUENCES_MIN);
  });
});
