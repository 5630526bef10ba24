import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type Client, connectClient, countFreeConnections, type Database, type WorkerRegistration } from '#database';
import { type Connections, machineClock, PostgresLedger, type WorkerStatus } from '#jobs';
import type { Config, Log, Metrics, Tracing } from '#platform';
import { DeltaWatch } from './delta-watch.js';
import { readInputs } from './job-inputs.js';
import { Lane } from './lane.js';
import { Retention } from './retention.js';
import { WorkRecords } from './work-records.js';
import { WorkerLoop } from './worker-loop.js';

/** A lane reads on one connection and writes on the other. */
const CONNECTIONS_PER_LANE = 2;
/** The ledger's session, the application's pool, the one that cleans up, that of probes and that of scrapes. */
const OTHER_CONNECTIONS = 8;

/** A worker of this process, with a name that no other has. */
export interface Worker {
  readonly worker: string;
  readonly loop: Pick<WorkerLoop, 'run' | 'drain' | 'noticed'>;
  /** null: by its configuration it does not watch. */
  readonly watch: DeltaWatch | null;
  readonly retention: Retention;
  status(): WorkerStatus;
}

/** Where a worker's doings are counted and traced. */
export interface Observation {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Puts a worker together; it does nothing before `loop.run`. */
export async function buildWorker(
  { database, transport, control }: Connections,
  config: Config,
  log: Log,
  { metrics, tracing }: Observation,
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
  const lanesNow = () => ({ lanes: count, busy: loop.work.length });
  const loop: WorkerLoop = new WorkerLoop({
    ledger,
    transport,
    lanes: Array.from({ length: count }, (_, n) => new Lane(settings, worker, n)),
    takes: (partitionNo) => partitionNo >= partitionStart && partitionNo <= partitionEnd,
    readInputs: (task) => ledger.ask((client) => readInputs(client, task)),
    events: control.events,
    observer: new WorkRecords(metrics, tracing, database, log, lanesNow),
    clock: machineClock,
    log,
  });
  const watched = { database, transport, timeZone: config.timeZone, clock: machineClock, log };
  const watch = config.worker.watchesChanges ? new DeltaWatch({ ...watched, onJob: () => loop.noticed() }) : null;
  const connectOwner = (name: string): Promise<Client> => connectAsOwner(database, config, name);
  const days = config.retentionDays;
  const retention = new Retention({ database, connectOwner, worker, days, clock: machineClock, log });
  const since = new Date().toISOString();
  return {
    worker,
    loop,
    watch,
    retention,
    status: () => describe(registration, { since, connected: transport.isConnected, loop }),
  };
}

/** By MIGRATION_DATABASE_URL; without it the worker's own role is the owner's, or may not delete. */
function connectAsOwner(database: Database, { database: { migrationUrl } }: Config, name: string): Promise<Client> {
  return migrationUrl === null ? database.connect(name) : connectClient({ connectionString: migrationUrl }, name);
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
