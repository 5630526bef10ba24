-- What the migrations make, as PostgreSQL tells it. Made by `npm run -s schema`; compared by the tests and,
-- at every start, with the database. [00-63] stands for that many like statements.

-- schema costing_audit
CREATE SCHEMA costing_audit;

-- schema costing_data
CREATE SCHEMA costing_data;

-- table calculation_changes
CREATE TABLE calculation_changes (
  id uuid DEFAULT uuid_v7() NOT NULL,
  change_type text NOT NULL,
  affected_key text NOT NULL,
  old_value jsonb,
  new_value jsonb,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  processed_at timestamp with time zone,
  job_id uuid,
  txid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  merged_generations integer[] DEFAULT '{}'::integer[] NOT NULL,
  CONSTRAINT calculation_changes_change_type_check CHECK (change_type = ANY (ARRAY['PRICE_RATE'::text, 'FORMULA'::text, 'VARIANT'::text, 'MASTER_YARN'::text, 'PARAMETER'::text, 'IMPORT'::text])),
  CONSTRAINT calculation_changes_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id),
  CONSTRAINT calculation_changes_pkey PRIMARY KEY (id),
  CONSTRAINT calculation_changes_processed_by_a_job CHECK (processed_at IS NULL OR job_id IS NOT NULL)
);

