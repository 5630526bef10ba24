import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Generations that are kept under a name have a parent of their own. A statement through `cost_summaries`, and so through
 * the view, locks every partition below it with its key: 129 locks a generation, whichever one it reads.
 */
export class KeptSummaries1796075800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE TABLE kept_cost_summaries (LIKE cost_summaries) PARTITION BY LIST (generation)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const generations = (await queryRunner.query(
      `SELECT inhrelid::regclass::text AS name, substring(inhrelid::regclass::text FROM '[0-9]+$') AS generation
         FROM pg_inherits WHERE inhparent = 'kept_cost_summaries'::regclass`,
    )) as { name: string; generation: string }[];
    for (const { name, generation } of generations) {
      await queryRunner.query(`ALTER TABLE kept_cost_summaries DETACH PARTITION ${name}`);
      await queryRunner.query(`ALTER TABLE cost_summaries ATTACH PARTITION ${name} FOR VALUES IN (${generation})`);
    }
    await queryRunner.query(`DROP TABLE kept_cost_summaries`);
  }
}
