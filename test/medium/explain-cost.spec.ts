import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCatalogue, formatMicros, type JobNo, packParameters } from '#costing';
import {
  attachGeneration,
  createGeneration,
  createLeaf,
  leafInWork,
  nameLeaf,
  completeLeaf,
  explainCost,
  type ExplainedCost,
  insertJob,
  insertJobSnapshot,
  inTransaction,
  markJobEnded,
  readSnapshot,
} from '#database';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { workedExamples, workedExamplesCatalogue } from '../helpers/worked-examples.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const examples = workedExamples();
const live = (sku: string, asOf = '2026-06-01') => explainCost(database.pool, { sku }, { asOf, timeZone: 'UTC' });
const ofJob = (sku: string, jobNo: JobNo) => explainCost(database.pool, { sku }, { jobNo });

const totals = ({ explanation: { cost } }: ExplainedCost) =>
  cost && [cost.material, cost.process, cost.overhead, cost.material + cost.process + cost.overhead].map(formatMicros);

const FULL_JOB = {
  mode: 'FULL',
  plan: null,
  baseGeneration: null,
  isPartial: false,
  isAsOfToday: false,
  requestedBy: 'OPERATOR',
  command: null,
} as const;

/** What a full job leaves behind, by the kernel of the hot path: ledger row, snapshot and an attached generation. */
async function recordJob(asOf: string, carried: Readonly<Record<string, JobNo>> = {}): Promise<JobNo> {
  return inTransaction(database.pool, async (client) => {
    const jobId = randomUUID();
    const inputs = await readSnapshot(client, { asOf, baseParams: {} });
    const job = { ...FULL_JOB, jobId, asOf, baseParams: {}, release: false, allowedFailedShare: 1 } as const;
    const jobNo = await insertJob(client, { ...job, idempotencyKey: null, total: 0 });
    await insertJobSnapshot(client, jobId, inputs, null);
    const routings = compileCatalogue(inputs.snapshot, inputs.yarnParameters);
    await createGeneration(client, jobNo);
    for (let n = 0; n < 64; n++) {
      const leaf = { jobNo, partitionNo: n, attempt: 1 };
      await createLeaf(client, leaf);
      const { rows } = await client.query(`SELECT * FROM variants_p${String(n).padStart(2, '0')} WHERE is_active`);
      for (const { id, sku, master_yarn_id, routing_id, parameters } of rows) {
        const routing = routings.get(routing_id)!;
        const view = new DataView(parameters.buffer, parameters.byteOffset, parameters.byteLength);
        routing.load(master_yarn_id, view, 0, view.byteLength);
        if (!routing.run()) continue;
        const insert = `INSERT INTO ${leafInWork(leaf)} VALUES ($1, $2, $3, $4, $5, $6)`;
        await client.query(insert, [id, ...routing.micros, carried[sku] ?? jobNo, jobNo]);
      }
      await completeLeaf(client, leaf);
      await nameLeaf(client, leaf);
    }
    await attachGeneration(client, jobNo);
    await markJobEnded(client, jobId, 'DISCARDED', null);
    return jobNo;
  });
}

describe('the worked examples', () => {
  it('stand in the fixture as the helper writes them', () => {
    const fixture = JSON.parse(readFileSync('test/fixtures/worked-examples.catalogue.json', 'utf8')) as object;
    expect(fixture).toEqual(workedExamplesCatalogue(examples));
  });

  it.each(examples)('$id: every step and every total', async (example) => {
    await importDocuments(database.url, workedExamplesCatalogue(examples));
    const { explanation } = await live(example.id);
    const steps = explanation.steps.map(({ code, value }) => [code, value!.toFixed(6)]);
    expect(Object.fromEntries(steps)).toEqual(example.expected_steps);
    expect(explanation.outputQuantity!.value!.toFixed(6)).toBe(example.expected_summary['output_quantity']);
    expect(totals(await live(example.id))).toEqual(
      ['total_material_cost', 'total_process_cost', 'total_overhead', 'grand_total'].map(
        (total) => example.expected_summary[total],
      ),
    );
  });
});

describe('a live explanation', () => {
  beforeAll(() => importDocuments(database.url, readFileSync('test/fixtures/single-jersey.catalogue.json', 'utf8')));

  it('names the source of every input', async () => {
    const { explanation, currency, jobNo, variant } = await live('SJ-40-WHITE');
    expect([currency, jobNo, variant.masterYarn]).toEqual(['IDR', null, 'COTTON']);
    const inputs = explanation.steps.flatMap(({ inputs }) => inputs);
    expect(Object.fromEntries(inputs.map(({ name, source, value }) => [name, [source, value]]))).toEqual({
      yarn_kg: ['DEFAULT', 100],
      knit_waste_pct: ['MASTER_YARN', 2.5],
      yarn: ['ITEM_PRICE', 52000.123456789012],
      hours: ['VARIANT', 7],
      wage_per_hour: ['RATE', 22500],
      rent_month: ['ROUTING', 9000000],
      cost_so_far: ['RUNNING_TOTAL', 5357512.345678901],
    });
    const yarn = inputs.find(({ name }) => name === 'yarn')!;
    expect(yarn.item).toEqual({ code: 'RING-40', from: 'VARIANT' });
    expect(yarn.rate).toMatchObject({ effectiveDate: '2026-01-01' });
    expect(explanation.outputQuantity!.inputs).toMatchObject([{ name: 'OUTPUT_KG', source: 'STEP', value: 97.5 }]);
  });

  it.each([
    ['2025-12-31', null],
    ['2026-01-01', 45250.5],
    ['2026-06-30', 45250.5],
    ['2026-07-01', 47000],
  ])('uses the price in force on %s', async (asOf, price) => {
    const { explanation } = await live('SJ-30-WHITE', asOf);
    const yarn = explanation.steps[1]!.inputs.find(({ name }) => name === 'yarn');
    expect(yarn).toMatchObject({ source: 'ITEM_PRICE', value: price, item: { code: 'RING-30', from: 'DEFAULT' } });
    expect(explanation.failure?.code).toBe(price === null ? 'MISSING_PARAMETER' : undefined);
  });

  it('goes as far as the step that fails and says why', async () => {
    const { explanation } = await live('SJ-OLD');
    expect(explanation.steps.map(({ code, value }) => [code, value])).toEqual([
      ['OUTPUT_KG', 98],
      ['YARN', 4525050],
      ['LABOUR', null],
    ]);
    expect(explanation).toMatchObject({
      cost: null,
      outputQuantity: null,
      failure: { code: 'MISSING_PARAMETER', step: 'LABOUR', name: 'hours' },
    });
  });

  it('refuses an unknown SKU, with the one that was meant', async () => {
    await expect(live('sj-40-white')).rejects.toMatchObject({
      code: 'UNKNOWN_SKU',
      message: "There is no variant with SKU 'sj-40-white'; did you mean 'SJ-40-WHITE'? SKUs are case-sensitive.",
    });
    await expect(live('nothing like it')).rejects.toMatchObject({ code: 'UNKNOWN_SKU' });
  });
});

