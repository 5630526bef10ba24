import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Many workers on many machines: who they are and what they may take, which of them looks after the ledger, and how
 * often a task died under its worker. `failures` is not `attempt`: a server that restarts costs attempts, a task that
 * kills its worker costs failures, and only those end the job.
 */
const UP = [
  `ALTER TABLE recalculation_tasks ADD COLUMN failures smallint NOT NULL DEFAULT 0 CHECK (failures >= 0)`,
  `CREATE TABLE recalculation_workers (
     worker text PRIMARY KEY,
     host text NOT NULL,
     pid integer NOT NULL,
     lanes smallint NOT NULL CHECK (lanes > 0),
     partition_start smallint NOT NULL,
     partition_end smallint NOT NULL,
     transport text NOT NULL,
     rejected bigint NOT NULL DEFAULT 0,
     started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
     CHECK (0 <= partition_start AND partition_start <= partition_end AND partition_end < 64))`,
  // One row, written by whoever holds the term or finds it ended by the database's clock.
  `CREATE TABLE recalculation_reconciler (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     worker text,
     term_until timestamptz NOT NULL DEFAULT '-infinity')`,
  `INSERT INTO recalculation_reconciler DEFAULT VALUES`,
];

const DOWN = [
  `DROP TABLE recalculation_reconciler, recalculation_workers`,
  `ALTER TABLE recalculation_tasks DROP COLUMN failures`,
];

export class WorkersAndDeaths1795571058559 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
