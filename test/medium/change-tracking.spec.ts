import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `INSERT INTO items (code) VALUES ('DYE'), ('SALT');
     INSERT INTO parameters (key, kind, default_value) VALUES ('power', 'NUMBER', 1), ('dye', 'ITEM', NULL);
     INSERT INTO routings (code, name, output_quantity, output_unit) VALUES ('R', 'R', '1', 'kg'), ('Q', 'Q', '1', 'kg');
     INSERT INTO process_steps (routing_id, sequence_order, code, formula_expression, cost_component)
       VALUES (1, 1, 'A', 'power', 'PROCESS');
     INSERT INTO master_yarns (code, name) VALUES ('Y', 'Y');
     INSERT INTO price_rates (parameter_id, rate_value, effective_date) VALUES (1, 8, '2026-01-01');
     INSERT INTO price_rates (item_id, rate_value, effective_date) VALUES (1, 80, '2026-01-01')`,
  );
});
afterAll(() => database.close());
beforeEach(() => database.pool.query(`DELETE FROM variants; TRUNCATE calculation_changes`));

const ID = '00000000-0000-5000-8000-000000000001';
const OTHER = '00000000-0000-5000-8000-000000000002';
const insertInto = (table: string, id = ID): string =>
  `INSERT INTO ${table} (id, master_yarn_id, routing_id, sku) VALUES ('${id}', 1, 1, 'SKU ${id}')`;

interface Recorded {
  type: string;
  key: string;
  old: unknown;
  new: unknown;
}

async function recorded(client: Pick<PoolClient, 'query'> = database.pool): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    `SELECT change_type AS type, affected_key AS key, old_value AS old, new_value AS new FROM calculation_changes ORDER BY id`,
  );
  return rows;
}