describe('an explanation of a job', () => {
  let jobNo: JobNo;
  beforeAll(async () => {
    await importDocuments(database.url, readFileSync('test/fixtures/single-jersey.catalogue.json', 'utf8'));
    await importDocuments(database.url, workedExamplesCatalogue(examples));
    jobNo = await recordJob('2026-06-01');
  });

  it('equals the stored summaries to the last digit, whatever became of rates, formulas and yarns', async () => {
    const before = await ofJob('SJ-30-WHITE', jobNo);
    await importDocuments(database.url, {
      price_rates: [{ item: 'RING-30', rate_value: 1, effective_date: '2026-05-01' }],
      master_yarns: [{ code: 'COTTON', name: 'Combed', parameters: { knit_waste_pct: 50 } }],
      routings: [
        {
          code: 'SJ',
          name: 'changed',
          output_unit: 'm',
          output_quantity: '1',
          steps: [{ code: 'A', cost_component: 'PROCESS', formula: '1' }],
        },
      ],
    });
    expect(await ofJob('SJ-30-WHITE', jobNo)).toEqual(before);
    expect(totals(await live('SJ-30-WHITE'))).not.toEqual(totals(before));
    for (const { id } of examples) {
      const { rows } = await database.pool.query(
        `SELECT s.* FROM cost_summaries s JOIN variants v ON v.id = s.variant_id WHERE v.sku = $1 AND generation = $2`,
        [id, jobNo],
      );
      const { material_micros, process_micros, overhead_micros } = rows[0];
      const { cost } = (await ofJob(id, jobNo)).explanation;
      expect(cost).toEqual({
        material: Number(material_micros),
        process: Number(process_micros),
        overhead: Number(overhead_micros),
      });
    }
  });

  it('explains the older job whose figures were carried', async () => {
    const later = await recordJob('2026-06-01', { W15: jobNo });
    expect((await ofJob('W15', later)).jobNo).toBe(jobNo);
    expect((await ofJob('W11', later)).jobNo).toBe(later);
  });

  it('shows the failure of a variant that failed in it, and says when there is nothing to explain', async () => {
    await importDocuments(database.url, {
      variants: [{ sku: 'BARE', master_yarn: 'PLAIN', routing: 'W15', parameters: { lot_kg: 1 } }],
      parameters: [{ key: 'raw_material_kg' }],
    });
    await database.pool.query(`UPDATE routings SET parameters = '' WHERE code = 'W15'`);
    const empty = await recordJob('2020-01-01');
    expect((await ofJob('BARE', empty)).explanation.failure).toMatchObject({ code: 'MISSING_PARAMETER' });
    await expect(ofJob('SJ-OLD', jobNo)).resolves.toMatchObject({ explanation: { failure: { step: 'LABOUR' } } });
    await importDocuments(database.url, {
      variants: [
        {
          sku: 'LATE',
          master_yarn: 'W08',
          routing: 'W08',
          parameters: { direct_cost: 1, indirect_pct: 1, profit_pct: 1 },
        },
      ],
    });
    await expect(ofJob('LATE', jobNo)).rejects.toMatchObject({ code: 'NO_STORED_SUMMARY' });
    await expect(ofJob('W15', 9999)).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
  });

  it('says so when the variant itself was changed since', async () => {
    const { rows } = await database.pool.query(`SELECT id FROM parameters WHERE key = 'direct_cost'`);
    const parameters = Buffer.from(packParameters([[rows[0].id, 20]]));
    const set = `UPDATE variants SET parameters = $1, updated_at = $2 WHERE sku = 'W08'`;
    await database.pool.query(set, [parameters, '2999-01-01']);
    await expect(ofJob('W08', jobNo)).rejects.toMatchObject({
      code: 'INPUTS_CHANGED',
      message: expect.stringMatching(/by job 1 \(22\.011000\).*changed on 2999-01-01T00:00:00\.000Z.*give 2[0-9.]+\.$/),
    });
    await database.pool.query(set, [parameters, '2000-01-01']);
    await expect(ofJob('W08', jobNo)).rejects.toMatchObject({
      code: 'INPUTS_CHANGED',
      message: expect.stringContaining('left no trace'),
    });
  });
});
