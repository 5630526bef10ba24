import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase } from '#database';
import { type Config, PROJECT_ROOT } from '#platform';
import { StandingWorker } from '../../test/helpers/worker-process.js';

/** An embedded database of its own with a worker process, and how to be rid of both. */
export interface OwnStage {
  readonly database: Database;
  readonly worker: StandingWorker;
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
  const worker = new StandingWorker(database, { LOG_LEVEL: 'fatal', ...environment });
  const close = async (): Promise<void> => {
    await worker.kill('SIGTERM');
    await database.close();
    await rm(folder, { recursive: true });
  };
  try {
    await prepare(database);
    worker.start();
    return { database, worker, close };
  } catch (error) {
    await close();
    throw error;
  }
}
