import type { MigrationInterface, QueryRunner } from 'typeorm';

const summariesView = (jobNo: string): string => `
CREATE OR REPLACE VIEW variant_cost_summaries AS
SELECT s.variant_id,
       (s.material_micros * 0.000001)::numeric(18,6) AS total_material_cost,
       (s.process_micros * 0.000001)::numeric(18,6) AS total_process_cost,
       (s.overhead_micros * 0.000001)::numeric(18,6) AS total_overhead,
       ((s.material_micros + s.process_micros + s.overhead_micros) * 0.000001)::numeric(18,6) AS grand_total,
       ${jobNo} AS job_no, s.generation
  FROM cost_summaries s
 WHERE s.generation = (SELECT r.generation FROM released_generation r)`;

/**
 * Deltas. `plan`: how a delta brings its figures to the readers; `base_generation`: the released generation that it was
 * compared with, and that a MERGE writes into; `is_partial`: it left pending changes of prices and formulas alone, so that
 * the generation's other figures are still by what it was computed with before.
 *
 * `affected` is the part of the predicate that all partitions share, `variant_ids` what a partition has of the variants
 * that are named; `staged_count` is how many rows a task left in staging, which a crash of the server empties.
 *
 * A row's `job_no` is negative since a delta could not cost the variant: the figures are those of that job. A full job
 * needs no sign: what it carries over has a smaller number than its generation.
 */
const UP = [
  `ALTER TABLE recalculation_jobs
     ADD COLUMN plan text CHECK (plan IN ('MERGE', 'MERGE_BY_PARTITION', 'REBUILD', 'NOTHING')),
     ADD COLUMN base_generation integer,
     ADD COLUMN is_partial boolean NOT NULL DEFAULT false,
     ADD CONSTRAINT recalculation_jobs_only_deltas_plan CHECK (plan IS NULL OR mode = 'DELTA'),
     ADD CONSTRAINT recalculation_jobs_merge_into_base
       CHECK (plan NOT IN ('MERGE', 'MERGE_BY_PARTITION') OR base_generation IS NOT NULL)`,
  `ALTER TABLE recalculation_tasks ADD COLUMN variant_ids uuid[], ADD COLUMN staged_count bigint`,
  `ALTER TABLE recalculation_snapshots ADD COLUMN affected jsonb`,
  summariesView('abs(s.job_no)'),
];

const DOWN = [
  summariesView('s.job_no'),
  `ALTER TABLE recalculation_snapshots DROP COLUMN affected`,
  `ALTER TABLE recalculation_tasks DROP COLUMN staged_count, DROP COLUMN variant_ids`,
  `ALTER TABLE recalculation_jobs
     DROP CONSTRAINT recalculation_jobs_merge_into_base, DROP CONSTRAINT recalculation_jobs_only_deltas_plan,
     DROP COLUMN is_partial, DROP COLUMN base_generation, DROP COLUMN plan`,
];

export class DeltaJobs1795574400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
