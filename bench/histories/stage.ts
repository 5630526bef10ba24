import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, type Job, openDatabase, readJob } from '#database';
import { type Config, PROJECT_ROOT, startProgram } from '#platform';

const POLL_MS = 10;

/** An embedded database of its own with a worker process, and how to be rid of both. */
export interface OwnStage {
  readonly database: Database;
  readonly ended: (job: Job) => Promise<Job>;
  /** Ends the worker with SIGKILL and starts another one. */
  killWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a new database beside the others, which `close` removes; `environment` is the worker's. */
export async function openOwnStage(
  config: Config,
  prepare: (database: Database) => Promise<unknown>,
  environment: Readonly<Record<string, string>> = {},
): Promise<OwnStage> {
  const data = join(PROJECT_ROOT, '.data');
  await mkdir(data, { recursive: true });
  const folder = await mkdtemp(join(data, 'histories-'));
  const options = { applicationName: 'costing histories' };
  const database = await openDatabase(
    { ...config, database: { ...config.database, url: null, migrationUrl: null, dataFolder: folder } },
    options,
  );
  let worker: ChildProcess | null = null;
  const start = (): void => {
    const settings = { DATABASE_URL: database.url, LOG_LEVEL: 'fatal', ...environment };
    worker = startProgram('apps/worker/main', [], settings);
  };
  const close = async (): Promise<void> => {
    await end(worker, 'SIGTERM');
    await database.close();
    await rm(folder, { recursive: true });
  };
  try {
    await prepare(database);
    start();
  } catch (error) {
    await close();
    throw error;
  }
  const ended = async ({ jobId }: Job): Promise<Job> => {
    for (;;) {
      const job = (await readJob(database.pool, { jobId }))!;
      if (job.status !== 'PENDING' && job.status !== 'RUNNING') return job;
      if (worker === null || hasEnded(worker)) throw new Error('the worker ended');
      await sleep(POLL_MS);
    }
  };
  const killWorker = async (): Promise<void> => {
    const killed = worker;
    // Before the old one is gone, so that nobody sees a stage without one.
    start();
    await end(killed, 'SIGKILL');
  };
  return { database, ended, killWorker, close };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function end(worker: ChildProcess | null, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!worker || hasEnded(worker)) return;
  const exited = once(worker, 'exit');
  worker.kill(signal);
  await exited;
}
