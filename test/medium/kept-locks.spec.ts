import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connectClient, type Database, isGenerationHeld, type Job } from '#database';
import { dropUnneededGenerations, keepGeneration, releaseJob } from '#jobs';
import { withJobDatabase } from '../../apps/cli/context.js';
import { openDeltaMill, type DeltaMill } from '../helpers/delta-mill.js';
import { readCosts } from '../helpers/recalculation.js';

const KEPT = 12;
const READERS = 40;

let mill: DeltaMill;
let database: Database;
const kept: Job[] = [];
beforeAll(async () => {
  mill = await openDeltaMill();
  ({ database } = mill);
  for (let n = 0; n < KEPT; n++) {
    kept.push(await keepGeneration(database, await mill.runFull(), `month ${n}`));
  }
  await mill.runFull();
  await mill.runFull();
  await dropUnneededGenerations(database);
}, 300_000);
afterAll(() => mill.close());

/** Locks that one reader of the whole view holds. */
async function locksOfAReader(): Promise<number> {
  const client = await database.connect('test reader');
  await client.query('BEGIN; SELECT count(*) FROM variant_cost_summaries');
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation'`,
  );
  await client.end();
  return rows[0]!.n;
}

it('a reader of the view locks the released and the previous generation, and no kept one', async () => {
  // Of each the parent, 64 leaves and their keys; and the view, its parent, the pointer, catalogues.
  expect(await locksOfAReader()).toBeLessThan(2 * 129 + 20);
});

it('forty readers at once find room for their locks beside twelve kept generations', async () => {
  const readers = await Promise.all(
    Array.from({ length: READERS }, (_, n) => connectClient(database.connection, `test reader ${n}`)),
  );
  // All of them hold their locks before the first one lets go.
  const outcomes = await Promise.allSettled(
    readers.map((reader) => reader.query('BEGIN; SELECT count(*) FROM variant_cost_summaries')),
  );
  await Promise.all(readers.map((reader) => reader.end()));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
});

it('a kept job is read and released as before', async () => {
  const [first] = kept as [Job];
  expect(await isGenerationHeld(database.pool, first.jobNo)).toBe(true);
  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::integer AS n FROM kept_cost_summaries WHERE generation = $1`,
    [first.jobNo],
  );
  expect(rows).toEqual([{ n: 20 }]);
  await releaseJob(database, first.jobId, 0, { older: true });
  const costs = await readCosts(database);
  expect(costs.size).toBe(20);
  expect([...costs.values()].every((row) => row[4] === first.jobNo)).toBe(true);
  // Another one is shown: the first is the one before, and stays where readers find it.
  await releaseJob(database, kept[1]!.jobId, 0, { older: true });
  await dropUnneededGenerations(database);
  expect((await readCosts(database)).size).toBe(20);
  expect(await locksOfAReader()).toBeLessThan(3 * 129 + 20);
});

it('a command that keeps a job gives up with the reason when another session holds the lock', async () => {
  const holder = await connectClient(database.connection, 'test holder');
  await holder.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('costing:drop-generations', 0))`);
  vi.stubEnv('DATABASE_URL', database.url);
  const keep = (): Promise<Job> =>
    withJobDatabase('jobs keep', (own) => keepGeneration(own, kept[0]!, 'another month'), 0.1);
  await expect(keep()).rejects.toMatchObject({ code: 'LOCKED' });
  await holder.end();
  expect(await keep()).toMatchObject({ keptName: 'another month' });
  vi.unstubAllEnvs();
});
