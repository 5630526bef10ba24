import { parseArgs } from 'node:util';
import { lastWords } from '#database';
import {
  type Config,
  createLog,
  letGoOfParent,
  type Log,
  logFatal,
  logUncaught,
  logWarnings,
  onStop,
  readConfig,
} from '#platform';
import { WorkerService } from './worker-service.js';

const NAME = 'costing-worker';

/**
 * `main.js [--until-job ID] [--no-health-port]`: works on the ledger's tasks until it is told to stop, or until the job has
 * ended. SIGTERM and SIGINT let it finish what it can in time and give the rest back. Tells its parent `{ ready: worker }`
 * when the database is there.
 */
async function main(): Promise<void> {
  const options = { 'until-job': { type: 'string' }, 'no-health-port': { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const config = readConfig();
  const log = createLog(config.logLevel, NAME);
  logWarnings(log);
  logUncaught(log, () => process.exit(1));
  const untilJob = values['until-job'] ?? null;
  await serve(config, log, { untilJob, hasHealthPort: untilJob === null && !values['no-health-port'] });
  letGoOfParent();
}

async function serve(
  config: Config,
  log: Log,
  { untilJob, hasHealthPort }: { untilJob: string | null; hasHealthPort: boolean },
): Promise<void> {
  const service = await WorkerService.open(config, log, {
    onFailure: (error) => {
      process.exitCode = 1;
      logFatal(log, lastWords(error));
      service.stop();
    },
  });
  try {
    // A worker that a command started ends with it, too.
    onStop(() => service.stop());
    if (hasHealthPort) await service.listen();
    await service.run(untilJob, (worker) => process.send?.({ ready: worker }));
  } finally {
    await service.close();
  }
}

main().catch((error: unknown) => {
  logFatal(createLog('fatal', NAME), lastWords(error));
  process.exitCode = 1;
  letGoOfParent();
});
