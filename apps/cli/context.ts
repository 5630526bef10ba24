import { openDatabase, type Database } from '#database';
import { type Config, readConfig } from '#platform';

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

/** `--json`: exactly one document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
