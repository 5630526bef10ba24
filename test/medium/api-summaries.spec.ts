import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attachGeneration,
  completeLeaf,
  createGeneration,
  createLeaf,
  nameLeaf,
  type Database,
  dropGeneration,
  generationLeaf,
  inTransaction,
  pointToGeneration,
  SummaryReader,
  variantId,
} from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, recalculate } from '../helpers/recalculation.js';
import { workedExamples, workedExamplesCatalogue } from '../helpers/worked-examples.js';

let server: TestDatabase;
let database: Database;

beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
});

afterEach(async () => {
  await database.close();
  await server.close();
});

const variants = (divisors: Readonly<Record<string, number>>): object => ({
  currency: 'IDR',
  parameters: [{ key: 'divisor' }],
  routings: [
    {
      code: 'R',
      name: 'R',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [
        { code: 'COTTON', cost_component: 'MATERIAL', formula: '36.0277784 / divisor' },
        { code: 'RENT', cost_component: 'OVERHEAD', formula: '-0.25' },
      ],
    },
  ],
  master_yarns: [{ code: 'Y', name: 'Y' }],
  variants: Object.entries(divisors).map(([sku, divisor]) => ({
    sku,
    master_yarn: 'Y',
    routing: 'R',
    parameters: { divisor },
  })),
});

describe('GET cost-summaries', () => {
  let api: TestApi;
  beforeEach(async () => void (api = await TestApi.start(server)));
  afterEach(() => api.close());

  const byId = (sku: string) => api.get(`/api/v1/cost-summaries/${variantId(sku)}`);
  const bySku = (sku: string) => api.get(`/api/v1/cost-summaries/by-sku/${encodeURIComponent(sku)}`);

  it('shows figures from the first release on, and says when they are of an earlier job', async () => {
    await importDocuments(server.url, variants({ GOOD: 1, BAD: 2, NEVER: 0 }));
    const none = { total_material_cost: null, grand_total: null, job_no: null, as_of: null, calculated_at: null };
    expect((await byId('GOOD').expect(200)).body).toMatchObject({ sku: 'GOOD', ...none, status: 'NEVER' });

    await recalculate(database, { allowedFailedShare: 1, asOf: '2026-06-29' });
    const current = (await byId('GOOD').expect(200)).body;
    expect(current).toEqual({
      variant_id: variantId('GOOD'),
      sku: 'GOOD',
      currency: 'IDR',
      output_unit: 'kg',
      total_material_cost: '36.027778',
      total_process_cost: '0.000000',
      total_overhead: '-0.250000',
      grand_total: '35.777778',
      job_no: 1,
      as_of: '2026-06-29',
      calculated_at: expect.any(String),
      status: 'CURRENT',
    });
    expect(new Date(current.calculated_at).toJSON()).toBe(current.calculated_at);
    // Its last computation failed, and there are no figures from before.
    expect((await byId('NEVER').expect(200)).body).toMatchObject({ ...none, status: 'FAILED' });

    await importDocuments(server.url, variants({ BAD: 0 }));
    await recalculate(database, { allowedFailedShare: 1 });
    expect((await byId('BAD').expect(200)).body).toMatchObject({
      grand_total: '17.763889',
      job_no: 1,
      as_of: '2026-06-29',
      status: 'FAILED',
    });
    expect((await byId('GOOD')).body).toMatchObject({ job_no: 2, as_of: '2026-06-30', status: 'CURRENT' });

    await recalculate(database, { allowedFailedShare: 1, release: false });
    expect((await byId('GOOD')).body).toMatchObject({ job_no: 2 });
  });

  it('shows the published examples to six decimals', async () => {
    const examples = workedExamples();
    await importDocuments(server.url, workedExamplesCatalogue(examples));
    await recalculate(database);
    for (const { id, unit, expected_summary } of examples) {
      const { output_quantity: _lot, ...figures } = expected_summary;
      expect((await bySku(id).expect(200)).body).toMatchObject({ sku: id, output_unit: unit, ...figures });
    }
  });

  it('finds a SKU however it is written', async () => {
    await importDocuments(server.url, variants({ 'Crêpe 40/1 100%': 1 }));
    for (const sku of ['Crêpe 40/1 100%', ' Cre\u0302pe 40/1 100% ']) {
      expect((await bySku(sku).expect(200)).body.variant_id).toBe(variantId('Crêpe 40/1 100%'));
    }
    expect((await byId('Crêpe 40/1 100%').expect(200)).body.sku).toBe('Crêpe 40/1 100%');
  });

  it('knows no other variant', async () => {
    expect((await bySku('GOOD').expect(404)).body).toMatchObject({ code: 'UNKNOWN_VARIANT' });
    expect((await byId('GOOD').expect(404)).body).toMatchObject({ code: 'UNKNOWN_VARIANT' });
    await api.get('/api/v1/cost-summaries/GOOD').expect(400);
  });
});

