import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ensureSchema, migrateUp, openDatabase } from '#database';
import type * as DatabaseLib from '#database';
import { TestApi } from '../helpers/api.js';
import { type DeltaMill, openDeltaMill } from '../helpers/delta-mill.js';
import { configFor } from '../helpers/postgres.js';

const LIST = '../../libs/database/schema/migration-list.js';
const LATER = 'AddRemarks1900000000000';
/** What the next release brings, by the rule of expand and contract. */
class AddRemarks1900000000000 {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE items ADD remarks text;
      ALTER TABLE recalculation_jobs ADD priority integer NOT NULL DEFAULT 0;
      CREATE INDEX recalculation_tasks_by_worker ON recalculation_tasks (worker)`);
  }
  async down(): Promise<void> {
    // Never undone here.
  }
}

/** A mill whose worker is a process of this version, on a database that the next version has migrated. */
let mill: DeltaMill;
let connection: { connectionString: string };
beforeAll(async () => {
  mill = await openDeltaMill();
  connection = { connectionString: mill.url };
  await mill.runFull();
  const list = await import('../../libs/database/schema/migration-list.js');
  vi.resetModules();
  vi.doMock(LIST, () => ({
    ...list,
    MIGRATIONS: [...list.MIGRATIONS, AddRemarks1900000000000],
    MIGRATION_NAMES: [...list.MIGRATION_NAMES, { name: LATER, version: LATER.slice(-13) }],
  }));
  const next: typeof DatabaseLib = await import('#database');
  expect(await next.migrateUp(connection)).toMatchObject({ migrations: [LATER] });
  vi.doUnmock(LIST);
});
afterAll(() => mill.close());

it('lets programs of the release before run, restart and finish jobs on the new schema', async () => {
  // The worker's process, which started before the migration, runs on.
  expect(await mill.runFull()).toMatchObject({ status: 'COMPLETED', processed: 20, failed: 0 });
  await mill.stopWorker();
  mill.startWorker();
  expect(await mill.runFull()).toMatchObject({ status: 'COMPLETED', processed: 20, failed: 0 });
  const api = await TestApi.start({ url: mill.url });
  await api.get('/health/ready').expect(200);
  const { body } = await api.get('/health').expect(200);
  expect(body).toMatchObject({ status: 'OK', database: 'OK', schema_drift: [] });
  await api.close();
  expect(await ensureSchema(connection, { mayMigrate: false })).toEqual([]);
  expect(await migrateUp(connection)).toMatchObject({ migrations: [], version: LATER });
});

it('refuses programs that a migration has excluded, at the start and when they run', async () => {
  const api = await TestApi.start({ url: mill.url });
  const { pool } = mill.database;
  const before = await pool.query<{ oldest: string }>('SELECT oldest_compatible AS oldest FROM schema_compatibility');
  await pool.query('UPDATE schema_compatibility SET oldest_compatible = 1900000000000');
  try {
    await expect(openDatabase(configFor({ url: mill.url }), { applicationName: 'test' })).rejects.toMatchObject({
      code: 'SCHEMA_TOO_NEW',
      message: expect.stringContaining(LATER),
    });
    await expect(migrateUp(connection)).rejects.toMatchObject({ code: 'SCHEMA_TOO_NEW' });
    const { body } = await api.get('/health/ready').expect(503);
    expect(body).toMatchObject({ code: 'SCHEMA_TOO_NEW' });
  } finally {
    await pool.query('UPDATE schema_compatibility SET oldest_compatible = $1', [before.rows[0]!.oldest]);
    await api.close();
  }
});

it('serves on a schema that differs, and says so in /health and in the metrics', async () => {
  const { pool } = mill.database;
  await pool.query(`DELETE FROM schema_migrations WHERE name = '${LATER}'`);
  await pool.query('DROP INDEX recalculation_jobs_by_status');
  const api = await TestApi.start({ url: mill.url });
  await api.get('/health/ready').expect(200);
  const { body } = await api.get('/health').expect(200);
  expect(body).toMatchObject({ status: 'OK', schema_drift: ['missing: index recalculation_jobs_by_status'] });
  expect((await api.get('/metrics').expect(200)).text).toContain('costing_schema_drift_objects 1\n');
  await api.close();
});
