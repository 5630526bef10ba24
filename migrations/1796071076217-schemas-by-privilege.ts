import type { MigrationInterface, QueryRunner } from 'typeorm';
import { entryFunctions, triggerFunctions } from './1795683600000-audit.js';

const AUDIT = 'costing_audit';
const DATA = 'costing_data';
const DUPLICATE_SCHEMA = '42P06';

/**
 * A function that runs with its owner's rights must not find anything that another role made: not by its search path
 * (pg_temp would be searched first unless it is named), not by an unqualified name, and not by an overload that fits an
 * untyped argument better. So: `pg_catalog, pg_temp`, qualified names, cast arguments.
 */
const AS_OWNER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp`;
/** An entry reads the same whatever the writing session's settings are. */
const PORTABLE = `SET bytea_output = 'hex' SET extra_float_digits = 1 SET timezone = 'UTC'`;

/** What the triggers record: nobody else writes entries of these kinds. */
const RECORDED_BY_TRIGGERS = [
  'parameters',
  'items',
  'price-rates',
  'processes',
  'routings',
  'process-steps',
  'master-yarns',
  'catalogue-settings',
  'jobs',
  'released-generation',
];
const ENTRY = `text, text, text, jsonb, jsonb`;
/** The functions that are there already: moved, so that triggers and grants go along, and then rewritten. */
const MOVED = [
  `record_audit(${ENTRY})`,
  'audit_document(jsonb)',
  'audit_key(text, jsonb)',
  'audit_rows()',
  'audit_settings()',
  'audit_job()',
  'audit_release()',
];
const WRITE_ENTRY = `${AUDIT}.write_entry(${ENTRY})`;

const entry = (action: string, kind: string, key: string, before: string, after: string): string =>
  `${AUDIT}.write_entry((${action})::text, (${kind})::text, (${key})::text, (${before})::jsonb, (${after})::jsonb)`;

const helperFunctions = (schema: string): string[] => [
  `CREATE FUNCTION ${AUDIT}.write_entry(action text, subject_kind text, subject_key text, before jsonb, after jsonb)
     RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
     INSERT INTO ${AUDIT}.audit_entries (actor, action, subject_kind, subject_key, before, after)
       VALUES (coalesce(nullif(current_setting('costing.actor'::text, true), ''::text), session_user::text),
               $1, $2, $3, $4, $5) $$`,
  `CREATE OR REPLACE FUNCTION ${AUDIT}.record_audit(action text, subject_kind text, subject_key text, before jsonb, after jsonb)
     RETURNS void LANGUAGE plpgsql ${AS_OWNER} AS $$
BEGIN
  IF subject_kind = ANY (ARRAY['${RECORDED_BY_TRIGGERS.join(`', '`)}']::text[]) THEN
    RAISE EXCEPTION 'audit entries of % are written by triggers only', subject_kind USING ERRCODE = '42501';
  END IF;
  PERFORM ${AUDIT}.write_entry(action, subject_kind, subject_key, before, after);
