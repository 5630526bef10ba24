import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, listJobErrors, readReleasedGeneration } from '#database';
import { discardJob, releaseJob } from '#jobs';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, readCosts, recalculate } from '../helpers/recalculation.js';
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

/** Two routings; SKU `D<n>` divides by `divisor`. */
function catalogue(divisors: readonly number[]): object {
  return {
    currency: 'INR',
    parameters: [
      { key: 'cotton_kg' },
      { key: 'cotton_price' },
      { key: 'divisor' },
      { key: 'surcharge', default_value: 0 },
    ],
    price_rates: [
      { parameter_key: 'cotton_price', rate_value: 10, effective_date: '2026-01-01', expired_date: '2026-06-01' },
      { parameter_key: 'cotton_price', rate_value: 20, effective_date: '2026-06-01' },
    ],
    routings: [
      {
        code: 'YARN',
        name: 'Yarn',
        output_unit: 'kg',
        output_quantity: '1',
        steps: [
          { code: 'COTTON', cost_component: 'MATERIAL', formula: 'cotton_kg * cotton_price' },
          { code: 'SPIN', cost_component: 'PROCESS', formula: 'cotton_kg / divisor + surcharge' },
        ],
      },
    ],
    master_yarns: [{ code: 'Y', name: 'Y' }],
    variants: divisors.map((divisor, n) => ({
      sku: `D${n}`,
      master_yarn: 'Y',
      routing: 'YARN',
      parameters: { cotton_kg: n + 1, divisor },
    })),
  };
}

describe('a full recalculation', () => {
  it('costs the published examples to six decimals', async () => {
    const examples = workedExamples();
    await importDocuments(server.url, workedExamplesCatalogue(examples));
    const job = await recalculate(database);
    expect(job).toMatchObject({ status: 'COMPLETED', total: examples.length, processed: examples.length, failed: 0 });
    const costs = await readCosts(database);
    for (const { id, expected_summary: expected } of examples) {
      expect([id, ...(costs.get(id) ?? []).slice(0, 4)]).toEqual([
        id,
        expected['total_material_cost'],
        expected['total_process_cost'],
        expected['total_overhead'],
        expected['grand_total'],
      ]);
    }
    expect(costs.get('W15')?.[3]).toBe('46609.300000');
  });

  it('uses the rate in force on its date, and base parameters before it', async () => {
    await importDocuments(server.url, catalogue([4]));
    await recalculate(database, { asOf: '2026-05-31' });
    expect((await readCosts(database)).get('D0')).toEqual(['10.000000', '0.250000', '0.000000', '10.250000', 1]);
    await recalculate(database, { asOf: '2026-06-01' });
    expect((await readCosts(database)).get('D0')?.[0]).toBe('20.000000');
    await recalculate(database, { baseParams: { cotton_price: 7, surcharge: 1 } });
    expect((await readCosts(database)).get('D0')?.slice(0, 2)).toEqual(['7.000000', '1.250000']);
    await expect(recalculate(database, { baseParams: { cotton: 7, surcharge: 'a' } })).rejects.toMatchObject({
      options: { faults: [{ path: '$.cotton' }, { path: '$.surcharge' }] },
    });
  });

  it('leaves inactive variants out', async () => {
    await importDocuments(server.url, catalogue([1, 1]));
    await database.pool.query(`UPDATE variants SET is_active = false WHERE sku = 'D1'`);
    const job = await recalculate(database);
    expect(job.processed).toBe(1);
    expect([...(await readCosts(database)).keys()]).toEqual(['D0']);
  });

  it('costs an empty catalogue', async () => {
    expect(await recalculate(database)).toMatchObject({ status: 'COMPLETED', total: 0 });
  });
});

