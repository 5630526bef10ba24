import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `INSERT INTO items (code) VALUES ('YARN');
     INSERT INTO parameters (key, kind) VALUES ('power', 'NUMBER'), ('yarn', 'ITEM');
     INSERT INTO routings (code, name, output_quantity, output_unit) VALUES ('R', 'R', '1', 'kg');
     INSERT INTO process_steps (routing_id, sequence_order, code, formula_expression, cost_component)
       VALUES (1, 1, 'A', '1', 'MEMO');
     INSERT INTO price_rates (parameter_id, rate_value, effective_date) VALUES (1, 8, '2026-01-01');
     INSERT INTO price_rates (item_id, rate_value, effective_date) VALUES (1, 8, '2026-01-01');
     INSERT INTO recalculation_jobs (id, mode, as_of, total) VALUES (gen_random_uuid(), 'FULL', '2026-01-01', 1)`,
  );
});
afterAll(() => database.close());

const CHECK = '23514';
const UNIQUE = '23505';
const FOREIGN_KEY = '23503';
const NOT_NULL = '23502';

const rate = (columns: string, values: string): string => `INSERT INTO price_rates (${columns}) VALUES (${values})`;
const step = (values: string): string =>
  `INSERT INTO process_steps (routing_id, sequence_order, code, formula_expression, cost_component) VALUES (${values})`;
const job = (columns: string, values: string): string =>
  `INSERT INTO recalculation_jobs (id, mode, as_of, total, ${columns}) VALUES (gen_random_uuid(), 'FULL', '2026-01-01', 1, ${values})`;
const task = (columns: string, values: string): string =>
  `INSERT INTO recalculation_tasks (job_id, partition_no, ${columns}) SELECT id, 0, ${values} FROM recalculation_jobs`;

describe('the schema refuses', () => {
  it.each([
    ['a second rate of a day', rate('parameter_id, rate_value, effective_date', `1, 9, '2026-01-01'`), UNIQUE],
    ['a second price of a day', rate('item_id, rate_value, effective_date', `1, 9, '2026-01-01'`), UNIQUE],
    ['a rate of nothing', rate('rate_value, effective_date', `1, '2026-01-02'`), CHECK],
    ['a rate of two things', rate('parameter_id, item_id, rate_value, effective_date', `1, 1, 1, '2026-01-02'`), CHECK],
    ['a rate that is no number', rate('parameter_id, rate_value, effective_date', `1, 'NaN', '2026-01-02'`), CHECK],
    ['an endless rate', rate('parameter_id, rate_value, effective_date', `1, 'Infinity', '2026-01-02'`), '22003'],
    ['a rate with too many digits', rate('parameter_id, rate_value, effective_date', `1, 1e12, '2026-01-02'`), '22003'],
    [
      'a rate that ends before it begins',
      rate('parameter_id, rate_value, effective_date, expired_date', `1, 1, '2026-01-02', '2026-01-02'`),
      CHECK,
    ],
    [
      'a rate of an unknown parameter',
      rate('parameter_id, rate_value, effective_date', `9, 1, '2026-01-02'`),
      FOREIGN_KEY,
    ],
    ['a parameter twice', `INSERT INTO parameters (key) VALUES ('power')`, UNIQUE],
    ['a parameter in capitals', `INSERT INTO parameters (key) VALUES ('Power')`, CHECK],
    ['a default that is no number', `INSERT INTO parameters (key, default_value) VALUES ('a', 'NaN')`, CHECK],
    ['an endless default', `INSERT INTO parameters (key, default_value) VALUES ('a', '-Infinity')`, CHECK],
    ['a number for an item', `INSERT INTO parameters (key, kind, default_value) VALUES ('a', 'ITEM', 1)`, CHECK],
    ['an item for a number', `INSERT INTO parameters (key, default_item_id) VALUES ('a', 1)`, CHECK],
    ['two steps of one place', step(`1, 1, 'B', '1', 'MEMO'`), UNIQUE],
    ['two steps of one code', step(`1, 2, 'A', '1', 'MEMO'`), UNIQUE],
    ['a step code in small letters', step(`1, 2, 'b', '1', 'MEMO'`), CHECK],
    ['an unknown cost component', step(`1, 2, 'B', '1', 'PROFIT'`), CHECK],
    ['a formula above 4 KiB', step(`1, 2, 'B', repeat('é', 2049), 'MEMO'`), CHECK],
    ['half a packed parameter', `UPDATE routings SET parameters = '\\x0001'`, CHECK],
    ['a second line of settings', `INSERT INTO catalogue_settings DEFAULT VALUES`, UNIQUE],
    ['an unusable currency', `UPDATE catalogue_settings SET currency = ''`, CHECK],
    ['a second active job', job('status', `'RUNNING'`), UNIQUE],
    ['a finished job without an end', job('status', `'COMPLETED'`), CHECK],
    ['a failed job without a reason', job('status, finished_at', `'FAILED', now()`), CHECK],
    ['a share that is no number', job('status, finished_at, allowed_failed_share', `'CANCELLED', now(), 'NaN'`), CHECK],
    ['a task done without a count', task('status', `'DONE'`), CHECK],
    ['a running task without a lease', task('status', `'RUNNING'`), CHECK],
    ['a second release', `INSERT INTO released_generation DEFAULT VALUES`, UNIQUE],
    [
      'a variant without SKU',
      `INSERT INTO variants (id, master_yarn_id, routing_id) VALUES (gen_random_uuid(), 1, 1)`,
      NOT_NULL,
    ],
  ])('%s', async (_, statement, code) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code });
  });

  it('a variant in a partition that is not its own', async () => {
    const insert = (table: string): string =>
      `INSERT INTO ${table} (id, master_yarn_id, routing_id, sku) VALUES ('00000000-0000-5000-8000-000000000001', 1, 1, 'A') RETURNING tableoid::regclass::text AS leaf`;
    const { rows } = await database.pool.query<{ leaf: string }>(insert('variants'));
    const other = rows[0]!.leaf === 'variants_p00' ? 'variants_p01' : 'variants_p00';
    await expect(database.pool.query(insert(other))).rejects.toMatchObject({ code: CHECK });
    await expect(database.pool.query(insert(rows[0]!.leaf))).rejects.toMatchObject({ code: UNIQUE });
  });
});
