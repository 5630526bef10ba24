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
  const close = async (): Promise<void> => {
    if (worker && worker.exitCode === null && worker.signalCode === null) {
      const ended = once(worker, 'exit');
      worker.kill('SIGTERM');
      await ended;
    }
    await database.close();
    await rm(folder, { recursive: true });
  };
  try {
    await prepare(database);
    const settings = { DATABASE_URL: database.url, LOG_LEVEL: 'error', ...environment };
    const started = startProgram('apps/worker/main', [], settings);
    worker = started;
    const ended = async ({ jobId }: Job): Promise<Job> => {
      for (;;) {
        const job = (await readJob(database.pool, { jobId }))!;
        if (job.status !== 'PENDING' && job.status !== 'RUNNING') return job;
        if (started.exitCode !== null || started.signalCode !== null) throw new Error('the worker ended');
        await sleep(POLL_MS);
      }
    };
    return { database, ended, close };
  } catch (error) {
    await close();
    throw error;
  }
}
