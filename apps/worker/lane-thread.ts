import { parentPort, workerData } from 'node:worker_threads';

import { compileCatalogue, YarnParameters } from '#costing';
import { BlockPool, type ClaimedTask, type Client, connectClient, dropConnection, withReaderSocket } from '#database';
import type { JobInputs, LaneOrder, LaneReport, LaneSettings } from './lane-messages.js';
import { type LaneJob, recalculatePartition } from './recalculate-partition.js';

/**
 * A lane: a thread with two connections, one that reads variants and one that writes summaries. It computes one task
 * at a time and knows nothing of leases, which the main thread renews while this one is busy.
 */
const settings = workerData as LaneSettings;
const blocks = new BlockPool(settings.blockRows);
let connections: { reader: Client; writer: Client } | null = null;
let job: (LaneJob & { readonly jobId: string }) | null = null;

parentPort!.on('message', (order: LaneOrder) => {
  void execute(order).then((report) => parentPort!.postMessage(report));
});

async function execute({ task, inputs }: LaneOrder): Promise<LaneReport> {
  if (inputs) job = prepare(inputs);
  try {
    return { outcome: await compute(task) };
  } catch (error) {
    // After a fault the state of the connections is unknown: the next task gets new ones.
    disconnect();
    const { message, code } = error as Error & { code?: unknown };
    return { outcome: 'FAULT', message, sqlState: typeof code === 'string' ? code : null };
  }
}

async function compute(task: ClaimedTask): Promise<'DONE' | 'FENCED'> {
  if (job?.jobId !== task.jobId) throw new Error(`the lane has no inputs of job ${task.jobNo}`);
  connections ??= {
    reader: await connectClient(withReaderSocket(settings.connection), 'costing-lane reader'),
    writer: await connectClient(settings.connection, 'costing-lane writer'),
  };
  return recalculatePartition(connections.reader, connections.writer, task, job);
}

function prepare(inputs: JobInputs): LaneJob & { readonly jobId: string } {
  const yarns = new YarnParameters(new Uint8Array(inputs.yarnParameters));
  return {
    jobId: inputs.jobId,
    routings: compileCatalogue(inputs.snapshot, yarns),
    previousGeneration: inputs.previousGeneration,
    blocks,
    synchronousCommit: settings.synchronousCommit,
  };
}

function disconnect(): void {
  if (connections) for (const client of Object.values(connections)) dropConnection(client);
  connections = null;
}
