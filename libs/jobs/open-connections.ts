import { type Database, openDatabase, type OpenDatabaseOptions } from '#database';
import type { Config, Log } from '#platform';
import type { ControlLink } from './control/control-link.js';
import { openControl } from './control/open-control.js';
import { openTaskTransport } from './transport/open-transport.js';
import type { TaskTransport } from './transport/task-transport.js';

/** What a service stands on: the ledger, and the broker's part in it. */
export interface Connections {
  readonly database: Database;
  /** How tasks are announced, and heard of. */
  readonly transport: TaskTransport;
  readonly control: ControlLink;
  /** Says what is still to be said, then closes everything. */
  close(): Promise<void>;
}

/**
 * Opens everything or nothing. `applicationName` is what database and broker show. Throws the `CostingError` of the
 * first that cannot be had, within seconds.
 */
export async function openConnections(config: Config, log: Log, options: OpenDatabaseOptions): Promise<Connections> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne();
  };
  try {
    const database = await openDatabase(config, { log: (line) => log.info(line), ...options });
    opened.push(() => database.close());
    const transport = await openTaskTransport(config, log, `${options.applicationName} tasks`);
    opened.push(() => transport.close());
    const control = await openControl(config, log, options.applicationName);
    opened.push(() => control.close());
    return { database, transport, control, close };
  } catch (error) {
    await close();
    throw error;
  }
}
