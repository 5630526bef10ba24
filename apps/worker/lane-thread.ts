import { parentPort, workerData } from 'node:worker_threads';

import { compileCatalogue, YarnParameters } from '#costing';
import {
  BlockPool,
  type ClaimedTask,
  type Client,
  commitAsynchronously,
  connectClient,
  dropConnection,
  forbidParallelWorkers,
  isDatabaseAway,
  noticeLostClient,
  withReaderSocket,
} from '#database';
import type { FaultCause, JobInputs, LaneOrder, LaneReport, LaneThreadSettings, TaskEnd } from './lane-messages.js';
import { recalculateAffected } from './recalculate-affected.js';
import { type LaneJob, recalculatePartition } from './recalculate-partition.js';

/**
 * A lane: a thread with two connections, one that reads variants and one that writes summaries. It computes one task
 * at a time and knows nothing of leases, which the main thread renews while this one is busy.
 */
const settings = workerData as LaneThreadSettings;
const blocks = new BlockPool(settings.blockRows);
const stagedBlocks = new BlockPool(settings.blockRows, true);
let connections: { reader: Client; writer: Client } | null = null;
let job: PreparedJob | null = null;

type PreparedJob = LaneJob & Pick<JobInputs, 'jobId' | 'delta'>;

parentPort!.on('message', (order: LaneOrder) => {
  void execute(order).then((report) => parentPort!.postMessage(report));
});

async function execute({ task, inputs }: LaneOrder): Promise<LaneReport> {
  if (inputs) job = prepare(inputs);
  try {
    return await compute(task);
  } catch (error) {
    // After a fault the state of the connections is unknown: the next task gets new ones.
    disconnect();
    return { outcome: 'FAULT', cause: causeOf(error), message: (error as Error).message };
  }
}

/** SQLSTATE class 53 is exhausted resources; its 53300, no connection left, counts as away. */
function causeOf(error: unknown): FaultCause {
  if (isDatabaseAway(error)) return 'AWAY';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('53') ? 'RESOURCES' : 'TASK';
}

async function compute(task: ClaimedTask): Promise<TaskEnd> {
  if (job?.jobId !== task.jobId) throw new Error(`the lane has no inputs of job ${task.jobNo}`);
  connections ??= await connect();
  const { reader, writer } = connections;
  const { delta } = job;
  // Of an attempt that came to nothing.
  job.routings.takeNotes();
  if (delta) return recalculateAffected(reader, writer, task, { ...job, delta });
  return recalculatePartition(reader, writer, task, job);
}

async function connect(): Promise<{ reader: Client; writer: Client }> {
  const [readerName, writerName] = settings.sessions;
  const made: Client[] = [];
  try {
    const reader = await connectClient(withReaderSocket(settings.connection), readerName);
    made.push(reader);
    const writer = await connectClient(settings.connection, writerName);
    made.push(writer);
    await Promise.all(made.map(noticeLostClient));
    // The other cores are for the other lanes.
    await forbidParallelWorkers(reader);
    if (settings.synchronousCommit === 'off') await commitAsynchronously(writer);
    const pair = { reader, writer };
    // Lost between two tasks, they are no fault of the next one.
    for (const client of made) client.once('end', () => connections === pair && disconnect());
    return pair;
  } catch (error) {
    made.forEach(dropConnection);
    throw error;
  }
}

function prepare(inputs: JobInputs): PreparedJob {
  const yarns = new YarnParameters(new Uint8Array(inputs.yarnParameters));
  return {
    jobId: inputs.jobId,
    routings: compileCatalogue(inputs.snapshot, yarns),
    previousGeneration: inputs.previousGeneration,
    delta: inputs.delta,
    blocks: inputs.delta ? stagedBlocks : blocks,
    synchronousCommit: settings.synchronousCommit,
  };
}

function disconnect(): void {
  if (connections) for (const client of Object.values(connections)) dropConnection(client);
  connections = null;
}
