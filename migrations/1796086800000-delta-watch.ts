import type { MigrationInterface, QueryRunner } from 'typeorm';

const BY_TRIGGERS = [
  ...['parameters', 'items', 'price-rates', 'processes', 'routings', 'process-steps', 'master-yarns'],
  ...['catalogue-settings', 'jobs', 'released-generation'],
];

const recordAudit = (kinds: readonly string[]): string => `
  CREATE OR REPLACE FUNCTION costing_audit.record_audit(action text, subject_kind text, subject_key text, before jsonb, after jsonb)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF subject_kind = ANY (ARRAY['${kinds.join(`', '`)}']::text[]) THEN
    RAISE EXCEPTION 'audit entries of % are written by triggers only', subject_kind USING ERRCODE = '42501';
  END IF;
  PERFORM costing_audit.write_entry(action, subject_kind, subject_key, before, after);
END $$`;

/**
 * The state of the delta watch, in one row: suspended by a decision of a person, stopped by a job that it could not release,
 * or yielding to an operator until a moment. A job knows who asked for it, whether it was asked for as of the mill's day,
 * and the session of the command that waits for it, so that a job of a dead command is recognised. The audit records who
 * suspended and resumed the watch.
 */
const UP = [
  `CREATE TABLE delta_watch (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     suspended_at timestamptz,
     suspended_cause text CHECK (suspended_cause IN ('ROLLBACK', 'OTHER_DATE', 'OWN_VALUES', 'OLDER_STATE')),
     suspended_by text,
     suspended_job_no integer,
     resumed_at timestamptz,
     stopped_at timestamptz,
     stopped_job_no integer,
     stopped_reason text,
     yields_until timestamptz NOT NULL DEFAULT '-infinity',
     yielded_job_no integer,
     CHECK ((suspended_at IS NULL) = (suspended_cause IS NULL)),
     CHECK ((stopped_at IS NULL) = (stopped_job_no IS NULL))
   )`,
  `INSERT INTO delta_watch DEFAULT VALUES`,
  `ALTER TABLE recalculation_jobs
     ADD COLUMN requested_by text NOT NULL DEFAULT 'OPERATOR' CHECK (requested_by IN ('OPERATOR', 'WATCH')),
     ADD COLUMN is_as_of_today boolean NOT NULL DEFAULT true,
     ADD COLUMN command text`,
  `CREATE INDEX recalculation_jobs_staged_idx ON recalculation_jobs (job_no) WHERE status = 'STAGED'`,
  `CREATE FUNCTION costing_audit.audit_watch() RETURNS trigger LANGUAGE plpgsql
     SECURITY DEFINER SET search_path = pg_catalog, pg_temp
     SET bytea_output = 'hex' SET extra_float_digits = 1 SET timezone = 'UTC' AS $$
BEGIN
  PERFORM costing_audit.write_entry(
    CASE WHEN NEW.suspended_at IS NULL THEN 'RESUME' ELSE 'SUSPEND' END, 'watch'::text, 'watch'::text,
    jsonb_build_object('cause'::text, OLD.suspended_cause, 'job_no'::text, OLD.suspended_job_no),
    jsonb_build_object('cause'::text, NEW.suspended_cause, 'job_no'::text, NEW.suspended_job_no));
  RETURN NULL;
END $$`,
  `REVOKE ALL ON FUNCTION costing_audit.audit_watch() FROM PUBLIC`,
  `CREATE TRIGGER audit_update AFTER UPDATE ON delta_watch FOR EACH ROW
     WHEN (OLD.suspended_at IS DISTINCT FROM NEW.suspended_at) EXECUTE FUNCTION costing_audit.audit_watch()`,
  recordAudit([...BY_TRIGGERS, 'watch']),
];

const DOWN = [
  recordAudit(BY_TRIGGERS),
  `DROP TABLE delta_watch`,
  `DROP FUNCTION costing_audit.audit_watch()`,
  `DROP INDEX recalculation_jobs_staged_idx`,
  `ALTER TABLE recalculation_jobs DROP COLUMN requested_by, DROP COLUMN is_as_of_today, DROP COLUMN command`,
];

export class DeltaWatch1796086800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