describe('variants that fail', () => {
  const many = (bad: number): object => catalogue(Array.from({ length: 300 }, (_, n) => (n < bad ? 0 : 2)));

  it('keep their figures and the number of the job that computed them', async () => {
    await importDocuments(server.url, many(0));
    await recalculate(database);
    const before = await readCosts(database);
    await importDocuments(server.url, many(3));
    const job = await recalculate(database);
    expect(job).toMatchObject({ status: 'COMPLETED', total: 300, processed: 300, failed: 3, carried: 3 });
    const costs = await readCosts(database);
    expect(costs.size).toBe(300);
    expect([costs.get('D2'), costs.get('D3')?.[4]]).toEqual([before.get('D2'), 2]);
  });

  it('have no figures when they never had any', async () => {
    await importDocuments(server.url, many(2));
    const job = await recalculate(database);
    expect(job).toMatchObject({ status: 'COMPLETED', failed: 2, carried: 0 });
    expect((await readCosts(database)).size).toBe(298);
  });

  it('are counted by cause with bounded samples', async () => {
    await importDocuments(server.url, many(299));
    const job = await recalculate(database, { allowedFailedShare: 1 });
    const errors = await listJobErrors(database.pool, job.jobId);
    expect(errors).toMatchObject([{ code: 'DIVISION_BY_ZERO', routing: 'YARN', step: 'SPIN', count: 299 }]);
    expect(errors[0]?.samples.length).toBeLessThanOrEqual(10);
    expect(errors[0]?.samples[0]?.sku).toMatch(/^D\d+$/);
  });

  it('name the parameter that has no value', async () => {
    await importDocuments(server.url, many(0));
    await recalculate(database, { asOf: '2025-12-31', allowedFailedShare: 1 }).then(async (job) => {
      expect(await listJobErrors(database.pool, job.jobId)).toMatchObject([
        { code: 'MISSING_PARAMETER', name: 'cotton_price', count: 300 },
      ]);
    });
  });

  it('above the allowed share forbid the release', async () => {
    await importDocuments(server.url, many(4));
    const job = await recalculate(database);
    expect(job.status).toBe('STAGED');
    expect(job.error).toContain('4 of 300');
    expect((await readCosts(database)).size).toBe(0);
    await expect(releaseJob(database, job.jobId, job.allowedFailedShare)).rejects.toMatchObject({
      code: 'TOO_MANY_FAILED',
    });
    expect(await releaseJob(database, job.jobId, 1)).toMatchObject({ status: 'COMPLETED', error: null });
    expect((await readCosts(database)).size).toBe(296);
  });
});

describe('generations', () => {
  it('are staged, discarded and released without readers noticing before', async () => {
    await importDocuments(server.url, catalogue([1]));
    await recalculate(database);
    const staged = await recalculate(database, { release: false, asOf: '2026-02-01' });
    expect(staged).toMatchObject({ status: 'STAGED', error: null });
    expect((await readCosts(database)).get('D0')?.[4]).toBe(1);
    expect(await discardJob(database, staged.jobId)).toMatchObject({ status: 'DISCARDED' });
    await expect(releaseJob(database, staged.jobId, 1)).rejects.toMatchObject({ code: 'NOT_STAGED' });
    const second = await recalculate(database, { release: false, asOf: '2026-02-01' });
    await releaseJob(database, second.jobId, 0, { older: true });
    expect((await readCosts(database)).get('D0')?.[4]).toBe(3);
  });

  it('never leave a reader without figures while one follows another', async () => {
    await importDocuments(server.url, catalogue([1]));
    await recalculate(database);
    const state = { over: false };
    const read = async (): Promise<number> => {
      const reader = await database.connect('reader');
      let empty = 0;
      while (!state.over) empty += (await reader.query('SELECT FROM variant_cost_summaries')).rowCount === 1 ? 0 : 1;
      await reader.end();
      return empty;
    };
    const readers = [read(), read(), read()];
    for (let n = 0; n < 6; n++) await recalculate(database);
    state.over = true;
    expect(await Promise.all(readers)).toEqual([0, 0, 0]);
  });

  it('stay until the next release, and longer while somebody reads them', async () => {
    await importDocuments(server.url, catalogue([1]));
    await recalculate(database);
    await recalculate(database);
    expect(await generationTables(database)).toEqual([1, 2]);
    const reader = await database.connect('reader');
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const seen = async (): Promise<number> => {
      const { rows } = await reader.query<{ job_no: number }>('SELECT job_no FROM variant_cost_summaries');
      return rows[0]!.job_no;
    };
    expect(await seen()).toBe(2);
    await recalculate(database);
    expect(await seen()).toBe(2);
    expect((await readCosts(database)).get('D0')?.[4]).toBe(3);
    await reader.query('COMMIT');
    await reader.end();
    await recalculate(database);
    expect(await generationTables(database)).toEqual([3, 4]);
    expect(await readReleasedGeneration(database.pool)).toMatchObject({
      generation: 4,
      previousGeneration: 3,
      epoch: 4,
    });
  });
});
