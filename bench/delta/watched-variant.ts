import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, SummaryReader } from '#database';
import { startProgram } from '#platform';
import { settle } from '../lanes.js';

const LOOK_EVERY_MS = 2;
const COST_MAX_MS = 60_000;
const PAUSE_MS = 120;

/**
 * Milliseconds from the commit of a change of one variant to the first read that gives its new cost, by a worker that
 * watches; a variant after the other, each at another moment of the worker's rhythm.
 */
export async function timeWatchedVariants(database: Database, client: Client, count: number): Promise<number[]> {
  const worker = startProgram('apps/worker/main', ['--no-health-port'], {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'warn',
    DELTA_WATCH: 'on',
  });
  try {
    const reader = new SummaryReader(database.pool);
    const { rows } = await client.query<{ id: string }>({
      text: `SELECT id FROM variants WHERE is_active ORDER BY uuid_hash_extended(id, 3) LIMIT $1`,
      values: [count + 1],
    });
    await settle(client);
    const times: number[] = [];
    // The first one waits for the worker to start.
    for (const [n, { id }] of rows.entries()) {
      const ms = await timeOne({ client, reader, worker }, id);
      if (n > 0) times.push(ms);
      await sleep((n * 37) % PAUSE_MS);
    }
    return times;
  } finally {
    const ended = once(worker, 'exit');
    worker.kill('SIGTERM');
    await ended;
  }
}

async function timeOne(
  { client, reader, worker }: { client: Client; reader: SummaryReader; worker: ChildProcess },
  id: string,
): Promise<number> {
  const before = await reader.read(id);
  // A bit of the first of its parameters, the size of the lot: every formula uses it, and it is another one each time.
  await client.query({
    text: `UPDATE variants SET parameters = set_byte(parameters, 4, get_byte(parameters, 4) # 1) WHERE id = $1`,
    values: [id],
  });
  const committed = performance.now();
  for (;;) {
    const now = await reader.read(id);
    const elapsed = performance.now() - committed;
    if (now?.figures?.jobNo !== before?.figures?.jobNo) return elapsed;
    if (elapsed > COST_MAX_MS || worker.exitCode !== null) throw new Error(`variant ${id} was not costed again`);
    await sleep(LOOK_EVERY_MS);
  }
}
