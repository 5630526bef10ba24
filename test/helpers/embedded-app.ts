import { createInterface } from 'node:readline';
import { CostingError, readConfig } from '#platform';
import { type Database, openDatabase } from '#database';

/**
 * A process that holds the embedded database in the folder given, for tests that kill it. It writes one JSON document a
 * line: `{ ready, url }` or `{ failed, message }`, then one for each command read from standard input: `close`,
 * `ensure`, or a statement.
 */
async function main(dataFolder: string, applicationName: string): Promise<void> {
  const config = readConfig({});
  const database = await openDatabase(
    { ...config, database: { ...config.database, url: null, migrationUrl: null, dataFolder } },
    { applicationName },
  );
  answer({ ready: process.pid, url: database.url });
  const lines = createInterface({ input: process.stdin });
  // Also when whoever commands is gone.
  lines.once('close', () => void database.close().catch(fail));
  lines.on('line', (line) => {
    if (line === 'close') process.stdin.destroy();
    obey(database, line).then(() => answer({ done: line }), fail);
  });
}

async function obey(database: Database, line: string): Promise<void> {
  if (line === 'close') await database.close();
  else if (line === 'ensure') await database.ensureRunning();
  else await database.pool.query(line);
}

function fail(error: unknown): void {
  const failed = error instanceof CostingError ? error.code : 'DEFECT';
  answer({ failed, message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}

function answer(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

const [, , dataFolder = '', applicationName = 'costing test'] = process.argv;
main(dataFolder, applicationName).catch(fail);
