import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, explainCost, type Job, readRelease, reportChanges } from '#database';
import { dryRunDelta, jobDocument, releaseJob } from '#jobs';
import { costedBy, type DeltaMill, expectExact, openDeltaMill, requestDelta, skus } from '../helpers/delta-mill.js';
import { readCosts } from '../helpers/recalculation.js';

let mill: DeltaMill;
let database: Database;

beforeEach(async () => {
  mill = await openDeltaMill();
  database = mill.database;
});

afterEach(() => mill.close());

const processCost = async (sku: string): Promise<string | undefined> => (await readCosts(database)).get(sku)?.[1];
const addRate = (value: number, day: string): Promise<unknown> =>
  database.pool.query(
    `INSERT INTO price_rates (parameter_id, rate_value, effective_date)
     SELECT id, $1, $2 FROM parameters WHERE key = 'power_price'`,
    [value, day],
  );
const ALL = Array.from({ length: 20 }, (_, n) => n);

describe("a job's own values", () => {
  it('are undone by the next delta, though nothing is pending', async () => {
    const job = await mill.runFull({ baseParams: { power_price: 2.5 }, release: false });
    await releaseJob(database, job.jobId, 0);
    expect(await processCost('V0')).toBe('5.000000');
    const delta = await mill.runDelta();
    expect(delta).toMatchObject({ plan: 'MERGE', processed: 20, baseParams: {} });
    expect(await processCost('V0')).toBe('16.000000');
    expect(await costedBy(database, delta)).toEqual(skus(...ALL));
    expect(await requestDelta(database)).toBeNull();
    await expectExact(database);
  });

  it('do not hide a price that comes after them', async () => {
    await mill.runFull({ baseParams: { power_price: 2.5 } });
    await addRate(9, '2026-06-20');
    await mill.runDelta();
    expect(await processCost('V0')).toBe('18.000000');
    await expectExact(database);
  });

  it('of a delta hold for that delta, and those of chosen changes for the variants of these', async () => {
    await mill.runFull();
    await mill.runDelta({ baseParams: { kwh: 3 } });
    expect(await processCost('V12')).toBe('24.000000');
    await database.pool.query(`UPDATE variants SET batch_no = 'b', parameters = parameters WHERE sku = 'V1'`);
    await database.pool.query(`UPDATE price_rates SET rate_value = 200 WHERE item_id = 1`);
    await mill.runDelta();
    expect(await processCost('V12')).toBe('16.000000');
    await expectExact(database);

    await addRate(10, '2026-06-20');
    const [change] = (await reportChanges(database.pool, { ...LOOK, isExplained: false })).changes;
    await database.pool.query(`UPDATE price_rates SET rate_value = 300 WHERE item_id = 1`);
    const chosen = await mill.runDelta({ changeIds: [change!.changeId], baseParams: { kwh: 1 } });
    expect(chosen.processed).toBe(20);
    expect(await processCost('V12')).toBe('10.000000');
    await mill.runDelta();
    expect(await processCost('V12')).toBe('20.000000');
    await expectExact(database);
  });

  it('are as little inherited as the date of a job', async () => {
    await addRate(9, '2026-06-20');
    await mill.runFull({ asOf: '2026-06-01' });
    expect(await processCost('V0')).toBe('16.000000');
    await mill.runDelta();
    expect(await processCost('V0')).toBe('18.000000');
    await expectExact(database);
  });

  it('are shown with the job, with what readers see, in explanations and before a delta undoes them', async () => {
    const job: Job = await mill.runFull({ baseParams: { power_price: 2.5, dye: 'RED' } });
    const values = { power_price: 2.5, dye: 'RED' };
    expect(jobDocument(job)).toMatchObject({ base_params: values, released: true });
    expect(await readRelease(database.pool)).toMatchObject({ baseParams: values });
    const { baseParams, explanation } = await explainCost(database.pool, { sku: 'V10' }, { jobNo: job.jobNo });
    expect(baseParams).toEqual(values);
    expect(explanation.steps[0]?.inputs.find(({ name }) => name === 'power_price')).toMatchObject({ source: 'JOB' });
    const { planned, report } = await dryRunDelta(database, { ...LOOK, ...DELTA });
    expect([planned.plan, report.explained?.total]).toEqual(['MERGE', 20]);
    await mill.runDelta();
    expect(await readRelease(database.pool)).toMatchObject({ baseParams: {} });
  });
});

const LOOK = { limit: 1, isPending: true, isExplained: true, asOf: '2026-06-30', timeZone: 'UTC' } as const;
const DELTA = { baseParams: {}, changeIds: null, retriesFailed: false, release: true } as const;
