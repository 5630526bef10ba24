import type { MigrationInterface, QueryRunner } from 'typeorm';

const PARTITIONS = 64;
const partition = (n: number): string => `variants_p${String(n).padStart(2, '0')}`;

/** Catalogue of prices and processes: small tables, read whole into a job's snapshot. */
const CATALOGUE = [
  `CREATE TABLE catalogue_settings (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     currency text NOT NULL DEFAULT '-' CHECK (currency ~ '^[[:graph:]]{1,10}$'),
     origin text)`,
  `INSERT INTO catalogue_settings DEFAULT VALUES`,
  `CREATE TABLE items (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     code text NOT NULL UNIQUE CHECK (char_length(code) BETWEEN 1 AND 100),
     name text,
     unit text)`,
  `CREATE TABLE parameter_groups (
     id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     name text NOT NULL UNIQUE)`,
  `CREATE TABLE parameters (
     id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     key text NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]{0,62}$'),
     kind text NOT NULL DEFAULT 'NUMBER' CHECK (kind IN ('NUMBER', 'ITEM')),
     label text,
     unit text,
     group_id smallint REFERENCES parameter_groups,
     default_value double precision CHECK (default_value - default_value = 0),
     default_item_id integer REFERENCES items,
     CHECK (kind = 'ITEM' OR default_item_id IS NULL),
     CHECK (kind = 'NUMBER' OR default_value IS NULL))`,
  `CREATE TABLE price_rates (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     parameter_id smallint REFERENCES parameters,
     item_id integer REFERENCES items,
     rate_value numeric(24,12) NOT NULL CHECK (rate_value <> 'NaN'),
     effective_date date NOT NULL,
     expired_date date,
     notes text,
     created_at timestamptz NOT NULL DEFAULT now(),
     CHECK (num_nonnulls(parameter_id, item_id) = 1),
     CHECK (expired_date > effective_date),
     UNIQUE NULLS NOT DISTINCT (parameter_id, item_id, effective_date))`,
  `CREATE TABLE processes (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     code text NOT NULL UNIQUE CHECK (char_length(code) BETWEEN 1 AND 100),
     name text NOT NULL)`,
  `CREATE TABLE master_yarns (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     code text NOT NULL UNIQUE CHECK (char_length(code) BETWEEN 1 AND 100),
     name text NOT NULL,
     parameters bytea NOT NULL DEFAULT '' CHECK (length(parameters) % 10 = 0))`,
  `CREATE TABLE routings (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     code text NOT NULL UNIQUE CHECK (char_length(code) BETWEEN 1 AND 100),
     name text NOT NULL,
     output_quantity text NOT NULL,
     output_unit text NOT NULL,
     parameters bytea NOT NULL DEFAULT '' CHECK (length(parameters) % 10 = 0))`,
  `CREATE TABLE process_steps (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     routing_id integer NOT NULL REFERENCES routings ON DELETE CASCADE,
     sequence_order smallint NOT NULL CHECK (sequence_order > 0),
     code text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
     process_id integer REFERENCES processes,
     formula_expression text NOT NULL CHECK (octet_length(formula_expression) <= 4096),
     cost_component text NOT NULL CHECK (cost_component IN ('MATERIAL', 'PROCESS', 'OVERHEAD', 'MEMO')),
     UNIQUE (routing_id, sequence_order),
     UNIQUE (routing_id, code))`,
];

/**
 * Fixed-width columns come first and `parameters` before `sku`: a recalculation reads only the head of a row.
 * No foreign keys on the 250 M rows: their triggers cost more than the COPY itself; imports resolve the codes
 * and a recalculation counts a variant whose routing is gone as failed.
 */
const VARIANTS = [
  `CREATE TABLE variants (
     id uuid PRIMARY KEY,
     master_yarn_id integer NOT NULL,
     routing_id integer NOT NULL,
     is_active boolean NOT NULL DEFAULT true,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz NOT NULL DEFAULT now(),
     parameters bytea NOT NULL DEFAULT '',
     sku text NOT NULL,
     batch_no text) PARTITION BY HASH (id)`,
  // 250 parameters are 2.5 kB: keep them in the row, uncompressed, instead of one toast look-up a row.
  `ALTER TABLE variants ALTER COLUMN parameters SET STORAGE EXTERNAL`,
  ...Array.from(
    { length: PARTITIONS },
    (_, n) =>
      `CREATE TABLE ${partition(n)} PARTITION OF variants FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${n})
       WITH (toast_tuple_target = 8160)`,
  ),
];

