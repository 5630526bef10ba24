import { setTimeout as sleep } from 'node:timers/promises';
import { PARTITION_COUNT } from '#costing';
import type { Client, Database } from '#database';

/** Connections that work on partitions side by side, as many as a worker has lanes; made before any timing. */
export class Lanes {
  private constructor(private readonly clients: readonly Client[]) {}

  static async open(database: Database, count: number, prepare: string): Promise<Lanes> {
    const clients = await Promise.all(Array.from({ length: count }, (_, n) => database.connect(`costing bench ${n}`)));
    for (const client of clients) if (prepare !== '') await client.query(prepare);
    return new Lanes(clients);
  }

  /** Hands each of `items` to the next free lane; adds up what the work gives. Nothing new after `secondsMax`. */
  async each(
    work: (client: Client, item: number) => Promise<number>,
    { count = PARTITION_COUNT, secondsMax = Infinity } = {},
  ): Promise<number> {
    const started = performance.now();
    let next = 0;
    let sum = 0;
    const runLane = async (client: Client): Promise<void> => {
      while (next < count && performance.now() - started < secondsMax * 1000) {
        // Not `sum += await …`, which adds to what the sum was before the wait.
        const part = await work(client, next++);
        sum += part;
      }
    };
    await Promise.all(this.clients.map(runLane));
    return sum;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.end()));
  }
}

/** Seconds that `work` takes. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

const INSUFFICIENT_PRIVILEGE = '42501';
const SETTLE_MS = 300;

/** Between two timed runs, the same for all: what the last one left dirty is written, and the disk has a moment. */
export async function settle(client: Client): Promise<void> {
  try {
    await client.query('CHECKPOINT');
  } catch (error) {
    if ((error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) throw error;
  }
  await sleep(SETTLE_MS);
}
