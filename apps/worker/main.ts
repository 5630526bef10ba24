import { parseArgs } from 'node:util';
import { lastWords } from '#database';
import { createLog, letGoOfParent, logFatal, logWarnings, onStop, readConfig } from '#platform';
import type { Worker } from './build-worker.js';
import { createWorker } from './create-worker.js';
import { WORKER } from './tokens.js';

const NAME = 'costing-worker';

/**
 * `main.js [--until-job ID]`: works on the ledger's tasks until it is told to stop, or until the job has ended. SIGTERM
 * and SIGINT let it finish what it can in time and give the rest back. Tells its parent `{ ready: worker }` when database
 * and broker are there.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'until-job': { type: 'string' } } });
  const config = readConfig();
  const log = createLog(config.logLevel, NAME);
  logWarnings(log);
  const app = await createWorker(config, log);
  try {
    const { worker, loop, watch, pruning } = app.get<Worker>(WORKER);
    // A worker that a command started ends with it, too.
    onStop(() => {
      watch?.stop();
      loop.drain();
    });
    process.send?.({ ready: worker });
    const untilJob = values['until-job'] ?? null;
    // Who is there for one job begins no others, and looks after nothing while that is at work.
    if (untilJob === null) {
      watch?.start();
      pruning.start();
    }
    await loop.run(untilJob);
    if (untilJob !== null) pruning.start();
  } finally {
    const { watch, pruning } = app.get<Worker>(WORKER);
    watch?.stop();
    await pruning.stop();
    await app.close();
  }
  letGoOfParent();
}

main().catch((error: unknown) => {
  logFatal(createLog('fatal', NAME), lastWords(error));
  process.exitCode = 1;
  letGoOfParent();
});
