import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockPool, claimTask, type ClaimedTask, type Client, type Database, workerSessionName } from '#database';
import { recalculatePartition } from '../../apps/worker/recalculate-partition.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, requestJob } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
const clients: Client[] = [];

beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end()));
  await database.close();
  await server.close();
});

async function connect(name = 'test'): Promise<Client> {
  const client = await database.connect(name);
  clients.push(client);
  return client;
}

async function claim(worker: string): Promise<ClaimedTask> {
  const limits = { failuresMax: 3, attemptsMax: 20 };
  const client = await connect(workerSessionName(worker));
  const task = await claimTask(client, {
    worker,
    leaseSeconds: 0,
    partitionStart: 0,
    partitionEnd: 0,
    jobId: null,
    ...limits,
  });
  return task!;
}

async function compute(task: ClaimedTask): Promise<string> {
  const job = {
    routings: { get: () => undefined, takeNotes: () => [] },
    previousGeneration: null,
    blocks: new BlockPool(1_000),
    synchronousCommit: 'off' as const,
  };
  return (await recalculatePartition(await connect(), await connect(), task, job)).outcome;
}

describe('an attempt that lost its task', () => {
  it('learns it at the fence, and takes nothing that belongs to the one after it', async () => {
    await requestJob(database);
    const [late, now] = [await claim('a'), await claim('b')];
    expect(now.attempt).toBe(2);
    expect(await compute(now)).toBe('DONE');
    expect(await compute(late)).toBe('FENCED');
  });
});
