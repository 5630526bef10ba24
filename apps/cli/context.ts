import { openDatabase, type Database } from '#database';
import { announceJob, type ControlLink, LEDGER_ONLY, openControl, openTaskTransport } from '#jobs';
import { type Config, createLog, readConfig } from '#platform';
import { writeRemark } from './output.js';

/** What every command has: the configuration and how to write its result. */
export interface CommandContext {
  readonly config: Config;
}

export function commandContext(): CommandContext {
  return { config: readConfig() };
}

/** Opens the database for the length of one command and closes it whatever happens. */
export async function withDatabase<T>(command: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(readConfig(), { applicationName: `costing ${command}` });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** With the way to the workers for the length of one command. A broker that is away is remarked on: the ledger goes on. */
export async function withControl<T>(command: string, work: (control: ControlLink) => Promise<T>): Promise<T> {
  const control = await openControl(readConfig(), createLog('silent', 'costing'), `costing ${command}`).catch(
    (error: Error) => {
      writeRemark(`workers cannot be asked: ${error.message}`);
      return LEDGER_ONLY;
    },
  );
  try {
    return await work(control);
  } finally {
    await control.close();
  }
}

/** Announces the active job's tasks to workers elsewhere. A broker that is away is remarked on: the ledger goes on. */
export async function announceToWorkers(database: Database): Promise<void> {
  const config = readConfig();
  if (config.nats === null) return;
  try {
    const transport = await openTaskTransport(config, createLog('silent', 'costing'), 'costing command');
    await announceJob(database, transport).finally(() => transport.close());
  } catch (error) {
    writeRemark(`workers elsewhere are not told, they will look for themselves: ${(error as Error).message}`);
  }
}
