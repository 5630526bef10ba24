import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packParameters, type ParameterEntry, unpackParameters } from '#costing';
import { variantId } from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const entries = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 32_767 }), finite), { selector: ([id]) => id });
const EXTREMES = [0, -0, 1, -1, Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -1022, 2 ** -1022 - 2 ** -1074, 0.1, -1e-300,
  Number.MAX_VALUE, -Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 1 / 3, 4_503_599_627_370_495.5] as const; // prettier-ignore

const sorted = (list: readonly ParameterEntry[]): ParameterEntry[] => [...list].sort((a, b) => a[0] - b[0]);

async function packedBySql(list: readonly ParameterEntry[]): Promise<Uint8Array> {
  const { rows } = await database.pool.query<{ packed: Buffer }>(
    `SELECT pack_parameters($1::smallint[], $2::double precision[]) AS packed`,
    // As text: the driver would write −0 as 0.
    [list.map(([id]) => id), list.map(([, value]) => (Object.is(value, -0) ? '-0' : String(value)))],
  );
  return Uint8Array.from(rows[0]!.packed);
}

async function unpackedBySql(packed: Uint8Array): Promise<ParameterEntry[]> {
  const { rows } = await database.pool.query<{ id: number; value: number }>(
    `SELECT parameter_id AS id, value FROM unpack_parameters($1)`,
    [Buffer.from(packed)],
  );
  return rows.map(({ id, value }) => [id, value]);
}

describe('packed parameters', () => {
  it('are packed and unpacked alike in SQL and in the worker, to the last bit', async () => {
    const all = EXTREMES.map((value, n): ParameterEntry => [n * 2_000 + 1, value]);
    await fc.assert(
      fc.asyncProperty(entries, async (list: ParameterEntry[]) => {
        const packed = packParameters(list);
        expect(await packedBySql(list)).toEqual(packed);
        expect(await unpackedBySql(packed)).toEqual(sorted(list));
        expect(unpackParameters(packed)).toEqual(sorted(list));
      }),
      { numRuns: 300, examples: [[[]], [all]] },
    );
  });
});

describe('a variant', () => {
  it('keeps 250 parameters in its row, uncompressed', async () => {
    // All the same value: it would compress to nothing.
    const packed = Buffer.from(packParameters(Array.from({ length: 250 }, (_, n) => [n + 1, 1])));
    await database.pool.query(
      `INSERT INTO variants (id, master_yarn_id, routing_id, parameters, sku) VALUES ($1, 1, 1, $2, 'WIDE')`,
      [variantId('WIDE'), packed],
    );
    const { rows } = await database.pool.query(
      `SELECT v.tableoid::regclass::text AS leaf, pg_column_size(parameters) AS stored, pg_column_compression(parameters) AS compression,
              pg_relation_size(c.reltoastrelid)::int AS toast
         FROM variants v JOIN pg_class c ON c.oid = v.tableoid`,
    );
    expect(rows).toEqual([
      { leaf: expect.stringMatching(/^variants_p\d\d$/), stored: 2_504, compression: null, toast: 0 },
    ]);
  });

  it('shows its parameters by key, an item by its code, whatever the numbers are', async () => {
    await database.pool.query(
      `INSERT INTO items (code) VALUES ('YARN-A'), ('YARN-B');
       INSERT INTO parameters (key, kind) VALUES ('huge', 'NUMBER'), ('yarn', 'ITEM'), ('small', 'NUMBER')`,
    );
    const packed = packParameters([[1, 1e12], [2, 2], [3, -0.25]]); // prettier-ignore
    await database.pool.query(
      `INSERT INTO variants (id, master_yarn_id, routing_id, parameters, sku) VALUES ($1, 1, 1, $2, 'SHOWN')`,
      [variantId('SHOWN'), Buffer.from(packed)],
    );
    await database.pool.query('ANALYZE items');
    const { rows } = await database.pool.query(
      `SELECT variant_id, key, value, item FROM variant_parameters WHERE sku = 'SHOWN' ORDER BY key`,
    );
    const id = variantId('SHOWN');
    expect(rows).toEqual([
      { variant_id: id, key: 'huge', value: 1e12, item: null },
      { variant_id: id, key: 'small', value: -0.25, item: null },
      { variant_id: id, key: 'yarn', value: 2, item: 'YARN-B' },
    ]);
  });
});
