import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainCost, importCatalogue, listJobErrors } from '#database';
import type { Fault } from '#platform';
import { TestApi } from '../helpers/api.js';
import { importDocuments, importFaults } from '../helpers/catalogue-files.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { checkGeneration } from '../oracle/check-generation.js';

/** Output quantity, number parameters with and without bounds, an item parameter with bounds of its price. */
const CATALOGUE = {
  currency: 'INR',
  parameters: [
    { key: 'kg', minimum: 0, maximum: 1_000 },
    { key: 'loss_pct', default_value: 5, minimum: 0, maximum: 200 },
    { key: 'noil_pct', default_value: 16, minimum: 0, maximum: 100 },
    { key: 'tariff', minimum: 1, maximum: 20 },
    { key: 'credit', minimum: -50 },
    { key: 'surcharge' },
    { key: 'fibre', kind: 'ITEM', minimum: 10, maximum: 500 },
  ],
  items: [{ code: 'COTTON' }, { code: 'VISCOSE' }],
  price_rates: [
    { parameter_key: 'tariff', rate_value: 8, effective_date: '2026-01-01' },
    { parameter_key: 'credit', rate_value: -5, effective_date: '2026-01-01' },
    { item: 'COTTON', rate_value: 100, effective_date: '2026-01-01' },
    { item: 'VISCOSE', rate_value: 120, effective_date: '2026-01-01' },
  ],
  routings: [
    {
      code: 'R', name: 'R', output_unit: 'kg', output_quantity: 'kg * (1 - loss_pct / 100)',
      parameters: { noil_pct: 15 },
      steps: [
        { code: 'FIBRE', cost_component: 'MATERIAL', formula: 'kg * fibre * (1 - noil_pct / 200)' },
        { code: 'POWER', cost_component: 'PROCESS', formula: 'kg > 5 ? kg * tariff : 0' },
        { code: 'CREDIT', cost_component: 'OVERHEAD', formula: 'credit + (surcharge ?? 0)' },
      ],
    },
  ],
  master_yarns: [
    { code: 'Y1', name: 'Y1', parameters: { fibre: 'COTTON' } },
    { code: 'Y2', name: 'Y2', parameters: { fibre: 'VISCOSE', noil_pct: 18 } },
  ],
  variants: Array.from({ length: 40 }, (_, n) => ({
    sku: `V${n}`, master_yarn: n % 2 === 0 ? 'Y1' : 'Y2', routing: 'R', parameters: { kg: 1 + n },
  })),
}; // prettier-ignore

const variant = (sku: string, parameters: object) => ({ sku, master_yarn: 'Y1', routing: 'R', parameters });
const texts = (faults: readonly Fault[]): string[] =>
  faults.map(({ path, code, message }) => `${path} ${code}: ${message}`);

