import { parseArgs } from 'node:util';
import type { AddressInfo } from 'node:net';
import { createLog, readConfig } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { openOwnStage } from '../../bench/histories/stage.js';
import { prepareFuzz } from './fuzz-mill.js';
import { type FuzzResult, runFuzz } from './run-fuzz.js';

const TOLD_EVERY = 5_000;

/**
 * `npm run fuzz -- [--requests N] [--seed S]`: hostile requests to every operation of the API on a database of its own.
 * Exit 0 only if each was answered as documented and none by a 5xx.
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
    const config = readConfig({ DATABASE_URL: own.database.url });
    const app = await createApi(config, createLog('fatal', 'fuzz'));
    try {
      await app.listen(0, '127.0.0.1');
      const { port } = app.getHttpServer().address() as AddressInfo;
      const stage = { url: `http://127.0.0.1:${port}`, database: own.database, known };
      const requests = Number(values.requests);
      const onBatch = (done: number): void => {
        if (done % TOLD_EVERY === 0 || done === requests) print(`${done.toLocaleString('en')} requests`);
      };
      return report(await runFuzz(stage, { requests, seed: Number(values.seed), onBatch }), print);
    } finally {
      await app.close();
    }
  } finally {
    await own.close();
  }
}

function report({ requests, faults, answers }: FuzzResult, print: (line: string) => void): number {
  for (const [operation, counts] of answers) {
    const told = [...counts].sort(([a], [b]) => a - b).map(([status, count]) => `${status} × ${count}`);
    print(`${operation.padEnd(22)} ${told.join(', ')}`);
  }
  for (const fault of faults) print(`WRONG: ${fault}`);
  print(`${requests.toLocaleString('en')} requests, ${faults.length} answered otherwise than documented`);
  return faults.length === 0 ? 0 : 1;
}

process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
);