/** What statements record, which are then taken back. */
async function recordedBy(...statements: string[]): Promise<Recorded[]> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    return await recorded(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const rateOf = (
  subject: object,
  rate_value: number,
  effective_date = '2026-01-01',
  expired_date: string | null = null,
) => ({
  ...subject,
  rate_value,
  effective_date,
  expired_date,
});

describe('a change is recorded with what it was and what it is', () => {
  const power = { parameter: 'power' };
  const dye = { item: 'DYE' };
  const step = (formula: string) => ({ step: 'A', sequence_order: 1, formula, cost_component: 'PROCESS' });
  const power_ = (default_value: number) => ({
    key: 'power',
    kind: 'NUMBER',
    default_value,
    default_item: null,
    minimum: null,
    maximum: null,
  });
  it.each<[string, string, Recorded[]]>([
    [
      'a new rate of a parameter',
      `INSERT INTO price_rates (parameter_id, rate_value, effective_date) VALUES (1, 9.5, '2026-02-01')`,
      [{ type: 'PRICE_RATE', key: 'power', old: null, new: rateOf(power, 9.5, '2026-02-01') }],
    ],
    [
      'another price of an item',
      `UPDATE price_rates SET rate_value = 81, expired_date = '2027-01-01' WHERE item_id = 1`,
      [{ type: 'PRICE_RATE', key: 'DYE', old: rateOf(dye, 80), new: rateOf(dye, 81, '2026-01-01', '2027-01-01') }],
    ],
    [
      'a rate that goes',
      `DELETE FROM price_rates WHERE parameter_id = 1`,
      [{ type: 'PRICE_RATE', key: 'power', old: rateOf(power, 8), new: null }],
    ],
    [
      'another formula',
      `UPDATE process_steps SET formula_expression = 'power * 2'`,
      [{ type: 'FORMULA', key: 'R', old: step('power'), new: step('power * 2') }],
    ],
    ['a step that goes', `DELETE FROM process_steps`, [{ type: 'FORMULA', key: 'R', old: step('power'), new: null }]],
    [
      'another output quantity',
      `UPDATE routings SET output_quantity = '2' WHERE code = 'Q'`,
      [
        {
          type: 'FORMULA',
          key: 'Q',
          old: { output_quantity: '1', parameters: '\\x' },
          new: { output_quantity: '2', parameters: '\\x' },
        },
      ],
    ],
    [
      'a routing that goes with its steps',
      `DELETE FROM routings WHERE code = 'R'`,
      [{ type: 'FORMULA', key: 'R', old: { output_quantity: '1', parameters: '\\x' }, new: null }],
    ],
    [
      'another default',
      `UPDATE parameters SET default_value = 2 WHERE key = 'power'`,
      [{ type: 'PARAMETER', key: 'power', old: power_(1), new: power_(2) }],
    ],
    [
      'a default item',
      `UPDATE parameters SET default_item_id = 1 WHERE key = 'dye'`,
      [
        {
          type: 'PARAMETER',
          key: 'dye',
          old: { key: 'dye', kind: 'ITEM', default_value: null, default_item: null, minimum: null, maximum: null },
          new: { key: 'dye', kind: 'ITEM', default_value: null, default_item: 'DYE', minimum: null, maximum: null },
        },
      ],
    ],
    [
      'parameters of a yarn',
      `UPDATE master_yarns SET parameters = '\\x00010000000000000000'`,
      [
        {
          type: 'MASTER_YARN',
          key: 'Y',
          old: { parameters: '\\x' },
          new: { parameters: '\\x00010000000000000000' },
        },
      ],
    ],
  ])('%s', async (_, statement, expected) => {
    expect(await recordedBy(statement)).toEqual(expected);
  });

  it.each(['variants', 'leaf'])('a variant written through its %s', async (through) => {
    await database.pool.query(insertInto('variants'));
    const { rows } = await database.pool.query<{ leaf: string }>(
      `SELECT tableoid::regclass::text AS leaf FROM variants`,
    );
    await database.pool.query(`DELETE FROM variants; TRUNCATE calculation_changes`);
    const table = through === 'leaf' ? rows[0]!.leaf : 'variants';
    const variant = { sku: `SKU ${ID}`, master_yarn_id: 1, routing_id: 1, is_active: true, parameters: '\\x' };
    const inactive = { ...variant, is_active: false };
    const params = '\\x00010000000000000000';
    expect(
      await recordedBy(
        insertInto(table),
        `UPDATE ${table} SET parameters = '${params}' WHERE id = '${ID}'`,
        `UPDATE ${table} SET parameters = '\\x', is_active = false WHERE id = '${ID}'`,
        `DELETE FROM ${table} WHERE id = '${ID}'`,
      ),
    ).toEqual([
      { type: 'VARIANT', key: ID, old: null, new: variant },
      { type: 'VARIANT', key: ID, old: { parameters: '\\x' }, new: { parameters: params } },
      { type: 'VARIANT', key: ID, old: { ...variant, parameters: params }, new: inactive },
      { type: 'VARIANT', key: ID, old: inactive, new: null },
    ]);
  });

  it('a variant of another id, loads by COPY and upserts', async () => {
    await database.pool.query(insertInto('variants'));
    const keys = (changes: Recorded[]): unknown =>
      changes.slice(1).map(({ key, old, new: is }) => [key, old !== null, is !== null]);
    expect(keys(await recordedBy(`UPDATE variants SET id = '${OTHER}'`))).toEqual([
      [ID, true, false],
      [OTHER, false, true],
    ]);
    const upsert = `${insertInto('variants')} ON CONFLICT (id) DO UPDATE SET routing_id = 2`;
    expect(keys(await recordedBy(upsert))).toEqual([[ID, true, true]]);
  });
});

describe('nothing is recorded', () => {
  it.each([
    ['where nothing is another', `UPDATE price_rates SET rate_value = 8.0 WHERE parameter_id = 1`],
    ['of a rate’s notes', `UPDATE price_rates SET notes = 'new'`],
    [
      'of names',
      `UPDATE routings SET name = 'new'; UPDATE master_yarns SET name = 'new'; UPDATE parameters SET label = 'new'`,
    ],
    ['of a step’s process', `UPDATE process_steps SET process_id = NULL`],
    ['of items, whose price is a rate', `INSERT INTO items (code) VALUES ('NEW'); UPDATE items SET name = 'new'`],
    ['of a parameter that no formula can read yet', `INSERT INTO parameters (key) VALUES ('new')`],
    [
      'of what costs nothing in a variant',
      `UPDATE variants SET batch_no = 'new', sku = 'new', updated_at = clock_timestamp()`,
    ],
    ['of a variant written as it was', `UPDATE variants SET parameters = parameters, routing_id = 1`],
    [
      'where the transaction answers for itself',
      `SET LOCAL costing.track = 'off'; UPDATE variants SET routing_id = 2; DELETE FROM variants; DELETE FROM price_rates`,
    ],
  ])('%s', async (_, statements) => {
    await database.pool.query(insertInto('variants'));
    await database.pool.query('TRUNCATE calculation_changes');
    expect(await recordedBy(statements)).toEqual([]);
  });

  it('of what was rolled back, to a savepoint too; with the transaction’s number even from inside one', async () => {
    const client = await database.pool.connect();
    try {
      await client.query(
        `BEGIN; ${insertInto('variants')}; SAVEPOINT a; UPDATE variants SET routing_id = 2; ROLLBACK TO a`,
      );
      await client.query(`SAVEPOINT b; ${insertInto('variants', OTHER)}; RELEASE b`);
      const { rows } = await client.query<{ same: boolean }>(
        `SELECT bool_and(txid = pg_current_xact_id()) AS same FROM calculation_changes`,
      );
      expect(rows[0]!.same).toBe(true);
      expect((await recorded()).length).toBe(0);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    expect((await recorded()).map(({ key, old }) => [key, old])).toEqual([
      [ID, null],
      [OTHER, null],
    ]);
  });
});

describe('an import', () => {
  const mill = (variants: number, kwh: number): object => ({
    parameters: [{ key: 'kwh' }],
    routings: [
      {
        code: 'I',
        name: 'I',
        output_unit: 'kg',
        output_quantity: '1',
        steps: [
          { code: 'A', cost_component: 'PROCESS', formula: 'kwh' },
          { code: 'B', cost_component: 'PROCESS', formula: 'kwh * 2' },
        ],
      },
    ],
    master_yarns: [{ code: 'IY', name: 'IY' }],
    variants: Array.from({ length: variants }, (_, n) => ({
      sku: `I${n}`,
      master_yarn: 'IY',
      routing: 'I',
      parameters: { kwh: kwh + (n < 3 ? 1 : 0) },
    })),
  });

  it('of many variants is one change that names its rows, of few a change each', async () => {
    await importDocuments(database.url, mill(1_500, 1));
    const isOf =
      (type: string) =>
      (one: Recorded): boolean =>
        one.type === type;
    const [one, ...more] = (await recorded()).filter(isOf('IMPORT'));
    expect(more).toEqual([]);
    expect(one).toMatchObject({ key: 'variants', new: { inserted: 1_500, updated: 0 } });
    const touched = (): Promise<{ rows: { n: number }[] }> =>
      database.pool.query(
        `SELECT count(*)::int AS n FROM variants
          WHERE updated_at >= (SELECT max(new_value ->> 'updated_at') FROM calculation_changes)::timestamptz`,
      );
    expect((await touched()).rows[0]!.n).toBe(1_500);

    await database.pool.query('TRUNCATE calculation_changes');
    await importDocuments(database.url, mill(1_500, 1));
    expect(await recorded()).toEqual([]);

    const client = await database.pool.connect();
    await client.query(
      `BEGIN; SET LOCAL costing.track = 'off'; UPDATE variants SET parameters = '\\x' WHERE sku < 'I11'; COMMIT`,
    );
    client.release();
    await importDocuments(database.url, mill(1_500, 1));
    const { n: updated } = (await touched()).rows[0]!;
    expect(await recorded()).toEqual([
      { type: 'IMPORT', key: 'variants', old: null, new: expect.objectContaining({ inserted: 0, updated }) },
    ]);
    expect(updated).toBeGreaterThan(100);

    await database.pool.query('TRUNCATE calculation_changes');
    await importDocuments(database.url, mill(5, 2));
    expect((await recorded()).map(({ type }) => type)).toEqual(Array.from({ length: 5 }, () => 'VARIANT'));
    // A row that goes back behind its import says so itself.
    await database.pool.query(
      `TRUNCATE calculation_changes; UPDATE variants SET updated_at = '2020-01-01' WHERE sku = 'I9'`,
    );
    expect((await recorded()).map(({ type }) => type)).toEqual(['VARIANT']);
  });

  it('of a routing with one other formula records that step alone', async () => {
    await importDocuments(database.url, mill(0, 1));
    await database.pool.query('TRUNCATE calculation_changes');
    const other = JSON.stringify(mill(0, 1)).replace('kwh * 2', 'kwh * 3');
    await importDocuments(database.url, other);
    expect((await recorded()).map((one) => [one.type, one.key, one.old, one.new])).toEqual([
      ['FORMULA', 'I', expect.objectContaining({ step: 'B', formula: 'kwh * 2' }), null],
      ['FORMULA', 'I', null, expect.objectContaining({ step: 'B', formula: 'kwh * 3' })],
    ]);
  });

  it('does not hide a truncation', async () => {
    expect(await recordedBy('TRUNCATE variants', 'TRUNCATE price_rates')).toEqual([
      { type: 'IMPORT', key: 'variants', old: null, new: { truncated: true } },
      { type: 'IMPORT', key: 'price_rates', old: null, new: { truncated: true } },
    ]);
  });
});
