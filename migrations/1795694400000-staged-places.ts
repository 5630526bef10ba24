import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where in the leaf the rows lie that a listed task has new figures for, (0,0) where there is none yet; and how many rows of
 * a task, listed or in a table, have a place: a merge need not look them up.
 */
const UP = `ALTER TABLE recalculation_tasks
  ADD COLUMN staged_places tid[], ALTER COLUMN staged_places SET STORAGE EXTERNAL, ADD COLUMN placed_count integer`;

const DOWN = `ALTER TABLE recalculation_tasks DROP COLUMN staged_places, DROP COLUMN placed_count`;

export class StagedPlaces1795694400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