describe('a value beyond the bounds is refused', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await testDatabase();
    await importDocuments(database.url, CATALOGUE);
    api = await TestApi.start(database);
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });
  const faults = async (...documents: object[]) => texts(await importFaults(database.url, ...documents));

  it.each<[string, object, string]>([
    ['of a variant', { variants: [variant('N', { noil_pct: 118 })] }, "$.variants[0].parameters.noil_pct OUT_OF_BOUNDS: 'noil_pct' is 118, above the maximum of 100"],
    ['of a master yarn', { master_yarns: [{ code: 'Y1', name: 'Y1', parameters: { noil_pct: -1 } }] }, "$.master_yarns[0].parameters.noil_pct OUT_OF_BOUNDS: 'noil_pct' is -1, below the minimum of 0"],
    ['of a routing', { routings: [{ ...CATALOGUE.routings[0], parameters: { loss_pct: 201 } }] }, "$.routings[0].parameters.loss_pct OUT_OF_BOUNDS: 'loss_pct' is 201, above the maximum of 200"],
    ['by default', { parameters: [{ key: 'noil_pct', default_value: 120, maximum: 100 }] }, "$.parameters[0].default_value OUT_OF_BOUNDS: 'noil_pct' is 120, above the maximum of 100"],
    ['as a rate', { price_rates: [{ parameter_key: 'tariff', rate_value: 25, effective_date: '2026-02-01' }] }, "$.price_rates[0].rate_value OUT_OF_BOUNDS: the rate of 'tariff' is 25, above the maximum of 20"],
    ['as a negative rate', { price_rates: [{ parameter_key: 'surcharge', rate_value: -1, effective_date: '2026-02-01' }] }, "$.price_rates[0].rate_value OUT_OF_BOUNDS: the rate of 'surcharge' is -1, below the minimum of 0"],
    ['as a rate below a negative minimum', { price_rates: [{ parameter_key: 'credit', rate_value: -51, effective_date: '2026-02-01' }] }, "$.price_rates[0].rate_value OUT_OF_BOUNDS: the rate of 'credit' is -51, below the minimum of -50"],
    ['as a negative price', { price_rates: [{ item: 'COTTON', rate_value: '-0.01', effective_date: '2026-02-01' }] }, "$.price_rates[0].rate_value OUT_OF_BOUNDS: the price of 'COTTON' is -0.01, below the minimum of 0"],
    ['with bounds that come along', { parameters: [{ key: 'new', maximum: 3 }], variants: [variant('N', { new: 4 })] }, "$.variants[0].parameters.new OUT_OF_BOUNDS: 'new' is 4, above the maximum of 3"],
    ['with bounds the wrong way round', { parameters: [{ key: 'new', minimum: 4, maximum: 3 }] }, '$.parameters[0].maximum BOUNDS_OUT_OF_ORDER: bounds out of order: the minimum is 4, the maximum 3'],
    ['with a bound that is no number', { parameters: [{ key: 'new', minimum: '4' }] }, '$.parameters[0].minimum WRONG_TYPE: must be a number, not the text "4"'],
  ])('%s', async (_, document, expected) => {
    expect(await faults(document)).toEqual([expected]);
  }); // prettier-ignore

  it('in files of variants and rates, by line and column', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'costing-bounds-'));
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const refusal = async (name: string, text: string): Promise<string[]> => {
      writeFileSync(join(folder, name), text);
      const error: unknown = await importCatalogue(client, [join(folder, name)]).catch((caught: unknown) => caught);
      return texts((error as { options: { faults: Fault[] } }).options.faults);
    };
    try {
      const csv = 'sku,master_yarn,routing,kg,noil_pct\nA,Y1,R,10,100\nB,Y1,R,10,100.5\nC,Y1,R,-1,0\n';
      expect(await refusal('v.csv', csv)).toEqual([
        "v.csv:3 noil_pct OUT_OF_BOUNDS: 'noil_pct' is 100.5, above the maximum of 100",
        "v.csv:4 kg OUT_OF_BOUNDS: 'kg' is -1, below the minimum of 0",
      ]);
      const lines = [variant('A', { kg: 1 }), variant('B', { kg: 1e9 })].map((one) => JSON.stringify(one)).join('\n');
      expect(await refusal('v.ndjson', lines)).toEqual([
        "v.ndjson:2 kg OUT_OF_BOUNDS: 'kg' is 1000000000, above the maximum of 1000",
      ]);
      const rates = 'parameter_key,item,rate_value,effective_date\ntariff,,0.5,2026-02-01\n,COTTON,-3,2026-02-01\n';
      expect(await refusal('r.csv', rates)).toEqual([
        "r.csv:2 rate_value OUT_OF_BOUNDS: the rate of 'tariff' is 0.5, below the minimum of 1",
        "r.csv:3 rate_value OUT_OF_BOUNDS: the price of 'COTTON' is -3, below the minimum of 0",
      ]);
    } finally {
      await client.end();
      rmSync(folder, { recursive: true });
    }
  });

  it('by POST, PUT and PATCH, and in the base parameters of a job', async () => {
    const refused = async (answer: ReturnType<TestApi['post']>): Promise<string[]> =>
      texts(((await answer.expect(400)) as { body: { errors: Fault[] } }).body.errors);
    const beyond = "'noil_pct' is 118, above the maximum of 100";
    expect(await refused(api.post('/api/v1/variants', variant('N', { noil_pct: 118 })))).toEqual([
      `$.parameters.noil_pct OUT_OF_BOUNDS: ${beyond}`,
    ]);
    const { body } = (await api.get('/api/v1/variants?sku=V0').expect(200)) as {
      body: { data: { variant_id: string }[] };
    };
    const at = `/api/v1/variants/${body.data[0]!.variant_id}`;
    expect(await refused(api.put(at, variant('V0', { noil_pct: 118 })))).toHaveLength(1);
    expect(await refused(api.patch(at, { parameters: { noil_pct: 118 } }))).toHaveLength(1);
    expect(await refused(api.patch('/api/v1/master-yarns/Y1', { parameters: { noil_pct: 118 } }))).toHaveLength(1);
    expect(await refused(api.patch('/api/v1/routings/R', { parameters: { noil_pct: 118 } }))).toHaveLength(1);
    expect(await refused(api.patch('/api/v1/parameters/noil_pct', { default_value: 118 }))).toEqual([
      `$.default_value OUT_OF_BOUNDS: ${beyond}`,
    ]);
    const price = { item: 'COTTON', rate_value: '-1', effective_date: '2026-02-01' };
    expect(await refused(api.post('/api/v1/price-rates', price))).toHaveLength(1);
    expect(await refused(api.post('/api/v1/recalculate/all', { base_params: { noil_pct: 118 } }))).toEqual([
      `$.base_params.noil_pct OUT_OF_BOUNDS: ${beyond}`,
    ]);
  });

  it('unless it is an end of the bounds', async () => {
    await importDocuments(database.url, { variants: [variant('V0', { kg: 1_000, noil_pct: 0, loss_pct: 0 })] });
  });

  it('is shown, changed and emptied as any field of a parameter', async () => {
    await api.post('/api/v1/parameters', { key: 'shown', minimum: -1.5, maximum: 3 }).expect(201);
    const shown = async () => (await api.get('/api/v1/parameters/shown').expect(200)).body as object;
    expect(await shown()).toMatchObject({ minimum: -1.5, maximum: 3 });
    await api.patch('/api/v1/parameters/shown', { minimum: null }).expect(200);
    expect(await shown()).toMatchObject({ minimum: null, maximum: 3 });
    await api.delete('/api/v1/parameters/shown').expect(204);
  });
});

