import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { countFreeConnections, type Database } from '#database';
import { type JobEvents, machineClock, PostgresLedger, type TaskTransport } from '#jobs';
import type { Config, Log } from '#platform';
import { readInputs } from './job-inputs.js';
import { Lane } from './lane.js';
import { WorkerLoop } from './worker-loop.js';

/** A lane reads on one connection and writes on the other. */
const CONNECTIONS_PER_LANE = 2;
/** The ledger's session, the application's pool, and the one that cleans up. */
const OTHER_CONNECTIONS = 6;

/** A worker of this process, with a name that no other has; it does nothing before `loop.run`. */
export async function createWorker(
  database: Database,
  config: Config,
  log: Log,
  transport: TaskTransport,
  events: JobEvents,
): Promise<{ readonly loop: WorkerLoop; readonly ledger: PostgresLedger }> {
  const worker = randomBytes(6).toString('hex');
  const { partitionStart, partitionEnd } = config.worker;
  const count = clampLanes(config.worker, await countFreeConnections(database.pool), log);
  const registration = {
    worker,
    host: hostname(),
    pid: process.pid,
    lanes: count,
    partitionStart,
    partitionEnd,
    transport: transport.kind === 'SHARED' ? ('JETSTREAM' as const) : ('IN_PROCESS' as const),
  };
  const ledger = new PostgresLedger(database, registration, () => loop.noticed());
  const settings = {
    connection: database.connection,
    blockRows: config.worker.batchRows,
    synchronousCommit: config.database.bulkSynchronousCommit,
  };
  const loop = new WorkerLoop({
    ledger,
    transport,
    lanes: Array.from({ length: count }, (_, n) => new Lane(settings, worker, n)),
    takes: (partitionNo) => partitionNo >= partitionStart && partitionNo <= partitionEnd,
    readInputs: (task) => ledger.ask((client) => readInputs(client, task)),
    events,
    clock: machineClock,
    log,
  });
  return { loop, ledger };
}

/** More lanes than partitions have nothing to do, more than connections cannot work: WORKER_COUNT, but no more than fit. */
export function clampLanes(
  { lanes, partitionStart, partitionEnd }: Pick<Config['worker'], 'lanes' | 'partitionStart' | 'partitionEnd'>,
  freeConnections: number,
  log: Pick<Log, 'warn'>,
): number {
  const partitions = partitionEnd - partitionStart + 1;
  const connected = Math.max(1, Math.floor((freeConnections - OTHER_CONNECTIONS) / CONNECTIONS_PER_LANE));
  const count = Math.min(lanes, partitions, connected);
  if (count < lanes) {
    const why =
      count === partitions
        ? `there are ${partitions} partitions to take`
        : `the server has ${freeConnections} connections left and each lane needs ${CONNECTIONS_PER_LANE}`;
    log.warn(`WORKER_COUNT is ${lanes}, ${count} will work: ${why}`);
  }
  return count;
}
