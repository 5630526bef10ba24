import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PARTITION_COUNT } from '#costing';
import type { BenchContext, BenchRow, Measured } from '../bench-row.js';
import { timed } from '../lanes.js';
import { BENCH_SCHEMA, benchLeaf } from '../prepare/bench-schema.js';
import { writeReadyBlocks } from '../prepare/ready-blocks.js';
import type { FloorLaneSettings } from './floor-lane.js';

/**
 * What nothing on this machine can beat: ready rows into new tables and their keys, by as many lanes as the worker has,
 * with nothing read or computed. The rows lie in files that the system has in memory.
 */
export class Floor implements BenchRow {
  readonly name = 'floor';
  private readonly folder: string;
  private threads: Worker[] = [];
  private rows = 0;
  /** The next partition that a lane takes. */
  private readonly next = new Int32Array(new SharedArrayBuffer(4));

  constructor(private readonly context: BenchContext) {
    this.folder = join(context.folder, 'floor');
  }

  async prepare(): Promise<void> {
    const { client, config, database, log } = this.context;
    log('preparing ready blocks');
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${BENCH_SCHEMA}`);
    this.rows = await writeReadyBlocks(this.context, this.folder);
    const settings: FloorLaneSettings = {
      connection: database.connection,
      folder: this.folder,
      synchronousCommit: config.database.bulkSynchronousCommit,
      next: this.next,
    };
    const file = join(__dirname, 'floor-lane.js');
    this.threads = Array.from({ length: config.worker.lanes }, () => new Worker(file, { workerData: settings }));
    await Promise.all(this.threads.map((thread) => once(thread, 'message')));
    await this.discard();
  }

  async run(): Promise<Measured> {
    Atomics.store(this.next, 0, 0);
    const { seconds, result } = await timed(() =>
      Promise.all(
        this.threads.map(async (thread) => {
          thread.postMessage('run');
          const [loaded] = (await once(thread, 'message')) as [number];
          return loaded;
        }),
      ),
    );
    const loaded = result.reduce((sum, rows) => sum + rows, 0);
    if (loaded !== this.rows) throw new Error(`the floor loaded ${loaded} rows of ${this.rows}`);
    return { rows: loaded, seconds };
  }

  async check(): Promise<null> {
    return null;
  }

  async discard(): Promise<void> {
    for (let n = 0; n < PARTITION_COUNT; n++) {
      await this.context.client.query(`DROP TABLE IF EXISTS ${benchLeaf('floor', n)}`);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
