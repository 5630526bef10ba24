import type { Client } from 'pg';
import {
  boundsOf,
  checkRouting,
  type CheckedRouting,
  childrenOf,
  type CostComponent,
  type ResolvedNode,
  type SlotBounds,
} from '#costing';
import { routingSql } from './routing-sql.js';
import { ORACLE_FUNCTIONS } from './sql-functions.js';

/** With what the generation's job computed. */
export interface JobInputs {
  readonly jobId: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
}

export interface Parameter {
  readonly id: number;
  readonly key: string;
  readonly kind: 'NUMBER' | 'ITEM';
  readonly minimum: number | null;
  readonly maximum: number | null;
}

interface Routing {
  readonly id: number;
  readonly code: string;
  readonly outputQuantity: string;
  readonly steps: readonly { readonly code: string; readonly costComponent: CostComponent; readonly formula: string }[];
}

/** What `drawSample` made. */
const SAMPLE = 'oracle_sample';

/**
 * Costs the active variants of `oracle_sample` into the temporary table `oracle_expected`: `ok` is false for those
 * that have no cost. From the tables to the figures it is SQL: inheritance, dated prices, items, formulas, rounding.
 */
export async function recomputeSample(client: Client, job: JobInputs): Promise<void> {
  await client.query(ORACLE_FUNCTIONS);
  await preparePrices(client, job);
  await client.query(`
    CREATE TEMP TABLE oracle_expected (
      variant_id uuid PRIMARY KEY, ok boolean NOT NULL, material bigint, process bigint, overhead bigint,
      tolerance smallint NOT NULL)`);
  const parameters = await readParameters(client);
  for (const [id, routing] of await readRoutings(client, parameters)) {
    await client.query(recomputation(id, routing, parameters));
  }
  // A variant whose routing is gone has no cost.
  await client.query(`
    INSERT INTO oracle_expected (variant_id, ok, tolerance)
    SELECT variant_id, false, 0 FROM oracle_sample s
     WHERE is_active AND NOT EXISTS (SELECT FROM routings r WHERE r.id = s.routing_id)`);
  await client.query('ANALYZE oracle_expected');
}

/**
 * `oracle_prices`: of each parameter and item the rate in force. `oracle_fallback`: what a routing's variants inherit
 * when neither they nor their yarns say anything (an item's id for an ITEM parameter).
 */
export async function preparePrices(client: Client, { jobId, asOf }: JobInputs, sample = SAMPLE): Promise<void> {
  await client.query({
    text: `CREATE TEMP TABLE oracle_prices AS
           SELECT parameter_id, item_id::float8 AS item_id, rate_value::float8 AS price
             FROM (SELECT *, rank() OVER (PARTITION BY parameter_id, item_id ORDER BY effective_date DESC) AS nth
                     FROM price_rates
                    WHERE daterange(effective_date, expired_date) @> '${asOf}'::date) in_force
            WHERE nth = 1`,
  });
  await client.query(`
    CREATE TEMP TABLE oracle_fallback AS
    SELECT r.id AS routing_id, p.id AS parameter_id,
           coalesce(own.value, base.number, base.item, rate.price, p.default_value, p.default_item_id) AS value
      FROM routings r CROSS JOIN parameters p
           LEFT JOIN LATERAL unpack_parameters(r.parameters) own ON own.parameter_id = p.id
           LEFT JOIN LATERAL (
             SELECT CASE WHEN p.kind = 'NUMBER' THEN (j.base_params ->> p.key)::float8 END AS number,
                    CASE WHEN p.kind = 'ITEM' THEN (SELECT id FROM items WHERE code = j.base_params ->> p.key) END AS item
               FROM recalculation_jobs j WHERE j.id = '${jobId}') base ON true
           LEFT JOIN oracle_prices rate ON rate.parameter_id = p.id
     WHERE r.id IN (SELECT routing_id FROM ${sample})`);
  await client.query('ANALYZE oracle_prices, oracle_fallback');
}

