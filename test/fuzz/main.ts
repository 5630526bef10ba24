import { parseArgs } from 'node:util';
import { readConfig } from '#platform';
import { openOwnStage } from '../../bench/histories/stage.js';
import { WatchedApi } from './api-process.js';
import { prepareFuzz } from './fuzz-mill.js';
import type { HostileRequest } from './fuzzed-operation.js';
import { type FuzzResult, runFuzz } from './run-fuzz.js';

const TOLD_EVERY = 5_000;

/**
 * `npm run fuzz -- [--requests N] [--seed S]`: hostile requests to every operation of the API on a database of its own.
 * Exit 0 only if each was answered as documented, none by a 5xx, and none holds the event loop for more than 50 ms.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { requests: { type: 'string', default: '50000' }, seed: { type: 'string', default: '1' } },
  });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const own = await openOwnStage(readConfig({}), async () => undefined);
  try {
    const { known } = await prepareFuzz(own.database, (job) => own.worker.ended(job));
    await own.worker.kill('SIGTERM');
    const watched = await WatchedApi.start(own.database.url);
    try {
      const stage = { url: watched.url, database: own.database, known, watched };
      const requests = Number(values.requests);
      const onBatch = (done: number): void => {
        if (done % TOLD_EVERY === 0 || done === requests) print(`${done.toLocaleString('en')} requests`);
      };
      return report(await runFuzz(stage, { requests, seed: Number(values.seed), onBatch }), print);
    } finally {
      await watched.close();
    }
  } finally {
    await own.close();
  }
}

function report(
  { requests, faults, answers, slowest, longestStall }: FuzzResult,
  print: (line: string) => void,
): number {
  for (const [operation, counts] of answers) {
    const told = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status} × ${count}`);
    print(`${operation.padEnd(22)} ${told.join(', ')}`);
  }
  for (const fault of faults) print(`WRONG: ${fault}`);
  const name = ({ method, path, body }: HostileRequest): string =>
    `${method} ${path}, body of ${body?.length ?? 0} bytes`;
  if (slowest) print(`slowest answer: ${(slowest.to - slowest.from).toFixed(0)} ms, ${name(slowest.request)}`);
  if (longestStall) {
    print(
      `longest stall that a request causes alone: ${longestStall.cpuMs.toFixed(0)} ms, ${name(longestStall.request)}`,
    );
  } else print('no request that was in work during a stall of 30 ms or more causes one alone');
  print(`${requests.toLocaleString('en')} requests, ${faults.length} answered otherwise than documented`);
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
);
