import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, type Job, readJob } from '#database';
import {
  changeOf,
  diffDocument,
  diffGenerations,
  dropKept,
  dropUnneededGenerations,
  endActiveJob,
  findJob,
  keepGeneration,
  releaseJob,
  rollbackRelease,
} from '#jobs';
import { importDocuments } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, readCosts, recalculate, requestJob } from '../helpers/recalculation.js';

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

/** Variant `V<n>` of routing A (even n) or B takes n + 1 kg of cotton; only A takes labour. */
function catalogue(variants: number): object {
  const routing = (code: string, labour: string): object => ({
    code,
    name: code,
    output_unit: 'kg',
    output_quantity: '1',
    steps: [
      { code: 'COTTON', cost_component: 'MATERIAL', formula: 'kg * cotton' },
      { code: 'LABOUR', cost_component: 'PROCESS', formula: labour },
    ],
  });
  return {
    parameters: [{ key: 'kg' }, { key: 'cotton', default_value: 10 }, { key: 'wage', default_value: 3 }],
    routings: [routing('A', 'wage'), routing('B', '1')],
    master_yarns: [
      { code: 'Y1', name: 'Y1' },
      { code: 'Y2', name: 'Y2' },
    ],
    variants: Array.from({ length: variants }, (_, n) => ({
      sku: `V${n}`,
      master_yarn: n < 2 ? 'Y1' : 'Y2',
      routing: n % 2 === 0 ? 'A' : 'B',
      parameters: { kg: n + 1 },
    })),
  };
}

const twoJobs = async (): Promise<Job[]> => {
  await importDocuments(server.url, catalogue(4));
  const first = await recalculate(database);
  return [first, await recalculate(database, { baseParams: { wage: 5 } })];
};

describe('rollback', () => {
  it('shows the generation before; the newer one is staged, and a second rollback does not go forward', async () => {
    const [, second] = await twoJobs();
    expect((await readCosts(database)).get('V0')?.[1]).toBe('5.000000');
    expect(await rollbackRelease(database)).toMatchObject({ jobNo: 1, isReleased: true });
    expect((await readCosts(database)).get('V0')?.[1]).toBe('3.000000');
    await expect(rollbackRelease(database)).rejects.toMatchObject({ code: 'NOTHING_TO_ROLL_BACK' });
    expect((await readCosts(database)).get('V0')?.[1]).toBe('3.000000');
    await dropUnneededGenerations(database);
    expect(await readJob(database.pool, { jobNo: 2 })).toMatchObject({ status: 'STAGED', isReleased: false });
    expect(await releaseJob(database, second!.jobId, 0)).toMatchObject({ status: 'COMPLETED', isReleased: true });
    expect((await readCosts(database)).get('V0')?.[1]).toBe('5.000000');
    expect(await rollbackRelease(database)).toMatchObject({ jobNo: 1 });
  });

  it('is refused without a generation before, and while a job runs', async () => {
    await expect(rollbackRelease(database)).rejects.toMatchObject({ code: 'NOTHING_TO_ROLL_BACK' });
    await twoJobs();
    const running = await requestJob(database);
    await expect(rollbackRelease(database)).rejects.toMatchObject({ code: 'JOB_RUNNING' });
    await endActiveJob(database, running.jobId, 'CANCELLED', null);
  });
});