/** The routings of a sample's variants, checked, by id. */
export async function readRoutings(
  client: Client,
  parameters: readonly Parameter[],
  sample = SAMPLE,
): Promise<Map<number, CheckedRouting>> {
  const { rows } = await client.query<Routing>(`
    SELECT r.id, r.code, r.output_quantity AS "outputQuantity",
           (SELECT coalesce(json_agg(json_build_object('code', s.code, 'costComponent', s.cost_component,
                                                       'formula', s.formula_expression) ORDER BY s.sequence_order), '[]')
              FROM process_steps s WHERE s.routing_id = r.id) AS steps
      FROM routings r WHERE r.id IN (SELECT routing_id FROM ${sample}) ORDER BY r.id`);
  const keys = parameters.map(({ key }) => key);
  return new Map(
    rows.map((routing) => {
      const result = checkRouting(routing, keys);
      if ('faults' in result) throw new Error(`routing ${routing.code}: ${result.faults[0]?.message}`);
      return [routing.id, result.routing];
    }),
  );
}

/** All parameters by id. */
export async function readParameters(client: Client): Promise<Parameter[]> {
  const { rows } = await client.query<Parameter>('SELECT id, key, kind, minimum, maximum FROM parameters ORDER BY id');
  return rows;
}

/** Bounds of what a routing reads, by its slots. */
export function boundsBySlot({ parameterKeys }: CheckedRouting, parameters: readonly Parameter[]): SlotBounds {
  return parameterKeys.map((key) => boundsOf(parameters.find((parameter) => parameter.key === key)!));
}

/** The statement that costs all of the sample's variants of one routing. */
function recomputation(routingId: number, routing: CheckedRouting, parameters: readonly Parameter[]): string {
  const read = parameters.filter(({ key }) => routing.parameterKeys.includes(key));
  const column = (id: number): string => `p${id}`;
  const pivot =
    read.map(({ id }) => `max(value) FILTER (WHERE parameter_id = ${id}) AS ${column(id)}`).join(', ') || 'NULL';
  const held = ({ id }: Parameter): string =>
    `coalesce(${['own', 'yarn', 'inherited'].map((t) => `${t}.${column(id)}`).join(', ')})`;
  const items = read.filter(({ kind }) => kind === 'ITEM');
  const values = read.map((p) => `${p.kind === 'ITEM' ? `price_${column(p.id)}.price` : held(p)} AS ${column(p.id)}`);
  const idOf = new Map(read.map(({ id, key }) => [key, id]));
  const costed = routingSql(routing, (key) => `inputs.${column(idOf.get(key)!)}`, boundsBySlot(routing, read));
  return `
    INSERT INTO oracle_expected
    SELECT inputs.variant_id, ${costed.ok}, ${costed.material}, ${costed.process}, ${costed.overhead}, ${toleranceOf(routing)}
      FROM (SELECT ${['s.variant_id', ...values].join(', ')}
              FROM oracle_sample s
                   LEFT JOIN master_yarns y ON y.id = s.master_yarn_id
                   CROSS JOIN LATERAL (SELECT ${pivot} FROM unpack_parameters(s.parameters)) own
                   CROSS JOIN LATERAL (SELECT ${pivot} FROM unpack_parameters(y.parameters)) yarn
                   CROSS JOIN (SELECT ${pivot} FROM oracle_fallback WHERE routing_id = ${routingId}) inherited
                   ${items.map((p) => `LEFT JOIN oracle_prices price_${column(p.id)} ON price_${column(p.id)}.item_id = ${held(p)}`).join('\n')}
             WHERE s.routing_id = ${routingId} AND s.is_active OFFSET 0) inputs
           ${costed.from}`;
}

/**
 * Millionths by which a figure may be off. 0 where arithmetic is all there is: IEEE doubles leave no choice. Node and
 * PostgreSQL each bring a power function of their own, which may differ in the last bit of 53 and so, rarely, in the
 * last digit; PostgreSQL's remainder is that of the decimals.
 */
export function toleranceOf({ steps, outputQuantity }: CheckedRouting): 0 | 1 {
  const differs = (node: ResolvedNode): boolean =>
    (node.kind === 'binary' && (node.operator === '**' || node.operator === '%')) || childrenOf(node).some(differs);
  return [...steps, outputQuantity].some(({ tree }) => differs(tree)) ? 1 : 0;
}
