import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The epoch at which rows of the job's generation changed last, by a delta that was merged into it; 0: never since it was
 * built. Generation and epoch together name what a list of figures shows: its cursor carries both, so that the next page
 * is of the same figures or of none.
 */
const UP = `ALTER TABLE recalculation_jobs ADD COLUMN figures_epoch bigint NOT NULL DEFAULT 0`;

const DOWN = `ALTER TABLE recalculation_jobs DROP COLUMN figures_epoch`;

export class FiguresEpoch1796071222488 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
