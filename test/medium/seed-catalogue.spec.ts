import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRouting } from '#costing';
import { ensureSchema, readSnapshot, seedCatalogue, type SeedOptions, type SeedResult, variantId } from '#database';
import { compileCatalogue } from '../../libs/costing/compiled-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  return client;
}

function seed(options: SeedOptions, onProgress?: (loaded: number) => void): Promise<SeedResult> {
  return seedCatalogue({ connect }, options, onProgress);
}

async function rows<Row>(text: string): Promise<Row[]> {
  return (await database.pool.query<Row & object>(text)).rows;
}

/** A digest of everything that the seed wrote, row by row. */
async function digest(): Promise<string> {
  const hash = createHash('sha256');
  for (const table of ['parameters', 'items', 'routings', 'process_steps', 'master_yarns', 'variants']) {
    for (const row of await rows<{ text: string }>(`SELECT t::text AS text FROM ${table} t ORDER BY id`)) {
      hash.update(row.text);
    }
  }
  const rates = `SELECT (parameter_id, item_id, rate_value, effective_date, expired_date)::text AS text FROM price_rates ORDER BY id`;
  for (const row of await rows<{ text: string }>(rates)) hash.update(row.text);
  return hash.digest('hex');
}

async function costEveryVariant(): Promise<{ failures: string[]; totals: Set<number> }> {
  const client = await connect();
  try {
    const { snapshot, yarnParameters } = await readSnapshot(client, { asOf: '2026-11-23', baseParams: {} });
    const routings = compileCatalogue(snapshot, yarnParameters);
    const { rows: variants } = await client.query<{ yarn: number; routing: number; parameters: Buffer; sku: string }>(
      `SELECT master_yarn_id AS yarn, routing_id AS routing, parameters, sku FROM variants`,
    );
    const failures: string[] = [];
    const totals = new Set<number>();
    for (const { yarn, routing: id, parameters: bytes, sku } of variants) {
      const routing = routings.get(id)!;
      routing.load(yarn, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength);
      if (!routing.run()) failures.push(`${sku}: ${JSON.stringify(routing.failure())}`);
      if (routing.micros.every((micros) => micros > 0)) {
        totals.add(routing.micros.reduce((sum, micros) => sum + micros));
      }
    }
    return { failures, totals };
  } finally {
    await client.end();
  }
}

