import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PARTITION_COUNT } from '#costing';
import {
  beginBulk,
  type Client,
  type ClientConfig,
  commit,
  connectClient,
  copyIn,
  FRAME_HEADER_BYTES,
} from '#database';
import { benchLeaf } from '../prepare/bench-schema.js';
import { READY_BLOCK_BYTES, readyFile, WHOLE_ROW } from '../prepare/ready-blocks.js';

/** What a thread of the floor is started with; it says so when it is connected, and after each run how many rows it loaded. */
export interface FloorLaneSettings {
  readonly connection: ClientConfig;
  readonly folder: string;
  readonly synchronousCommit: 'on' | 'off';
  /** The next partition, shared by the lanes. */
  readonly next: Int32Array;
}

/** On their way to the server while the next one is read. */
const BLOCKS = 4;

const settings = workerData as FloorLaneSettings;
const blocks = Array.from({ length: BLOCKS }, () => ({
  bytes: Buffer.allocUnsafe(FRAME_HEADER_BYTES + READY_BLOCK_BYTES),
  sent: Promise.resolve(),
}));

async function main(): Promise<void> {
  const client = await connectClient(settings.connection, 'costing bench floor');
  parentPort!.on('message', () => {
    void run(client).then((rows) => parentPort!.postMessage(rows));
  });
  parentPort!.postMessage('connected');
}

async function run(client: Client): Promise<number> {
  let rows = 0;
  for (;;) {
    const partitionNo = Atomics.add(settings.next, 0, 1);
    if (partitionNo >= PARTITION_COUNT) return rows;
    const leaf = benchLeaf('floor', partitionNo);
    await beginBulk(client, settings.synchronousCommit);
    await client.query(`CREATE TABLE ${leaf} (LIKE cost_summaries)`);
    rows += await load(client, leaf, readyFile(settings.folder, partitionNo));
    await client.query(`ALTER TABLE ${leaf} ADD PRIMARY KEY (variant_id)`);
    await commit(client);
  }
}

async function load(client: Client, leaf: string, path: string): Promise<number> {
  const copy = await copyIn(client, `COPY ${leaf} (${WHOLE_ROW}) FROM STDIN (FORMAT binary, FREEZE)`);
  const file = openSync(path, 'r');
  for (let n = 0; ; n++) {
    const block = blocks[n % BLOCKS]!;
    await block.sent;
    const length = readSync(file, block.bytes, FRAME_HEADER_BYTES, READY_BLOCK_BYTES, null);
    if (length === 0) break;
    block.sent = copy.send(block.bytes, length);
  }
  closeSync(file);
  return copy.finish();
}

void main();