END $$`,
  // A row with its packed parameters by key, and items by code.
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_document(stored jsonb) RETURNS jsonb
     LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
     SELECT CASE WHEN stored ? 'parameters'::text THEN stored || jsonb_build_object('parameters'::text, (
       SELECT coalesce(jsonb_object_agg(coalesce(p.key, '#'::text || u.parameter_id::text),
                CASE p.kind WHEN 'ITEM'::text THEN to_jsonb(coalesce(i.code, '#'::text || u.value::text))
                  ELSE to_jsonb(u.value) END), '{}'::jsonb)
         FROM ${schema}.unpack_parameters(decode(substr(stored ->> 'parameters'::text, 3), 'hex'::text)) u
              LEFT JOIN ${schema}.parameters p ON p.id = u.parameter_id
              LEFT JOIN ${schema}.items i
                ON i.id = CASE WHEN p.kind = 'ITEM'::text THEN u.value::integer END)) ELSE stored END $$`,
  // A subject that went in the same statement is called by its number.
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_key(subject_kind text, stored jsonb) RETURNS text
     LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
     SELECT CASE subject_kind
       WHEN 'parameters'::text THEN stored ->> 'key'::text
       WHEN 'price-rates'::text THEN coalesce(
         (SELECT p.key FROM ${schema}.parameters p WHERE p.id = (stored ->> 'parameter_id'::text)::smallint),
         (SELECT i.code FROM ${schema}.items i WHERE i.id = (stored ->> 'item_id'::text)::integer), '?'::text)
         || ' '::text || (stored ->> 'effective_date'::text)
       WHEN 'process-steps'::text THEN coalesce(
         (SELECT r.code FROM ${schema}.routings r WHERE r.id = (stored ->> 'routing_id'::text)::integer),
         '#'::text || (stored ->> 'routing_id'::text)) || ' '::text || (stored ->> 'code'::text)
       ELSE stored ->> 'code'::text END $$`,
];

/** More rows of one statement than this are one entry with their number. */
const ROWS_MAX = 1_000;

const keyOf = (row: string): string => `${AUDIT}.audit_key(subject, ${row})`;
const documentOf = (row: string): string => `${AUDIT}.audit_document(${row})`;

const TRIGGER_FUNCTIONS = [
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_rows() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} ${PORTABLE} AS $$
DECLARE
  subject CONSTANT text := replace(TG_TABLE_NAME::text, '_'::text, '-'::text);
  changed bigint;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM ${entry('TG_OP', 'subject', `'*'`, 'NULL', 'NULL')};
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO changed FROM new_rows;
  ELSE
    SELECT count(*) INTO changed FROM old_rows;
  END IF;
  IF changed > ${ROWS_MAX} THEN
    PERFORM ${entry('TG_OP', 'subject', `'*'`, 'NULL', `jsonb_build_object('rows'::text, changed)`)};
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM ${entry('TG_OP', 'subject', keyOf('to_jsonb(n)'), 'NULL', documentOf('to_jsonb(n)'))} FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM ${entry('TG_OP', 'subject', keyOf('to_jsonb(o)'), documentOf('to_jsonb(o)'), 'NULL')} FROM old_rows o;
  ELSE
    PERFORM ${entry(
      'TG_OP',
      'subject',
      keyOf('coalesce(to_jsonb(o), to_jsonb(n))'),
      documentOf('to_jsonb(o)'),
      documentOf('to_jsonb(n)'),
    )}
      FROM old_rows o FULL JOIN new_rows n ON n.id = o.id WHERE to_jsonb(o) IS DISTINCT FROM to_jsonb(n);
  END IF;
  RETURN NULL;
END $$`,
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_settings() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} ${PORTABLE} AS $$
BEGIN
  PERFORM ${entry('TG_OP', `'catalogue-settings'`, `'currency'`, 'to_jsonb(OLD)', 'to_jsonb(NEW)')};
  RETURN NULL;
END $$`,
  // What was asked of a job and how it ended. That a worker took it up is seen from its tasks.
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_job() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} ${PORTABLE} AS $$
BEGIN
  PERFORM ${entry(
    `CASE WHEN TG_OP = 'INSERT' THEN 'START'
         WHEN OLD.status = NEW.status THEN CASE WHEN NEW.kept_name IS NULL THEN 'DROP_KEPT' ELSE 'KEEP' END
         WHEN NEW.status = 'RUNNING' THEN 'RETRY' ELSE NEW.status END`,
    `'jobs'`,
    'NEW.job_no',
    `CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('status'::text, OLD.status, 'kept_name'::text, OLD.kept_name,
      'error'::text, OLD.error) END`,
    `CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('status'::text, NEW.status, 'kept_name'::text, NEW.kept_name,
      'error'::text, NEW.error)
    ELSE jsonb_build_object('status'::text, NEW.status, 'mode'::text, NEW.mode, 'as_of'::text, NEW.as_of,
      'release'::text, NEW.release, 'base_params'::text, NEW.base_params,
      'allowed_failed_share'::text, NEW.allowed_failed_share) END`,
  )};
  RETURN NULL;
END $$`,
  `CREATE OR REPLACE FUNCTION ${AUDIT}.audit_release() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} ${PORTABLE} AS $$
BEGIN
  PERFORM ${entry(
    `'RELEASE'`,
    `'released-generation'`,
    `coalesce(NEW.generation::text, 'none'::text)`,
    `jsonb_build_object('generation'::text, OLD.generation)`,
    `jsonb_build_object('generation'::text, NEW.generation)`,
  )};
  RETURN NULL;
END $$`,
];

/**
 * Loading an empty catalogue builds the keys of the variants afterwards, and only the owner of a schema's tables may
 * create an index there. With these two functions the run-time role needs to own neither.
 */
const keyFunctions = (schema: string): string[] => [
  `CREATE FUNCTION ${schema}.drop_variant_keys() RETURNS void LANGUAGE sql ${AS_OWNER} AS $$
     ALTER TABLE ${schema}.variants DROP CONSTRAINT variants_pkey, DISABLE TRIGGER track_row;
     DROP INDEX ${schema}.variants_routing_id_idx, ${schema}.variants_master_yarn_id_idx $$`,
  `CREATE FUNCTION ${schema}.create_variant_keys() RETURNS void LANGUAGE sql ${AS_OWNER} AS $$
     ALTER TABLE ${schema}.variants ADD CONSTRAINT variants_pkey PRIMARY KEY (id), ENABLE TRIGGER track_row;
     CREATE INDEX variants_routing_id_idx ON ${schema}.variants (routing_id);
     CREATE INDEX variants_master_yarn_id_idx ON ${schema}.variants (master_yarn_id) $$`,
];
const KEY_FUNCTIONS = ['drop_variant_keys()', 'create_variant_keys()'];

