import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows are audited one by one, in the order in which they depend on each other. */
const CATALOGUE = [
  'parameters',
  'items',
  'price_rates',
  'processes',
  'routings',
  'process_steps',
  'master_yarns',
] as const;

/** A statement that changes more rows is one entry with their number: an import of 100,000 yarns is one thing done. */
const ROWS_MAX = 1_000;

const TABLE = [
  `CREATE TABLE audit_entries (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     at timestamptz NOT NULL DEFAULT clock_timestamp(),
     actor text NOT NULL,
     db_role text NOT NULL DEFAULT session_user,
     action text NOT NULL,
     subject_kind text NOT NULL,
     subject_key text NOT NULL,
     before jsonb,
     after jsonb,
     txid xid8 NOT NULL DEFAULT pg_current_xact_id())`,
  `CREATE INDEX audit_entries_by_subject ON audit_entries (subject_kind, subject_key, id)`,
];

/** Runs with the owner's rights, who alone may write entries; temporary tables cannot stand in for ours. */
const asOwner = (schema: string): string => `SECURITY DEFINER SET search_path = ${schema}, pg_temp`;

export const entryFunctions = (schema: string): string[] => [
  `CREATE FUNCTION record_audit(action text, subject_kind text, subject_key text, before jsonb, after jsonb) RETURNS void
     LANGUAGE sql ${asOwner(schema)} AS $$
     INSERT INTO audit_entries (actor, action, subject_kind, subject_key, before, after)
       VALUES (coalesce(nullif(current_setting('costing.actor', true), ''), session_user),
               action, subject_kind, subject_key, before, after) $$`,
  // A row as people read it: its packed parameters by their keys, items by their codes.
  `CREATE FUNCTION audit_document(stored jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
     SELECT CASE WHEN stored ? 'parameters' THEN stored || jsonb_build_object('parameters', (
       SELECT coalesce(jsonb_object_agg(coalesce(p.key, '#' || u.parameter_id),
                CASE p.kind WHEN 'ITEM' THEN to_jsonb(coalesce(i.code, '#' || u.value)) ELSE to_jsonb(u.value) END), '{}')
         FROM unpack_parameters(decode(substr(stored ->> 'parameters', 3), 'hex')) u
              LEFT JOIN parameters p ON p.id = u.parameter_id
              LEFT JOIN items i ON i.id = CASE WHEN p.kind = 'ITEM' THEN u.value::integer END)) ELSE stored END $$`,
  // What people call a row; a subject that went in the same statement is called by its number.
  `CREATE FUNCTION audit_key(subject_kind text, stored jsonb) RETURNS text LANGUAGE sql STABLE AS $$
     SELECT CASE subject_kind
       WHEN 'parameters' THEN stored ->> 'key'
       WHEN 'price-rates' THEN coalesce(
         (SELECT key FROM parameters WHERE id = (stored ->> 'parameter_id')::smallint),
         (SELECT code FROM items WHERE id = (stored ->> 'item_id')::integer), '?') || ' ' || (stored ->> 'effective_date')
       WHEN 'process-steps' THEN coalesce(
         (SELECT code FROM routings WHERE id = (stored ->> 'routing_id')::integer),
         '#' || (stored ->> 'routing_id')) || ' ' || (stored ->> 'code')
       ELSE stored ->> 'code' END $$`,
];

export const triggerFunctions = (schema: string): string[] => [
  `CREATE FUNCTION audit_rows() RETURNS trigger LANGUAGE plpgsql ${asOwner(schema)} SET bytea_output = 'hex' AS $$
DECLARE
  subject CONSTANT text := replace(TG_TABLE_NAME, '_', '-');
  changed bigint;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM record_audit(TG_OP, subject, '*', NULL, NULL);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO changed FROM new_rows;
  ELSE
    SELECT count(*) INTO changed FROM old_rows;
  END IF;
  IF changed > ${ROWS_MAX} THEN
    PERFORM record_audit(TG_OP, subject, '*', NULL, jsonb_build_object('rows', changed));
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM record_audit(TG_OP, subject, audit_key(subject, to_jsonb(n)), NULL, audit_document(to_jsonb(n))) FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM record_audit(TG_OP, subject, audit_key(subject, to_jsonb(o)), audit_document(to_jsonb(o)), NULL) FROM old_rows o;
  ELSE
    PERFORM record_audit(TG_OP, subject, audit_key(subject, coalesce(to_jsonb(o), to_jsonb(n))), audit_document(to_jsonb(o)),
                         audit_document(to_jsonb(n)))
      FROM old_rows o FULL JOIN new_rows n ON n.id = o.id WHERE to_jsonb(o) IS DISTINCT FROM to_jsonb(n);
  END IF;
  RETURN NULL;
END $$`,
  `CREATE FUNCTION audit_settings() RETURNS trigger LANGUAGE plpgsql ${asOwner(schema)} AS $$
BEGIN
  PERFORM record_audit(TG_OP, 'catalogue-settings', 'currency', to_jsonb(OLD), to_jsonb(NEW));
  RETURN NULL;
END $$`,
  // What was asked of a job and how it ended. That a worker took it up says nothing that its tasks do not.
  `CREATE FUNCTION audit_job() RETURNS trigger LANGUAGE plpgsql ${asOwner(schema)} AS $$
BEGIN
  PERFORM record_audit(
    CASE WHEN TG_OP = 'INSERT' THEN 'START'
         WHEN OLD.status = NEW.status THEN CASE WHEN NEW.kept_name IS NULL THEN 'DROP_KEPT' ELSE 'KEEP' END
         WHEN NEW.status = 'RUNNING' THEN 'RETRY' ELSE NEW.status END,
    'jobs', NEW.job_no::text,
    CASE WHEN TG_OP = 'UPDATE' THEN
      jsonb_build_object('status', OLD.status, 'kept_name', OLD.kept_name, 'error', OLD.error) END,
    CASE WHEN TG_OP = 'UPDATE' THEN
      jsonb_build_object('status', NEW.status, 'kept_name', NEW.kept_name, 'error', NEW.error)
    ELSE jsonb_build_object('status', NEW.status, 'mode', NEW.mode, 'as_of', NEW.as_of, 'release', NEW.release,
      'base_params', NEW.base_params, 'allowed_failed_share', NEW.allowed_failed_share) END);
  RETURN NULL;
END $$`,
  `CREATE FUNCTION audit_release() RETURNS trigger LANGUAGE plpgsql ${asOwner(schema)} AS $$
BEGIN
  PERFORM record_audit('RELEASE', 'released-generation', coalesce(NEW.generation::text, 'none'),
                       jsonb_build_object('generation', OLD.generation), jsonb_build_object('generation', NEW.generation));
  RETURN NULL;
END $$`,
];

