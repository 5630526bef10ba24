import { mkdir, realpath, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientConfig } from 'pg';
import { findBinaries } from './binaries.js';
import { ensureCluster, OWNER_ROLE, removeUnfinishedClusters } from './cluster.js';
import { withFolderLock } from './folder-lock.js';
import { boundLog } from './log-file.js';
import { runningServer } from './postmaster.js';
import { type Cluster, ensureServer, type ServerStart, stopServer } from './server.js';
import { requireWritable, serverUser } from './server-user.js';
import { readMachine, tunedSettings } from './settings.js';
import { removeSocketFolder, socketFolder } from './socket-path.js';
import { SessionClient } from '../session-client.js';

const START_LOCK = 'start.lock';
const CLUSTER = 'postgres';
const LOG_CHECK_MS = 60_000;
export const DATABASE = 'costing';

export interface EmbeddedServerOptions {
  /** Holds the cluster, its log and locks: `.data`. Made when absent. */
  readonly root: string;
  /** Settings that win over those tuned to the machine. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL server of ours below one folder. */
export interface EmbeddedServer {
  readonly root: string;
  /** The cluster's folder. */
  readonly folder: string;
  readonly connection: ClientConfig;
  readonly url: string;
  /** Runs `work` with a running server while no other process starts or stops it. */
  whileRunning<T>(work: (start: ServerStart) => Promise<T>): Promise<T>;
  /** Shuts a running server down if `mayStop` then says so, while no other process starts it. */
  stop(mayStop: () => Promise<boolean>): Promise<void>;
  /** Bytes that the disk with the data has left for us. */
  freeDiskBytes(): Promise<number>;
}

/**
 * Prepares a cluster below `root`, starts nothing yet. Throws `CostingError` when that is impossible on this machine.
 */
export async function embeddedServer({ root: given, settings }: EmbeddedServerOptions): Promise<EmbeddedServer> {
  await mkdir(given, { recursive: true, mode: 0o755 });
  await requireWritable(given);
  // The real path: a link in it could be turned elsewhere while the server runs.
  const root = await realpath(given);
  const folder = join(root, CLUSTER);
  const host = await withFolderLock(root, START_LOCK, () => socketFolder(folder, root));
  const connection: ClientConfig = { host, port: 5432, user: OWNER_ROLE, database: DATABASE, ssl: false };
  return {
    root,
    folder,
    connection,
    url: `postgres://${OWNER_ROLE}@/${DATABASE}?host=${encodeURIComponent(host).replaceAll('%2F', '/')}`,
    whileRunning: (work) =>
      withFolderLock(root, START_LOCK, async () => {
        const cluster = await prepareCluster(root, folder, connection, settings);
        const start = await ensureServer(cluster);
        await ensureDatabase(cluster.connection);
        return work(start);
      }),
    stop: (mayStop) =>
      withFolderLock(root, START_LOCK, async () => {
        if ((await runningServer(folder)) !== null && !(await mayStop())) return;
        await stopServer(folder);
        await removeSocketFolder(folder, root);
      }),
    freeDiskBytes: async () => {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

async function prepareCluster(
  root: string,
  folder: string,
  connection: ClientConfig,
  settings: EmbeddedServerOptions['settings'],
): Promise<Cluster> {
  const user = await serverUser(folder);
  const binaries = await findBinaries(user !== null);
  await removeUnfinishedClusters(root, CLUSTER);
  await ensureCluster(folder, binaries, user);
  return {
    folder,
    logPath: logPath(root),
    binaries,
    user,
    settings: { ...tunedSettings(await readMachine(root)), ...settings },
    connection: { ...connection, database: 'postgres' },
  };
}

async function ensureDatabase(connection: ClientConfig): Promise<void> {
  const client = new SessionClient({ ...connection, application_name: 'costing start' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function logPath(root: string): string {
  return join(root, 'postgres.log');
}

/** Bounds the server's log once a minute until the returned function is called; keeps no process alive. */
export function watchLog({ root }: EmbeddedServer): () => void {
  const timer = setInterval(() => void boundLog(logPath(root)).catch(() => undefined), LOG_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
