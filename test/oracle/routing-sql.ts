import {
  type CheckedRouting,
  type CostComponent,
  type ResolvedNode,
  type RunningTotal,
  type SlotBounds,
  namesOf,
} from '#costing';
import { ANY } from './bounds.js';
import { FormulaSql, type SqlNumber, add, divide, literal, multiply } from './formula-sql.js';

export interface RoutingSql {
  /** Goes after the FROM item that has the parameters: `… FROM rows r ${from}`. */
  readonly from: string;
  /** `double precision`, NULL for a step that failed. */
  readonly steps: readonly string[];
  readonly outputQuantity: string;
  /** `bigint` millionths per unit of output; mean something only where `ok`. */
  readonly material: string;
  readonly process: string;
  readonly overhead: string;
  /** `boolean`, never NULL: whether the variant has a cost. */
  readonly ok: string;
}

const LARGEST_MICROS = '9007199254740991';
const COMPONENTS = ['MATERIAL', 'PROCESS', 'OVERHEAD'] as const;
type Component = (typeof COMPONENTS)[number];

/**
 * The whole routing as SQL over one row for each variant: the same meaning as the kernel, and no error whatever the
 * values. `columnOf(key)`: a column (it is written many times) with the parameter's `double precision`, NULL for none.
 * The session needs ORACLE_FUNCTIONS. `alias` begins the names of the lateral subqueries.
 *
 * Rows whose parameters are all of usual size get bare operators, others the guarded ones. Steps that do not need one
 * another share a subquery; `OFFSET 0` keeps the planner from writing a formula out again wherever its value is used.
 */
export function routingSql(
  routing: CheckedRouting,
  columnOf: (key: string) => string,
  bounds: SlotBounds = [],
  alias = 'costed',
): RoutingSql {
  return new RoutingSqlWriter(routing, columnOf, bounds, alias).write();
}

class RoutingSqlWriter {
  private readonly laterals: string[] = [];
  private readonly columns: readonly string[];
  private readonly usual: string;
  private readonly guarded: RoutingNumbers;
  private readonly bare: RoutingNumbers;

  constructor(
    private readonly routing: CheckedRouting,
    columnOf: (key: string) => string,
    private readonly bounds: SlotBounds,
    private readonly alias: string,
  ) {
    this.columns = routing.parameterKeys.map(columnOf);
    const { columns } = this;
    const isUsual = columns.map((c) => `(${c} IS NULL OR ${c} = 0 OR abs(${c}) BETWEEN 1e-15 AND 1e15)`);
    this.usual = `${this.lateral([`${isUsual.join(' AND ') || 'true'} AS usual`])}.usual`;
    this.guarded = new RoutingNumbers(routing, columns, false);
    this.bare = new RoutingNumbers(routing, columns, true);
  }

  write(): RoutingSql {
    const { steps } = this.routing;
    const values: string[] = [];
    for (const indexes of stepLevels(this.routing)) {
      const columns = indexes.map((i) => this.both((numbers) => numbers.of(steps[i]?.tree, i)));
      const level = this.lateral(columns.map(({ sql }, n) => `${sql} AS v${indexes[n]}`));
      for (const [n, i] of indexes.entries()) {
        values[i] = `${level}.v${i}`;
        this.guarded.steps[i] = { sql: values[i], bounds: ANY, leaf: true };
        this.bare.steps[i] = { sql: values[i], bounds: columns[n]?.bounds ?? ANY, leaf: true };
      }
    }
    const quantity = this.quantity();
    const perUnit = COMPONENTS.map((component) =>
      this.both((numbers) => {
        const bounds = numbers.usual ? quantity.bounds : ANY;
        const amount = divide(numbers.sum(component, steps.length), { sql: quantity.sql, bounds });
        return multiply(amount, literal(1e6));
      }),
    );
    const scaled = this.lateral(perUnit.map(({ sql }, i) => `${sql} AS ${COMPONENTS[i]}`));
    const micros = this.lateral(
      COMPONENTS.map((component) => `${roundedMicros(`${scaled}.${component}`)} AS ${component}`),
    );
    return this.result(values, quantity.sql, micros);
  }

  /** The output quantity as a column, since three divisions write it. */
  private quantity(): SqlNumber {
    const { outputQuantity, steps } = this.routing;
    const quantity = this.both((numbers) => numbers.of(outputQuantity.tree, steps.length));
    if (quantity.leaf) return quantity;
    return { sql: `${this.lateral([`${quantity.sql} AS quantity`])}.quantity`, bounds: quantity.bounds, leaf: true };
  }

