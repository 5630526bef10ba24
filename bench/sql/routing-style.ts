import type { ResolvedNode, RunningTotal } from '#costing';
import { ANY } from '../../test/oracle/bounds.js';
import { add, divide, FormulaSql, literal, multiply, type SqlNumber } from '../../test/oracle/formula-sql.js';
import { plainFormula, plainNumber, plainQuotient, type PlainType } from './plain-formula.js';

/** What the names of a formula are. */
export interface RoutingNames {
  parameter(slot: number): string;
  step(index: number): SqlNumber;
  runningTotal(total: RunningTotal): SqlNumber;
}

/** How a routing is written in SQL. `SqlNumber` carries bounds of the value; plain styles do not look at them. */
export interface RoutingStyle {
  formula(tree: ResolvedNode, names: RoutingNames): SqlNumber;
  sum(numbers: readonly SqlNumber[]): SqlNumber;
  /** A component's cost of one unit of output, in what the result column holds. */
  perUnit(amount: SqlNumber, quantity: SqlNumber): string;
  /** The result out of the column that `perUnit` gave. */
  result(column: string): string;
  /** Which rows are stored. */
  filter(results: readonly string[], memos: readonly string[]): string | null;
}

const LARGEST_MICROS = '9007199254740991';

/**
 * All that the kernel means, as fast as we know to write it: NULL for what fails, rounding as the kernel rounds, and no
 * row for a variant that has no cost. What leaves the range of a double raises an error, of this form's few guards the
 * one that costs nothing: whoever runs it then takes the oracle's form, which is slower and raises none.
 */
export const GUARDED: RoutingStyle = {
  formula: (tree, names) => new FormulaSql(names, true).number(tree),
  sum: (numbers) => (numbers.length === 0 ? literal(0) : numbers.reduce((a, b) => add(a, b))),
  perUnit: (amount, quantity) => multiply(divide(amount, positive(quantity)), literal(1e6)).sql,
  result: (y) => {
    const isUp = `abs(${y} - trunc(${y})) >= 0.5::float8 - least(greatest(abs(${y}), 0.1::float8) * 2.3e-16::float8, 0.125::float8) AND ${y} <> trunc(${y})`;
    const rounded = `CASE WHEN ${isUp} THEN trunc(${y}) + sign(${y}) ELSE trunc(${y}) END`;
    return `CASE WHEN abs(${y}) <= ${LARGEST_MICROS}::float8 THEN (${rounded})::bigint END`;
  },
  filter: (results, memos) =>
    [...memos.map((memo) => `${memo} IS NOT NULL`), `abs(${results.join(' + ')}) <= ${LARGEST_MICROS}`].join(' AND '),
};

/** A quantity that is not above 0 has no cost; as 0 it has none, because `divide` gives NULL. */
const positive = ({ sql, bounds }: SqlNumber): SqlNumber => ({ sql: `greatest(${sql}, 0::float8)`, bounds });

/** The formulas alone; the cast is what the column's type asks for. */
export const BARE: RoutingStyle = {
  ...plainStyle('float8'),
  perUnit: (amount, quantity) => `(${amount.sql} / ${quantity.sql} * 1e6::float8)`,
  result: (column) => `${column}::bigint`,
};

/** In numeric; the column's type rounds. */
export const NUMERIC: RoutingStyle = {
  ...plainStyle('numeric'),
  perUnit: (amount, quantity) => plainQuotient(amount.sql, quantity.sql, 'numeric'),
  result: (column) => column,
};

function plainStyle(type: PlainType): Pick<RoutingStyle, 'formula' | 'sum' | 'filter'> {
  const unbounded = (sql: string): SqlNumber => ({ sql, bounds: ANY });
  return {
    formula: (tree, names) =>
      unbounded(
        plainFormula(tree, type, (name) => {
          if (name.kind === 'PARAMETER') return names.parameter(name.slot);
          return name.kind === 'STEP' ? names.step(name.index).sql : names.runningTotal(name.total).sql;
        }),
      ),
    sum: (numbers) =>
      unbounded(numbers.length === 0 ? plainNumber(0, type) : `(${numbers.map(({ sql }) => sql).join(' + ')})`),
    filter: () => null,
  };
}
