import type { ClientBase } from 'pg';
import type { CheckedRouting, SlotBounds } from '#costing';
import { type RoutingSql, routingSql } from './routing-sql.js';

/** What SQL made of one row. */
export interface SqlResult {
  readonly ok: boolean;
  /** Material, process, overhead as `bigint` texts; null where they failed. */
  readonly micros: readonly (string | null)[];
  /** Values of the steps, the output quantity last; null where they failed. */
  readonly values: readonly (number | null)[];
}

/** A routing and rows of its parameters' values, each in the order of `parameterKeys`, NaN for none. */
export interface SqlCase {
  readonly routing: CheckedRouting;
  readonly rows: readonly ArrayLike<number>[];
  readonly bounds?: SlotBounds;
}

/**
 * Costs the rows of many routings by one statement: planning, not computing, is what random routings cost. Results by
 * case and row. The session needs ORACLE_FUNCTIONS.
 */
export async function costBySql(client: ClientBase, cases: readonly SqlCase[]): Promise<SqlResult[][]> {
  const values: (number | null)[] = [];
  const selects = cases.map(({ routing, rows, bounds = [] }, n) => {
    const width = routing.parameterKeys.length;
    const first = values.length + 1;
    for (const row of rows) values.push(...Array.from(row, (value) => (Number.isNaN(value) ? null : value)));
    const columns = routing.parameterKeys.map((_, i) => `($1::float8[])[${first + i} + r * ${width}] AS p${i}`);
    const input = `(SELECT ${['r', ...columns].join(', ')} FROM generate_series(0, ${rows.length - 1}) r OFFSET 0) i`;
    return select(
      n,
      input,
      routingSql(routing, (key) => `i.p${routing.parameterKeys.indexOf(key)}`, bounds),
    );
  });
  const { rows } = await client.query<SqlResult & { n: number; r: number }>(selects.join(' UNION ALL '), [values]);
  const results: SqlResult[][] = cases.map(() => []);
  for (const { n, r, ...result } of rows) (results[n] as SqlResult[])[r] = result;
  return results;
}

function select(n: number, input: string, sql: RoutingSql): string {
  const micros = [sql.material, sql.process, sql.overhead].join(', ');
  const values = [...sql.steps, sql.outputQuantity].join(', ');
  return `SELECT ${n} AS n, r, ${sql.ok} AS ok, ARRAY[${micros}] AS micros, ARRAY[${values}] AS values FROM ${input} ${sql.from}`;
}

/** Plans these tests need no other for, made in less time. */
export const QUICK_PLANNING = `SET jit = off; SET join_collapse_limit = 1; SET from_collapse_limit = 1;
  SET enable_memoize = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off;`;
