import { parseArgs } from 'node:util';
import { readConfig } from '#platform';
import { CHANGES_MILL } from '../../test/helpers/changes-mill-catalogue.js';
import { importDocuments } from '../../test/helpers/catalogue-files.js';
import { runHistory } from '../../test/history/random-history.js';
import { openOwnStage } from './stage.js';

const LENGTH = 25;

/**
 * `npm run histories -- [--histories N] [--seed S]`: random histories of writers, deltas, full jobs, releases and
 * rollbacks, each followed by the check of every summary. Exit 0 only if all was exact. Ctrl-C stops after the history
 * that runs.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      histories: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
    },
  });
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop.abort());
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  return runHistories(Number(values.seed), Number(values.histories), stop.signal, print);
}

async function runHistories(
  seed: number,
  count: number,
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<number> {
  const stage = await openOwnStage(readConfig(), (database) => importDocuments(database.url, CHANGES_MILL));
  try {
    for (let n = seed; n < seed + count && !signal.aborted; n++) {
      const { steps, faults } = await runHistory(stage, n, LENGTH);
      if (faults.length > 0) {
        print([`seed ${n} is wrong:`, ...faults, 'after', ...steps].join('\n'));
        return 1;
      }
      if (n % 10 === 0) print(`${n - seed + 1} histories, all exact`);
    }
    return 0;
  } finally {
    await stage.close();
  }
}

process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
);
