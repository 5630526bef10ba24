import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCatalogue } from '#costing';
import { importCatalogue, readSnapshot, sampleMillFiles, seedSampleMill } from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** Cotton at its dearest, the month of the yarn survey, cotton at its cheapest since, and the day of the test. */
const DATES = ['2011-03-01', '2015-04-30', '2020-04-01', new Date().toISOString().slice(0, 10)];

let imported: TestDatabase;
let seeded: TestDatabase;
beforeAll(async () => {
  [imported, seeded] = [await testDatabase(), await testDatabase()];
});
afterAll(async () => {
  await imported.close();
  await seeded.close();
});

interface VariantRow {
  sku: string;
  routing_id: number;
  master_yarn_id: number;
  parameters: Buffer;
}

async function variantsOf({ pool }: TestDatabase): Promise<VariantRow[]> {
  return (await pool.query<VariantRow>('SELECT sku, routing_id, master_yarn_id, parameters FROM variants ORDER BY sku'))
    .rows;
}

/** SKU and reason of every variant without a cost on a date. */
async function failuresOn(database: TestDatabase, asOf: string): Promise<string[]> {
  const client = await database.pool.connect();
  try {
    const { snapshot, yarnParameters } = await readSnapshot(client, { asOf, baseParams: {} });
    const routings = compileCatalogue(snapshot, yarnParameters);
    return (await variantsOf(database)).flatMap(({ sku, routing_id, master_yarn_id, parameters }) => {
      const routing = routings.get(routing_id)!;
      const view = new DataView(parameters.buffer, parameters.byteOffset, parameters.byteLength);
      routing.load(master_yarn_id, view, 0, parameters.byteLength);
      const isCosted = routing.run() && routing.micros.every(Number.isFinite) && routing.micros.some((one) => one > 0);
      return isCosted ? [] : [`${sku}: ${routing.failure().message}`];
    });
  } finally {
    client.release();
  }
}

const seed = (
  database: TestDatabase,
  options: Parameters<typeof seedSampleMill>[1],
  onProgress?: (n: number) => void,
) =>
  seedSampleMill(
    {
      connect: async () => {
        const client = new Client({ connectionString: database.url });
        await client.connect();
        return client;
      },
    },
    options,
    onProgress,
  );

describe('import of the sample mill', () => {
  it('is accepted, and nothing changes the second time', async () => {
    const client = new Client({ connectionString: imported.url });
    await client.connect();
    try {
      const first = (await importCatalogue(client, sampleMillFiles())).counts;
      expect(first.master_yarns).toEqual({ inserted: 37, updated: 0, unchanged: 0 });
      expect(first.routings!.inserted).toBeGreaterThanOrEqual(10);
      const again = (await importCatalogue(client, sampleMillFiles())).counts;
      for (const { inserted, updated } of Object.values(again)) {
        expect({ inserted, updated }).toEqual({ inserted: 0, updated: 0 });
      }
    } finally {
      await client.end();
    }
  });

  it.each(DATES)('gives every variant a cost on %s', async (date) => {
    expect(await failuresOn(imported, date)).toEqual([]);
  });

  it('uses every routing, and every parameter in some formula', async () => {
    const { rows } = await imported.pool.query<{ key: string }>(
      `SELECT key FROM parameters p WHERE NOT EXISTS (
         SELECT FROM process_steps s WHERE s.formula_expression ~ ('(^|[^A-Za-z0-9_])' || p.key || '($|[^A-Za-z0-9_])'))
       UNION ALL
       SELECT code FROM routings r WHERE NOT EXISTS (SELECT FROM variants v WHERE v.routing_id = r.id)`,
    );
    expect(rows).toEqual([]);
  });
});

describe('the seeded sample mill', () => {
  const VARIANTS = 4_000;

  it('has as many variants as asked for, and is known as a demonstration', async () => {
    const loaded: number[] = [];
    const result = await seed(seeded, { variants: VARIANTS }, (n) => loaded.push(n));
    expect(result).toMatchObject({ variants: VARIANTS, yarns: 37 });
    expect(loaded.at(-1)).toBe(VARIANTS);
    const { rows } = await seeded.pool.query(
      `SELECT (SELECT count(*)::integer FROM variants) AS variants, (SELECT origin FROM catalogue_settings) AS origin`,
    );
    expect(rows).toEqual([{ variants: VARIANTS, origin: 'DEMO' }]);
  });

  it.each(DATES)('has a cost for every variant on %s', async (date) => {
    expect(await failuresOn(seeded, date)).toEqual([]);
  });

  it('spreads over all routings, with different parameters on almost every variant and prices on none', async () => {
    const { rows } = await seeded.pool.query<{ routings: number; distinct: number; priced: number; used: number }>(
      `SELECT (SELECT count(*)::integer FROM routings) AS routings,
              count(DISTINCT v.routing_id)::integer AS used,
              count(DISTINCT (v.routing_id, v.master_yarn_id, v.parameters))::integer AS distinct,
              (SELECT count(*)::integer FROM variant_parameters vp JOIN parameters p USING (key)
                WHERE p.kind = 'NUMBER' AND p.unit LIKE 'INR%') AS priced
         FROM variants v`,
    );
    const [{ routings, used, distinct, priced }] = rows as [(typeof rows)[0]];
    expect(used).toBe(routings);
    expect(distinct).toBeGreaterThan(0.99 * VARIANTS);
    expect(priced).toBe(0);
  });

  it('gives a routing only yarns that suit it', async () => {
    const { rows } = await seeded.pool.query(
      `SELECT v.sku FROM variants v JOIN routings r ON r.id = v.routing_id JOIN master_yarns y ON y.id = v.master_yarn_id
        WHERE (r.code = 'RING-CARDED') <> (r.code LIKE 'RING-C%' AND y.code ~ '^[0-9]+s-K')
           OR (r.code = 'OPEN-END' AND y.code NOT LIKE '%-OE%') OR (r.code = 'DOUBLED' AND y.code NOT LIKE '2-%')
           OR (r.code LIKE '%BLEND') <> (y.code LIKE '%-P_-%')`,
    );
    expect(rows).toEqual([]);
  });

  it('comes out the same again, and differently for another seed', async () => {
    const digest = async () =>
      createHash('sha256')
        .update(
          JSON.stringify(
            (await variantsOf(seeded)).map(({ parameters, ...row }) => ({ ...row, hex: parameters.toString('hex') })),
          ),
        )
        .digest('hex');
    const first = await digest();
    await expect(seed(seeded, { variants: VARIANTS })).rejects.toMatchObject({ code: 'CATALOGUE_NOT_EMPTY' });
    await seed(seeded, { variants: VARIANTS, replace: true });
    expect(await digest()).toBe(first);
    await seed(seeded, { variants: VARIANTS, seed: 2, replace: true });
    expect(await digest()).not.toBe(first);
  });

  it('can be smaller than its files', async () => {
    await seed(seeded, { variants: 5, replace: true });
    expect(await variantsOf(seeded)).toHaveLength(5);
    await expect(seed(seeded, { variants: 0, replace: true })).rejects.toThrow(RangeError);
  });
});