/** `int16 parameter id, float64 value` pairs, big-endian: readable in SQL, at home in the kernel. */
const PACKED_PARAMETERS = [
  `CREATE FUNCTION pack_parameters(parameter_ids smallint[], parameter_values double precision[]) RETURNS bytea
     LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT coalesce(string_agg(int2send(p.id) || float8send(p.value), ''::bytea ORDER BY p.id), ''::bytea)
       FROM unnest(parameter_ids, parameter_values) AS p (id, value) $$`,
  // A double from its bits: mantissa × 2^exponent, scaled in two halves so that neither leaves the range.
  `CREATE FUNCTION unpack_parameters(packed bytea) RETURNS TABLE (parameter_id smallint, value double precision)
     LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT ((get_byte(packed, o) << 8 | get_byte(packed, o + 1)))::smallint,
            CASE WHEN bits.sign = 1 THEN -1 ELSE 1 END
            * (bits.fraction + CASE WHEN bits.exponent > 0 THEN 4503599627370496 ELSE 0 END)::double precision
            * power(2::double precision, (greatest(bits.exponent, 1) - 1075) / 2)
            * power(2::double precision, (greatest(bits.exponent, 1) - 1075) - (greatest(bits.exponent, 1) - 1075) / 2)
       FROM generate_series(0, length(packed) - 10, 10) AS o,
            LATERAL (SELECT get_byte(packed, o + 2) >> 7 AS sign,
                            (get_byte(packed, o + 2) & 127) << 4 | (get_byte(packed, o + 3) >> 4) AS exponent,
                            (get_byte(packed, o + 3) & 15)::bigint << 48 | (get_byte(packed, o + 4)::bigint << 40)
                              | (get_byte(packed, o + 5)::bigint << 32) | (get_byte(packed, o + 6)::bigint << 24)
                              | (get_byte(packed, o + 7)::bigint << 16) | (get_byte(packed, o + 8)::bigint << 8)
                              | get_byte(packed, o + 9)::bigint AS fraction) AS bits $$`,
  // CASE, not AND: a join may take a number such as 1e12 for an item's id before it looks at the kind.
  `CREATE VIEW variant_parameters AS
     SELECT v.id AS variant_id, v.sku, p.key, u.value, i.code AS item
       FROM variants v
            CROSS JOIN LATERAL unpack_parameters(v.parameters) u
            JOIN parameters p ON p.id = u.parameter_id
            LEFT JOIN items i ON i.id = CASE WHEN p.kind = 'ITEM' THEN u.value::integer END`,
];

const COST_SUMMARIES = [
  `CREATE TABLE cost_summaries (
     variant_id uuid NOT NULL,
     material_micros bigint NOT NULL,
     process_micros bigint NOT NULL,
     overhead_micros bigint NOT NULL,
     job_no integer NOT NULL,
     generation integer NOT NULL) PARTITION BY LIST (generation)`,
  `CREATE TABLE released_generation (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     generation integer,
     previous_generation integer,
     epoch bigint NOT NULL DEFAULT 0,
     released_at timestamptz)`,
  `INSERT INTO released_generation DEFAULT VALUES`,
  `CREATE VIEW variant_cost_summaries AS
     SELECT variant_id,
            (material_micros * 0.000001)::numeric(18,6) AS total_material_cost,
            (process_micros * 0.000001)::numeric(18,6) AS total_process_cost,
            (overhead_micros * 0.000001)::numeric(18,6) AS total_overhead,
            ((material_micros + process_micros + overhead_micros) * 0.000001)::numeric(18,6) AS grand_total,
            job_no,
            generation
       FROM cost_summaries
      WHERE generation = (SELECT r.generation FROM released_generation r)`,
];