describe('narrower bounds', () => {
  let database: TestDatabase;
  let api: TestApi;
  beforeAll(async () => {
    database = await testDatabase();
    await importDocuments(database.url, CATALOGUE);
    api = await TestApi.start(database);
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });
  const bounds = (key: string, minimum: number | null, maximum: number | null) => ({
    parameters: [{ key, minimum, maximum }],
  });

  it('are held against everything that is stored, and name what is beyond them', async () => {
    expect(texts(await importFaults(database.url, bounds('noil_pct', 16, 17)))).toEqual([
      "$.parameters[0] OUT_OF_BOUNDS: 'noil_pct' would have to be not below 16 and not above 17, and 1 of the routings that are stored are beyond that: R (15); correct them first, or in the same import",
      "$.parameters[0] OUT_OF_BOUNDS: 'noil_pct' would have to be not below 16 and not above 17, and 1 of the master yarns that are stored are beyond that: Y2 (18); correct them first, or in the same import",
    ]);
    const [fault] = texts(await importFaults(database.url, bounds('kg', 0, 20)));
    expect(fault).toMatch(/^\$\.parameters\[0\] OUT_OF_BOUNDS: 'kg' would have to be not below 0 and not above 20, and 20 of the variants that are stored are beyond that: V\d+ \(\d+\), (.*)V\d+ \(\d+\) and 15 more;/);
    expect(texts(await importFaults(database.url, bounds('tariff', 1, 7)))[0]).toContain('1 of the price rates that are stored are beyond that: 2026-01-01 (8);');
    expect(texts(await importFaults(database.url, bounds('credit', null, null)))[0]).toContain("'credit' would have to be not below 0, and 1 of the price rates");
  }); // prettier-ignore

  it('are refused by REST, too, and nothing is changed', async () => {
    const { body } = (await api.patch('/api/v1/parameters/kg', { maximum: 39 }).expect(400)) as {
      body: { errors: Fault[] };
    };
    expect(texts(body.errors)).toEqual([
      "$ OUT_OF_BOUNDS: 'kg' would have to be not below 0 and not above 39, and 1 of the variants that are stored are beyond that: V39 (40); correct them first, or in the same import",
    ]);
    const kept = (await api.get('/api/v1/parameters/kg').expect(200)).body as object;
    expect(kept).toMatchObject({ minimum: 0, maximum: 1_000 });
  });

  it('come with the values that fit them in one import', async () => {
    await importDocuments(database.url, {
      ...bounds('kg', 0, 39),
      variants: [{ ...variant('V39', { kg: 39 }), master_yarn: 'Y2' }],
    });
    const kept = (await api.get('/api/v1/parameters/kg').expect(200)).body as object;
    expect(kept).toMatchObject({ maximum: 39 });
  });
});