  private result(steps: string[], outputQuantity: string, micros: string): RoutingSql {
    const [material, process, overhead] = COMPONENTS.map((component) => `${micros}.${component}`) as [
      string,
      string,
      string,
    ];
    const present = [...steps, outputQuantity, material, process, overhead].map((column) => `${column} IS NOT NULL`);
    const isWithin = this.routing.parameterKeys.flatMap((_, slot) => this.within(slot));
    const ok = `(${[...present, `${outputQuantity} > 0`, ...isWithin].join(' AND ')} AND abs(${material} + ${process} + ${overhead}) <= ${LARGEST_MICROS})`;
    const costs = this.laterals.slice(1);
    const isUsed = costs.some((lateral) => lateral.includes(this.usual));
    const from = (isUsed ? this.laterals : costs).join('\n');
    return { from, steps, outputQuantity, material, process, overhead, ok };
  }

  /** Bare where the row's parameters are of usual size, guarded elsewhere; the bounds are those of the bare form. */
  private both(write: (numbers: RoutingNumbers) => SqlNumber): SqlNumber {
    const bare = write(this.bare);
    const guarded = write(this.guarded);
    if (bare.sql === guarded.sql) return bare;
    return { sql: `CASE WHEN ${this.usual} THEN ${bare.sql} ELSE ${guarded.sql} END`, bounds: bare.bounds };
  }

  /** Conditions that an input is within its bounds, or without value; never NULL. */
  private within(slot: number): string[] {
    const { minimum = null, maximum = null } = this.bounds[slot] ?? {};
    const column = this.columns[slot]!;
    return [
      ...(minimum === null ? [] : [`(${column} < '${minimum}'::float8) IS NOT TRUE`]),
      ...(maximum === null ? [] : [`(${column} > '${maximum}'::float8) IS NOT TRUE`]),
    ];
  }

  /** Adds a lateral subquery of these columns and gives its name. */
  private lateral(columns: readonly string[]): string {
    const name = `${this.alias}_${this.laterals.length}`;
    this.laterals.push(`CROSS JOIN LATERAL (SELECT ${columns.join(', ')} OFFSET 0) ${name}`);
    return name;
  }
}

/** Writes formulas of one routing, guarded or bare, as their steps come to be known. */
class RoutingNumbers {
  readonly steps: SqlNumber[] = [];

  constructor(
    private readonly routing: CheckedRouting,
    private readonly columns: readonly string[],
    readonly usual: boolean,
  ) {}

  /** The formula as the step with this index reads its names. */
  of(tree: ResolvedNode | undefined, reader: number): SqlNumber {
    if (!tree) throw new Error(`no step ${reader}`);
    const names = {
      parameter: (slot: number) => this.columns[slot] ?? 'NULL',
      step: (index: number) => this.step(index),
      runningTotal: (total: RunningTotal) => this.runningTotal(total, reader),
    };
    return new FormulaSql(names, this.usual).number(tree);
  }

  /** Sum of a component's steps before the reader, in their order. */
  sum(component: CostComponent, reader: number): SqlNumber {
    const steps = this.routing.steps.flatMap((step, i) => (i < reader && step.costComponent === component ? [i] : []));
    return steps.length === 0 ? literal(0) : steps.map((i) => this.step(i)).reduce((a, b) => add(a, b));
  }

  private runningTotal(total: RunningTotal, reader: number): SqlNumber {
    if (total !== 'cost_so_far') return this.sum(COMPONENT_OF[total], reader);
    return COMPONENTS.map((component) => this.sum(component, reader)).reduce((a, b) => add(a, b));
  }

  private step(index: number): SqlNumber {
    const step = this.steps[index];
    if (!step) throw new Error(`step ${index} is read before it is written`);
    return step;
  }
}

const COMPONENT_OF: Readonly<Record<Exclude<RunningTotal, 'cost_so_far'>, Component>> = {
  material_so_far: 'MATERIAL',
  process_so_far: 'PROCESS',
  overhead_so_far: 'OVERHEAD',
};

/** Indexes of the steps by how many others they have to wait for one after another. */
export function stepLevels(routing: CheckedRouting): number[][] {
  const levelOf: number[] = [];
  const levels: number[][] = [];
  for (const [i, step] of routing.steps.entries()) {
    const before = namesOf(step.tree).flatMap((name) => {
      if (name.kind === 'STEP') return [name.index];
      return name.kind === 'RUNNING_TOTAL' ? levelOf.map((_, index) => index) : [];
    });
    const level = Math.max(-1, ...before.map((index) => levelOf[index] ?? -1)) + 1;
    levelOf.push(level);
    (levels[level] ??= []).push(i);
  }
  return levels;
}

/** Rounds millionths half away from zero, as `toMicros` does; NULL beyond the range. */
function roundedMicros(y: string): string {
  const rest = `abs(${y} - trunc(${y}))`;
  const isUp = `${rest} >= 0.5 - least(greatest(abs(${y}), 0.1) * 2.3e-16, 0.125)`;
  const rounded = `CASE WHEN ${isUp} THEN trunc(${y}) + sign(${y}) ELSE trunc(${y}) END`;
  return `CASE WHEN abs(${y}) <= ${LARGEST_MICROS} THEN (${rounded})::bigint END`;
}
