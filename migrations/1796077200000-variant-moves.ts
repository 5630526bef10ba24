import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where a variant was before: a row for each change of its routing or yarn and for its deletion, whoever makes it, in the
 * changing transaction. Summaries hold ids and amounts alone, so that only this tells, of an earlier job, which routing a
 * variant was costed by, and the SKU of one that is gone. `txid`: which jobs had read the catalogue before. The trigger is
 * not one of those that `costing.track` switches off: an import does not record its changes one by one, but moves count.
 */
const up = (schema: string): string[] => [
  `CREATE TABLE variant_moves (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     variant_id uuid NOT NULL,
     sku text NOT NULL,
     routing_id integer NOT NULL,
     master_yarn_id integer NOT NULL,
     txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     moved_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX variant_moves_moved_at_idx ON variant_moves (moved_at)`,
  `CREATE FUNCTION record_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ${schema}.variant_moves (variant_id, sku, routing_id, master_yarn_id)
    VALUES (OLD.id, OLD.sku, OLD.routing_id, OLD.master_yarn_id);
  RETURN NULL;
END $$`,
  `CREATE TRIGGER record_deletion AFTER DELETE ON variants FOR EACH ROW EXECUTE FUNCTION record_move()`,
  `CREATE TRIGGER record_move AFTER UPDATE ON variants FOR EACH ROW
     WHEN (OLD.id <> NEW.id OR OLD.routing_id <> NEW.routing_id OR OLD.master_yarn_id <> NEW.master_yarn_id)
     EXECUTE FUNCTION record_move()`,
];

const DOWN = [
  `DROP TRIGGER record_move ON variants`,
  `DROP TRIGGER record_deletion ON variants`,
  `DROP FUNCTION record_move()`,
  `DROP TABLE variant_moves`,
];

export class VariantMoves1796077200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const [{ schema }] = (await queryRunner.query(`SELECT quote_ident(current_schema()) AS schema`)) as [
      { schema: string },
    ];
    for (const statement of up(schema)) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}