describe('what SQL writes, and what prices become', () => {
  let mill: DeltaMill;
  const sql = (text: string): Promise<unknown> => mill.database.pool.query(text);
  const hold = (sku: string, values: Readonly<Record<string, number>>): Promise<unknown> =>
    mill.database.pool.query({
      text: `UPDATE variants SET parameters = (
               SELECT pack_parameters(array_agg(p.id ORDER BY p.id), array_agg(v.value::float8 ORDER BY p.id))
                 FROM jsonb_each_text($2) v JOIN parameters p USING (key)) WHERE sku = $1`,
      values: [sku, JSON.stringify(values)],
    });
  /** Runs a delta (or, with `full`, a full job) and gives its failures, by SKU. */
  const failures = async (full = false): Promise<string[]> => {
    const request = { allowedFailedShare: 1 };
    const job = await (full ? mill.runFull(request) : mill.runDelta(request));
    expect(job.status).toBe('COMPLETED');
    const errors = await listJobErrors(mill.database.pool, job.jobId);
    return errors.map(({ code, step, name, message, count }) => `${count} ${code} ${step} ${name}: ${message}`).sort();
  };
  const explained = async (sku: string): Promise<string | undefined> => {
    const request = { asOf: '2026-06-30', timeZone: 'UTC' };
    const { explanation } = await explainCost(mill.database.pool, { sku }, request);
    expect(explanation.cost === null).toBe(explanation.failure !== null);
    return explanation.failure?.message;
  };
  /** SQL agrees on who has a cost, to the last digit. */
  const expectExact = async (): Promise<void> => {
    expect((await checkGeneration(mill.database, { share: 1, seed: 1 })).faults).toEqual([]);
  };
  beforeAll(async () => {
    mill = await openDeltaMill({}, CATALOGUE);
  });
  afterAll(() => mill.close());

  it('fails the variant in a full job, naming parameter, value and bound', async () => {
    expect(await failures(true)).toEqual([]);
    await hold('V0', { kg: 10, loss_pct: 110 });
    await hold('V1', { kg: 0 });
    await hold('V2', { kg: 10, noil_pct: 118 });
    await hold('V3', { kg: -10, loss_pct: 120 });
    // Not read in the branch that is taken, and refused all the same.
    await hold('V4', { kg: 3, tariff: 20.5 });
    expect(await failures(true)).toEqual([
      "1 OUT_OF_BOUNDS FIBRE kg: parameter 'kg' is -10, below the minimum of 0, at column 1",
      "1 OUT_OF_BOUNDS FIBRE noil_pct: parameter 'noil_pct' is 118, above the maximum of 100, at column 19",
      "1 OUT_OF_BOUNDS POWER tariff: parameter 'tariff' is 20.5, above the maximum of 20, at column 15",
      '2 OUTPUT_NOT_POSITIVE output_quantity : output quantity -1 is not above 0',
    ]);
    expect(await explained('V0')).toBe('output quantity -1 is not above 0');
    expect(await explained('V1')).toBe('output quantity 0 is not above 0');
    expect(await explained('V2')).toContain("'noil_pct' is 118, above the maximum of 100");
    expect(await explained('V3')).toContain("'kg' is -10, below the minimum of 0");
    expect(await explained('V5')).toBeUndefined();
    await expectExact();
  });

  it('fails it in a delta, too: a rate, a price of an item, a default', async () => {
    await sql(`UPDATE price_rates SET rate_value = 501 WHERE item_id = (SELECT id FROM items WHERE code = 'VISCOSE')`);
    expect(await failures()).toEqual([
      "1 OUT_OF_BOUNDS FIBRE kg: parameter 'kg' is -10, below the minimum of 0, at column 1",
      "19 OUT_OF_BOUNDS FIBRE fibre: parameter 'fibre' is 501, above the maximum of 500, at column 6",
    ]);
    await expectExact();
    await sql(`UPDATE price_rates SET rate_value = 120 WHERE rate_value = 501`);
    await sql(`UPDATE price_rates SET rate_value = 0.5 WHERE rate_value = 8`);
    expect((await failures()).filter((text) => text.includes('tariff'))).toEqual([
      // Not those that fail in an earlier step, nor the one with a tariff of its own.
      expect.stringMatching(/^37 OUT_OF_BOUNDS POWER tariff: parameter 'tariff' is 0\.5, below the minimum of 1,/),
    ]);
    await sql(`UPDATE price_rates SET rate_value = 8 WHERE rate_value = 0.5`);
    await sql(`UPDATE parameters SET default_value = -3 WHERE key = 'loss_pct'`);
    expect((await failures()).filter((text) => text.includes('loss_pct'))).toEqual([
      expect.stringContaining(
        "OUT_OF_BOUNDS output_quantity loss_pct: parameter 'loss_pct' is -3, below the minimum of 0",
      ),
    ]);
    await sql(`UPDATE parameters SET default_value = 5 WHERE key = 'loss_pct'`);
    await failures();
    await expectExact();
  });

  it('is computed again when a bound changes', async () => {
    expect(await explained('V2')).toContain('noil_pct');
    await importDocuments(mill.url, { parameters: [{ key: 'noil_pct', default_value: 16, minimum: 0, maximum: 150 }] });
    expect((await failures()).filter((text) => text.includes('noil_pct'))).toEqual([]);
    expect(await explained('V2')).toBeUndefined();
    await expectExact();
    await sql(`UPDATE parameters SET maximum = 17 WHERE key = 'noil_pct'`);
    expect((await failures()).filter((text) => text.includes('noil_pct'))).toEqual([
      expect.stringMatching(/^2\d OUT_OF_BOUNDS FIBRE noil_pct: parameter 'noil_pct' is 1\d+, above the maximum of 17/),
    ]);
    await expectExact();
  });

  it('is refused by the schema where it is a price below 0', async () => {
    const negative = (subject: string): Promise<unknown> =>
      sql(`UPDATE price_rates SET rate_value = -1 WHERE ${subject}`);
    await expect(negative(`item_id = (SELECT min(id) FROM items)`)).rejects.toMatchObject({ code: '23514' });
    await expect(negative(`parameter_id = (SELECT id FROM parameters WHERE key = 'tariff')`)).rejects.toThrow(
      'the rate -1 of parameter "tariff" is below 0, and its minimum is not',
    );
    await negative(`parameter_id = (SELECT id FROM parameters WHERE key = 'credit')`);
    await expect(sql(`UPDATE parameters SET minimum = 0 WHERE key = 'credit'`)).rejects.toThrow(
      'parameter "credit" has rates below 0: its minimum has to be below 0',
    );
    await sql(
      `BEGIN; UPDATE parameters SET minimum = NULL WHERE key = 'credit';
       DELETE FROM price_rates WHERE rate_value < 0; COMMIT`,
    );
    for (const column of ['minimum', 'maximum']) {
      for (const value of ["'NaN'", "'Infinity'"]) {
        await expect(sql(`UPDATE parameters SET ${column} = ${value}`)).rejects.toMatchObject({ code: '23514' });
      }
    }
    await expect(sql(`UPDATE parameters SET minimum = 5, maximum = 4`)).rejects.toMatchObject({ code: '23514' });
  });
});
