import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTIONS = [
  'price_rate_value(price_rates)',
  'track_price_rate()',
  'track_process_step()',
  'track_routing()',
  'track_parameter()',
  'track_master_yarn()',
  'track_variant()',
  'track_truncation()',
] as const;
/** A name where one of the functions uses it: after the word that comes before a table, or as a call. */
const USES = [
  'INSERT INTO calculation_changes',
  'FROM routings r WHERE',
  'FROM items WHERE',
  'FROM parameters WHERE',
  'price_rate_value(OLD)',
  'price_rate_value(NEW)',
] as const;

/**
 * Changes are recorded in the session that makes them, whoever's it is: qualified names are found with every search path,
 * and cost nothing, as a search path set by the function would for each of a million rows.
 */
export class QualifiedTracking1796075700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await rewrite(queryRunner, (use, schema) => [use, qualified(use, schema)]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await rewrite(queryRunner, (use, schema) => [qualified(use, schema), use]);
  }
}

const qualified = (use: string, schema: string): string => use.replace(/^((?:INSERT INTO|FROM) )?/, `$1${schema}.`);

async function rewrite(
  queryRunner: QueryRunner,
  change: (use: string, schema: string) => readonly [string, string],
): Promise<void> {
  for (const name of FUNCTIONS) {
    const [{ schema, definition }] = (await queryRunner.query(
      `SELECT quote_ident(current_schema()) AS schema, pg_get_functiondef($1::regprocedure) AS definition`,
      [name],
    )) as [{ schema: string; definition: string }];
    const statement = USES.reduce((text, use) => text.replaceAll(...mutable(change(use, schema))), definition);
    await queryRunner.query(statement);
  }
}

const mutable = ([from, to]: readonly [string, string]): [string, string] => [from, to];
