import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who saw which change. A change and its row commit together, so a job's REPEATABLE READ transaction sees both or
 * neither, and `txid` with the job's `catalogue_snapshot` tells afterwards which it was, whatever the order of commits.
 * `created_at` cannot: it is the time at which the transaction began.
 */
const COLUMNS = [
  // Milliseconds, then the rest of the microsecond in 12 bits, so that changes of one transaction keep their order; the
  // random half is version 4's. PostgreSQL has its own only from 18 on. Without the order 2 µs less (of 100 an update).
  `CREATE FUNCTION uuid_v7() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
DECLARE
  us CONSTANT bigint := extract(epoch FROM clock_timestamp()) * 1000000;
BEGIN
  RETURN lpad(to_hex((us / 1000) << 16 | x'7000'::bigint | (us % 1000) * 4096 / 1000), 16, '0')
         || right(gen_random_uuid()::text, 17);
END $$`,
  `ALTER TABLE calculation_changes
     ALTER id SET DEFAULT uuid_v7(),
     ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id(),
     ADD COLUMN merged_generations integer[] NOT NULL DEFAULT '{}',
     ADD CONSTRAINT calculation_changes_processed_by_a_job CHECK (processed_at IS NULL OR job_id IS NOT NULL)`,
  // A delta writes into a generation that another job built; every other job into the one of its own number.
  `ALTER TABLE recalculation_jobs
     ADD COLUMN catalogue_snapshot pg_snapshot,
     ADD COLUMN merged_into integer CHECK (merged_into IS NULL OR mode = 'DELTA')`,
];

/** What a rate says, under the name of its subject. */
const RATE_VALUE = `CREATE FUNCTION price_rate_value(rate price_rates) RETURNS jsonb LANGUAGE sql STABLE AS $$
     SELECT jsonb_build_object(
              CASE WHEN rate.parameter_id IS NULL THEN 'item' ELSE 'parameter' END,
              coalesce((SELECT key FROM parameters WHERE id = rate.parameter_id),
                       (SELECT code FROM items WHERE id = rate.item_id), '?'),
              'rate_value', trim_scale(rate.rate_value), 'effective_date', rate.effective_date,
              'expired_date', rate.expired_date) $$`;

const trackingFunction = (name: string, body: string): string =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
${body}
$$`;

const FUNCTIONS = [
  RATE_VALUE,
  trackingFunction(
    'track_price_rate',
    `DECLARE
  was CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN price_rate_value(OLD) END;
  becomes CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN price_rate_value(NEW) END;
  named CONSTANT jsonb := coalesce(becomes, was);
BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('PRICE_RATE', coalesce(named ->> 'parameter', named ->> 'item'), was, becomes);
  RETURN NULL;
END`,
  ),
  // Steps that go with their routing find it gone: its own row says so.
  trackingFunction(
    'track_process_step',
    `BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    SELECT 'FORMULA', r.code,
           CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('step', OLD.code, 'sequence_order', OLD.sequence_order,
             'formula', OLD.formula_expression, 'cost_component', OLD.cost_component) END,
           CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('step', NEW.code, 'sequence_order', NEW.sequence_order,
             'formula', NEW.formula_expression, 'cost_component', NEW.cost_component) END
      FROM routings r WHERE r.id IN (OLD.routing_id, NEW.routing_id);
  RETURN NULL;
END`,
  ),
  trackingFunction(
    'track_routing',
    `BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('FORMULA', coalesce(NEW.code, OLD.code),
            CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('output_quantity', OLD.output_quantity, 'parameters', OLD.parameters) END,
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('output_quantity', NEW.output_quantity, 'parameters', NEW.parameters) END);
  RETURN NULL;
END`,
  ),
  trackingFunction(
    'track_parameter',
    `BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('PARAMETER', OLD.key,
            jsonb_build_object('key', OLD.key, 'kind', OLD.kind, 'default_value', OLD.default_value,
              'default_item', (SELECT code FROM items WHERE id = OLD.default_item_id)),
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('key', NEW.key, 'kind', NEW.kind, 'default_value', NEW.default_value,
              'default_item', (SELECT code FROM items WHERE id = NEW.default_item_id)) END);
  RETURN NULL;
END`,
  ),
  trackingFunction(
    'track_master_yarn',
    `BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('MASTER_YARN', coalesce(NEW.code, OLD.code),
            CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('parameters', OLD.parameters) END,
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('parameters', NEW.parameters) END);
  RETURN NULL;