-- table catalogue_settings
CREATE TABLE catalogue_settings (
  singleton boolean DEFAULT true NOT NULL,
  currency text DEFAULT '-'::text NOT NULL,
  origin text,
  time_zone text,
  CONSTRAINT catalogue_settings_currency_check CHECK (currency ~ '^[[:graph:]]{1,10}$'::text),
  CONSTRAINT catalogue_settings_pkey PRIMARY KEY (singleton),
  CONSTRAINT catalogue_settings_printable CHECK (currency !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID,
  CONSTRAINT catalogue_settings_singleton_check CHECK (singleton),
  CONSTRAINT catalogue_settings_time_zone_check CHECK (time_zone ~ '^[A-Za-z]'::text AND isfinite(('2000-01-01 00:00:00+00'::timestamp with time zone AT TIME ZONE time_zone)))
);

-- table cost_summaries
CREATE TABLE cost_summaries (
  variant_id uuid NOT NULL,
  material_micros bigint NOT NULL,
  process_micros bigint NOT NULL,
  overhead_micros bigint NOT NULL,
  job_no integer NOT NULL,
  generation integer NOT NULL
) PARTITION BY LIST (generation);

-- table costing_audit.audit_entries
CREATE TABLE costing_audit.audit_entries (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  actor text NOT NULL,
  db_role text DEFAULT SESSION_USER NOT NULL,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_key text NOT NULL,
  before jsonb,
  after jsonb,
  txid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  CONSTRAINT audit_entries_pkey PRIMARY KEY (id)
);

-- table delta_watch
CREATE TABLE delta_watch (
  singleton boolean DEFAULT true NOT NULL,
  suspended_at timestamp with time zone,
  suspended_cause text,
  suspended_by text,
  suspended_job_no integer,
  resumed_at timestamp with time zone,
  stopped_at timestamp with time zone,
  stopped_job_no integer,
  stopped_reason text,
  yields_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  yielded_job_no integer,
  CONSTRAINT delta_watch_check CHECK ((suspended_at IS NULL) = (suspended_cause IS NULL)),
  CONSTRAINT delta_watch_check1 CHECK ((stopped_at IS NULL) = (stopped_job_no IS NULL)),
  CONSTRAINT delta_watch_pkey PRIMARY KEY (singleton),
  CONSTRAINT delta_watch_singleton_check CHECK (singleton),
  CONSTRAINT delta_watch_suspended_cause_check CHECK (suspended_cause = ANY (ARRAY['ROLLBACK'::text, 'OTHER_DATE'::text, 'OWN_VALUES'::text, 'OLDER_STATE'::text]))
);

-- table idempotency_keys
CREATE TABLE idempotency_keys (
  caller text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  job_id uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_keys_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (caller, key)
);

-- table items
CREATE TABLE items (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  code text NOT NULL,
  name text,
  unit text,
  CONSTRAINT items_code_check CHECK (char_length(code) >= 1 AND char_length(code) <= 100),
  CONSTRAINT items_code_key UNIQUE (code),
  CONSTRAINT items_pkey PRIMARY KEY (id),
  CONSTRAINT items_printable CHECK (code !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND unit !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table kept_cost_summaries
CREATE TABLE kept_cost_summaries (
  variant_id uuid NOT NULL,
  material_micros bigint NOT NULL,
  process_micros bigint NOT NULL,
  overhead_micros bigint NOT NULL,
  job_no integer NOT NULL,
  generation integer NOT NULL
) PARTITION BY LIST (generation);

-- table master_yarns
CREATE TABLE master_yarns (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  parameters bytea DEFAULT '\x'::bytea NOT NULL,
  CONSTRAINT master_yarns_code_check CHECK (char_length(code) >= 1 AND char_length(code) <= 100),
  CONSTRAINT master_yarns_code_key UNIQUE (code),
  CONSTRAINT master_yarns_parameters_check CHECK ((length(parameters) % 10) = 0),
  CONSTRAINT master_yarns_pkey PRIMARY KEY (id),
  CONSTRAINT master_yarns_printable CHECK (code !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table parameter_groups
CREATE TABLE parameter_groups (
  id smallint GENERATED ALWAYS AS IDENTITY NOT NULL,
  name text NOT NULL,
  CONSTRAINT parameter_groups_name_key UNIQUE (name),
  CONSTRAINT parameter_groups_pkey PRIMARY KEY (id),
  CONSTRAINT parameter_groups_printable CHECK (name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table parameters
CREATE TABLE parameters (
  id smallint GENERATED ALWAYS AS IDENTITY NOT NULL,
  key text NOT NULL,
  kind text DEFAULT 'NUMBER'::text NOT NULL,
  label text,
  unit text,
  group_id smallint,
  default_value double precision,
  default_item_id integer,
  minimum double precision,
  maximum double precision,
  CONSTRAINT parameters_bounds_check CHECK (minimum <= maximum),
  CONSTRAINT parameters_check CHECK (kind = 'ITEM'::text OR default_item_id IS NULL),
  CONSTRAINT parameters_check1 CHECK (kind = 'NUMBER'::text OR default_value IS NULL),
  CONSTRAINT parameters_default_item_id_fkey FOREIGN KEY (default_item_id) REFERENCES items(id),
  CONSTRAINT parameters_default_value_check CHECK ((default_value - default_value) = 0::double precision),
  CONSTRAINT parameters_group_id_fkey FOREIGN KEY (group_id) REFERENCES parameter_groups(id),
  CONSTRAINT parameters_key_check CHECK (key ~ '^[a-z][a-z0-9_]{0,62}$'::text),
  CONSTRAINT parameters_key_key UNIQUE (key),
  CONSTRAINT parameters_kind_check CHECK (kind = ANY (ARRAY['NUMBER'::text, 'ITEM'::text])),
  CONSTRAINT parameters_maximum_check CHECK ((maximum - maximum) = 0::double precision),
  CONSTRAINT parameters_minimum_check CHECK ((minimum - minimum) = 0::double precision),
  CONSTRAINT parameters_pkey PRIMARY KEY (id),
  CONSTRAINT parameters_printable CHECK (label !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND unit !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table price_rates
CREATE TABLE price_rates (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  parameter_id smallint,
  item_id integer,
  rate_value numeric(24,12) NOT NULL,
  effective_date date NOT NULL,
  expired_date date,
  notes text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT price_rates_check CHECK (num_nonnulls(parameter_id, item_id) = 1),
  CONSTRAINT price_rates_check1 CHECK (expired_date > effective_date),
  CONSTRAINT price_rates_item_id_fkey FOREIGN KEY (item_id) REFERENCES items(id),
  CONSTRAINT price_rates_item_price_check CHECK (item_id IS NULL OR rate_value >= 0::numeric),
  CONSTRAINT price_rates_parameter_id_fkey FOREIGN KEY (parameter_id) REFERENCES parameters(id),
  CONSTRAINT price_rates_parameter_id_item_id_effective_date_key UNIQUE NULLS NOT DISTINCT (parameter_id, item_id, effective_date),
  CONSTRAINT price_rates_pkey PRIMARY KEY (id),
  CONSTRAINT price_rates_printable CHECK (notes !~ '[\u0001-\u0009\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID,
  CONSTRAINT price_rates_rate_value_check CHECK (rate_value <> 'NaN'::numeric)
);

-- table process_steps
CREATE TABLE process_steps (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  routing_id integer NOT NULL,
  sequence_order smallint NOT NULL,
  code text NOT NULL,
  process_id integer,
  formula_expression text NOT NULL,
  cost_component text NOT NULL,
  CONSTRAINT process_steps_code_check CHECK (code ~ '^[A-Z][A-Z0-9_]{0,62}$'::text),
  CONSTRAINT process_steps_cost_component_check CHECK (cost_component = ANY (ARRAY['MATERIAL'::text, 'PROCESS'::text, 'OVERHEAD'::text, 'MEMO'::text])),
  CONSTRAINT process_steps_formula_expression_check CHECK (octet_length(formula_expression) <= 4096),
  CONSTRAINT process_steps_formula_printable CHECK (formula_expression !~ '[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID,
  CONSTRAINT process_steps_pkey PRIMARY KEY (id),
  CONSTRAINT process_steps_process_id_fkey FOREIGN KEY (process_id) REFERENCES processes(id),
  CONSTRAINT process_steps_routing_id_code_key UNIQUE (routing_id, code),
  CONSTRAINT process_steps_routing_id_fkey FOREIGN KEY (routing_id) REFERENCES routings(id) ON DELETE CASCADE,
  CONSTRAINT process_steps_routing_id_sequence_order_key UNIQUE (routing_id, sequence_order),
  CONSTRAINT process_steps_sequence_order_check CHECK (sequence_order > 0)
);

-- table processes
CREATE TABLE processes (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  CONSTRAINT processes_code_check CHECK (char_length(code) >= 1 AND char_length(code) <= 100),
  CONSTRAINT processes_code_key UNIQUE (code),
  CONSTRAINT processes_pkey PRIMARY KEY (id),
  CONSTRAINT processes_printable CHECK (code !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table recalculation_errors
CREATE TABLE recalculation_errors (
  job_id uuid NOT NULL,
  partition_no smallint NOT NULL,
  code text NOT NULL,
  routing text NOT NULL,
  step text NOT NULL,
  name text NOT NULL,
  message text NOT NULL,
  failed_count bigint NOT NULL,
  samples jsonb NOT NULL,
  item text DEFAULT ''::text NOT NULL,
  cause_no smallint DEFAULT 0 NOT NULL,
  CONSTRAINT recalculation_errors_failed_count_check CHECK (failed_count > 0),
  CONSTRAINT recalculation_errors_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT recalculation_errors_pkey PRIMARY KEY (job_id, partition_no, code, routing, step, name, item)
);

-- table recalculation_failed_variants
CREATE TABLE recalculation_failed_variants (
  job_id uuid NOT NULL,
  partition_no smallint NOT NULL,
  cause_no smallint NOT NULL,
  chunk_no integer NOT NULL,
  generation integer NOT NULL,
  variant_ids uuid[] NOT NULL,
  CONSTRAINT recalculation_failed_variants_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT recalculation_failed_variants_pkey PRIMARY KEY (job_id, partition_no, cause_no, chunk_no)
);

-- table recalculation_jobs
CREATE TABLE recalculation_jobs (
  id uuid NOT NULL,
  job_no integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  mode text NOT NULL,
  status text DEFAULT 'PENDING'::text NOT NULL,
  as_of date NOT NULL,
  base_params jsonb DEFAULT '{}'::jsonb NOT NULL,
  release boolean DEFAULT true NOT NULL,
  allowed_failed_share double precision DEFAULT 0.01 NOT NULL,
  idempotency_key text,
  total bigint NOT NULL,
  processed bigint DEFAULT 0 NOT NULL,
  failed bigint DEFAULT 0 NOT NULL,
  carried bigint DEFAULT 0 NOT NULL,
  error text,
  kept_name text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  released_at timestamp with time zone,
  catalogue_snapshot pg_snapshot,
  merged_into integer,
  plan text,
  base_generation integer,
  is_partial boolean DEFAULT false NOT NULL,
  figures_epoch bigint DEFAULT 0 NOT NULL,
  request_id text,
  trace_parent text,
  requested_by text DEFAULT 'OPERATOR'::text NOT NULL,
  is_as_of_today boolean DEFAULT true NOT NULL,
  command text,
  CONSTRAINT recalculation_jobs_allowed_failed_share_check CHECK (allowed_failed_share >= 0::double precision AND allowed_failed_share <= 1::double precision),
  CONSTRAINT recalculation_jobs_check CHECK ((finished_at IS NULL) = (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text]))),
  CONSTRAINT recalculation_jobs_check1 CHECK (status <> 'FAILED'::text OR error IS NOT NULL),
  CONSTRAINT recalculation_jobs_check2 CHECK (merged_into IS NULL OR mode = 'DELTA'::text),
  CONSTRAINT recalculation_jobs_job_no_key UNIQUE (job_no),
  CONSTRAINT recalculation_jobs_kept_name_check CHECK (char_length(kept_name) >= 1 AND char_length(kept_name) <= 100),
  CONSTRAINT recalculation_jobs_kept_name_key UNIQUE (kept_name),
  CONSTRAINT recalculation_jobs_merge_into_base CHECK ((plan <> ALL (ARRAY['MERGE'::text, 'MERGE_BY_PARTITION'::text])) OR base_generation IS NOT NULL),
  CONSTRAINT recalculation_jobs_mode_check CHECK (mode = ANY (ARRAY['FULL'::text, 'DELTA'::text])),
  CONSTRAINT recalculation_jobs_only_deltas_plan CHECK (plan IS NULL OR mode = 'DELTA'::text),
  CONSTRAINT recalculation_jobs_pkey PRIMARY KEY (id),
  CONSTRAINT recalculation_jobs_plan_check CHECK (plan = ANY (ARRAY['MERGE'::text, 'MERGE_BY_PARTITION'::text, 'REBUILD'::text, 'NOTHING'::text])),
  CONSTRAINT recalculation_jobs_printable CHECK (kept_name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID,
  CONSTRAINT recalculation_jobs_request_id_check CHECK (request_id ~ '^[[:graph:]]{1,100}$'::text),
  CONSTRAINT recalculation_jobs_requested_by_check CHECK (requested_by = ANY (ARRAY['OPERATOR'::text, 'WATCH'::text])),
  CONSTRAINT recalculation_jobs_status_check CHECK (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'STAGED'::text, 'COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text, 'DISCARDED'::text])),
  CONSTRAINT recalculation_jobs_total_check CHECK (total >= 0),
  CONSTRAINT recalculation_jobs_trace_parent_check CHECK (trace_parent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'::text)
);

-- table recalculation_reconciler
CREATE TABLE recalculation_reconciler (
  singleton boolean DEFAULT true NOT NULL,
  worker text,
  term_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
  CONSTRAINT recalculation_reconciler_pkey PRIMARY KEY (singleton),
  CONSTRAINT recalculation_reconciler_singleton_check CHECK (singleton)
);

-- table recalculation_snapshots
CREATE TABLE recalculation_snapshots (
  job_id uuid NOT NULL,
  document jsonb NOT NULL,
  yarn_parameters bytea NOT NULL,
  affected jsonb,
  CONSTRAINT recalculation_snapshots_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT recalculation_snapshots_pkey PRIMARY KEY (job_id)
);

-- table recalculation_tasks
CREATE TABLE recalculation_tasks (
  job_id uuid NOT NULL,
  partition_no smallint NOT NULL,
  status text DEFAULT 'PENDING'::text NOT NULL,
  attempt integer DEFAULT 0 NOT NULL,
  worker text,
  lease_until timestamp with time zone,
  row_count bigint,
  failed_count bigint,
  carried_count bigint,
  material_micros_sum numeric(38,0),
  process_micros_sum numeric(38,0),
  overhead_micros_sum numeric(38,0),
  error text,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  failures smallint DEFAULT 0 NOT NULL,
  variant_ids uuid[],
  staged_count bigint,
  staged_ids uuid[] STORAGE EXTERNAL,
  staged_material bigint[] STORAGE EXTERNAL,
  staged_process bigint[] STORAGE EXTERNAL,
  staged_overhead bigint[] STORAGE EXTERNAL,
  staged_outcomes smallint[] STORAGE EXTERNAL,
  staged_places tid[] STORAGE EXTERNAL,
  placed_count integer,
  CONSTRAINT recalculation_tasks_check CHECK ((status = 'DONE'::text) = (row_count IS NOT NULL)),
  CONSTRAINT recalculation_tasks_check1 CHECK ((status = 'RUNNING'::text) = (lease_until IS NOT NULL)),
  CONSTRAINT recalculation_tasks_failures_check CHECK (failures >= 0),
  CONSTRAINT recalculation_tasks_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT recalculation_tasks_partition_no_check CHECK (partition_no >= 0 AND partition_no <= 63),
  CONSTRAINT recalculation_tasks_pkey PRIMARY KEY (job_id, partition_no),
  CONSTRAINT recalculation_tasks_status_check CHECK (status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text, 'DONE'::text, 'FAILED'::text]))
) WITH (fillfactor=50);

-- table recalculation_warnings
CREATE TABLE recalculation_warnings (
  job_id uuid NOT NULL,
  partition_no smallint NOT NULL,
  code text NOT NULL,
  subject text NOT NULL,
  detail text NOT NULL,
  variants bigint NOT NULL,
  samples jsonb NOT NULL,
  CONSTRAINT recalculation_warnings_job_id_fkey FOREIGN KEY (job_id) REFERENCES recalculation_jobs(id) ON DELETE CASCADE,
  CONSTRAINT recalculation_warnings_pkey PRIMARY KEY (job_id, partition_no, code, subject),
  CONSTRAINT recalculation_warnings_variants_check CHECK (variants >= 0)
);

-- table recalculation_workers
CREATE TABLE recalculation_workers (
  worker text NOT NULL,
  host text NOT NULL,
  pid integer NOT NULL,
  lanes smallint NOT NULL,
  partition_start smallint NOT NULL,
  partition_end smallint NOT NULL,
  transport text NOT NULL,
  rejected bigint DEFAULT 0 NOT NULL,
  started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT recalculation_workers_check CHECK (0 <= partition_start AND partition_start <= partition_end AND partition_end < 64),
  CONSTRAINT recalculation_workers_lanes_check CHECK (lanes > 0),
  CONSTRAINT recalculation_workers_pkey PRIMARY KEY (worker)
);

-- table released_generation
CREATE TABLE released_generation (
  singleton boolean DEFAULT true NOT NULL,
  generation integer,
  previous_generation integer,
  epoch bigint DEFAULT 0 NOT NULL,
  released_at timestamp with time zone,
  CONSTRAINT released_generation_pkey PRIMARY KEY (singleton),
  CONSTRAINT released_generation_singleton_check CHECK (singleton)
);

-- table routings
CREATE TABLE routings (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  code text NOT NULL,
  name text NOT NULL,
  output_quantity text NOT NULL,
  output_unit text NOT NULL,
  parameters bytea DEFAULT '\x'::bytea NOT NULL,
  CONSTRAINT routings_code_check CHECK (char_length(code) >= 1 AND char_length(code) <= 100),
  CONSTRAINT routings_code_key UNIQUE (code),
  CONSTRAINT routings_formula_printable CHECK (output_quantity !~ '[\u0001-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID,
  CONSTRAINT routings_parameters_check CHECK ((length(parameters) % 10) = 0),
  CONSTRAINT routings_pkey PRIMARY KEY (id),
  CONSTRAINT routings_printable CHECK (code !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND name !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND output_unit !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
);

-- table schema_compatibility
CREATE TABLE schema_compatibility (
  singleton boolean DEFAULT true NOT NULL,
  oldest_compatible bigint NOT NULL,
  CONSTRAINT schema_compatibility_pkey PRIMARY KEY (singleton),
  CONSTRAINT schema_compatibility_singleton_check CHECK (singleton)
);

-- table variant_moves
CREATE TABLE variant_moves (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  variant_id uuid NOT NULL,
  sku text NOT NULL,
  routing_id integer NOT NULL,
  master_yarn_id integer NOT NULL,
  txid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  moved_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT variant_moves_pkey PRIMARY KEY (id)
);

-- table variants
CREATE TABLE variants (
  id uuid NOT NULL,
  master_yarn_id integer NOT NULL,
  routing_id integer NOT NULL,
  is_active boolean DEFAULT true NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  parameters bytea STORAGE EXTERNAL DEFAULT '\x'::bytea NOT NULL,
  sku text NOT NULL,
  batch_no text,
  CONSTRAINT variants_pkey PRIMARY KEY (id),
  CONSTRAINT variants_printable CHECK (NOT current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text OR sku !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text AND batch_no !~ '[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]'::text) NOT VALID
) PARTITION BY HASH (id);

-- partition variants_p[00-63]
CREATE TABLE variants_p[00-63] PARTITION OF variants FOR VALUES WITH (modulus 64, remainder [0-63]) WITH (toast_tuple_target=8160);

-- index calculation_changes_unprocessed
CREATE INDEX calculation_changes_unprocessed ON calculation_changes USING btree (created_at) WHERE processed_at IS NULL;

-- index costing_audit.audit_entries_by_subject
CREATE INDEX audit_entries_by_subject ON costing_audit.audit_entries USING btree (subject_kind, subject_key, id);

-- index idempotency_keys_created_at_idx
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys USING btree (created_at);

-- index idempotency_keys_job_id_idx
CREATE INDEX idempotency_keys_job_id_idx ON idempotency_keys USING btree (job_id);

-- index recalculation_failed_variants_generation_idx
CREATE INDEX recalculation_failed_variants_generation_idx ON recalculation_failed_variants USING btree (generation, partition_no);

-- index recalculation_jobs_by_status
CREATE INDEX recalculation_jobs_by_status ON recalculation_jobs USING btree (status, mode, job_no);

-- index recalculation_jobs_one_at_a_time
CREATE UNIQUE INDEX recalculation_jobs_one_at_a_time ON recalculation_jobs USING btree ((true)) WHERE status = ANY (ARRAY['PENDING'::text, 'RUNNING'::text]);

-- index recalculation_jobs_staged_idx
CREATE INDEX recalculation_jobs_staged_idx ON recalculation_jobs USING btree (job_no) WHERE status = 'STAGED'::text;

-- index recalculation_tasks_staged_idx
CREATE INDEX recalculation_tasks_staged_idx ON recalculation_tasks USING btree (job_id) WHERE staged_ids IS NOT NULL;

-- index variant_moves_moved_at_idx
CREATE INDEX variant_moves_moved_at_idx ON variant_moves USING btree (moved_at);

-- index variants_master_yarn_id_idx
CREATE INDEX variants_master_yarn_id_idx ON ONLY variants USING btree (master_yarn_id);

-- index variants_routing_id_idx
CREATE INDEX variants_routing_id_idx ON ONLY variants USING btree (routing_id);

-- function costing_audit.audit_document(jsonb)
CREATE OR REPLACE FUNCTION costing_audit.audit_document(stored jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
     SELECT CASE WHEN stored ? 'parameters'::text THEN stored || jsonb_build_object('parameters'::text, (
       SELECT coalesce(jsonb_object_agg(coalesce(p.key, '#'::text || u.parameter_id::text),
                CASE p.kind WHEN 'ITEM'::text THEN to_jsonb(coalesce(i.code, '#'::text || u.value::text))
                  ELSE to_jsonb(u.value) END), '{}'::jsonb)
         FROM public.unpack_parameters(decode(substr(stored ->> 'parameters'::text, 3), 'hex'::text)) u
              LEFT JOIN public.parameters p ON p.id = u.parameter_id
              LEFT JOIN public.items i
                ON i.id = CASE WHEN p.kind = 'ITEM'::text THEN u.value::integer END)) ELSE stored END $function$;

-- function costing_audit.audit_job()
CREATE OR REPLACE FUNCTION costing_audit.audit_job()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET bytea_output TO 'hex'
 SET extra_float_digits TO '1'
 SET "TimeZone" TO 'UTC'
AS $function$
BEGIN
  PERFORM costing_audit.write_entry((CASE WHEN TG_OP = 'INSERT' THEN 'START'
         WHEN OLD.status = NEW.status THEN CASE WHEN NEW.kept_name IS NULL THEN 'DROP_KEPT' ELSE 'KEEP' END
         WHEN NEW.status = 'RUNNING' THEN 'RETRY' ELSE NEW.status END)::text, ('jobs')::text, (NEW.job_no)::text, (CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('status'::text, OLD.status, 'kept_name'::text, OLD.kept_name,
      'error'::text, OLD.error) END)::jsonb, (CASE WHEN TG_OP = 'UPDATE' THEN jsonb_build_object('status'::text, NEW.status, 'kept_name'::text, NEW.kept_name,
      'error'::text, NEW.error)
    ELSE jsonb_build_object('status'::text, NEW.status, 'mode'::text, NEW.mode, 'as_of'::text, NEW.as_of,
      'release'::text, NEW.release, 'base_params'::text, NEW.base_params,
      'allowed_failed_share'::text, NEW.allowed_failed_share) END)::jsonb);
  RETURN NULL;
END $function$;

-- function costing_audit.audit_key(text, jsonb)
CREATE OR REPLACE FUNCTION costing_audit.audit_key(subject_kind text, stored jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
     SELECT CASE subject_kind
       WHEN 'parameters'::text THEN stored ->> 'key'::text
       WHEN 'price-rates'::text THEN coalesce(
         (SELECT p.key FROM public.parameters p WHERE p.id = (stored ->> 'parameter_id'::text)::smallint),
         (SELECT i.code FROM public.items i WHERE i.id = (stored ->> 'item_id'::text)::integer), '?'::text)
         || ' '::text || (stored ->> 'effective_date'::text)
       WHEN 'process-steps'::text THEN coalesce(
         (SELECT r.code FROM public.routings r WHERE r.id = (stored ->> 'routing_id'::text)::integer),
         '#'::text || (stored ->> 'routing_id'::text)) || ' '::text || (stored ->> 'code'::text)
       ELSE stored ->> 'code'::text END $function$;

-- function costing_audit.audit_release()
CREATE OR REPLACE FUNCTION costing_audit.audit_release()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET bytea_output TO 'hex'
 SET extra_float_digits TO '1'
 SET "TimeZone" TO 'UTC'
AS $function$
BEGIN
  PERFORM costing_audit.write_entry(('RELEASE')::text, ('released-generation')::text, (coalesce(NEW.generation::text, 'none'::text))::text, (jsonb_build_object('generation'::text, OLD.generation))::jsonb, (jsonb_build_object('generation'::text, NEW.generation))::jsonb);
  RETURN NULL;
END $function$;

-- function costing_audit.audit_rows()
CREATE OR REPLACE FUNCTION costing_audit.audit_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET bytea_output TO 'hex'
 SET extra_float_digits TO '1'
 SET "TimeZone" TO 'UTC'
AS $function$
DECLARE
  subject CONSTANT text := replace(TG_TABLE_NAME::text, '_'::text, '-'::text);
  changed bigint;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM costing_audit.write_entry((TG_OP)::text, (subject)::text, ('*')::text, (NULL)::jsonb, (NULL)::jsonb);
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    SELECT count(*) INTO changed FROM new_rows;
  ELSE
    SELECT count(*) INTO changed FROM old_rows;
  END IF;
  IF changed > 1000 THEN
    PERFORM costing_audit.write_entry((TG_OP)::text, (subject)::text, ('*')::text, (NULL)::jsonb, (jsonb_build_object('rows'::text, changed))::jsonb);
  ELSIF TG_OP = 'INSERT' THEN
    PERFORM costing_audit.write_entry((TG_OP)::text, (subject)::text, (costing_audit.audit_key(subject, to_jsonb(n)))::text, (NULL)::jsonb, (costing_audit.audit_document(to_jsonb(n)))::jsonb) FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM costing_audit.write_entry((TG_OP)::text, (subject)::text, (costing_audit.audit_key(subject, to_jsonb(o)))::text, (costing_audit.audit_document(to_jsonb(o)))::jsonb, (NULL)::jsonb) FROM old_rows o;
  ELSE
    PERFORM costing_audit.write_entry((TG_OP)::text, (subject)::text, (costing_audit.audit_key(subject, coalesce(to_jsonb(o), to_jsonb(n))))::text, (costing_audit.audit_document(to_jsonb(o)))::jsonb, (costing_audit.audit_document(to_jsonb(n)))::jsonb)
      FROM old_rows o FULL JOIN new_rows n ON n.id = o.id WHERE to_jsonb(o) IS DISTINCT FROM to_jsonb(n);
  END IF;
  RETURN NULL;
END $function$;

-- function costing_audit.audit_settings()
CREATE OR REPLACE FUNCTION costing_audit.audit_settings()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET bytea_output TO 'hex'
 SET extra_float_digits TO '1'
 SET "TimeZone" TO 'UTC'
AS $function$
BEGIN
  PERFORM costing_audit.write_entry((TG_OP)::text, ('catalogue-settings')::text, ('currency')::text, (to_jsonb(OLD))::jsonb, (to_jsonb(NEW))::jsonb);
  RETURN NULL;
END $function$;

-- function costing_audit.audit_watch()
CREATE OR REPLACE FUNCTION costing_audit.audit_watch()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET bytea_output TO 'hex'
 SET extra_float_digits TO '1'
 SET "TimeZone" TO 'UTC'
AS $function$
BEGIN
  PERFORM costing_audit.write_entry(
    CASE WHEN NEW.suspended_at IS NULL THEN 'RESUME' ELSE 'SUSPEND' END, 'watch'::text, 'watch'::text,
    jsonb_build_object('cause'::text, OLD.suspended_cause, 'job_no'::text, OLD.suspended_job_no),
    jsonb_build_object('cause'::text, NEW.suspended_cause, 'job_no'::text, NEW.suspended_job_no));
  RETURN NULL;
END $function$;

-- function costing_audit.record_audit(text, text, text, jsonb, jsonb)
CREATE OR REPLACE FUNCTION costing_audit.record_audit(action text, subject_kind text, subject_key text, before jsonb, after jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  IF subject_kind = ANY (ARRAY['parameters', 'items', 'price-rates', 'processes', 'routings', 'process-steps', 'master-yarns', 'catalogue-settings', 'jobs', 'released-generation', 'watch']::text[]) THEN
    RAISE EXCEPTION 'audit entries of % are written by triggers only', subject_kind USING ERRCODE = '42501';
  END IF;
  PERFORM costing_audit.write_entry(action, subject_kind, subject_key, before, after);
END $function$;

-- function costing_audit.write_entry(text, text, text, jsonb, jsonb)
CREATE OR REPLACE FUNCTION costing_audit.write_entry(action text, subject_kind text, subject_key text, before jsonb, after jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
     INSERT INTO costing_audit.audit_entries (actor, action, subject_kind, subject_key, before, after)
       VALUES (coalesce(nullif(current_setting('costing.actor'::text, true), ''::text), session_user::text),
               $1, $2, $3, $4, $5) $function$;

-- function create_variant_keys()
CREATE OR REPLACE FUNCTION create_variant_keys()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
     ALTER TABLE public.variants ADD CONSTRAINT variants_pkey PRIMARY KEY (id), ENABLE TRIGGER track_row;
     CREATE INDEX variants_routing_id_idx ON public.variants (routing_id);
     CREATE INDEX variants_master_yarn_id_idx ON public.variants (master_yarn_id) $function$;

-- function drop_variant_keys()
CREATE OR REPLACE FUNCTION drop_variant_keys()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
     ALTER TABLE public.variants DROP CONSTRAINT variants_pkey, DISABLE TRIGGER track_row;
     DROP INDEX public.variants_routing_id_idx, public.variants_master_yarn_id_idx $function$;

-- function pack_parameters(smallint[], double precision[])
CREATE OR REPLACE FUNCTION pack_parameters(parameter_ids smallint[], parameter_values double precision[])
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
     SELECT coalesce(string_agg(int2send(p.id) || float8send(p.value), ''::bytea ORDER BY p.id), ''::bytea)
       FROM unnest(parameter_ids, parameter_values) AS p (id, value) $function$;

-- function price_rate_value(price_rates)
CREATE OR REPLACE FUNCTION price_rate_value(rate price_rates)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
     SELECT jsonb_build_object(
              CASE WHEN rate.parameter_id IS NULL THEN 'item' ELSE 'parameter' END,
              coalesce((SELECT key FROM public.parameters WHERE id = rate.parameter_id),
                       (SELECT code FROM public.items WHERE id = rate.item_id), '?'),
              'rate_value', trim_scale(rate.rate_value), 'effective_date', rate.effective_date,
              'expired_date', rate.expired_date) $function$;

-- function record_move()
CREATE OR REPLACE FUNCTION record_move()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.variant_moves (variant_id, sku, routing_id, master_yarn_id)
    VALUES (OLD.id, OLD.sku, OLD.routing_id, OLD.master_yarn_id);
  RETURN NULL;
END $function$;

-- function refuse_minimum_above_rate()
CREATE OR REPLACE FUNCTION refuse_minimum_above_rate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF EXISTS (SELECT FROM parameters p JOIN price_rates r ON r.parameter_id = p.id
              WHERE p.id = NEW.id AND (p.minimum IS NULL OR p.minimum >= 0) AND r.rate_value < 0) THEN
    RAISE EXCEPTION 'parameter "%" has rates below 0: its minimum has to be below 0', NEW.key
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $function$;

-- function refuse_negative_rate()
CREATE OR REPLACE FUNCTION refuse_negative_rate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  named text;
BEGIN
  SELECT key INTO named FROM parameters WHERE id = NEW.parameter_id AND (minimum IS NULL OR minimum >= 0) FOR SHARE;
  IF FOUND THEN
    RAISE EXCEPTION 'the rate % of parameter "%" is below 0, and its minimum is not', trim_scale(NEW.rate_value), named
      USING ERRCODE = 'check_violation', HINT = 'Give the parameter a minimum below 0 first, if that is meant.';
  END IF;
  RETURN NULL;
END $function$;

-- function track_master_yarn()
CREATE OR REPLACE FUNCTION track_master_yarn()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('MASTER_YARN', coalesce(NEW.code, OLD.code),
            CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('parameters', OLD.parameters) END,
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('parameters', NEW.parameters) END);
  RETURN NULL;
END
$function$;

-- function track_parameter()
CREATE OR REPLACE FUNCTION track_parameter()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('PARAMETER', OLD.key,
            jsonb_build_object('key', OLD.key, 'kind', OLD.kind, 'default_value', OLD.default_value, 'minimum', OLD.minimum, 'maximum', OLD.maximum,
              'default_item', (SELECT code FROM public.items WHERE id = OLD.default_item_id)),
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('key', NEW.key, 'kind', NEW.kind, 'default_value', NEW.default_value, 'minimum', NEW.minimum, 'maximum', NEW.maximum,
              'default_item', (SELECT code FROM public.items WHERE id = NEW.default_item_id)) END);
  RETURN NULL;
END
$function$;

-- function track_price_rate()
CREATE OR REPLACE FUNCTION track_price_rate()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  was CONSTANT jsonb := CASE WHEN TG_OP <> 'INSERT' THEN public.price_rate_value(OLD) END;
  becomes CONSTANT jsonb := CASE WHEN TG_OP <> 'DELETE' THEN public.price_rate_value(NEW) END;
  named CONSTANT jsonb := coalesce(becomes, was);
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('PRICE_RATE', coalesce(named ->> 'parameter', named ->> 'item'), was, becomes);
  RETURN NULL;
END
$function$;

-- function track_process_step()
CREATE OR REPLACE FUNCTION track_process_step()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
    SELECT 'FORMULA', r.code,
           CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('step', OLD.code, 'sequence_order', OLD.sequence_order,
             'formula', OLD.formula_expression, 'cost_component', OLD.cost_component) END,
           CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('step', NEW.code, 'sequence_order', NEW.sequence_order,
             'formula', NEW.formula_expression, 'cost_component', NEW.cost_component) END
      FROM public.routings r WHERE r.id IN (OLD.routing_id, NEW.routing_id);
  RETURN NULL;
END
$function$;

-- function track_routing()
CREATE OR REPLACE FUNCTION track_routing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
    VALUES ('FORMULA', coalesce(NEW.code, OLD.code),
            CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('output_quantity', OLD.output_quantity, 'parameters', OLD.parameters) END,
            CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('output_quantity', NEW.output_quantity, 'parameters', NEW.parameters) END);
  RETURN NULL;
END
$function$;

-- function track_truncation()
CREATE OR REPLACE FUNCTION track_truncation()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO public.calculation_changes (change_type, affected_key, new_value)
    VALUES ('IMPORT', TG_TABLE_NAME, '{"truncated": true}');
  RETURN NULL;
END
$function$;

-- function track_variant()
CREATE OR REPLACE FUNCTION track_variant()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.id = NEW.id AND OLD.routing_id = NEW.routing_id AND OLD.is_active = NEW.is_active
     AND OLD.master_yarn_id = NEW.master_yarn_id THEN
    IF OLD.parameters = NEW.parameters AND NEW.updated_at >= OLD.updated_at
       OR current_setting('costing.track', true) = 'off' THEN
      RETURN NULL;
    END IF;
    INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
      VALUES ('VARIANT', NEW.id, jsonb_build_object('parameters', OLD.parameters),
              jsonb_build_object('parameters', NEW.parameters));
    RETURN NULL;
  END IF;
  IF current_setting('costing.track', true) = 'off' THEN
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO public.calculation_changes (change_type, affected_key, old_value, new_value)
      VALUES ('VARIANT', OLD.id,
              jsonb_build_object('sku', OLD.sku, 'routing_id', OLD.routing_id, 'master_yarn_id', OLD.master_yarn_id,
                'is_active', OLD.is_active, 'parameters', OLD.parameters),
              CASE WHEN TG_OP = 'UPDATE' AND OLD.id = NEW.id THEN
              jsonb_build_object('sku', NEW.sku, 'routing_id', NEW.routing_id, 'master_yarn_id', NEW.master_yarn_id,
                'is_active', NEW.is_active, 'parameters', NEW.parameters) END);
  END IF;
  IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND OLD.id <> NEW.id THEN
    INSERT INTO public.calculation_changes (change_type, affected_key, new_value)
      VALUES ('VARIANT', NEW.id,
              jsonb_build_object('sku', NEW.sku, 'routing_id', NEW.routing_id, 'master_yarn_id', NEW.master_yarn_id,
                'is_active', NEW.is_active, 'parameters', NEW.parameters));
  END IF;
  RETURN NULL;
END
$function$;

-- function unpack_parameters(bytea)
CREATE OR REPLACE FUNCTION unpack_parameters(packed bytea)
 RETURNS TABLE(parameter_id smallint, value double precision)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
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
                              | get_byte(packed, o + 9)::bigint AS fraction) AS bits $function$;

-- function uuid_v7()
CREATE OR REPLACE FUNCTION uuid_v7()
 RETURNS uuid
 LANGUAGE plpgsql
 PARALLEL SAFE
AS $function$
DECLARE
  us CONSTANT bigint := extract(epoch FROM clock_timestamp()) * 1000000;
BEGIN
  RETURN lpad(to_hex((us / 1000) << 16 | x'7000'::bigint | (us % 1000) * 4096 / 1000), 16, '0')
         || right(gen_random_uuid()::text, 17);
END $function$;

-- view audit_entries
CREATE VIEW audit_entries AS
 SELECT id,
    at,
    actor,
    db_role,
    action,
    subject_kind,
    subject_key,
    before,
    after,
    txid
   FROM costing_audit.audit_entries;

-- view variant_cost_summaries
CREATE VIEW variant_cost_summaries AS
 SELECT variant_id,
    (material_micros::numeric * 0.000001)::numeric(18,6) AS total_material_cost,
    (process_micros::numeric * 0.000001)::numeric(18,6) AS total_process_cost,
    (overhead_micros::numeric * 0.000001)::numeric(18,6) AS total_overhead,
    ((material_micros + process_micros + overhead_micros)::numeric * 0.000001)::numeric(18,6) AS grand_total,
    abs(job_no) AS job_no,
    generation
   FROM cost_summaries s
  WHERE generation = (( SELECT r.generation
           FROM released_generation r));

-- view variant_parameters
CREATE VIEW variant_parameters AS
 SELECT v.id AS variant_id,
    v.sku,
    p.key,
    u.value,
    i.code AS item
   FROM variants v
     CROSS JOIN LATERAL unpack_parameters(v.parameters) u(parameter_id, value)
     JOIN parameters p ON p.id = u.parameter_id
     LEFT JOIN items i ON i.id =
        CASE
            WHEN p.kind = 'ITEM'::text THEN u.value::integer
            ELSE NULL::integer
        END;

-- trigger catalogue_settings.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON catalogue_settings FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION costing_audit.audit_settings();

-- trigger delta_watch.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON delta_watch FOR EACH ROW WHEN (old.suspended_at IS DISTINCT FROM new.suspended_at) EXECUTE FUNCTION costing_audit.audit_watch();

-- trigger items.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON items REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger items.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON items REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger items.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON items FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger items.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON items REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger master_yarns.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON master_yarns REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger master_yarns.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON master_yarns REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger master_yarns.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON master_yarns FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger master_yarns.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON master_yarns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger master_yarns.track_row
CREATE TRIGGER track_row AFTER INSERT OR DELETE ON master_yarns FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_master_yarn();

-- trigger master_yarns.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON master_yarns FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger master_yarns.track_update
CREATE TRIGGER track_update AFTER UPDATE ON master_yarns FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id OR old.parameters IS DISTINCT FROM new.parameters) AND current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_master_yarn();

-- trigger parameters.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON parameters REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger parameters.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON parameters REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger parameters.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON parameters FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger parameters.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON parameters REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger parameters.refuse_minimum_above_rate
CREATE CONSTRAINT TRIGGER refuse_minimum_above_rate AFTER UPDATE ON parameters DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.minimum IS DISTINCT FROM new.minimum AND (new.minimum IS NULL OR new.minimum >= 0::double precision)) EXECUTE FUNCTION refuse_minimum_above_rate();

-- trigger parameters.track_row
CREATE TRIGGER track_row AFTER DELETE ON parameters FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_parameter();

-- trigger parameters.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON parameters FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger parameters.track_update
CREATE TRIGGER track_update AFTER UPDATE ON parameters FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id OR old.key IS DISTINCT FROM new.key OR old.kind IS DISTINCT FROM new.kind OR old.default_value IS DISTINCT FROM new.default_value OR old.default_item_id IS DISTINCT FROM new.default_item_id OR old.minimum IS DISTINCT FROM new.minimum OR old.maximum IS DISTINCT FROM new.maximum) AND current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_parameter();

-- trigger price_rates.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON price_rates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger price_rates.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON price_rates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger price_rates.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON price_rates FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger price_rates.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON price_rates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger price_rates.refuse_negative_rate
CREATE TRIGGER refuse_negative_rate AFTER INSERT OR UPDATE ON price_rates FOR EACH ROW WHEN (new.rate_value < 0::numeric AND new.parameter_id IS NOT NULL) EXECUTE FUNCTION refuse_negative_rate();

-- trigger price_rates.track_row
CREATE TRIGGER track_row AFTER INSERT OR DELETE ON price_rates FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_price_rate();

-- trigger price_rates.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON price_rates FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger price_rates.track_update
CREATE TRIGGER track_update AFTER UPDATE ON price_rates FOR EACH ROW WHEN ((old.parameter_id IS DISTINCT FROM new.parameter_id OR old.item_id IS DISTINCT FROM new.item_id OR old.rate_value IS DISTINCT FROM new.rate_value OR old.effective_date IS DISTINCT FROM new.effective_date OR old.expired_date IS DISTINCT FROM new.expired_date) AND current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_price_rate();

-- trigger process_steps.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON process_steps REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger process_steps.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON process_steps REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger process_steps.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON process_steps FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger process_steps.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON process_steps REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger process_steps.track_row
CREATE TRIGGER track_row AFTER INSERT OR DELETE ON process_steps FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_process_step();

-- trigger process_steps.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON process_steps FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger process_steps.track_update
CREATE TRIGGER track_update AFTER UPDATE ON process_steps FOR EACH ROW WHEN ((old.routing_id IS DISTINCT FROM new.routing_id OR old.sequence_order IS DISTINCT FROM new.sequence_order OR old.code IS DISTINCT FROM new.code OR old.formula_expression IS DISTINCT FROM new.formula_expression OR old.cost_component IS DISTINCT FROM new.cost_component) AND current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_process_step();

-- trigger processes.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON processes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger processes.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON processes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger processes.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON processes FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger processes.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON processes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger recalculation_jobs.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON recalculation_jobs FOR EACH ROW EXECUTE FUNCTION costing_audit.audit_job();

-- trigger recalculation_jobs.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON recalculation_jobs FOR EACH ROW WHEN (old.kept_name IS DISTINCT FROM new.kept_name OR old.status <> new.status AND (old.status <> 'PENDING'::text OR new.status <> 'RUNNING'::text)) EXECUTE FUNCTION costing_audit.audit_job();

-- trigger released_generation.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON released_generation FOR EACH ROW WHEN (old.generation IS DISTINCT FROM new.generation) EXECUTE FUNCTION costing_audit.audit_release();

-- trigger routings.audit_delete
CREATE TRIGGER audit_delete AFTER DELETE ON routings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger routings.audit_insert
CREATE TRIGGER audit_insert AFTER INSERT ON routings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger routings.audit_truncation
CREATE TRIGGER audit_truncation AFTER TRUNCATE ON routings FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger routings.audit_update
CREATE TRIGGER audit_update AFTER UPDATE ON routings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION costing_audit.audit_rows();

-- trigger routings.track_row
CREATE TRIGGER track_row AFTER INSERT OR DELETE ON routings FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_routing();

-- trigger routings.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON routings FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger routings.track_update
CREATE TRIGGER track_update AFTER UPDATE ON routings FOR EACH ROW WHEN ((old.id IS DISTINCT FROM new.id OR old.output_quantity IS DISTINCT FROM new.output_quantity OR old.parameters IS DISTINCT FROM new.parameters) AND current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_routing();

-- trigger variants.record_deletion
CREATE TRIGGER record_deletion AFTER DELETE ON variants FOR EACH ROW EXECUTE FUNCTION record_move();

-- trigger variants.record_move
CREATE TRIGGER record_move AFTER UPDATE ON variants FOR EACH ROW WHEN (old.id <> new.id OR old.routing_id <> new.routing_id OR old.master_yarn_id <> new.master_yarn_id) EXECUTE FUNCTION record_move();

-- trigger variants.track_row
CREATE TRIGGER track_row AFTER INSERT OR DELETE ON variants FOR EACH ROW WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_variant();

-- trigger variants.track_truncation
CREATE TRIGGER track_truncation AFTER TRUNCATE ON variants FOR EACH STATEMENT WHEN (current_setting('costing.track'::text, true) IS DISTINCT FROM 'off'::text) EXECUTE FUNCTION track_truncation();

-- trigger variants.track_update
CREATE TRIGGER track_update AFTER UPDATE ON variants FOR EACH ROW EXECUTE FUNCTION track_variant();
