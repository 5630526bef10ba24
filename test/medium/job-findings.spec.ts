import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type Job, listJobErrors, listSummaries, PendingVariants, pruneErrors } from '#database';
import {
  countFailedReleased,
  discardJob,
  dropUnneededGenerations,
  listFailures,
  nothingToDoText,
  readWarnings,
} from '#jobs';
import { importDocuments } from '../helpers/catalogue-files.js';
import { type DeltaMill, expectExact, openDeltaMill, requestDelta } from '../helpers/delta-mill.js';

let mill: DeltaMill;
let database: Database;

beforeEach(async () => {
  mill = await openDeltaMill();
  database = mill.database;
});

afterEach(() => mill.close());

const POWER_PRICE = `(SELECT id FROM parameters WHERE key = 'power_price')`;

const warnings = async (job: Job) =>
  (await readWarnings(database.pool, job)).map(({ code, message, count, examples }) => [
    code,
    count,
    message,
    ...examples,
  ]);
const skusWith = async (status: 'FAILED' | 'NEVER'): Promise<string[]> => {
  const filter = { routing: null, masterYarn: null, status };
  const page = await listSummaries(database.pool, new PendingVariants(database.pool, 'UTC'), filter, {
    after: null,
    limit: 100,
  });
  expect(page.data.every(({ figures }) => figures === null)).toBe(true);
  return page.data.map(({ sku }) => sku).sort();
};
const expire = (item: string, day: string): Promise<unknown> =>
  database.pool.query(
    `UPDATE price_rates SET expired_date = $2 WHERE item_id = (SELECT id FROM items WHERE code = $1)`,
    [item, day],
  );
const formula = (text: string): Promise<unknown> =>
  database.pool.query(`UPDATE process_steps SET formula_expression = $1 WHERE code = 'DYEING'`, [text]);

/** Twenty more variants of two dyes that have no price. */
const addUnpriced = (): Promise<unknown> =>
  importDocuments(mill.url, {
    items: [{ code: 'NAVY' }, { code: 'WINE' }],
    price_rates: [{ item: 'WINE', rate_value: '90', effective_date: '2026-01-01', expired_date: '2026-03-01' }],
    variants: Array.from({ length: 30 }, (_, n) => ({
      sku: `N${String(n).padStart(2, '0')}`,
      master_yarn: 'RAW-YARN',
      routing: 'DYED',
      parameters: { shade: 2, dye: n % 3 === 0 ? 'NAVY' : n % 3 === 1 ? 'WINE' : 'RED' },
    })),
  });
const UNPRICED = Array.from({ length: 30 }, (_, n) => n)
  .filter((n) => n % 3 !== 2)
  .map((n) => `N${String(n).padStart(2, '0')}`);

describe('variants that fail', () => {
  it('have a cause for each item without a price, and are listed to the last', async () => {
    await addUnpriced();
    const job = await mill.runFull({ allowedFailedShare: 1 });
    const causes = await listJobErrors(database.pool, job.jobId);
    expect(causes.map(({ item, name, count, message }) => [item, name, count, message])).toEqual([
      ['NAVY', 'dye', 10, "item 'NAVY' (parameter 'dye') has no price on 2026-06-30"],
      [
        'WINE',
        'dye',
        10,
        "item 'WINE' (parameter 'dye') has no price on 2026-06-30: it expired on 2026-03-01, without a successor",
      ],
    ]);
    const failures = await listFailures(database, job, { after: null, limit: 7 });
    for (let last = failures.at(-1); last && failures.length % 7 === 0; last = failures.at(-1)) {
      const next = await listFailures(database, job, { after: last, limit: 7 });
      if (next.length === 0) break;
      failures.push(...next);
    }
    expect(failures.map(({ sku }) => sku).sort()).toEqual(UNPRICED);
    expect(failures.every(({ sku, item }) => item === (Number(sku!.slice(1)) % 3 === 0 ? 'NAVY' : 'WINE'))).toBe(true);
    expect(await skusWith('FAILED')).toEqual(UNPRICED);
    expect(await skusWith('NEVER')).toEqual([]);
  });

  it('are one cause whichever routing or step reads what is missing', async () => {
    await database.pool.query(`DELETE FROM price_rates WHERE parameter_id = ${POWER_PRICE}`);
    const job = await mill.runFull();
    const causes = await listJobErrors(database.pool, job.jobId);
    expect(causes.map(({ name, routing, step, count, message }) => [name, routing, step, count, message])).toEqual([
      ['power_price', 'DYED, PLAIN', 'POWER', 20, "parameter 'power_price' has no value on 2026-06-30"],
    ]);
  });

  it('are said by a delta with nothing to do, and are FAILED in a delta, too, until they have a cost', async () => {
    await mill.runFull();
    await addUnpriced();
    expect(await skusWith('NEVER')).toHaveLength(30);
    expect(await mill.runDelta()).toMatchObject({ plan: 'MERGE', failed: 20 });
    expect(await requestDelta(database)).toBeNull();
    expect(await countFailedReleased(database)).toBe(20);
    expect(nothingToDoText(20)).toMatch(/20 variants have failed .*--failed/);
    expect(await skusWith('FAILED')).toEqual(UNPRICED);
    await importDocuments(mill.url, {
      price_rates: ['NAVY', 'WINE'].map((item) => ({ item, rate_value: '80', effective_date: '2026-06-01' })),
    });
    await mill.runDelta();
    expect(await countFailedReleased(database)).toBe(0);
    expect(await skusWith('FAILED')).toEqual([]);
    await expectExact(database);
  });

  it('are forgotten after their time, unless they are shown', async () => {
    await addUnpriced();
    const staged = await mill.runFull({ release: false });
    await mill.runFull({ allowedFailedShare: 1 });
    await database.pool.query(`UPDATE recalculation_jobs SET finished_at = finished_at - interval '31 days'`);
    const client = await database.pool.connect();
    expect(await pruneErrors(client, 30)).toBe(0);
    await discardJob(database, staged.jobId);
    await dropUnneededGenerations(database);
    expect(await pruneErrors(client, 30)).toBe(1);
    client.release();
    await expect(listFailures(database, staged, { after: null, limit: 1 })).rejects.toMatchObject({
      code: 'FAILURES_NOT_HELD',
    });
    expect(await skusWith('FAILED')).toEqual(UNPRICED);
  });
});