END`,
  ),
  // The one that runs by the million. An import is remembered by the time that it gave its rows: a row that goes back
  // behind its own is recorded, whatever else it says.
  trackingFunction(
    'track_variant',
    `BEGIN
  IF TG_OP = 'UPDATE' AND OLD.id = NEW.id AND OLD.routing_id = NEW.routing_id AND OLD.is_active = NEW.is_active
     AND OLD.master_yarn_id = NEW.master_yarn_id THEN
    IF OLD.parameters = NEW.parameters AND NEW.updated_at >= OLD.updated_at
       OR current_setting('costing.track', true) = 'off' THEN
      RETURN NULL;
    END IF;
    INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
      VALUES ('VARIANT', NEW.id, jsonb_build_object('parameters', OLD.parameters),
              jsonb_build_object('parameters', NEW.parameters));
    RETURN NULL;
  END IF;
  IF current_setting('costing.track', true) = 'off' THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO calculation_changes (change_type, affected_key, old_value, new_value)
      VALUES ('VARIANT', OLD.id,
              jsonb_build_object('sku', OLD.sku, 'routing_id', OLD.routing_id, 'master_yarn_id', OLD.master_yarn_id,
                'is_active', OLD.is_active, 'parameters', OLD.parameters),
              CASE WHEN TG_OP = 'UPDATE' AND OLD.id = NEW.id THEN
              jsonb_build_object('sku', NEW.sku, 'routing_id', NEW.routing_id, 'master_yarn_id', NEW.master_yarn_id,
                'is_active', NEW.is_active, 'parameters', NEW.parameters) END);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND OLD.id <> NEW.id THEN
    INSERT INTO calculation_changes (change_type, affected_key, new_value)
      VALUES ('VARIANT', NEW.id,
              jsonb_build_object('sku', NEW.sku, 'routing_id', NEW.routing_id, 'master_yarn_id', NEW.master_yarn_id,
                'is_active', NEW.is_active, 'parameters', NEW.parameters));
  END IF;
  RETURN NULL;
END`,
  ),
  trackingFunction(
    'track_truncation',
    `BEGIN
  INSERT INTO calculation_changes (change_type, affected_key, new_value)
    VALUES ('IMPORT', TG_TABLE_NAME, '{"truncated": true}');
  RETURN NULL;
END`,
  ),
];

/** A transaction with `SET LOCAL costing.track = 'off'` answers for its rows itself, by one row of type IMPORT. */
const TRACKED = `current_setting('costing.track', true) IS DISTINCT FROM 'off'`;

interface TrackedTable {
  readonly table: string;
  readonly run: string;
  readonly events: readonly string[];
  /** Which updates cost something; null: the function knows. */
  readonly update: string | null;
}

/**
 * Row triggers: those of a partitioned table fire for rows written straight into a leaf too. WHEN is judged before
 * anything is queued, which saves a COPY with tracking off 1 µs a row; but its text is read anew for every statement, 23
 * µs where five columns are compared. So an update of variants, which come one by one, is judged in the function.
 * An item costs nothing by itself: its price is a rate. A new parameter is in no formula yet.
 */
const TRIGGERS: readonly TrackedTable[] = [
  {
    table: 'price_rates',
    run: 'track_price_rate',
    events: ['INSERT', 'DELETE'],
    update: differ('parameter_id', 'item_id', 'rate_value', 'effective_date', 'expired_date'),
  },
  {
    table: 'process_steps',
    run: 'track_process_step',
    events: ['INSERT', 'DELETE'],
    update: differ('routing_id', 'sequence_order', 'code', 'formula_expression', 'cost_component'),
  },
  {
    table: 'routings',
    run: 'track_routing',
    events: ['INSERT', 'DELETE'],
    update: differ('id', 'output_quantity', 'parameters'),
  },
  {
    table: 'parameters',
    run: 'track_parameter',
    events: ['DELETE'],
    update: differ('id', 'key', 'kind', 'default_value', 'default_item_id'),
  },
  {
    table: 'master_yarns',
    run: 'track_master_yarn',
    events: ['INSERT', 'DELETE'],
    update: differ('id', 'parameters'),
  },
  {
    table: 'variants',
    run: 'track_variant',
    events: ['INSERT', 'DELETE'],
    update: null,
  },
];

function differ(...columns: readonly string[]): string {
  const row = (of: string): string => columns.map((column) => `${of}.${column}`).join(', ');
  return `(${row('old')}) IS DISTINCT FROM (${row('new')})`;
}

function createTriggers(): string[] {
  return TRIGGERS.flatMap(({ table, run, events, update }) => [
    `CREATE TRIGGER track_row AFTER ${events.join(' OR ')} ON ${table} FOR EACH ROW
       WHEN (${TRACKED}) EXECUTE FUNCTION ${run}()`,
    `CREATE TRIGGER track_update AFTER UPDATE ON ${table} FOR EACH ROW
       ${update === null ? '' : `WHEN (${update} AND ${TRACKED})`} EXECUTE FUNCTION ${run}()`,
    `CREATE TRIGGER track_truncation AFTER TRUNCATE ON ${table} FOR EACH STATEMENT
       WHEN (${TRACKED}) EXECUTE FUNCTION track_truncation()`,
  ]);
}

export class ChangeTracking1795571900823 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...COLUMNS, ...FUNCTIONS, ...createTriggers()]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const { table, run } of TRIGGERS) {
      for (const name of ['track_row', 'track_update', 'track_truncation']) {
        await queryRunner.query(`DROP TRIGGER ${name} ON ${table}`);
      }
      await queryRunner.query(`DROP FUNCTION ${run}()`);
    }
    await queryRunner.query(`DROP FUNCTION track_truncation(), price_rate_value(price_rates)`);
    await queryRunner.query(`ALTER TABLE recalculation_jobs DROP COLUMN merged_into, DROP COLUMN catalogue_snapshot`);
    await queryRunner.query(
      `ALTER TABLE calculation_changes DROP CONSTRAINT calculation_changes_processed_by_a_job,
         DROP COLUMN merged_generations, DROP COLUMN txid, ALTER id DROP DEFAULT`,
    );
    await queryRunner.query(`DROP FUNCTION uuid_v7()`);
  }
}
