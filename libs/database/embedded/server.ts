import { type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig, DatabaseError } from 'pg';
import { CostingError } from '#platform';
import { type Binaries } from './binaries.js';
import { writeSettings } from './cluster.js';
import { type LogFile, openLog } from './log-file.js';
import { clearDeadServer, clusterName, runningServer } from './postmaster.js';
import { signal } from './processes.js';
import { serverFailed, spawnProgram } from './run-program.js';
import { type ServerUser } from './server-user.js';

const POLL_MS = 20;
/** Crash recovery reads at most `max_wal_size`, 4 GB, again: a minute or two on a slow disk. */
const START_MAX_MS = 10 * 60_000;
/**
 * A fast shutdown writes all that is dirty in shared buffers. Beyond this it is stuck, and a hard stop only costs a
 * recovery.
 */
const STOP_MAX_MS = 2 * 60_000;
const CANNOT_CONNECT_NOW = '57P03';

/** A cluster, and everything needed to serve it. */
export interface Cluster {
  readonly folder: string;
  readonly logPath: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | null;
  readonly settings: Readonly<Record<string, string>>;
  /** Any database of the cluster. */
  readonly connection: ClientConfig;
}

/** How a server was come by. */
export type ServerStart = 'adopted' | 'started' | 'recovered';

/**
 * Returns when a server answers on the cluster: the one that runs, or a new one. Only under the start lock.
 * Throws `CostingError` EMBEDDED_SERVER_FAILED.
 */
export async function ensureServer(cluster: Cluster): Promise<ServerStart> {
  const deadline = Date.now() + START_MAX_MS;
  while (Date.now() < deadline) {
    const pid = await runningServer(cluster.folder);
    if (pid === null) return startServer(cluster);
    if (await answers(cluster.connection)) return 'adopted';
    // Starting, recovering, or stopping: in the last case it is gone soon, and a new one is started.
    await sleep(POLL_MS);
  }
  const pid = await runningServer(cluster.folder);
  throw serverFailed(`process ${pid} runs and does not answer; see ${cluster.logPath}`, cluster.folder, '');
}

async function startServer(cluster: Cluster): Promise<ServerStart> {
  const { folder, binaries, user } = cluster;
  const crashed = await clearDeadServer(folder);
  await writeSettings(folder, cluster.settings, user);
  const log = await openLog(cluster.logPath);
  try {
    const name = clusterName(folder);
    const child = spawnProgram(binaries, 'postgres', ['-c', `cluster_name=${name}`], folder, user, log.descriptor);
    await untilAnswers(cluster, child, log);
    child.unref();
  } finally {
    await log.close();
  }
  return crashed ? 'recovered' : 'started';
}

async function untilAnswers(cluster: Cluster, child: ChildProcess, log: LogFile): Promise<void> {
  let ended: string | null = null;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signalName) => (ended = `it ended with ${code ?? signalName}`));
  const deadline = Date.now() + START_MAX_MS;
  while (!(await answers(cluster.connection))) {
    if (ended !== null) throw serverFailed(ended, cluster.folder, await log.tail());
    if (Date.now() > deadline) throw serverFailed('it does not answer', cluster.folder, await log.tail());
    await sleep(POLL_MS);
  }
}

/** Whether a connection is accepted; throws when it is refused for a reason that waiting does not cure. */
async function answers(connection: ClientConfig): Promise<boolean> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Any other answer of the server than "not yet" will not change by waiting.
    if (error instanceof DatabaseError && error.code !== CANNOT_CONNECT_NOW) throw refused(error);
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function refused(error: DatabaseError): CostingError {
  const message = `The embedded PostgreSQL refuses connections: ${error.message}.`;
  return new CostingError('DATABASE_UNAVAILABLE', message, { httpStatus: 503, cause: error });
}

/** Shuts the server down and waits for its end: open transactions are rolled back, everything committed is written. */
export async function stopServer(folder: string): Promise<void> {
  const pid = await runningServer(folder);
  if (pid === null) return;
  signal(pid, 'SIGINT');
  const deadline = Date.now() + STOP_MAX_MS;
  let hard = false;
  while ((await runningServer(folder)) === pid) {
    if (!hard && Date.now() > deadline) {
      signal(pid, 'SIGQUIT');
      hard = true;
    }
    await sleep(POLL_MS);
  }
}
