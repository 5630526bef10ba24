import { randomBytes } from 'node:crypto';
import { type Database, isLockTimeout, openDatabase, type PoolLimits } from '#database';
import { announceJob, type ControlLink, LEDGER_ONLY, openControl, openTaskTransport } from '#jobs';
import { type Config, CostingError, createLog, readConfig } from '#platform';
import { writeRemark } from './output.js';

/** What every command has: the configuration and how to write its result. */
export interface CommandContext {
  readonly config: Config;
}

export function commandContext(): CommandContext {
  return { config: readConfig() };
}

/**
 * Opens the database for the length of one command and closes it whatever happens. `work` is given the name of the
 * command's sessions, which no other command has: a job that it waits for is recognised by it as one of a dead command.
 */
export async function withDatabase<T>(
  command: string,
  work: (database: Database, session: string) => Promise<T>,
  pool?: PoolLimits,
): Promise<T> {
  const session = `costing ${command} ${randomBytes(6).toString('hex')}`;
  const database = await openDatabase(readConfig(), { applicationName: session, ...(pool && { pool }) });
  try {
    return await work(database, session);
  } finally {
    await database.close();
  }
}

const LOCK_SECONDS_MAX = 10;

/**
 * The same for a command that changes a job or what readers see in short transactions. Throws `LOCKED` when another session
 * holds a lock that it needs for longer than `lockSeconds`.
 */
export async function withJobDatabase<T>(
  command: string,
  work: (database: Database) => Promise<T>,
  lockSeconds = LOCK_SECONDS_MAX,
): Promise<T> {
  try {
    return await withDatabase(command, work, { max: 4, waitMs: null, lockWaitMs: lockSeconds * 1_000 });
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    const message =
      `Another session has held a lock that this command needs for more than ${lockSeconds} s; nothing was changed. ` +
      "Try again; pg_stat_activity shows the sessions (application_name LIKE 'costing %') and pg_locks their locks.";
    throw new CostingError('LOCKED', message, { cause: error });
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
