import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packParameters } from '#costing';
import { variantId } from '../../libs/database/variant-id.js';
import { importDocuments, importFaults } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** As text: JSON.parse would lose the last digits of a rate. */
const SINGLE_JERSEY = readFileSync('test/fixtures/single-jersey.catalogue.json', 'utf8');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function query(text: string, values: unknown[] = []): Promise<unknown[]> {
  return (await database.pool.query({ text, values, rowMode: 'array' })).rows;
}

const load = (...documents: (object | string)[]) => importDocuments(database.url, ...documents);
const counts = (inserted: number, updated: number, unchanged: number) => ({ inserted, updated, unchanged });

describe('import of a catalogue', () => {
  it('inserts, and does nothing the second time', async () => {
    expect(await load(SINGLE_JERSEY)).toEqual({
      currency: counts(0, 1, 0),
      items: counts(2, 0, 0),
      parameters: counts(6, 0, 0),
      price_rates: counts(4, 0, 0),
      processes: counts(2, 0, 0),
      routings: counts(1, 0, 0),
      master_yarns: counts(2, 0, 0),
      variants: counts(3, 0, 0),
    });
    const steps = await query('SELECT id FROM process_steps ORDER BY id');
    expect(await load(SINGLE_JERSEY)).toEqual({
      currency: counts(0, 0, 1),
      items: counts(0, 0, 2),
      parameters: counts(0, 0, 6),
      price_rates: counts(0, 0, 4),
      processes: counts(0, 0, 2),
      routings: counts(0, 0, 1),
      master_yarns: counts(0, 0, 2),
      variants: counts(0, 0, 3),
    });
    expect(await query('SELECT id FROM process_steps ORDER BY id')).toEqual(steps);
  });

  it('stores what the file says', async () => {
    expect(await query('SELECT sku, key, value, item FROM variant_parameters ORDER BY sku, key')).toEqual([
      ['SJ-30-WHITE', 'hours', 6.5, null],
      ['SJ-40-WHITE', 'hours', 7, null],
      ['SJ-40-WHITE', 'yarn', expect.any(Number), 'RING-40'],
    ]);
    expect(await query('SELECT id, sku, batch_no, is_active FROM variants ORDER BY sku')).toEqual([
      [variantId('SJ-30-WHITE'), 'SJ-30-WHITE', null, true],
      [variantId('SJ-40-WHITE'), 'SJ-40-WHITE', 'B-7', true],
      [variantId('SJ-OLD'), 'SJ-OLD', null, false],
    ]);
    expect(
      await query(`SELECT i.code, rate_value, effective_date::text, expired_date::text, notes
                     FROM price_rates r LEFT JOIN items i ON i.id = r.item_id ORDER BY i.code, effective_date`),
    ).toEqual([
      ['RING-30', '45250.500000000000', '2026-01-01', '2026-07-01', null],
      ['RING-30', '47000.000000000000', '2026-07-01', null, null],
      ['RING-40', '52000.123456789012', '2026-01-01', null, 'spot'],
      [null, '22500.000000000000', '2026-01-01', null, null],
    ]);
    expect(
      await query(`SELECT s.sequence_order, s.code, p.code, s.cost_component
                     FROM process_steps s LEFT JOIN processes p ON p.id = s.process_id ORDER BY 1`),
    ).toEqual([
      [1, 'OUTPUT_KG', null, 'MEMO'],
      [2, 'YARN', 'KNIT', 'MATERIAL'],
      [3, 'LABOUR', 'KNIT', 'PROCESS'],
      [4, 'RENT', 'FINISH', 'OVERHEAD'],
    ]);
    expect(
      await query(`SELECT p.key, p.kind, p.unit, g.name, p.default_value, i.code
                     FROM parameters p LEFT JOIN parameter_groups g ON g.id = p.group_id
                          LEFT JOIN items i ON i.id = p.default_item_id WHERE p.key LIKE 'yarn%' ORDER BY 1`),
    ).toEqual([
      ['yarn', 'ITEM', null, 'Material', null, 'RING-30'],
      ['yarn_kg', 'NUMBER', 'kg', 'Material', 100, null],
    ]);
  });

  it('replaces what it names whole and leaves the rest', async () => {
    const [variant, ...rest] = await query('SELECT sku, updated_at FROM variants ORDER BY sku');
    const result = await load({
      parameters: [{ key: 'knit_waste_pct', default_value: 3 }],
      routings: [
        {
          code: 'SJ',
          name: 'Single jersey, short',
          output_unit: 'kg',
          output_quantity: 'yarn_kg',
          steps: [{ code: 'YARN', cost_component: 'MATERIAL', formula: 'yarn_kg * yarn' }],
        },
      ],
      variants: [
        { sku: 'SJ-30-WHITE', master_yarn: 'PLAIN', routing: 'SJ', parameters: { knit_waste_pct: 1 } },
        { sku: 'SJ-OLD', master_yarn: 'PLAIN', routing: 'SJ', is_active: false },
        { sku: ' SJ-NEW ', master_yarn: 'PLAIN', routing: 'SJ' },
      ],
    });
    expect(result).toEqual({
      parameters: counts(0, 1, 0),
      routings: counts(0, 1, 0),
      variants: counts(1, 1, 1),
    });
    expect(await query('SELECT code FROM process_steps')).toEqual([['YARN']]);
    expect(await query('SELECT parameters FROM routings')).toEqual([[Buffer.alloc(0)]]);
    expect(await query(`SELECT unit, default_value FROM parameters WHERE key = 'knit_waste_pct'`)).toEqual([[null, 3]]);
    expect(await query(`SELECT key, value FROM variant_parameters WHERE sku = 'SJ-30-WHITE'`)).toEqual([
      ['knit_waste_pct', 1],
    ]);
    const after = await query(`SELECT sku, updated_at FROM variants WHERE sku <> 'SJ-NEW' ORDER BY sku`);
    expect(after[0]).not.toEqual(variant);
    expect(after.slice(1)).toEqual(rest);
  });

  it('uses up no ids of what is there already', async () => {
    for (let n = 0; n < 3; n++) await load(SINGLE_JERSEY);
    await load({ parameters: [{ key: 'last_one' }] });
    expect(await query(`SELECT id FROM parameters WHERE key = 'last_one'`)).toEqual([[7]]);
  });

  it('takes several files in one transaction, whichever of them a name stands in', async () => {
    const variants = { variants: [{ sku: 'TWO-1', master_yarn: 'TWO', routing: 'SJ', parameters: { two: 2 } }] };
    const rest = { parameters: [{ key: 'two' }], master_yarns: [{ code: 'TWO', name: 'Two-ply' }] };
    expect(await load(variants, rest)).toMatchObject({ variants: counts(1, 0, 0), master_yarns: counts(1, 0, 0) });
    const faults = await importFaults(database.url, { items: [{ code: 'LOST' }] }, { items: [{ code: 'LOST' }] });
    expect(faults).toEqual([
      {
        path: 'b.json $.items[0].code',
        code: 'DUPLICATE',
        message: '"LOST" is already given at a.json $.items[0].code',
      },
    ]);
    expect(await query(`SELECT FROM items WHERE code = 'LOST'`)).toEqual([]);
  });

  it('makes two imports at once wait for one another', async () => {
    const catalogue = (n: number) => ({
      items: Array.from({ length: 500 }, (_, i) => ({ code: `I${i}`, name: `${n}` })),
    });
    const results = await Promise.all([1, 2, 3].map((n) => load(catalogue(n))));
    const inserted = results.map(({ items }) => items!.inserted).sort((a, b) => a - b);
    expect(inserted).toEqual([0, 0, 500]);
  });

  it('loads many variants by COPY', async () => {
    const variants = Array.from({ length: 20_000 }, (_, n) => ({
      sku: `BULK-${n}`,
      master_yarn: 'PLAIN',
      routing: 'SJ',
      parameters: { hours: n / 7, yarn: 'RING-40' },
    }));
    expect(await load({ variants })).toEqual({ variants: counts(20_000, 0, 0) });
    expect(await load({ variants })).toEqual({ variants: counts(0, 0, 20_000) });
    const [[rows, wrong]] = (await query(
      `SELECT count(*)::int, count(*) FILTER (WHERE value <> substr(sku, 6)::float8 / 7)::int
         FROM variant_parameters WHERE sku LIKE 'BULK-%' AND key = 'hours'`,
    )) as [[number, number]];
    expect([rows, wrong]).toEqual([20_000, 0]);
  });
});

describe('unpack_parameters', () => {
  it('reads every double back as it was packed', async () => {
    const doubles = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(doubles, fc.integer({ min: 1, max: 32_000 }), async (drawn, first) => {
        // The driver would send -0 as 0.
        const values = drawn.map((value) => value + 0);
        const entries = values.map((value, n) => [first + n, value] as const);
        const packed = Buffer.from(packParameters(entries));
        expect(await query('SELECT parameter_id, value FROM unpack_parameters($1)', [packed])).toEqual(entries);
        const repacked = await query('SELECT pack_parameters($1, $2)', [entries.map(([id]) => id), values]);
        expect(repacked).toEqual([[packed]]);
      }),
      { numRuns: 60 },
    );
  });
});
