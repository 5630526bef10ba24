import { parseArgs } from 'node:util';
import { openDatabase } from '#database';
import { createLog, letGoOfParent, onStop, readConfig } from '#platform';
import { createWorker } from './create-worker.js';
import { SilentTransport } from './silent-transport.js';

/**
 * `main.js [--until-job ID]`: works on the ledger's tasks until it is told to stop, or until the job has ended.
 * SIGTERM and SIGINT stop it at once; nothing is lost by that, its tasks are free again.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'until-job': { type: 'string' } } });
  const config = readConfig();
  const log = createLog(config.logLevel, 'costing-worker');
  const database = await openDatabase(config, { applicationName: 'costing worker', migrate: false });
  const { loop } = await createWorker(database, config, log, new SilentTransport(), { progress() {}, finished() {} });
  // A worker that a command started ends with it, too.
  onStop(() => loop.drain());
  await loop.run(values['until-job'] ?? null);
  await database.close();
  letGoOfParent();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  letGoOfParent();
});
