import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys of requests that start a job, kept for 24 hours: whose key it is and a digest of route and body, so that a key that
 * is used again for something else is noticed. A key without a job: there was nothing to do. The job's own column stays as
 * a note of what it was asked for with; two callers may use the same key, so it is no longer unique.
 */
const UP = `
  CREATE TABLE idempotency_keys (
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    job_id uuid REFERENCES recalculation_jobs (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
  );
  CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
  CREATE INDEX idempotency_keys_job_id_idx ON idempotency_keys (job_id);
  ALTER TABLE recalculation_jobs DROP CONSTRAINT recalculation_jobs_idempotency_key_key`;

/** Of jobs with the same key the first keeps it. */
const DOWN = `
  UPDATE recalculation_jobs j SET idempotency_key = NULL
   WHERE EXISTS (SELECT FROM recalculation_jobs o
                  WHERE o.idempotency_key = j.idempotency_key AND o.job_no < j.job_no);
  ALTER TABLE recalculation_jobs ADD CONSTRAINT recalculation_jobs_idempotency_key_key UNIQUE (idempotency_key);
  DROP TABLE idempotency_keys`;

export class IdempotencyKeys1796077502810 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
