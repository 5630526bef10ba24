import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, type Job, listChanges } from '#database';
import { importDocuments } from '../helpers/catalogue-files.js';
import { costedBy, type DeltaMill, expectExact, openDeltaMill, requestDelta, skus } from '../helpers/delta-mill.js';
import { readCosts } from '../helpers/recalculation.js';

/** One mill for all tests: each leaves it at rest. */
let mill: DeltaMill;
let database: Database;
let full: Job;
const runDelta: DeltaMill['runDelta'] = (request) => mill.runDelta(request);

beforeAll(async () => {
  mill = await openDeltaMill();
  database = mill.database;
  full = await mill.runFull();
});

afterAll(() => mill.close());

const DYED = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const ALL = Array.from({ length: 20 }, (_, n) => n);
const rate = (item: string, value: number): string =>
  `UPDATE price_rates SET rate_value = ${value} WHERE item_id = (SELECT id FROM items WHERE code = '${item}')`;
const STEP = `UPDATE process_steps SET formula_expression = 'DYE_KG * dye * 2' WHERE code = 'DYEING'`;

describe('a delta', () => {
  it.each<[string, string, readonly number[]]>([
    ['the price of a dye that variants hold', rate('BLUE', 101), [0, 1, 2, 3]],
    ['the price of a dye that a yarn holds', rate('GREEN', 99), [7, 8, 9]],
    ['a rate that all use', `UPDATE price_rates SET rate_value = 9 WHERE rate_value = 8`, ALL],
    ['a step', STEP, DYED],
    ['a routing’s output quantity', `UPDATE routings SET output_quantity = '2' WHERE code = 'PLAIN'`, ALL.slice(10)],
    ['a default', `UPDATE parameters SET default_value = 3 WHERE key = 'kwh'`, ALL],
    ['a yarn', `UPDATE master_yarns SET parameters = '' WHERE code = 'GREEN-YARN'`, []],
    [
      'a variant',
      `UPDATE variants SET parameters = pack_parameters(ARRAY[p.id], ARRAY[4.0]) FROM parameters p WHERE p.key = 'kwh' AND sku = 'V12'`,
      [12],
    ],
    [
      'a new rate from its day on',
      `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, 70, '2026-06-30' FROM items WHERE code = 'RED'`,
      [4, 5, 6],
    ],
  ])('after %s computes the variants that it touches', async (_, statement, numbers) => {
    await database.pool.query(statement);
    const delta = await runDelta();
    expect(delta).toMatchObject({ mode: 'DELTA', status: 'COMPLETED', plan: 'MERGE', baseGeneration: full.jobNo });
    if (numbers.length > 0) {
      expect(delta).toMatchObject({ total: numbers.length, processed: numbers.length, failed: 0 });
      expect(await costedBy(database, delta)).toEqual(skus(...numbers));
    }
    await expectExact(database);
    expect(await requestDelta(database)).toBeNull();
  });

  it('computes a variant that changed, alone and in one task', async () => {
    await database.pool.query(
      `UPDATE variants SET parameters = (SELECT parameters FROM variants WHERE sku = 'V4') WHERE sku = 'V1'`,
    );
    const job = (await requestDelta(database))!;
    const { rows } = await database.pool.query(
      `SELECT count(*)::integer AS n FROM recalculation_tasks WHERE job_id = $1`,
      [job.jobId],
    );
    expect([job.total, rows[0]]).toEqual([1, { n: 1 }]);
  });

  it('takes the figures of variants that are gone or inactive, and gives new ones theirs', async () => {
    await database.pool.query(`DELETE FROM variants WHERE sku = 'V1'`);
    await database.pool.query(`UPDATE variants SET is_active = false WHERE sku = 'V2'`);
    await importDocuments(database.url, {
      variants: [{ sku: 'NEW', master_yarn: 'RAW-YARN', routing: 'PLAIN', parameters: { kwh: 5 } }],
    });
    const delta = await runDelta();
    expect(delta).toMatchObject({ status: 'COMPLETED', processed: 1 });
    const costs = await readCosts(database);
    expect([costs.size, costs.get('V1'), costs.get('V2'), costs.get('NEW')?.[3]]).toEqual([
      19,
      undefined,
      undefined,
      '22.500000',
    ]);
    await expectExact(database);
  });

  it('writes only rows that differ', async () => {
    await database.pool.query(`UPDATE variants SET routing_id = 3 - routing_id WHERE sku = 'V12'`);
    await database.pool.query(`UPDATE variants SET routing_id = 3 - routing_id WHERE sku = 'V12'`);
    const delta = await runDelta();
    expect(delta).toMatchObject({ status: 'COMPLETED', processed: 1 });
    expect(await costedBy(database, delta)).toEqual([]);
    await expectExact(database);
  });

  it('does no work for a price that no formula uses, and processes its change', async () => {
    await database.pool.query(
      `UPDATE price_rates SET rate_value = 5 WHERE parameter_id = (SELECT id FROM parameters WHERE key = 'idle_price')`,
    );
    const delta = await runDelta();
    expect(delta).toMatchObject({ status: 'COMPLETED', plan: 'NOTHING', total: 0, processed: 0 });
    const [change] = await listChanges(database.pool, { limit: 1, isPending: false });
    expect(change).toMatchObject({ status: 'PROCESSED', jobNo: delta.jobNo });
    expect(await requestDelta(database)).toBeNull();
    await expectExact(database);
  });

  it('notices that the day of a rate has come', async () => {
    await database.pool.query(
      `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, 71, '2026-07-05' FROM items WHERE code = 'RED'`,
    );
    expect(await runDelta()).toMatchObject({ plan: 'NOTHING' });
    expect(await requestDelta(database, { asOf: '2026-07-04' })).toBeNull();
    const delta = await runDelta({ asOf: '2026-07-05' });
    expect(await costedBy(database, delta)).toEqual(skus(4, 5, 6));
    await expectExact(database);
  });

  it('of a chosen change leaves the others to the next one', async () => {
    await database.pool.query(rate('BLUE', 102));
    const [blue] = await listChanges(database.pool, { limit: 1, isPending: true });
    await database.pool.query(rate('RED', 55));
    const first = await runDelta({ changeIds: [blue!.changeId] });
    expect(await costedBy(database, first)).toEqual(skus(0, 3));
    const left = await listChanges(database.pool, { limit: 9, isPending: true });
    expect(new Set(left.map(({ affectedKey }) => affectedKey))).toEqual(new Set(['RED']));
    const second = await runDelta();
    expect(await costedBy(database, second)).toEqual(skus(4, 5, 6));
    await expectExact(database);
    await expect(requestDelta(database, { changeIds: [blue!.changeId] })).rejects.toMatchObject({
      code: 'NOT_PENDING',
    });
  });

  it('computes all where nothing is released', async () => {
    await database.pool.query(`UPDATE released_generation SET generation = NULL, previous_generation = NULL`);
    const delta = await runDelta({ allowedFailedShare: 1 });
    expect(delta).toMatchObject({ status: 'COMPLETED', plan: 'REBUILD', processed: 19 });
    await expectExact(database);
  });
});