/**
 * After a statement, with all of its rows at once: half the work of a trigger for each, and no setting of the session
 * turns it off. Variants are too many: who writes them calls `record_audit`.
 */
function rowTriggers(table: string): string[] {
  const trigger = (name: string, event: string, rows: string): string =>
    `CREATE TRIGGER ${name} AFTER ${event} ON ${table} ${rows} FOR EACH STATEMENT EXECUTE FUNCTION audit_rows()`;
  return [
    trigger('audit_insert', 'INSERT', 'REFERENCING NEW TABLE AS new_rows'),
    trigger('audit_update', 'UPDATE', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
    trigger('audit_delete', 'DELETE', 'REFERENCING OLD TABLE AS old_rows'),
    trigger('audit_truncation', 'TRUNCATE', ''),
  ];
}

const TRIGGERS = [
  ...CATALOGUE.flatMap(rowTriggers),
  `CREATE TRIGGER audit_update AFTER UPDATE ON catalogue_settings FOR EACH ROW WHEN (old IS DISTINCT FROM new)
     EXECUTE FUNCTION audit_settings()`,
  `CREATE TRIGGER audit_insert AFTER INSERT ON recalculation_jobs FOR EACH ROW EXECUTE FUNCTION audit_job()`,
  `CREATE TRIGGER audit_update AFTER UPDATE ON recalculation_jobs FOR EACH ROW
     WHEN (old.kept_name IS DISTINCT FROM new.kept_name
           OR old.status <> new.status AND (old.status <> 'PENDING' OR new.status <> 'RUNNING'))
     EXECUTE FUNCTION audit_job()`,
  `CREATE TRIGGER audit_update AFTER UPDATE ON released_generation FOR EACH ROW
     WHEN (old.generation IS DISTINCT FROM new.generation) EXECUTE FUNCTION audit_release()`,
];

const TRIGGER_NAMES: readonly [string, readonly string[]][] = [
  ...CATALOGUE.map((table): [string, string[]] => [
    table,
    ['audit_insert', 'audit_update', 'audit_delete', 'audit_truncation'],
  ]),
  ['catalogue_settings', ['audit_update']],
  ['recalculation_jobs', ['audit_insert', 'audit_update']],
  ['released_generation', ['audit_update']],
];

/**
 * Who changed what, when, from what to what: an entry is written by the transaction that makes the change. Only
 * functions that run with their owner's rights write them, so that a role of less rights can add and nothing else.
 */
export class Audit1795683600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const [{ schema }] = (await queryRunner.query(`SELECT quote_ident(current_schema()) AS schema`)) as [
      { schema: string },
    ];
    for (const statement of [...TABLE, ...entryFunctions(schema), ...triggerFunctions(schema), ...TRIGGERS]) {
      await queryRunner.query(statement);
    }
    await queryRunner.query(`REVOKE ALL ON FUNCTION record_audit(text, text, text, jsonb, jsonb) FROM PUBLIC`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, names] of TRIGGER_NAMES) {
      for (const name of names) await queryRunner.query(`DROP TRIGGER ${name} ON ${table}`);
    }
    await queryRunner.query(
      `DROP FUNCTION audit_rows(), audit_settings(), audit_job(), audit_release(), audit_key(text, jsonb),
         audit_document(jsonb), record_audit(text, text, text, jsonb, jsonb)`,
    );
    await queryRunner.query(`DROP TABLE audit_entries`);
  }
}