/** Names of what jobs made: generations, their leaves, and the staging of deltas. */
const JOB_TABLES = '^cost_summaries_(g[0-9]+(_p[0-9]{2})?|d[0-9]+_p[0-9]{2}_a[0-9]+)$';

/** A schema that another role prepared could hold anything, and would belong to that role. */
async function createSchema(queryRunner: QueryRunner, schema: string): Promise<void> {
  const found = (await queryRunner.query(
    `SELECT nspowner = current_user::regrole AS "isOurs", nspowner::regrole::text AS owner
       FROM pg_namespace WHERE nspname = $1`,
    [schema],
  )) as { isOurs: boolean; owner: string }[];
  if (found[0] === undefined) await queryRunner.query(`CREATE SCHEMA ${schema}`);
  else if (!found[0].isOurs) {
    const message = `the schema ${schema} is there already and belongs to ${found[0].owner}`;
    throw Object.assign(new Error(message), { code: DUPLICATE_SCHEMA });
  }
}

async function moveJobTables(queryRunner: QueryRunner, from: string, to: string): Promise<void> {
  const tables = (await queryRunner.query(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p') AND relname ~ '${JOB_TABLES}'`,
    [from],
  )) as { name: string }[];
  for (const { name } of tables) await queryRunner.query(`ALTER TABLE ${from}.${name} SET SCHEMA ${to}`);
}

/** Who may read the table may read the view that stands in its place. */
async function grantReaders(queryRunner: QueryRunner, schema: string): Promise<void> {
  const readers = (await queryRunner.query(
    `SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS reader
       FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
      WHERE c.oid = '${AUDIT}.audit_entries'::regclass AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner`,
  )) as { reader: string }[];
  for (const { reader } of readers) {
    await queryRunner.query(`GRANT SELECT ON ${schema}.audit_entries TO ${reader}`);
  }
}

async function currentSchema(queryRunner: QueryRunner): Promise<string> {
  const [{ schema }] = (await queryRunner.query(`SELECT quote_ident(current_schema()) AS schema`)) as [
    { schema: string },
  ];
  return schema;
}

/**
 * Three schemas by what the role of the running programs may do: nothing but call a function in `costing_audit`, create
 * tables in `costing_data` (generations, their leaves, the staging of deltas), and write rows, but create nothing, in the
 * one that holds all other tables. The table of entries is read through a view under its former name.
 */
export class SchemasByPrivilege1796071076217 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const schema = await currentSchema(queryRunner);
    await createSchema(queryRunner, DATA);
    await createSchema(queryRunner, AUDIT);
    await moveJobTables(queryRunner, schema, DATA);
    await queryRunner.query(`ALTER TABLE audit_entries SET SCHEMA ${AUDIT}`);
    for (const name of MOVED) await queryRunner.query(`ALTER FUNCTION ${name} SET SCHEMA ${AUDIT}`);
    const functions = [...helperFunctions(schema), ...TRIGGER_FUNCTIONS, ...keyFunctions(schema)];
    for (const statement of functions) await queryRunner.query(statement);
    // A trigger of one's own could hand an audit function rows that were never there.
    const closed = [...MOVED.map((name) => `${AUDIT}.${name}`), WRITE_ENTRY, ...KEY_FUNCTIONS];
    await queryRunner.query(`REVOKE ALL ON FUNCTION ${closed.join(', ')} FROM PUBLIC`);
    await queryRunner.query(`CREATE VIEW audit_entries AS SELECT * FROM ${AUDIT}.audit_entries`);
    await grantReaders(queryRunner, schema);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const schema = await currentSchema(queryRunner);
    await queryRunner.query(`DROP VIEW audit_entries`);
    await queryRunner.query(`ALTER TABLE ${AUDIT}.audit_entries SET SCHEMA ${schema}`);
    for (const name of MOVED) await queryRunner.query(`ALTER FUNCTION ${AUDIT}.${name} SET SCHEMA ${schema}`);
    await queryRunner.query(`DROP FUNCTION ${[WRITE_ENTRY, ...KEY_FUNCTIONS].join(', ')}`);
    for (const statement of [...entryFunctions(schema), ...triggerFunctions(schema)]) {
      await queryRunner.query(statement.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
    }
    // As it was: all but the function that writes may be called by everybody.
    await queryRunner.query(`GRANT EXECUTE ON FUNCTION ${MOVED.slice(1).join(', ')} TO PUBLIC`);
    await moveJobTables(queryRunner, DATA, schema);
    await queryRunner.query(`DROP SCHEMA ${AUDIT}, ${DATA}`);
  }
}
