import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { countFreeConnections, type WorkerRegistration } from '#database';
import { type Connections, machineClock, PostgresLedger, type WorkerStatus } from '#jobs';
import type { Config, Log } from '#platform';
import { DeltaWatch } from './delta-watch.js';
import { readInputs } from './job-inputs.js';
import { Lane } from './lane.js';
import { ChangePruning } from './prune-changes.js';
import { WorkerLoop } from './worker-loop.js';

/** A lane reads on one connection and writes on the other. */
const CONNECTIONS_PER_LANE = 2;
/** The ledger's session, the application's pool, the one that cleans up, and the one of probes. */
const OTHER_CONNECTIONS = 7;

/** A worker of this process, with a name that no other has. */
export interface Worker {
  readonly worker: string;
  readonly loop: Pick<WorkerLoop, 'run' | 'drain' | 'noticed'>;
  /** null: by its configuration it does not watch. */
  readonly watch: DeltaWatch | null;
  readonly pruning: ChangePruning;
  status(): WorkerStatus;
}

/** Puts a worker together; it does nothing before `loop.run`. */
export async function buildWorker(
  { database, transport, control }: Connections,
  config: Config,
  log: Log,
): Promise<Worker> {
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
    events: control.events,
    clock: machineClock,
    log,
  });
  const watched = { database, transport, timeZone: config.timeZone, clock: machineClock, log };
  const watch = config.worker.watchesChanges ? new DeltaWatch({ ...watched, onJob: () => loop.noticed() }) : null;
  const retentionDays = config.changeRetentionDays;
  const pruning = new ChangePruning({ database, retentionDays, clock: machineClock, log });
  const since = new Date().toISOString();
  return {
    worker,
    loop,
    watch,
    pruning,
    status: () => describe(registration, { since, connected: transport.isConnected, loop }),
  };
}

function describe(
  { worker, host, pid, lanes, partitionStart, partitionEnd, transport }: WorkerRegistration,
  { since, connected, loop }: { since: string; connected: boolean; loop: WorkerLoop },
): WorkerStatus {
  return {
    worker,
    host,
    pid,
    lanes,
    partition_start: partitionStart,
    partition_end: partitionEnd,
    transport,
    connected,
    since,
    rejected: loop.rejected,
    working_on: loop.work.map(({ task, seconds }) => ({
      job_id: task.jobId,
      job_no: task.jobNo,
      partition_no: task.partitionNo,
      attempt: task.attempt,
      seconds,
    })),
  };
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
