import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { readConfig } from '#platform';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';

const line = CommandLine.forThisFile();
let database: Database;
beforeAll(async () => {
  database = await openDatabase(readConfig(line.env), { applicationName: 'costing test' });
  await importDocuments(database.url, CHANGES_MILL);
  expect((await line.costing('recalculate')).code).toBe(0);
});
afterAll(() => database.close());

const setBlue = (value: number): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = 'BLUE')`,
  );
const delta = async (...args: string[]): Promise<unknown> => {
  const { stdout, stderr, code } = await line.costing('recalculate', '--mode', 'delta', '--json', ...args);
  expect([code, stderr.replace(/.*\n/g, '')]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('costing recalculate --mode delta', () => {
  it('says what it would do, does it, and says when there is nothing to do', async () => {
    expect(await delta()).toMatchObject({ status: 'NOTHING_TO_DO', mode: 'DELTA', job_id: null, processed: 0 });
    await setBlue(120);
    expect(await delta('--dry-run')).toMatchObject({
      ...{ status: 'DRY_RUN', mode: 'DELTA', plan: 'MERGE', total: 4, variants: 20 },
      by_routing: [{ routing: 'DYED', touches: 4 }],
      changes: { touches: 4, data: [{ affected_key: 'BLUE', touches: 4 }] },
    });
    const done = (await delta()) as { job_no: number; seconds: number };
    expect(done).toMatchObject({
      mode: 'DELTA',
      status: 'COMPLETED',
      plan: 'MERGE',
      total: 4,
      processed: 4,
      failed: 0,
    });
    expect(await delta()).toMatchObject({ status: 'NOTHING_TO_DO' });
    const text = await line.costing('recalculate', '--mode', 'delta');
    expect(text).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') as string });
  });

  it('tries failed variants again, and takes chosen changes', async () => {
    await setBlue(121);
    const { rows } = await database.pool.query<{ id: string }>(
      `SELECT id FROM calculation_changes WHERE processed_at IS NULL`,
    );
    expect(await delta('--changes', rows[0]!.id)).toMatchObject({ status: 'COMPLETED', processed: 4 });
    expect(await delta('--failed')).toMatchObject({ status: 'NOTHING_TO_DO' });
  });

  it.each([
    [['--mode', 'partial']],
    [['--failed']],
    [['--mode', 'delta', '--changes', 'x']],
    [['--mode', 'delta', '--watch', '--as-of', '2026-06-30']],
    [['--mode', 'delta', '--watch', '--no-release']],
  ])('refuses %j', async (args) => {
    expect((await line.costing('recalculate', ...args)).code).toBe(2);
  });

  it('watches: costs what changes, each time, until it is stopped', async () => {
    const args = ['recalculate', '--mode', 'delta', '--watch', '--json'];
    const watch = spawn(process.execPath, [CLI_MAIN, ...args], { env: line.env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: watch.stdout })[Symbol.asyncIterator]();
    try {
      for (const value of [130, 140]) {
        await setBlue(value);
        const { value: document } = (await lines.next()) as { value: string };
        expect(JSON.parse(document)).toMatchObject({ mode: 'DELTA', status: 'COMPLETED', processed: 4 });
      }
      await database.pool.query(`UPDATE price_rates SET notes = 'costs nothing'`);
      watch.kill('SIGINT');
      expect(await lines.next()).toMatchObject({ done: true });
    } finally {
      watch.kill('SIGKILL');
    }
    const { rows } = await database.pool.query<{ total: string }>(
      `SELECT total_material_cost AS total FROM variant_cost_summaries s JOIN variants v ON v.id = s.variant_id WHERE sku = 'V0'`,
    );
    expect(rows).toEqual([{ total: '2.800000' }]);
  });
});