describe('a kept generation', () => {
  it('outlives later releases until it is dropped', async () => {
    const [first] = await twoJobs();
    expect(await keepGeneration(database, first!, ' standard 2026-06 ')).toMatchObject({
      keptName: 'standard 2026-06',
    });
    await recalculate(database);
    await recalculate(database);
    expect(await generationTables(database)).toEqual([1, 3, 4]);
    const before = await database.pool.query('SELECT count(*)::integer AS n FROM costing_data.cost_summaries_g1');
    expect(before.rows).toEqual([{ n: 4 }]);
    await dropKept(database, (await readJob(database.pool, { jobNo: 1 }))!);
    await dropUnneededGenerations(database);
    expect(await generationTables(database)).toEqual([3, 4]);
  });

  it('is found by its name and can be shown again, which is older', async () => {
    const [first] = await twoJobs();
    await keepGeneration(database, first!, 'standard 2026');
    await database.pool.query(`UPDATE parameters SET default_value = 4 WHERE key = 'wage'`);
    await recalculate(database);
    expect(await findJob(database, ' standard 2026 ')).toMatchObject({ jobNo: 1 });
    expect(await findJob(database, first!.jobId.toUpperCase())).toMatchObject({ jobNo: 1 });
    for (const reference of ['standard', '99', '99999999999']) {
      await expect(findJob(database, reference)).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
    }
    await expect(releaseJob(database, first!.jobId, 0)).rejects.toMatchObject({
      code: 'SUPERSEDED',
      options: { httpStatus: 409, details: { released_job_no: 3, unseen_changes: 1, unseen: ['PARAMETER wage'] } },
    });
    expect(await releaseJob(database, first!.jobId, 0, { older: true })).toMatchObject({ isReleased: true });
    expect((await readCosts(database)).get('V0')?.[1]).toBe('3.000000');
    await expect(releaseJob(database, first!.jobId, 0)).rejects.toMatchObject({ code: 'NOT_STAGED' });
    for (const name of ['42', first!.jobId]) {
      await expect(keepGeneration(database, first!, name)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('needs a name of its own and summaries that are still there', async () => {
    const [first, second] = await twoJobs();
    await keepGeneration(database, first!, 'a');
    await expect(keepGeneration(database, second!, 'a')).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(keepGeneration(database, second!, ' ')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(dropKept(database, second!)).rejects.toMatchObject({ code: 'NOT_KEPT' });
    await dropKept(database, (await readJob(database.pool, { jobNo: 1 }))!);
    await recalculate(database);
    await expect(keepGeneration(database, first!, 'a')).rejects.toMatchObject({ code: 'GENERATION_NOT_HELD' });
  });
});

describe('diff', () => {
  it('compares two jobs by component, routing and yarn', async () => {
    await twoJobs();
    const diff = await diffGenerations(database, 1, 2, 10);
    expect(diff.counts).toEqual({ MOVED: 0, GONE: 0, NEW: 0, otherUnit: 0 });
    const [kg] = diff.units;
    expect(diff.units).toHaveLength(1);
    expect(kg).toMatchObject({
      outputUnit: 'kg',
      currency: '-',
      variants: 4,
      changed: 2,
      material: [100_000_000n, 100_000_000n],
      process: [8_000_000n, 12_000_000n],
      overhead: [0n, 0n],
    });
    expect(kg!.byRouting.map((routing) => [routing.key, routing.changed, changeOf(routing)])).toEqual([
      ['A', 2, 4_000_000n],
      ['B', 0, 0n],
    ]);
    expect(kg!.byMasterYarn.map((yarn) => [yarn.key, yarn.variants, changeOf(yarn)]).sort()).toEqual([
      ['Y1', 2, 2_000_000n],
      ['Y2', 2, 2_000_000n],
    ]);
    expect(diff.movers.map(({ sku, from, to }) => [sku, from, to]).sort()).toEqual([
      ['V0', 13_000_000n, 15_000_000n],
      ['V2', 33_000_000n, 35_000_000n],
    ]);
  });

  it('counts what only one of them has and names what is not held', async () => {
    await twoJobs();
    await importDocuments(server.url, catalogue(6));
    await database.pool.query(`DELETE FROM variants WHERE sku = 'V1'`);
    await recalculate(database);
    const diff = await diffGenerations(database, 2, 3, 1);
    expect(diff.units).toMatchObject([{ variants: 3 }]);
    expect(diffDocument(diff)).toMatchObject({ from: 2, to: 3, gone: ['V1'], new: ['V4', 'V5'] });
    expect(diff.counts).toEqual({ MOVED: 0, GONE: 1, NEW: 2, otherUnit: 0 });
    await expect(diffGenerations(database, 1, 3, 1)).rejects.toMatchObject({ code: 'GENERATION_NOT_HELD' });
  });

  it('keeps units apart, and names what moved from which routing, by whichever way it did', async () => {
    const { routings, ...rest } = catalogue(6) as { routings: object[] };
    const inMetres = { ...routings[0], code: 'CLOTH', name: 'CLOTH', output_unit: 'm' };
    await importDocuments(server.url, { ...rest, routings: [...routings, inMetres] });
    await importDocuments(server.url, {
      variants: [{ sku: 'C0', master_yarn: 'Y1', routing: 'CLOTH', parameters: { kg: 100 } }],
    });
    await recalculate(database);
    // By an import, by SQL on the table and on its leaf; the last one to another unit, and one that comes back.
    await importDocuments(server.url, {
      variants: [{ sku: 'V1', master_yarn: 'Y1', routing: 'A', parameters: { kg: 2 } }],
    });
    const to = (sku: string, code: string): Promise<unknown> =>
      database.pool.query(`UPDATE variants SET routing_id = (SELECT id FROM routings WHERE code = $2) WHERE sku = $1`, [sku, code]); // prettier-ignore
    await to('V3', 'A');
    await to('V5', 'CLOTH');
    await to('V2', 'B');
    await to('V2', 'A');
    await database.pool.query(`UPDATE parameters SET default_value = 7 WHERE key = 'wage'`);
    await database.pool.query(`UPDATE variants SET is_active = false WHERE sku = 'V4'`);
    await recalculate(database);
    // What becomes of them later is no matter.
    await to('V0', 'B');
    await database.pool.query(`DELETE FROM variants WHERE sku = 'V3'`);
    const diff = diffDocument(await diffGenerations(database, 1, 2, 10));
    expect(diff.moved).toEqual([
      { sku: 'V1', from_routing: 'B', to_routing: 'A' },
      { sku: 'V3', from_routing: 'B', to_routing: 'A' },
      { sku: 'V5', from_routing: 'B', to_routing: 'CLOTH' },
    ]);
    expect(diff).toMatchObject({ gone: ['V4'], new: [], counts: { moved: 3, gone: 1, new: 0, other_unit: 1 } });
    const grandTotals = (unit: string): object =>
      diff.units.find((one) => one.output_unit === unit)!.components.at(-1)!;
    expect(diff.units.map(({ output_unit, variants }) => [output_unit, variants])).toEqual([
      ['kg', 4],
      ['m', 1],
    ]);
    // V0 13 → 17, V1 21 → 27, V2 33 → 37, V3 41 → 47; C0 1003 → 1007.
    expect(grandTotals('kg')).toMatchObject({
      component: 'TOTAL',
      from: '108.000000',
      to: '128.000000',
      percent: 18.52,
    });
    expect(grandTotals('m')).toMatchObject({ from: '1003.000000', to: '1007.000000' });
    expect(diff.units[0]!.by_routing).toMatchObject([{ code: 'A', variants: 2, from: '46.000000', to: '54.000000' }]);
    expect(diff.movers.map(({ sku, output_unit }) => [sku, output_unit])).toEqual(
      expect.arrayContaining([
        ['V3', 'kg'],
        ['C0', 'm'],
      ]),
    );
    expect(diff.movers).toHaveLength(5);
  });
});