describe('SummaryReader', () => {
  const GENERATIONS = 25;
  const id = variantId('GOOD');

  /** A generation whose only row says its number, released as a job does it. */
  async function release(generation: number): Promise<void> {
    const leaf = await partition();
    await inTransaction(database.pool, async (client) => {
      await client.query(
        `INSERT INTO recalculation_jobs (id, mode, status, as_of, total, finished_at)
         VALUES ($1, 'FULL', 'COMPLETED', '2026-06-30', 1, now())`,
        [randomUUID()],
      );
      await createGeneration(client, generation);
      for (let n = 0; n < 64; n++) {
        const leaf = { jobNo: generation, partitionNo: n, attempt: 1 };
        await createLeaf(client, leaf);
        await completeLeaf(client, leaf);
        await nameLeaf(client, leaf);
      }
    });
    await inTransaction(database.pool, async (client) => {
      await client.query(
        `INSERT INTO ${generationLeaf(generation, leaf)} VALUES ('${id}', ${generation}, 0, 0, ${generation}, ${generation})`,
      );
      await attachGeneration(client, generation);
      await pointToGeneration(client, generation);
    });
  }

  async function partition(): Promise<number> {
    const { rows } = await database.pool.query<{ leaf: string }>(
      `SELECT tableoid::regclass::text AS leaf FROM variants WHERE id = $1`,
      [id],
    );
    return Number(rows[0]!.leaf.slice(-2));
  }

  it('gives the released figures while generations come and go', async () => {
    await importDocuments(server.url, variants({ GOOD: 1 }));
    await release(1);
    const state = { done: false };
    const read = async (): Promise<number> => {
      const reader = new SummaryReader(database.pool);
      let reads = 0;
      for (let newest = 1; !state.done; reads++) {
        const summary = (await reader.read(id))!;
        expect(summary.figures).toMatchObject({
          materialMicros: BigInt(summary.generation!),
          jobNo: summary.generation,
        });
        expect(summary.generation).toBeGreaterThanOrEqual(newest);
        newest = summary.generation!;
      }
      return reads;
    };
    const readers = Promise.all([read(), read()]);
    const dropper = await database.connect('test drop');
    for (let generation = 2; generation <= GENERATIONS; generation++) {
      await release(generation);
      // At once, as if two releases had passed: readers that were about to read it must look again.
      await dropGeneration(dropper, generation - 1);
    }
    state.done = true;
    await dropper.end();
    for (const reads of await readers) expect(reads).toBeGreaterThan(GENERATIONS);
    expect(await new SummaryReader(database.pool).read(id)).toMatchObject({ generation: GENERATIONS });
  });

  it('looks again when the generation that it last read is gone', async () => {
    await importDocuments(server.url, variants({ GOOD: 1 }));
    await release(1);
    const reader = new SummaryReader(database.pool);
    expect(await reader.read(id)).toMatchObject({ generation: 1 });
    await release(2);
    const dropper = await database.connect('test drop');
    await dropGeneration(dropper, 1);
    await dropper.end();
    expect(await reader.read(id)).toMatchObject({ generation: 2, figures: { jobNo: 2 } });
  });

  it('leaves no prepared statement of a replaced generation on a connection', async () => {
    await importDocuments(server.url, variants({ GOOD: 1 }));
    const reader = new SummaryReader(database.pool);
    for (const generation of [1, 2, 3]) {
      await release(generation);
      expect(await reader.read(id)).toMatchObject({ generation });
      const { rows } = await database.pool.query<{ name: string }>(
        `SELECT name FROM pg_prepared_statements WHERE name LIKE 'summary-%'`,
      );
      expect(rows).toEqual([{ name: expect.stringMatching(`^summary-g${generation}-p\\d+$`) }]);
    }
  });
});
