import { mkdir } from 'node:fs/promises';
import { CostingError, readConfig } from '#platform';
import { apiTable } from './api/api-report.js';
import { measureApi } from './api/measure-api.js';
import { openBenchDatabase } from './bench-database.js';
import { deltaTable, measureDeltas } from './delta/measure-deltas.js';
import { parseOptions } from './options.js';
import { tableOf } from './report.js';
import { RESULTS_FOLDER } from './rows/ours.js';
import { runBench } from './run-bench.js';
import { measureWorkers, workersTable } from './workers/measure-workers.js';

/** `npm run bench`: how fast the whole catalogue is costed, beside the ways one would take instead. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const config = readConfig();
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  if (options.profile) await mkdir(RESULTS_FOLDER, { recursive: true });
  const database = await openBenchDatabase(config);
  try {
    if (options.workers) {
      const workers = await measureWorkers(database, config, options, log);
      process.stdout.write(options.json ? `${JSON.stringify(workers)}\n` : workersTable(workers));
      return;
    }
    if (options.api) {
      const api = await measureApi(database, config, options, log);
      process.stdout.write(options.json ? `${JSON.stringify(api)}\n` : apiTable(api));
      return;
    }
    if (options.delta) {
      const deltas = await measureDeltas(database, config, options, log);
      process.stdout.write(options.json ? `${JSON.stringify(deltas)}\n` : deltaTable(deltas));
      return;
    }
    const report = await runBench(database, config, options, log);
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : tableOf(report));
    if (options.profile) log(`Profiles of the worker's threads: ${RESULTS_FOLDER}`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  if (error instanceof CostingError) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = error.options.exitCode ?? 1;
    return;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
