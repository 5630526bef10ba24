import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { findActiveJob, seedCatalogue } from '#database';
import { createDeltaJob, createFullJob, endActiveJob } from '#jobs';
import { readConfig, startProgram } from '#platform';
import { openOwnStage } from '../../bench/histories/stage.js';
import { TestKeys } from '../helpers/api-keys.js';
import { type Attack, ATTACK_NAMES } from './attacks.js';
import { type AttackResult, runAttack } from './run-attack.js';

const P99_MAX_MS = 250;
const JOB = { asOf: null, timeZone: 'UTC', release: true, allowedFailedShare: 0.01, idempotencyKey: null };

/**
 * `npm run attack -- [--seconds N] [--readers N] [--sockets N] [--variants N] [--only NAME]`: attacks an API on a database of
 * its own, one attack after the other, beside well-behaved readers. Exit 0 only if these had no error and 99 of 100 of
 * their answers came within 250 ms.
 */
async function main(): Promise<number> {
  const number = (fallback: string) => ({ type: 'string', default: fallback }) as const;
  const { values } = parseArgs({
    options: {
      seconds: number('10'),
      readers: number('64'),
      sockets: number('10000'),
      variants: number('100000'),
      only: { type: 'string' },
    },
  });
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const keys = await TestKeys.ofEveryRole();
  const own = await openOwnStage(readConfig({}), (database) =>
    seedCatalogue(database, { yarns: 100, variantsPerYarn: Math.ceil(Number(values.variants) / 100) }),
  );
  const { database, worker } = own;
  const environment = { DATABASE_URL: database.url, API_KEYS_FILE: keys.path, HOST: '127.0.0.1', PORT: '0' };
  try {
    await worker.ended(await createFullJob(database, { ...JOB, baseParams: {} }));
    await worker.kill('SIGTERM');
    // Something is pending, so that explaining and planning have something to do.
    await database.pool.query(`UPDATE price_rates SET rate_value = rate_value * 1.01`);
    const { rows } = await database.pool.query<{ sku: string }>(`SELECT sku FROM variants LIMIT 10000`);
    const api = startProgram('apps/api/main', [], { ...environment, LOG_LEVEL: 'error' });
    const [{ listening: url }] = (await once(api, 'message')) as [{ listening: string }];
    const reading = {
      skus: rows.map(({ sku }) => sku),
      readers: Number(values.readers),
      viewerKey: keys.sent['viewer']!,
    };
    print(HEAD);
    let isWell = true;
    for (const attack of ATTACK_NAMES) {
      if (values.only !== undefined && values.only !== attack) continue;
      if (attack === 'deltas beside a job') await createDeltaJob(database, DELTA);
      const bounds = { seconds: Number(values.seconds), sockets: Number(values.sockets) };
      const result = await runAttack({ attack, url, key: keys.sent['operator']!, ...bounds }, reading);
      const active = await findActiveJob(database.pool);
      if (active) await endActiveJob(database, active.jobId, 'CANCELLED', 'the attack is over');
      for (const line of report(attack, result)) print(line);
      isWell &&= judge(result);
    }
    api.kill('SIGTERM');
    await once(api, 'exit');
    return isWell ? 0 : 1;
  } finally {
    keys.remove();
    await own.close();
  }
}

const DELTA = { ...JOB, baseParams: {}, changeIds: null, retriesFailed: false };
const HEAD = `${'attack'.padEnd(20)} ${'requests'.padStart(9)} ${'errors'.padStart(7)} ${'p50'.padStart(5)} ${'p99'.padStart(5)} ${'max'.padStart(6)} ms   probes: errors, p99, max; answers to the attacker`;

function judge({ lookUps, probes }: AttackResult): boolean {
  return [lookUps, probes].every(({ errors, p99 }) => errors.length === 0 && p99 <= P99_MAX_MS);
}

function report(attack: Attack, { lookUps, probes, attacker }: AttackResult): string[] {
  const { requests, errors, p50, p99, max } = lookUps;
  const cells = [
    [requests, 9],
    [errors.length, 7],
    [p50, 5],
    [p99, 5],
    [max, 6],
  ].map(([value, width]) => String(value).padStart(width!));
  const told = Object.entries(attacker).map(([what, count]) => `${what} × ${count}`);
  const line = `${attack.padEnd(20)} ${cells.join(' ')}      ${probes.errors.length}, ${probes.p99}, ${probes.max}; ${told.join(', ') || '-'}`;
  const wrong = [...new Set([...errors, ...probes.errors])].slice(0, 3).map((error) => `    ${error}`);
  return [line, ...wrong];
}

process.exitCode = 1;
main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
);
