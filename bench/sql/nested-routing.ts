import { type CheckedRouting, type CostComponent, type RunningTotal } from '#costing';
import { ANY } from '../../test/oracle/bounds.js';
import { type SqlNumber } from '../../test/oracle/formula-sql.js';
import { stepLevels } from '../../test/oracle/routing-sql.js';
import type { RoutingNames, RoutingStyle } from './routing-style.js';

const COMPONENTS = ['MATERIAL', 'PROCESS', 'OVERHEAD'] as const;

/**
 * A SELECT of `variant_id, material, process, overhead` for a routing over `rows`, a SELECT that gives `variant_id` and
 * the parameters as `columnOf` names them. Steps that do not need one another share a subquery, each around the one
 * before: measured, that is the fastest form, as no value is computed twice and no row is joined with itself. `OFFSET 0`
 * keeps the planner from writing a formula out again wherever its value is used.
 */
export function nestedRoutingSql(
  routing: CheckedRouting,
  rows: string,
  columnOf: (key: string) => string,
  style: RoutingStyle,
): string {
  const columns = routing.parameterKeys.map(columnOf);
  const writer = new NestedRouting(routing, columns, style);
  let from = rows;
  let where = style.rowFilter(columns);
  let passed = ['variant_id', ...columns];
  const level = (made: readonly string[]): void => {
    from = `SELECT ${[...passed, ...made].join(', ')} FROM (${from}) q${where ? ` WHERE ${where}` : ''} OFFSET 0`;
    where = null;
  };
  for (const indexes of stepLevels(routing)) {
    const values = indexes.map((index) => writer.step(index));
    level(values.map(({ sql }, n) => `${sql} AS s${indexes[n]}`));
    indexes.forEach((index, n) => writer.stored.set(index, { ...values[n]!, sql: `s${index}`, leaf: true }));
    passed = [...passed, ...indexes.map((index) => `s${index}`)];
  }
  const perUnit = writer.perUnit();
  passed = ['variant_id', ...routing.steps.map((_, index) => `s${index}`)];
  level(COMPONENTS.map((component, n) => `${perUnit[n]} AS y_${component}`));
  level(COMPONENTS.map((component) => `${style.result(`y_${component}`)} AS ${component}`));
  const filter = style.resultFilter(passed.slice(1), [...COMPONENTS]);
  return `SELECT variant_id, material, process, overhead FROM (${from}) q${filter ? ` WHERE ${filter}` : ''}`;
}

class NestedRouting {
  /** Steps whose values are columns of the subquery so far. */
  readonly stored = new Map<number, SqlNumber>();

  constructor(
    private readonly routing: CheckedRouting,
    private readonly columns: readonly string[],
    private readonly style: RoutingStyle,
  ) {}

  step(index: number): SqlNumber {
    return this.style.formula(this.routing.steps[index]!.tree, this.namesFor(index));
  }

  perUnit(): string[] {
    const after = this.routing.steps.length;
    const quantity = this.style.formula(this.routing.outputQuantity.tree, this.namesFor(after));
    return COMPONENTS.map((component) => this.style.perUnit(this.sum([component], after), quantity));
  }

  private namesFor(reader: number): RoutingNames {
    return {
      parameter: (slot) => this.columns[slot]!,
      step: (index) => this.stored.get(index) ?? { sql: `s${index}`, bounds: ANY, leaf: true },
      runningTotal: (total) => this.sum(COMPONENTS_OF[total], reader),
    };
  }

  /** Each component by itself, then together, as the kernel adds them. */
  private sum(components: readonly CostComponent[], before: number): SqlNumber {
    const sums = components.map((component) =>
      this.style.sum(
        this.routing.steps.flatMap(({ costComponent }, index) =>
          index < before && costComponent === component ? [this.stored.get(index)!] : [],
        ),
      ),
    );
    return sums.length === 1 ? sums[0]! : this.style.sum(sums);
  }
}

const COMPONENTS_OF: Readonly<Record<RunningTotal, readonly CostComponent[]>> = {
  material_so_far: ['MATERIAL'],
  process_so_far: ['PROCESS'],
  overhead_so_far: ['OVERHEAD'],
  cost_so_far: COMPONENTS,
};
