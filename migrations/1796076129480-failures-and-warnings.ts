import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a person needs to work failures off. A cause names the item that has no price, beside the parameter that holds it.
 * Its variants are listed in arrays of at most a thousand ids, 16 bytes each, because a job may fail for every variant:
 * `generation` is where they have no figures, or older ones. What a job computed with that should be looked at is counted
 * by partition; partition -1 holds what was known when the job began.
 */
const UP = [
  `ALTER TABLE recalculation_errors ADD COLUMN item text NOT NULL DEFAULT '', ADD COLUMN cause_no smallint NOT NULL DEFAULT 0`,
  `ALTER TABLE recalculation_errors DROP CONSTRAINT recalculation_errors_pkey,
     ADD PRIMARY KEY (job_id, partition_no, code, routing, step, name, item)`,
  `CREATE TABLE recalculation_failed_variants (
     job_id uuid NOT NULL REFERENCES recalculation_jobs (id) ON DELETE CASCADE,
     partition_no smallint NOT NULL, cause_no smallint NOT NULL, chunk_no integer NOT NULL,
     generation integer NOT NULL, variant_ids uuid[] NOT NULL,
     PRIMARY KEY (job_id, partition_no, cause_no, chunk_no))`,
  `CREATE INDEX recalculation_failed_variants_generation_idx
     ON recalculation_failed_variants (generation, partition_no)`,
  `CREATE TABLE recalculation_warnings (
     job_id uuid NOT NULL REFERENCES recalculation_jobs (id) ON DELETE CASCADE,
     partition_no smallint NOT NULL, code text NOT NULL, subject text NOT NULL, detail text NOT NULL,
     variants bigint NOT NULL CHECK (variants >= 0), samples jsonb NOT NULL,
     PRIMARY KEY (job_id, partition_no, code, subject))`,
];

const DOWN = [
  `DROP TABLE recalculation_warnings, recalculation_failed_variants`,
  // Causes that differ in their items alone become one.
  `DELETE FROM recalculation_errors e USING (
     SELECT min(ctid) AS first, sum(failed_count) AS failed_count, job_id, partition_no, code, routing, step, name
       FROM recalculation_errors GROUP BY job_id, partition_no, code, routing, step, name HAVING count(*) > 1) m
    WHERE (e.job_id, e.partition_no, e.code, e.routing, e.step, e.name)
        = (m.job_id, m.partition_no, m.code, m.routing, m.step, m.name) AND e.ctid <> m.first`,
  `ALTER TABLE recalculation_errors DROP CONSTRAINT recalculation_errors_pkey,
     ADD PRIMARY KEY (job_id, partition_no, code, routing, step, name)`,
  `ALTER TABLE recalculation_errors DROP COLUMN item, DROP COLUMN cause_no`,
];

export class FailuresAndWarnings1796076129480 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
