import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ends of what a parameter's value may be, for an `ITEM` parameter of its item's price. */
const COLUMNS = `ALTER TABLE parameters
  ADD COLUMN minimum double precision CONSTRAINT parameters_minimum_check CHECK (minimum - minimum = 0),
  ADD COLUMN maximum double precision CONSTRAINT parameters_maximum_check CHECK (maximum - maximum = 0),
  ADD CONSTRAINT parameters_bounds_check CHECK (minimum <= maximum)`;

/** Negative rates that are there already were meant: their parameter says so from now on. */
const KEEP_NEGATIVE_RATES = `UPDATE parameters p SET minimum = r.lowest
  FROM (SELECT parameter_id, min(rate_value) AS lowest FROM price_rates WHERE rate_value < 0 GROUP BY parameter_id) r
 WHERE p.id = r.parameter_id`;

/** Items have no minimum that could allow a negative price: somebody has to decide what it should be. */
const REFUSE_NEGATIVE_PRICES = `DO $$
DECLARE
  named text;
BEGIN
  SELECT string_agg(DISTINCT i.code, ', ') INTO named
    FROM price_rates r JOIN items i ON i.id = r.item_id WHERE r.rate_value < 0;
  IF named IS NOT NULL THEN
    RAISE EXCEPTION 'items have prices below 0, which are not allowed any more: %', named
      USING HINT = 'Correct these prices, then migrate again. A credit is a negative cost: give its formula the minus.';
  END IF;
END $$`;

const PRICES = `ALTER TABLE price_rates
  ADD CONSTRAINT price_rates_item_price_check CHECK (item_id IS NULL OR rate_value >= 0)`;

/**
 * A rate below 0 needs a parameter whose minimum is below 0. The row lock keeps that minimum as it is to the end of the
 * transaction. A changed minimum is held against the rates when its transaction ends, which may change both.
 */
const NEGATIVE_RATES = [
  `CREATE FUNCTION refuse_negative_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  named text;
BEGIN
  SELECT key INTO named FROM parameters WHERE id = NEW.parameter_id AND (minimum IS NULL OR minimum >= 0) FOR SHARE;
  IF FOUND THEN
    RAISE EXCEPTION 'the rate % of parameter "%" is below 0, and its minimum is not', trim_scale(NEW.rate_value), named
      USING ERRCODE = 'check_violation', HINT = 'Give the parameter a minimum below 0 first, if that is meant.';
  END IF;
  RETURN NULL;
END $$`,
  `CREATE TRIGGER refuse_negative_rate AFTER INSERT OR UPDATE ON price_rates FOR EACH ROW
     WHEN (NEW.rate_value < 0 AND NEW.parameter_id IS NOT NULL) EXECUTE FUNCTION refuse_negative_rate()`,
  `CREATE FUNCTION refuse_minimum_above_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM parameters p JOIN price_rates r ON r.parameter_id = p.id
              WHERE p.id = NEW.id AND (p.minimum IS NULL OR p.minimum >= 0) AND r.rate_value < 0) THEN
    RAISE EXCEPTION 'parameter "%" has rates below 0: its minimum has to be below 0', NEW.key
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$`,
  `CREATE CONSTRAINT TRIGGER refuse_minimum_above_rate AFTER UPDATE ON parameters DEFERRABLE INITIALLY DEFERRED
     FOR EACH ROW WHEN (OLD.minimum IS DISTINCT FROM NEW.minimum AND (NEW.minimum IS NULL OR NEW.minimum >= 0))
     EXECUTE FUNCTION refuse_minimum_above_rate()`,
];

/** What the change of a parameter records; the columns are those of it that costs depend on. */
function trackParameter(columns: readonly string[]): string[] {
  const row = (of: string): string => columns.map((column) => `${of}.${column}`).join(', ');
  const document = (of: string): string => {
    const fields = columns.filter((column) => column !== 'id' && column !== 'default_item_id');
    const pairs = fields.map((column) => `'${column}', ${of}.${column}`).join(', ');
    return `jsonb_build_object(${pairs},
              'default_item', (SELECT code FROM items WHERE id = ${of}.default_item_id))`;
  };
  return [
    `CREATE OR REPLACE FUNCTION track_parameter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('PARAMETER', OLD.key,
            ${document('OLD')},
            CASE WHEN TG_OP <> 'DELETE' THEN ${document('NEW')} END);
  RETURN NULL;
END
$$`,
    `DROP TRIGGER track_update ON parameters`,
    `CREATE TRIGGER track_update AFTER UPDATE ON parameters FOR EACH ROW
       WHEN ((${row('old')}) IS DISTINCT FROM (${row('new')})
             AND current_setting('costing.track', true) IS DISTINCT FROM 'off') EXECUTE FUNCTION track_parameter()`,
  ];
}

const COLUMNS_BEFORE = ['id', 'key', 'kind', 'default_value', 'default_item_id'];

export class Bounds1796074845219 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    const statements = [COLUMNS, KEEP_NEGATIVE_RATES, REFUSE_NEGATIVE_PRICES, PRICES, ...NEGATIVE_RATES];
    const tracking = trackParameter([...COLUMNS_BEFORE, 'minimum', 'maximum']);
    for (const statement of [...statements, ...tracking]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TRIGGER refuse_negative_rate ON price_rates`);
    await queryRunner.query(`DROP TRIGGER refuse_minimum_above_rate ON parameters`);
    await queryRunner.query(`DROP FUNCTION refuse_negative_rate(), refuse_minimum_above_rate()`);
    await queryRunner.query(`ALTER TABLE price_rates DROP CONSTRAINT price_rates_item_price_check`);
    for (const statement of trackParameter(COLUMNS_BEFORE)) await queryRunner.query(statement);
    await queryRunner.query(`ALTER TABLE parameters DROP COLUMN maximum, DROP COLUMN minimum`);
  }
}