describe('seed', () => {
  it('makes variants that differ in every parameter, spread over the routings, each with its own cost', async () => {
    const result = await seed({ yarns: 3, variantsPerYarn: 1_000 });
    expect(result).toMatchObject({ variants: 3_000, yarns: 3, routings: 10, parameters: 12 });
    expect(
      await rows(
        `SELECT key, count(*)::int AS variants, count(DISTINCT value)::int AS values FROM variant_parameters GROUP BY key`,
      ),
    ).toSatisfy((keys: { variants: number; values: number }[]) => {
      return keys.length === 12 && keys.every(({ variants, values }) => variants === 3_000 && values === 3_000);
    });
    const routings = await rows<{ count: number }>(`SELECT count(*)::int FROM variants GROUP BY routing_id`);
    expect(routings).toHaveLength(10);
    for (const { count } of routings) expect(count).toBeGreaterThan(200);
    const { failures, totals } = await costEveryVariant();
    expect(failures).toEqual([]);
    expect(totals.size).toBeGreaterThan(2_990);
  });

  it('identifies variants and yarns as everything else does', async () => {
    await seed({ yarns: 2, variantsPerYarn: 150 });
    const variants = await rows<{ id: string; sku: string; yarn: string; leaf: string }>(
      `SELECT v.id, v.sku, y.code AS yarn FROM variants v JOIN master_yarns y ON y.id = v.master_yarn_id ORDER BY v.sku`,
    );
    expect(variants).toHaveLength(300);
    expect(variants[150]).toEqual({
      id: variantId('SYN-000002-00000001'),
      sku: 'SYN-000002-00000001',
      yarn: 'SYN-Y000002',
    });
    for (const { id, sku } of variants) expect(id).toBe(variantId(sku));
    expect(await rows(`SELECT origin, currency FROM catalogue_settings`)).toEqual([
      { origin: 'SYNTHETIC', currency: 'INR' },
    ]);
    await ensureSchema({ connectionString: database.url }, { mayMigrate: false });
  });

  it('gives the same bytes for the same options, other values for another seed', async () => {
    const options = { yarns: 5, variantsPerYarn: 40, parameters: 30 };
    await seed({ ...options, seed: 7 });
    const first = await digest();
    await seed({ ...options, seed: 8, replace: true });
    expect(await digest()).not.toBe(first);
    await seed({ ...options, seed: 7, replace: true });
    expect(await digest()).toBe(first);
  });

  it('reads at least 60 of 250 parameters in every routing, and costs them', async () => {
    await seed({ yarns: 2, variantsPerYarn: 100, parameters: 250 });
    expect(await rows(`SELECT DISTINCT length(parameters) AS bytes FROM variants`)).toEqual([{ bytes: 2_500 }]);
    const onVariants = new Set(
      (await rows<{ key: string }>(`SELECT DISTINCT key FROM variant_parameters`)).map(({ key }) => key),
    );
    expect(onVariants.size).toBe(250);
    const client = await connect();
    const { snapshot } = await readSnapshot(client, { asOf: '2026-11-23', baseParams: {} });
    await client.end();
    for (const routing of snapshot.routings) {
      const checked = checkRouting(routing, snapshot.parameters.map(({ key }) => key)); // prettier-ignore
      const read = 'routing' in checked ? checked.routing.parameterKeys.filter((key) => onVariants.has(key)) : [];
      expect(read.length, routing.code).toBeGreaterThanOrEqual(60);
      expect(routing.steps.length, routing.code).toBeGreaterThanOrEqual(8);
      expect(routing.steps.length, routing.code).toBeLessThanOrEqual(12);
    }
    expect((await costEveryVariant()).failures).toEqual([]);
  });

  it('costs variants with a single parameter of their own by defaults', async () => {
    await seed({ yarns: 1, variantsPerYarn: 50, parameters: 1 });
    expect(await costEveryVariant()).toMatchObject({ failures: [], totals: { size: 50 } });
  });

  it('keeps its hands off a catalogue, unless told to replace it', async () => {
    await database.pool.query(`INSERT INTO items (code) VALUES ('MINE')`);
    await expect(seed({ yarns: 1, variantsPerYarn: 1 })).rejects.toMatchObject({ code: 'CATALOGUE_NOT_EMPTY' });
    expect(await rows(`SELECT code FROM items`)).toEqual([{ code: 'MINE' }]);
    await database.pool.query(
      `INSERT INTO recalculation_jobs (id, job_no, mode, status, as_of, total, finished_at) OVERRIDING SYSTEM VALUE
       VALUES (gen_random_uuid(), 1, 'FULL', 'COMPLETED', '2026-01-01', 1, now());
       CREATE TABLE costing_data.cost_summaries_g1 (LIKE cost_summaries) PARTITION BY HASH (variant_id);
       CREATE TABLE costing_data.cost_summaries_g1_p00 PARTITION OF costing_data.cost_summaries_g1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
       ALTER TABLE cost_summaries ATTACH PARTITION costing_data.cost_summaries_g1 FOR VALUES IN (1);
       INSERT INTO cost_summaries VALUES (gen_random_uuid(), 1, 1, 1, 1, 1);
       UPDATE released_generation SET generation = 1, epoch = 4`,
    );
    await seed({ yarns: 1, variantsPerYarn: 10, replace: true });
    expect(await rows(`SELECT FROM items WHERE code = 'MINE'`)).toEqual([]);
    expect(await rows(`SELECT generation, epoch FROM released_generation`)).toEqual([{ generation: null, epoch: '5' }]);
    expect(await rows(`SELECT * FROM variant_cost_summaries`)).toEqual([]);
    expect(await rows(`SELECT relname FROM pg_class WHERE relname LIKE 'cost_summaries_g%'`)).toEqual([]);
  });

  it('does not replace what a job computes with', async () => {
    await database.pool.query(
      `INSERT INTO recalculation_jobs (id, mode, as_of, total) VALUES (gen_random_uuid(), 'FULL', '2026-01-01', 0)`,
    );
    await expect(seed({ yarns: 1, variantsPerYarn: 1, replace: true })).rejects.toMatchObject({ code: 'JOB_RUNNING' });
  });

  it('leaves nothing behind when it fails half-way', async () => {
    let reported = 0;
    const failing = seed({ yarns: 1, variantsPerYarn: 100_000 }, (loaded) => {
      reported = loaded;
      if (loaded > 1_000) throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(reported).toBeGreaterThan(1_000);
    expect(await rows(`SELECT count(*)::int FROM variants`)).toEqual([{ count: 0 }]);
    expect(await rows(`SELECT count(*)::int FROM parameters`)).toEqual([{ count: 0 }]);
    await ensureSchema({ connectionString: database.url }, { mayMigrate: false });
    await seed({ yarns: 1, variantsPerYarn: 10 });
  });

  it('refuses numbers beyond its limits', async () => {
    await expect(seed({ yarns: 0, variantsPerYarn: 1 })).rejects.toThrow(RangeError);
    await expect(seed({ yarns: 999_999, variantsPerYarn: 99_999 })).rejects.toThrow('variants is 99998900001');
    await expect(seed({ yarns: 1, variantsPerYarn: 1, parameters: 251 })).rejects.toThrow('parameters is 251');
  });
});
