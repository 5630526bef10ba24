import type { Client } from 'pg';
import type { CheckedRouting } from '#costing';
import {
  boundsBySlot,
  type Parameter,
  preparePrices,
  readParameters,
  readRoutings,
  toleranceOf,
} from '../../../test/oracle/recompute-sample.js';
import { routingSql } from '../../../test/oracle/routing-sql.js';
import { ORACLE_FUNCTIONS } from '../../../test/oracle/sql-functions.js';
import { inputColumn, refreshInputs, SCHEMA } from './oracle-inputs.js';

export interface SummaryCheck {
  readonly rows: number;
  readonly failed: number;
  readonly carried: number;
  readonly faults: readonly string[];
}

const SHOWN_MAX = 5;
const FIGURES = ['material', 'process', 'overhead'] as const;

interface Released {
  readonly generation: number;
  readonly previous: number | null;
  readonly jobId: string;
  readonly asOf: string;
}

/**
 * Holds every row and column that readers see of the released generation, and every row and column stored of it, against
 * costs that SQL made of the formulas: a full outer join, so that a row too many is found like one too few. A variant
 * without a cost must have the row of the generation before, job number included. Of a database at rest.
 */
export async function checkSummaries(client: Client): Promise<SummaryCheck> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    await client.query(`SET LOCAL work_mem = '128MB'; SET LOCAL jit = off; SET LOCAL synchronous_commit = off`);
    const parameters = await readParameters(client);
    await refreshInputs(client, parameters);
    const released = await readReleased(client);
    await costAll(client, parameters, released);
    const check = await compare(client, released);
    await client.query(`DROP TABLE expected, oracle_prices, oracle_fallback`);
    // Keeps the inputs for the next time.
    await client.query('COMMIT');
    return check;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function readReleased(client: Client): Promise<Released> {
  const { rows } = await client.query<Released>(
    `SELECT g.generation, g.previous_generation AS previous, j.id AS "jobId", j.as_of::text AS "asOf"
       FROM released_generation g JOIN recalculation_jobs j ON j.job_no = g.generation`,
  );
  if (!rows[0]) throw new Error('no generation is released');
  return rows[0];
}

/** Temporary table `expected`: every row that the generation should have, and the failed variants' costs as NULL. */
async function costAll(client: Client, parameters: readonly Parameter[], released: Released): Promise<void> {
  await client.query(ORACLE_FUNCTIONS);
  await preparePrices(client, released, `${SCHEMA}.inputs`);
  const routings = await readRoutings(client, parameters, `${SCHEMA}.inputs`);
  const costs = [...routings].map(([id, routing]) => costRouting(id, routing, parameters));
  await client.query(`CREATE TEMP TABLE expected AS ${costs.join('\nUNION ALL\n')}; ANALYZE expected`);
}

function costRouting(routingId: number, routing: CheckedRouting, parameters: readonly Parameter[]): string {
  const read = parameters.filter(({ key }) => routing.parameterKeys.includes(key));
  const inherited = read.map((p) => `max(value) FILTER (WHERE parameter_id = ${p.id}) AS ${inputColumn(p)}`);
  const held = (p: Parameter): string => `coalesce(i.${inputColumn(p)}, inherited.${inputColumn(p)})`;
  const items = read.filter(({ kind }) => kind === 'ITEM');
  const price = (p: Parameter): string => `price_${inputColumn(p)}`;
  const values = read.map((p) => `${p.kind === 'ITEM' ? `${price(p)}.price` : held(p)} AS ${inputColumn(p)}`);
  const idOf = new Map(read.map(({ id, key }) => [key, id]));
  const costed = routingSql(routing, (key) => `inputs.p${idOf.get(key)!}`, boundsBySlot(routing, read));
  const figures = [costed.material, costed.process, costed.overhead].map((sql, n) => `${sql} AS ${FIGURES[n]}`);
  return `(SELECT inputs.variant_id, ${costed.ok} AS ok, ${figures.join(', ')}, ${toleranceOf(routing)} AS tolerance
     FROM (SELECT ${['i.variant_id', ...values].join(', ')}
             FROM ${SCHEMA}.inputs i
                  CROSS JOIN (SELECT ${inherited.join(', ') || 'NULL'} FROM oracle_fallback
                               WHERE routing_id = ${routingId}) inherited
                  ${items.map((p) => `LEFT JOIN oracle_prices ${price(p)} ON ${price(p)}.item_id = ${held(p)}`).join('\n')}
            WHERE i.routing_id = ${routingId} AND i.is_active OFFSET 0) inputs
          ${costed.from})`;
}

async function compare(client: Client, released: Released): Promise<SummaryCheck> {
  const wanted = `
    SELECT e.variant_id, e.ok, CASE WHEN e.ok THEN e.tolerance ELSE 0 END AS tolerance,
           CASE WHEN e.ok THEN e.material ELSE b.material_micros END AS material,
           CASE WHEN e.ok THEN e.process ELSE b.process_micros END AS process,
           CASE WHEN e.ok THEN e.overhead ELSE b.overhead_micros END AS overhead,
           CASE WHEN e.ok THEN ${released.generation} ELSE b.job_no END AS job_no
      FROM expected e LEFT JOIN (SELECT * FROM cost_summaries WHERE generation = ${released.previous ?? -1}) b
           ON b.variant_id = e.variant_id AND NOT e.ok
     WHERE e.ok OR b.variant_id IS NOT NULL`;
  const off = FIGURES.map((name) => `coalesce(abs(s.${name}_micros - w.${name}) > w.tolerance, true)`);
  const unseen = `
    v.total_material_cost * 1000000 IS DISTINCT FROM s.material_micros::numeric
    OR v.total_process_cost * 1000000 IS DISTINCT FROM s.process_micros::numeric
    OR v.total_overhead * 1000000 IS DISTINCT FROM s.overhead_micros::numeric
    OR v.grand_total IS DISTINCT FROM v.total_material_cost + v.total_process_cost + v.total_overhead
    OR v.job_no IS DISTINCT FROM s.job_no OR v.generation IS DISTINCT FROM s.generation`;
  const joined = `
    (${wanted}) w
    FULL JOIN (SELECT * FROM cost_summaries WHERE generation = ${released.generation}) s ON s.variant_id = w.variant_id
    FULL JOIN variant_cost_summaries v ON v.variant_id = s.variant_id`;
  const { rows } = await client.query<{
    rows: number;
    failed: number;
    carried: number;
    surplus: number;
    wrong: number;
    shown: string[];
  }>(
    `SELECT count(*)::integer AS rows, (SELECT count(*) FILTER (WHERE NOT ok) FROM expected)::integer AS failed,
            (count(*) FILTER (WHERE NOT ok))::integer AS carried, (count(*) - (SELECT count(*) FROM (${wanted}) w))::integer AS surplus, (count(*) FILTER (WHERE wrong))::integer AS wrong,
            coalesce((array_agg(shown) FILTER (WHERE wrong))[1:${SHOWN_MAX}], '{}') AS shown
       FROM (SELECT w.ok, ${[...off, 's.job_no IS DISTINCT FROM w.job_no', unseen].join(' OR ')} AS wrong,
                    format('wanted %s, stored %s, seen %s', w, s, v) AS shown
               FROM ${joined}) pairs`,
  );
  const { wrong, surplus, shown, ...counts } = rows[0]!;
  const faults = wrong === 0 ? [] : [`${wrong} summaries of generation ${released.generation} are wrong`, ...shown];
  if (surplus > 0) faults.push(`${surplus} summaries are there twice or belong to nobody`);
  return { ...counts, faults };
}
