import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** A run's 64 tasks have fixed costs, and test machines are busy. */
const TIMEOUT_MS = 180_000;
const WRONG_KERNEL = join(PROJECT_ROOT, 'test', 'fixtures', 'wrong-kernel.cjs');

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function demo(variants: string, environment: Record<string, string> = {}): Promise<Result> {
  const args = [join(PROJECT_ROOT, 'dist', 'bench', 'demo', 'main.js'), '--variants', variants];
  const env = { ...process.env, DATABASE_URL: database.url, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const rows = async (text: string): Promise<unknown[]> =>
  (await database.pool.query<unknown[]>({ text, rowMode: 'array' })).rows;

describe('the demo', () => {
  it('shows a mill costed, recosted after a price change, checked and explained', { timeout: TIMEOUT_MS }, async () => {
    const { exitCode, stdout, stderr } = await demo('20000');
    expect(stdout + stderr).toContain('The check passed.');
    expect(stderr).not.toContain('"level"');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/1,000 variants, drawn at random \(seed \d+\)[^]*20,000 rows are stored for 20,000 active/);
    expect(stdout).toMatch(/ material +[\d,.]+ +[\d,.]+ +\+[\d,.]+\n/);
    expect(stdout).toMatch(
      /Because of cotton_usd_kg:\n +before [\d.]+, rate of [\d-]+\n +now +[\d.]+, rate of [\d-]+\n/,
    );
    expect(stdout).toMatch(/phase +seconds +variants\/s\n[^]*Cost every variant again +[\d.]+ +[\d,]+\n/);
    expect(await rows('SELECT generation, previous_generation FROM released_generation')).toEqual([[2, 1]]);
    // The delta after them, merged into the generation that is shown: those dyed with it, and nobody else.
    const [[dyed]] = (await rows(
      `SELECT count(DISTINCT v.variant_id)::integer FROM variant_parameters v
        WHERE v.key LIKE 'dye__' AND v.value = (SELECT id FROM items WHERE code = 'REACTIVE-BLUE-21')`,
    )) as [[number]];
    expect(stdout).toContain(`Job 3: ${dyed.toLocaleString('en')} of 20,000 variants are made with it`);
    expect(await rows('SELECT count(*)::integer FROM variant_cost_summaries WHERE job_no = 3')).toEqual([[dyed]]);
    expect(stdout.match(/every figure is the same to the last digit/g)).toHaveLength(2);
    // What the program made it may make again.
    expect(await demo('100')).toMatchObject({ exitCode: 0 });
    expect(await rows('SELECT count(*) FROM variant_cost_summaries')).toEqual([['100']]);
  });

  it('fails when the kernel is wrong, and says where', { timeout: TIMEOUT_MS }, async () => {
    const { exitCode, stdout } = await demo('20000', { NODE_OPTIONS: `--require ${WRONG_KERNEL}` });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\d+ of 1000 recomputed variants: stored figures differ/);
    expect(stdout).toMatch(/ \S+ \([A-Z-]+\): process \d+\.\d{5}5 stored, \d+\.\d{5}3 by SQL\n/);
    expect(stdout).toContain('The check FAILED');
  });

  it('leaves a catalogue of the user’s own alone', { timeout: TIMEOUT_MS }, async () => {
    await demo('100');
    await importDocuments(database.url, { items: [{ code: 'MY-COTTON' }] });
    const { exitCode, stderr } = await demo('100');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a catalogue of your own, which the demo does not touch');
    expect(await rows(`SELECT count(*) FROM items WHERE code = 'MY-COTTON'`)).toEqual([['1']]);
  });

  it('refuses numbers of variants that make no sense', { timeout: TIMEOUT_MS }, async () => {
    for (const variants of ['0', '1.5', 'many', '1000000000']) {
      const { exitCode, stderr } = await demo(variants);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`--variants ${variants}: expected`)]);
    }
  });
});
