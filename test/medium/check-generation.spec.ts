import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Database, seedCatalogue } from '#database';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, recalculate } from '../helpers/recalculation.js';
import { workedExamples, workedExamplesCatalogue } from '../helpers/worked-examples.js';
import { checkGeneration, type GenerationCheck } from '../oracle/check-generation.js';

// Every recalculation has the fixed costs of 64 tasks, and test machines are busy.
vi.setConfig({ testTimeout: 120_000 });

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

const checkAll = (): Promise<GenerationCheck> => checkGeneration(database, { share: 1, seed: 1 });

/** Some variant that is stored. */
const VICTIM = `(SELECT variant_id FROM cost_summaries ORDER BY 1 LIMIT 1)`;

/** What goes wrong, how, how it is put right again, and what the check has to say. */
const WRONGS: [what: string, spoil: string, mend: string, said: RegExp][] = [
  [
    'a figure that is one millionth off',
    `UPDATE cost_summaries SET process_micros = process_micros + 1 WHERE variant_id = ${VICTIM}`,
    `UPDATE cost_summaries SET process_micros = process_micros - 1 WHERE variant_id = ${VICTIM}`,
    /millionths of process cost, its task says/,
  ],
  [
    'figures that add up but are two variants’ in turn',
    `UPDATE cost_summaries SET material_micros = material_micros + CASE WHEN variant_id = ${VICTIM} THEN 500 ELSE -500 END
      WHERE variant_id IN (SELECT variant_id FROM cost_summaries WHERE tableoid =
                             (SELECT tableoid FROM cost_summaries WHERE variant_id = ${VICTIM}) ORDER BY 1 LIMIT 2)`,
    `UPDATE cost_summaries SET material_micros = material_micros + CASE WHEN variant_id = ${VICTIM} THEN -500 ELSE 500 END
      WHERE variant_id IN (SELECT variant_id FROM cost_summaries WHERE tableoid =
                             (SELECT tableoid FROM cost_summaries WHERE variant_id = ${VICTIM}) ORDER BY 1 LIMIT 2)`,
    /2 of 1500 recomputed variants: stored figures differ[^]*SYN-\d+-\d+ \([A-Z-]+\): material [\d.]+ stored, [\d.]+ by SQL/,
  ],
  [
    'a row of an earlier job',
    `UPDATE cost_summaries SET job_no = 0 WHERE variant_id = ${VICTIM}`,
    `UPDATE cost_summaries SET job_no = generation`,
    /1 rows of earlier jobs, 0 were carried over[^]*kept the figures of an earlier job/,
  ],
  [
    'a price that the job did not see',
    `UPDATE price_rates SET rate_value = rate_value * 2 WHERE parameter_id IS NOT NULL`,
    `UPDATE price_rates SET rate_value = rate_value / 2 WHERE parameter_id IS NOT NULL`,
    /1500 of 1500 recomputed variants: stored figures differ[^]*and 1480 more/,
  ],
  [
    'a summary of an inactive variant',
    `UPDATE variants SET is_active = false WHERE id = ${VICTIM}`,
    `UPDATE variants SET is_active = true`,
    /1 rows belong to no active variant[^]*is not active but has a summary/,
  ],
  [
    'new figures of a variant that has no cost',
    `UPDATE variants SET routing_id = routing_id + 1000 WHERE id = ${VICTIM}`,
    `UPDATE variants SET routing_id = routing_id - 1000 WHERE routing_id > 1000`,
    /has no cost but new figures were stored[^]*unknown routing 10/,
  ],
  [
    'a missing row',
    `DELETE FROM cost_summaries WHERE variant_id = ${VICTIM}`,
    `SELECT 1`,
    /1 active variants have no row, 0 failed[^]*has a cost but no summary[^]*by SQL material/,
  ],
];

describe('the independent check', () => {
  it('finds nothing wrong in an honest generation, and everything that is made wrong afterwards', async () => {
    await seedCatalogue(database, { yarns: 3, variantsPerYarn: 500 });
    await recalculate(database);
    expect(await checkAll()).toMatchObject({ rows: 1_500, active: 1_500, recomputed: 1_500, failed: 0, faults: [] });
    for (const [what, spoil, mend, said] of WRONGS) {
      await database.pool.query(spoil);
      expect((await checkAll()).faults.join('\n'), what).toMatch(said);
      await database.pool.query(mend);
    }
  });

  it('finds a row that is there twice', async () => {
    await seedCatalogue(database, { yarns: 1, variantsPerYarn: 500 });
    await recalculate(database);
    await database.pool.query(`
      ALTER TABLE costing_data.cost_summaries_g1_p07 DROP CONSTRAINT cost_summaries_g1_p07_pkey;
      INSERT INTO costing_data.cost_summaries_g1_p07 SELECT * FROM costing_data.cost_summaries_g1_p07 LIMIT 1`);
    expect((await checkAll()).faults).toContain('1 rows are there twice');
  });

  it('follows every level that a value may come from', async () => {
    await importDocuments(server.url, workedExamplesCatalogue(workedExamples()));
    await recalculate(database);
    expect(await checkAll()).toMatchObject({ recomputed: workedExamples().length, recomputedFailed: 0, faults: [] });
    await database.pool.query(`UPDATE parameters SET default_value = default_value + 1 WHERE default_value < 999999`);
    expect((await checkAll()).faults).not.toEqual([]);
    await recalculate(database, { baseParams: { hours_per_shift: 7 } });
    expect((await checkAll()).faults).toEqual([]);
  });

  it('knows failed variants: without figures, or with the ones before', async () => {
    await seedCatalogue(database, { yarns: 2, variantsPerYarn: 500 });
    const [first, second] = (await database.pool.query<{ id: string }>(`SELECT id FROM variants ORDER BY id LIMIT 2`))
      .rows;
    const breakRouting = `UPDATE variants SET routing_id = 999 WHERE id = $1`;
    await database.pool.query(breakRouting, [first!.id]);
    await recalculate(database);
    expect(await checkAll()).toMatchObject({ rows: 999, failed: 1, carried: 0, recomputedFailed: 1, faults: [] });
    await database.pool.query(breakRouting, [second!.id]);
    await recalculate(database);
    expect(await checkAll()).toMatchObject({ rows: 999, failed: 2, carried: 1, recomputedFailed: 2, faults: [] });
    await database.pool.query(
      `UPDATE cost_summaries SET overhead_micros = 1 WHERE variant_id = $1 AND generation = 2`,
      [second!.id],
    );
    expect((await checkAll()).faults.join('\n')).toMatch(/did not keep its previous figures/);
  });

  it('draws another sample for another seed, never fewer than asked for', async () => {
    await seedCatalogue(database, { yarns: 1, variantsPerYarn: 500 });
    await recalculate(database);
    const check = (seed: number): Promise<GenerationCheck> =>
      checkGeneration(database, { share: 0.01, seed, atLeast: 100 });
    expect((await check(1)).recomputed).toBe(100);
    // Every variant is wrong: which ones are named tells which ones were drawn.
    await database.pool.query(`UPDATE cost_summaries SET material_micros = material_micros + 7`);
    const [one, again, other] = [await check(1), await check(1), await check(2)].map(({ faults }) => faults.join('\n'));
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
});