/** The ledger: what was asked for, with which figures, how far it is and what failed. */
const LEDGER = [
  `CREATE TABLE recalculation_jobs (
     id uuid PRIMARY KEY,
     job_no integer GENERATED ALWAYS AS IDENTITY UNIQUE,
     mode text NOT NULL CHECK (mode IN ('FULL', 'DELTA')),
     status text NOT NULL DEFAULT 'PENDING'
       CHECK (status IN ('PENDING', 'RUNNING', 'STAGED', 'COMPLETED', 'FAILED', 'CANCELLED', 'DISCARDED')),
     as_of date NOT NULL,
     base_params jsonb NOT NULL DEFAULT '{}',
     release boolean NOT NULL DEFAULT true,
     allowed_failed_share double precision NOT NULL DEFAULT 0.01 CHECK (allowed_failed_share BETWEEN 0 AND 1),
     idempotency_key text UNIQUE,
     total bigint NOT NULL CHECK (total >= 0),
     processed bigint NOT NULL DEFAULT 0,
     failed bigint NOT NULL DEFAULT 0,
     carried bigint NOT NULL DEFAULT 0,
     error text,
     kept_name text UNIQUE CHECK (char_length(kept_name) BETWEEN 1 AND 100),
     created_at timestamptz NOT NULL DEFAULT now(),
     started_at timestamptz,
     finished_at timestamptz,
     released_at timestamptz,
     CHECK ((finished_at IS NULL) = (status IN ('PENDING', 'RUNNING'))),
     CHECK (status <> 'FAILED' OR error IS NOT NULL))`,
  `CREATE UNIQUE INDEX recalculation_jobs_one_at_a_time ON recalculation_jobs ((true))
     WHERE status IN ('PENDING', 'RUNNING')`,
  `CREATE TABLE recalculation_snapshots (
     job_id uuid PRIMARY KEY REFERENCES recalculation_jobs ON DELETE CASCADE,
     document jsonb NOT NULL,
     yarn_parameters bytea NOT NULL)`,
  `CREATE TABLE recalculation_tasks (
     job_id uuid NOT NULL REFERENCES recalculation_jobs ON DELETE CASCADE,
     partition_no smallint NOT NULL CHECK (partition_no BETWEEN 0 AND ${PARTITIONS - 1}),
     status text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'RUNNING', 'DONE', 'FAILED')),
     attempt integer NOT NULL DEFAULT 0,
     worker text,
     lease_until timestamptz,
     row_count bigint,
     failed_count bigint,
     carried_count bigint,
     material_micros_sum numeric(38,0),
     process_micros_sum numeric(38,0),
     overhead_micros_sum numeric(38,0),
     error text,
     started_at timestamptz,
     finished_at timestamptz,
     PRIMARY KEY (job_id, partition_no),
     CHECK ((status = 'DONE') = (row_count IS NOT NULL)),
     CHECK ((status = 'RUNNING') = (lease_until IS NOT NULL))) WITH (fillfactor = 50)`,
  `CREATE TABLE recalculation_errors (
     job_id uuid NOT NULL REFERENCES recalculation_jobs ON DELETE CASCADE,
     partition_no smallint NOT NULL,
     code text NOT NULL,
     routing text NOT NULL,
     step text NOT NULL,
     name text NOT NULL,
     message text NOT NULL,
     failed_count bigint NOT NULL CHECK (failed_count > 0),
     samples jsonb NOT NULL,
     PRIMARY KEY (job_id, partition_no, code, routing, step, name))`,
  `CREATE TABLE calculation_changes (
     id uuid PRIMARY KEY,
     change_type text NOT NULL
       CHECK (change_type IN ('PRICE_RATE', 'FORMULA', 'VARIANT', 'MASTER_YARN', 'PARAMETER', 'IMPORT')),
     affected_key text NOT NULL,
     old_value jsonb,
     new_value jsonb,
     created_at timestamptz NOT NULL DEFAULT now(),
     processed_at timestamptz,
     job_id uuid REFERENCES recalculation_jobs)`,
  `CREATE INDEX calculation_changes_unprocessed ON calculation_changes (created_at) WHERE processed_at IS NULL`,
];

/** Every object of the first version; `down` leaves the schema as it found it, generations included. */
export class InitialSchema1795392000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...CATALOGUE, ...VARIANTS, ...PACKED_PARAMETERS, ...COST_SUMMARIES, ...LEDGER]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    // Generations that were built but not attached hang on no parent: find them by name.
    const generations = (await queryRunner.query(
      `SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname ~ '^cost_summaries_g[0-9]+(_p[0-9]{2})?$'
          AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    )) as { relname: string }[];
    for (const { relname } of generations) await queryRunner.query(`DROP TABLE ${relname}`);
    await queryRunner.query(`DROP VIEW variant_cost_summaries, variant_parameters`);
    await queryRunner.query(`DROP FUNCTION pack_parameters(smallint[], double precision[]), unpack_parameters(bytea)`);
    await queryRunner.query(
      `DROP TABLE calculation_changes, recalculation_errors, recalculation_tasks, recalculation_snapshots,
         recalculation_jobs, released_generation, cost_summaries, variants, process_steps, routings, master_yarns,
         processes, price_rates, parameters, parameter_groups, items, catalogue_settings`,
    );
  }
}
