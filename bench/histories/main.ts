import { parseArgs } from 'node:util';
import type { Job } from '#database';
import { readConfig } from '#platform';
import { CHANGES_MILL } from '../../test/helpers/changes-mill-catalogue.js';
import { importDocuments } from '../../test/helpers/catalogue-files.js';
import { runHistory } from '../../test/history/random-history.js';
import { openOwnStage } from './stage.js';

const LENGTH = 25;
const TOLD_EVERY = 10;

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
  // Of the partitions some have more variants than a block has rows, and some less: both ways of staging.
  const open = ({ url }: { readonly url: string }): Promise<unknown> => importDocuments(url, CHANGES_MILL);
  const own = await openOwnStage(readConfig(), open, { BATCH_SIZE: '2' });
  try {
    const stage = { database: own.database, ended: (job: Job) => own.worker.ended(job) };
    let exact = 0;
    while (exact < count && !signal.aborted) {
      const { steps, faults } = await runHistory(stage, seed + exact, LENGTH);
      if (faults.length > 0) {
        print([`seed ${seed + exact} is wrong:`, ...faults, 'after', ...steps].join('\n'));
        return 1;
      }
      exact++;
      if (exact % TOLD_EVERY === 0 || exact === count) print(`${exact} histories, all exact`);
    }
    return exact === count ? 0 : 1;
  } finally {
    await own.close();
  }
}

process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
);
