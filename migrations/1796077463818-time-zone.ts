import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose midnight begins the mill's day; NULL: that of the machine. The check fails for a name that PostgreSQL does not know, so that
 * no statement that asks for the day can. A name, not an offset: PostgreSQL takes '+07' for seven hours west.
 */
const UP = `ALTER TABLE catalogue_settings ADD COLUMN time_zone text
  CHECK (time_zone ~ '^[A-Za-z]' AND isfinite(timestamptz '2000-01-01 00:00:00+00' AT TIME ZONE time_zone))`;

export class TimeZone1796077463818 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE catalogue_settings DROP COLUMN time_zone');
  }
}
