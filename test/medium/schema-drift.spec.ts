import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSchema } from '#database';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The drift that a start gives after `statements`; undone afterwards by `repair`. */
async function driftAfter(statements: string, repair: string): Promise<unknown> {
  await database.pool.query(statements);
  try {
    return await ensureSchema({ connectionString: database.url }, { mayMigrate: true });
  } finally {
    await database.pool.query(repair);
  }
}

const ONE_AT_A_TIME = `CREATE UNIQUE INDEX recalculation_jobs_one_at_a_time ON recalculation_jobs ((true))
                         WHERE status IN ('PENDING', 'RUNNING')`;
const PARTITION_7 = `CREATE TABLE variants_p07 PARTITION OF variants FOR VALUES WITH (MODULUS 64, REMAINDER 7)
                       WITH (toast_tuple_target = 8160)`;

describe('the drift check names', () => {
  it.each([
    [
      'an index that is gone',
      'DROP INDEX recalculation_jobs_one_at_a_time',
      ONE_AT_A_TIME,
      ['missing: index recalculation_jobs_one_at_a_time'],
    ],
    [
      'a column of another type',
      'ALTER TABLE items ALTER unit TYPE varchar(10)',
      'ALTER TABLE items ALTER unit TYPE text',
      [
        'changed: column items.unit (character varying(10), expected text)',
        expect.stringMatching(/^changed: constraint items\.items_printable /),
      ],
    ],
    [
      'storage and NOT NULL',
      'ALTER TABLE variants ALTER parameters SET STORAGE EXTENDED; ALTER TABLE variants ALTER sku DROP NOT NULL',
      'ALTER TABLE variants ALTER parameters SET STORAGE EXTERNAL; ALTER TABLE variants ALTER sku SET NOT NULL',
      [
        "changed: column variants.parameters (bytea DEFAULT '\\x'::bytea NOT NULL, expected bytea STORAGE EXTERNAL DEFAULT '\\x'::bytea NOT NULL)",
        'changed: column variants.sku (text, expected text NOT NULL)',
      ],
    ],
    ['a partition that is gone', 'DROP TABLE variants_p07', PARTITION_7, ['missing: partition variants_p07']],
    [
      'a partition stored otherwise',
      'ALTER TABLE variants_p07 RESET (toast_tuple_target)',
      'ALTER TABLE variants_p07 SET (toast_tuple_target = 8160)',
      [
        expect.stringMatching(
          /^changed: partition variants_p07 \(….* remainder 7\), expected ….* remainder 7\) WITH \(toast_tuple_target=8160\)\)$/,
        ),
      ],
    ],
    [
      'a constraint that is gone, and a table only once',
      'ALTER TABLE parameters DROP CONSTRAINT parameters_kind_check; ALTER TABLE catalogue_settings RENAME TO old',
      `ALTER TABLE parameters ADD CONSTRAINT parameters_kind_check CHECK (kind IN ('NUMBER', 'ITEM'));
       ALTER TABLE old RENAME TO catalogue_settings`,
      ['missing: table catalogue_settings', 'missing: constraint parameters.parameters_kind_check'],
    ],
    [
      'what the audit lacks or has otherwise',
      `ALTER TABLE items DISABLE TRIGGER audit_update; DROP INDEX costing_audit.audit_entries_by_subject;
       ALTER TABLE costing_audit.audit_entries ALTER actor DROP NOT NULL;
       ALTER FUNCTION costing_audit.audit_release() SET search_path = public`,
      `ALTER TABLE items ENABLE TRIGGER audit_update;
       CREATE INDEX audit_entries_by_subject ON costing_audit.audit_entries (subject_kind, subject_key, id);
       ALTER TABLE costing_audit.audit_entries ALTER actor SET NOT NULL;
       ALTER FUNCTION costing_audit.audit_release() SET search_path = pg_catalog, pg_temp`,
      [
        'changed: column costing_audit.audit_entries.actor (text, expected text NOT NULL)',
        'missing: index costing_audit.audit_entries_by_subject',
        expect.stringMatching(/^changed: function costing_audit\.audit_release\(\) .*'public'/),
        expect.stringMatching(/^changed: trigger items\.audit_update .*DISABLED/),
      ],
    ],
    [
      'a schema that is gone',
      'DROP SCHEMA costing_data',
      'CREATE SCHEMA costing_data',
      ['missing: schema costing_data'],
    ],
    [
      'nothing of what a user added',
      `CREATE TABLE my_report (id integer); CREATE VIEW my_view AS SELECT id FROM items; ALTER TABLE items ADD mine text;
       CREATE INDEX my_index ON items (name); CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1';
       CREATE TABLE costing_data.cost_summaries_g3 (LIKE cost_summaries)`,
      `DROP VIEW my_view; DROP TABLE my_report, costing_data.cost_summaries_g3; ALTER TABLE items DROP mine; DROP INDEX my_index; DROP FUNCTION mine()`,
      [],
    ],
  ])('%s', async (_, statements, repair, drift) => {
    expect(await driftAfter(statements, repair)).toEqual(drift);
  });
});