describe('warnings of a job', () => {
  it('count the variants that took a substitute for a price that has expired', async () => {
    await formula('DYE_KG * (dye ?? 10)');
    await expire('BLUE', '2026-06-15');
    const job = await mill.runFull();
    expect(job.failed).toBe(0);
    expect(await warnings(job)).toEqual([
      [
        'PRICE_EXPIRED',
        1,
        "1 price expired without a successor: 4 variants took the formula's substitute or the parameter's default instead.",
        "BLUE: it expired on 2026-06-15, without a successor; taken instead: the formula's substitute; 4 variants",
      ],
    ]);
    await expire('GREEN', '2026-06-15');
    expect((await warnings(await mill.runDelta())).map(([, , , example]) => example)).toEqual([
      "GREEN: it expired on 2026-06-15, without a successor; taken instead: the formula's substitute; 3 variants",
    ]);
  });

  it('name gaps on the day of the job, and defaults that stand in for a rate', async () => {
    await database.pool.query(
      `UPDATE parameters SET default_value = 7 WHERE key = 'power_price';
       UPDATE price_rates SET expired_date = '2026-06-15' WHERE parameter_id = ${POWER_PRICE};
       INSERT INTO price_rates (parameter_id, rate_value, effective_date) VALUES (${POWER_PRICE}, 9, '2026-07-01')`,
    );
    expect(await warnings(await mill.runFull())).toEqual([
      [
        'PRICE_GAP',
        1,
        "1 price is missing on 2026-06-30 only for a time: 20 variants took the formula's substitute or the parameter's default instead.",
        "power_price: it expired on 2026-06-15, the next is of 2026-07-01; taken instead: the parameter's default; 20 variants",
      ],
    ]);
    expect(await warnings(await mill.runFull({ asOf: '2026-06-01' }))).toEqual([]);
  });

  it('say why an own value has no effect', async () => {
    const job = await mill.runFull({ baseParams: { idle_price: 2, shade: 5, kwh: 2, power_price: 3, dye: 'RED' } });
    expect(await warnings(job)).toEqual([
      ['NO_EFFECT', 4, expect.stringContaining('4 values'), ...Array(4).fill(expect.any(String))],
    ]);
    const examples = (await readWarnings(database.pool, job))[0]!.examples;
    expect([...examples].sort()).toEqual([
      'dye: every variant whose routing uses it has a value of its own, or its yarn or routing has',
      'idle_price: no formula uses it',
      'kwh: the catalogue gives the same value',
      'shade: every variant whose routing uses it has a value of its own, or its yarn or routing has',
    ]);
    await mill.runDelta();
    const delta = await mill.runDelta({ baseParams: { shade: 5, power_price: 4 } });
    expect((await readWarnings(database.pool, delta))[0]?.examples).toEqual([
      'shade: no variant takes another value by it than its cost has already',
    ]);
    expect(await requestDelta(database, { baseParams: { power_price: 4 } })).toBeNull();
    expect(nothingToDoText(0, { power_price: 4 })).toMatch(/power_price = 4 would change no cost/);
  });
});
