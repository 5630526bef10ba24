import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What operators and rolling updates need of the schema. The request and the trace that a job began with travel in its
 * row, because the workers that compute it learn of it from the ledger alone. The index answers "the last job of this
 * state and mode" without reading the jobs in between. `schema_compatibility` holds the version of the oldest program
 * that may use this schema: programs compare it with their own newest migration.
 */
export class Operations1796085208000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE recalculation_jobs
        ADD request_id text,
        ADD trace_parent text,
        ADD CONSTRAINT recalculation_jobs_request_id_check CHECK (request_id ~ '^[[:graph:]]{1,100}$'),
        ADD CONSTRAINT recalculation_jobs_trace_parent_check CHECK (trace_parent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
      CREATE INDEX recalculation_jobs_by_status ON recalculation_jobs (status, mode, job_no);
      CREATE TABLE schema_compatibility (
        singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
        oldest_compatible bigint NOT NULL
      );
      INSERT INTO schema_compatibility (oldest_compatible) VALUES (1796085208000)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE schema_compatibility;
      DROP INDEX recalculation_jobs_by_status;
      ALTER TABLE recalculation_jobs DROP request_id, DROP trace_parent`);
  }
}
