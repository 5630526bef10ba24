import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrateDown, migrateUp, readJob } from '#database';
import { dropUnneededGenerations, keepGeneration, rollbackRelease } from '#jobs';
import { importFiles } from '../helpers/csv-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { generationTables, openTestDatabase, readCosts, recalculate } from '../helpers/recalculation.js';

/** The last version with everything in one schema. */
const BEFORE = '1795694400000';
const MILL = JSON.parse(readFileSync('test/fixtures/worked-examples.catalogue.json', 'utf8')) as object;

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase();
  await importFiles(server.url, { 'mill.json': MILL });
  database = await openTestDatabase(server);
});
afterAll(async () => {
  await database.close();
  await server.close();
});

/** Tables of jobs by schema. */
async function places(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT relnamespace::regnamespace::text AS schema, count(*)::integer AS tables FROM pg_class
      WHERE relname ~ '^cost_summaries_g' AND relkind IN ('r', 'p') GROUP BY 1`,
  );
  return rows;
}

const entries = async (): Promise<unknown[]> =>
  (await database.pool.query<{ id: string }>(`SELECT id, action, subject_key FROM audit_entries ORDER BY id`)).rows;

describe('an installation with kept, previous and released generations', () => {
  it('is moved to schemas by privilege and back, and readers see the same throughout', async () => {
    const kept = await recalculate(database);
    await keepGeneration(database, kept, 'standard 2026');
    await recalculate(database);
    await database.pool.query(`UPDATE price_rates SET rate_value = rate_value * 2`);
    await recalculate(database);
    await database.pool.query(`GRANT SELECT ON audit_entries TO pg_monitor`);
    const costs = await readCosts(database);
    const audit = await entries();
    const connection = { connectionString: server.url };
    expect(costs.size).toBeGreaterThan(0);
    expect(await places()).toEqual([{ schema: 'costing_data', tables: 3 * 65 }]);

    await migrateDown(connection, BEFORE);
    expect(await places()).toEqual([{ schema: 'public', tables: 3 * 65 }]);
    expect(await readCosts(database)).toEqual(costs);
    expect(await entries()).toEqual(audit);
    await database.pool.query(`INSERT INTO items (code) VALUES ('BY THE OLD VERSION')`);
    await database.pool.query(`GRANT SELECT ON audit_entries TO pg_monitor`);
    expect(await entries()).toHaveLength(audit.length + 1);

    await migrateUp(connection);
    expect(await places()).toEqual([{ schema: 'costing_data', tables: 3 * 65 }]);
    expect(await readCosts(database)).toEqual(costs);
    expect(await entries()).toHaveLength(audit.length + 1);
    const { rows } = await database.pool.query(
      `SELECT has_table_privilege('pg_monitor', 'audit_entries', 'SELECT') AS may`,
    );
    expect(rows).toEqual([{ may: true }]);
  });

  it('goes on from there: rollback, the next job, and dropping what nobody needs', async () => {
    const before = await readCosts(database);
    await rollbackRelease(database);
    expect(await readCosts(database)).not.toEqual(before);
    const next = await recalculate(database);
    expect(await readCosts(database)).toEqual(
      new Map([...before].map(([sku, [m, p, o, g]]) => [sku, [m, p, o, g, next.jobNo]])),
    );
    expect((await dropUnneededGenerations(database)).generations).toEqual([]);
    // Job 3 is staged since the rollback.
    expect(await generationTables(database)).toEqual([1, 2, 3, 4]);
    expect(await readJob(database.pool, { jobNo: 1 })).toMatchObject({ keptName: 'standard 2026' });
  });
});
