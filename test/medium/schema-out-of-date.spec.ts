import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type * as DatabaseLib from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

const LIST = '../../libs/database/schema/migration-list.js';
const LATER = 'AddRemarks1900000000000';
/** What a later version brings. */
class AddRemarks1900000000000 {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE items ADD remarks text');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE items DROP remarks');
  }
}

let database: TestDatabase;
let connection: { connectionString: string };
let later: typeof DatabaseLib;
/** The newest migration of this version. */
let newest: { name: string; version: string };
beforeAll(async () => {
  // Made with this version's migrations, which other files' databases are cloned with; then the later one is loaded.
  database = await testDatabase();
  connection = { connectionString: database.url };
  const list = await import('../../libs/database/schema/migration-list.js');
  newest = list.MIGRATION_NAMES.at(-1)!;
  vi.resetModules();
  vi.doMock(LIST, () => ({
    ...list,
    MIGRATIONS: [...list.MIGRATIONS, AddRemarks1900000000000],
    MIGRATION_NAMES: [...list.MIGRATION_NAMES, { name: LATER, version: LATER.slice(-13) }],
  }));
  later = await import('#database');
});
afterAll(() => database.close());

async function hasRemarks(): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `SELECT FROM information_schema.columns WHERE table_name = 'items' AND column_name = 'remarks'`,
  );
  return rowCount === 1;
}

it('refuses a database in use that lacks a migration, names it and the command', async () => {
  const refused = later.ensureSchema(connection, { mayMigrate: false });
  await expect(refused).rejects.toMatchObject({
    code: 'SCHEMA_OUT_OF_DATE',
    message: expect.stringContaining(`${LATER}. Run \`npm run -s costing -- migrate\``),
  });
  expect(await hasRemarks()).toBe(false);
});

it('migrates it where it may, and by command down and up again', async () => {
  await later.ensureSchema(connection, { mayMigrate: true });
  expect(await hasRemarks()).toBe(true);
  const down = await later.migrateDown(connection, newest.version);
  expect(down).toEqual({ direction: 'down', migrations: [LATER], version: newest.name });
  expect(await hasRemarks()).toBe(false);
  expect(await later.migrateUp(connection)).toEqual({ direction: 'up', migrations: [LATER], version: LATER });
});
