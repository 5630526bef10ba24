import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dumpSchema, ensureSchema, migrateDown, migrateUp, SCHEMA_FILE } from '#database';
import { describeSchema } from '../../libs/database/schema/describe-schema.js';
import { MIGRATION_NAMES } from '../../libs/database/schema/migration-list.js';
import type { SchemaObject } from '../../libs/database/schema/schema-object.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
let connection: { connectionString: string };
beforeEach(async () => {
  database = await testDatabase();
  connection = { connectionString: database.url };
});
afterEach(() => database.close());

const NEWEST = MIGRATION_NAMES.at(-1)!.name;

async function schema(): Promise<SchemaObject[]> {
  const client = await database.pool.connect();
  try {
    return await describeSchema(client);
  } finally {
    client.release();
  }
}

/** Whatever bears a name in the schema, TypeORM's table included. */
async function everyName(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
     UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
     UNION ALL SELECT nspname FROM pg_namespace WHERE nspname LIKE 'costing%'`,
  );
  return rows.map(({ name }) => name);
}

describe('migrations', () => {
  it('make what migrations/schema.sql says', async () => {
    expect(await dumpSchema(connection)).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
  });

  it('come back to the same schema after going down, which leaves nothing behind', async () => {
    const before = await schema();
    await database.pool.query(
      `CREATE TABLE costing_data.cost_summaries_g7 (LIKE cost_summaries) PARTITION BY HASH (variant_id);
       CREATE TABLE costing_data.cost_summaries_g7_p00 (LIKE cost_summaries);
       CREATE TABLE costing_data.cost_summaries_g8 PARTITION OF cost_summaries FOR VALUES IN (8)`,
    );
    const migrations = MIGRATION_NAMES.map(({ name }) => name).reverse();
    expect(await migrateDown(connection, '0')).toEqual({ direction: 'down', migrations, version: null });
    expect(await everyName()).toEqual([]);
    expect(await migrateUp(connection)).toEqual({
      direction: 'up',
      migrations: MIGRATION_NAMES.map(({ name }) => name),
      version: NEWEST,
    });
    expect(await schema()).toEqual(before);
  });

  it('do nothing when there is nothing to do', async () => {
    const nothing = { migrations: [], version: NEWEST };
    expect(await migrateUp(connection)).toEqual({ direction: 'up', ...nothing });
    expect(await migrateDown(connection, NEWEST)).toEqual({ direction: 'down', ...nothing });
    expect(await migrateDown(connection, NEWEST.slice(-13))).toEqual({ direction: 'down', ...nothing });
    await expect(migrateDown(connection, '17')).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(`${MIGRATION_NAMES[0]!.version} (InitialSchema)`),
    });
  });

  it('give up on a table that somebody works with', async () => {
    const client = await database.pool.connect();
    try {
      await client.query(`BEGIN; LOCK TABLE variants IN ACCESS SHARE MODE`);
      await expect(migrateDown({ ...connection, lock_timeout: 50 }, '0')).rejects.toMatchObject({
        code: 'SCHEMA_IN_USE',
      });
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
    expect(await everyName()).toContain('variants');
  });
});

describe('the start', () => {
  it('sets up an empty database once when two processes come at the same time', async () => {
    const before = await schema();
    await migrateDown(connection, '0');
    await Promise.all([1, 2, 3].map(() => ensureSchema(connection, { mayMigrate: false })));
    expect(await schema()).toEqual(before);
    const { rows } = await database.pool.query('SELECT name FROM schema_migrations');
    expect(rows).toEqual(MIGRATION_NAMES.map(({ name }) => ({ name })));
  });

  it('takes another role’s connection to migrate when it is given one', async () => {
    await migrateDown(connection, '0');
    const migrationConnection = { ...connection, options: '-c role=pg_monitor' };
    await expect(ensureSchema(connection, { mayMigrate: true, migrationConnection })).rejects.toThrow(
      'permission denied',
    );
    expect(await everyName()).toEqual([]);
  });

  it('finds the tables in the schema that its URL names, and does not make others in public', async () => {
    await migrateDown(connection, '0');
    await database.pool.query('CREATE SCHEMA mill');
    const inMill = { ...connection, options: '-c search_path=mill' };
    await ensureSchema(inMill, { mayMigrate: true });
    await ensureSchema(inMill, { mayMigrate: false });
    expect(await everyName()).toEqual(['costing_data', 'costing_audit']);
    await database.pool.query(
      'ALTER ROLE CURRENT_USER IN DATABASE ' + (await databaseName()) + ' SET search_path = mill',
    );
    await expect(ensureSchema(connection, { mayMigrate: true })).rejects.toMatchObject({
      code: 'SCHEMA_ELSEWHERE',
      message: expect.stringContaining('?options=-c%20search_path%3Dmill'),
    });
    expect(await everyName()).toEqual(['costing_data', 'costing_audit']);
    await migrateDown(inMill, '0');
  });

  const databaseName = async (): Promise<string> =>
    (await database.pool.query<{ name: string }>('SELECT current_database() AS name')).rows[0]!.name;

  it('refuses a database that a newer version made, and one whose tables are not ours', async () => {
    await database.pool.query(`UPDATE schema_migrations SET name = 'Zero1000000000000', timestamp = 1000000000000`);
    await database.pool.query('UPDATE schema_compatibility SET oldest_compatible = 9999999999999');
    await expect(ensureSchema(connection, { mayMigrate: false })).rejects.toMatchObject({ code: 'SCHEMA_TOO_NEW' });
    await database.pool.query(`TRUNCATE schema_migrations`);
    await expect(ensureSchema(connection, { mayMigrate: false })).rejects.toMatchObject({ code: 'SCHEMA_NAME_TAKEN' });
  });
});
