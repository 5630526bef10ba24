import type { NodeOf } from '../../libs/costing/formula/ast.js';
import { isBoolean, isGiven } from '../../libs/costing/formula/ast.js';
import type { Reference, ResolvedNode } from '#costing';
import { ANY, type Bounds, USUAL, boundsOf, isSafe, union } from './bounds.js';

/** A number in SQL: `double precision`, NULL when the formula fails. `leaf`: cheap enough to be written twice. */
export interface SqlNumber {
  readonly sql: string;
  readonly bounds: Bounds;
  readonly leaf?: true;
}

/** What names are in SQL. */
export interface SqlNames {
  /** Column of a parameter's slot; NULL: no value. */
  parameter(slot: number): string;
  step(index: number): SqlNumber;
  runningTotal(total: (Reference & { kind: 'RUNNING_TOTAL' })['total']): SqlNumber;
}

/** Of SQL text. */
const CHEAP_LENGTH_MAX = 60;

const call = (name: string, ...args: readonly SqlNumber[]): string =>
  `pg_temp.oracle_${name}(${args.map(({ sql }) => sql).join(', ')})`;

const negate = ({ sql, bounds }: SqlNumber): SqlNumber => ({ sql: `(- ${sql})`, bounds });

export const literal = (value: number): SqlNumber => ({
  sql: `'${value}'::float8`,
  bounds: boundsOf.literal(value),
  leaf: true,
});

export function add(a: SqlNumber, b: SqlNumber, operator: '+' | '-' = '+'): SqlNumber {
  const bounds = boundsOf.sum(a.bounds, b.bounds);
  if (bounds.most <= 1e290) return { sql: `(${a.sql} ${operator} ${b.sql})`, bounds };
  return { sql: call('add', a, operator === '+' ? b : negate(b)), bounds: ANY };
}

export function multiply(a: SqlNumber, b: SqlNumber): SqlNumber {
  const bounds = boundsOf.product(a.bounds, b.bounds);
  return isSafe(bounds) ? { sql: `(${a.sql} * ${b.sql})`, bounds } : { sql: call('multiply', a, b), bounds: ANY };
}

export function divide(a: SqlNumber, b: SqlNumber): SqlNumber {
  const bounds = boundsOf.quotient(a.bounds, b.bounds);
  if (isSafe(bounds)) return { sql: `(${a.sql} / nullif(${b.sql}, 0))`, bounds };
  return { sql: call('divide', a, b), bounds: ANY };
}

/**
 * Writes a checked formula as one SQL expression that raises no error: whatever fails is NULL, and NULL spreads.
 * `usual`: for rows whose parameters are of usual size only, which saves most of the guards.
 */
export class FormulaSql {
  constructor(
    private readonly names: SqlNames,
    private readonly usual: boolean,
  ) {}

  number(node: ResolvedNode): SqlNumber {
    switch (node.kind) {
      case 'number':
        return literal(node.value);
      case 'name':
        return this.name(node.reference);
      case 'unary':
        return node.operator === '-' ? negate(this.number(node.operand)) : this.number(node.operand);
      case 'binary':
        return this.binary(node);
      case 'conditional': {
        const whenTrue = this.number(node.whenTrue);
        const whenFalse = this.number(node.whenFalse);
        const sql = this.choice(node.condition, whenTrue.sql, whenFalse.sql);
        return { sql, bounds: union(whenTrue.bounds, whenFalse.bounds) };
      }
      case 'call':
        return this.call(node);
      case 'boolean':
        throw new Error('a checked formula is a number');
    }
  }

  private name(reference: Reference): SqlNumber {
    if (reference.kind === 'STEP') return this.names.step(reference.index);
    if (reference.kind === 'RUNNING_TOTAL') return this.names.runningTotal(reference.total);
    return { sql: this.names.parameter(reference.slot), bounds: this.usual ? USUAL : ANY, leaf: true };
  }

  private binary(node: NodeOf<Reference, 'binary'>): SqlNumber {
    const a = this.number(node.left);
    const b = this.number(node.right);
    switch (node.operator) {
      case '+':
      case '-':
        return add(a, b, node.operator);
      case '*':
        return multiply(a, b);
      case '/':
        return divide(a, b);
      case '%':
        return { sql: call('remainder', a, b), bounds: boundsOf.remainder(a.bounds, b.bounds) };
      case '**':
        return raised(a, node.right) ?? { sql: call('power', a, b), bounds: ANY };
      case '??': {
        const sql = `CASE WHEN ${this.missing(node.left)} THEN ${b.sql} ELSE ${a.sql} END`;
        return { sql: `(${sql})`, bounds: union(a.bounds, b.bounds) };
      }
      default:
        throw new Error(`'${node.operator}' is no number`);
    }
  }

  /** Whether a left side of `??` is without value: true or false, never NULL. */
  private missing(node: ResolvedNode): string {
    if (node.kind === 'name' && node.reference.kind === 'PARAMETER') {
      return `${this.names.parameter(node.reference.slot)} IS NULL`;
    }
    if (node.kind === 'binary' && node.operator === '??') {
      return `(${this.missing(node.left)} AND ${this.missing(node.right)})`;
    }
    if (node.kind !== 'conditional') return 'false';
    const { condition, whenTrue, whenFalse } = node;
    return `coalesce(${this.choice(condition, this.missing(whenTrue), this.missing(whenFalse))}, false)`;
  }

  /** CASE with an operand computes the condition once, only the chosen branch, and gives NULL for a failed condition. */
  private choice(condition: ResolvedNode, whenTrue: string, whenFalse: string): string {
    return `(CASE ${this.condition(condition)} WHEN true THEN ${whenTrue} WHEN false THEN ${whenFalse} END)`;
  }

  private condition(node: ResolvedNode): string {
    if (node.kind === 'boolean') return String(node.value);
    if (node.kind === 'unary') return `(NOT ${this.condition(node.operand)})`;
    if (node.kind === 'conditional') {
      return this.choice(node.condition, this.condition(node.whenTrue), this.condition(node.whenFalse));
    }
    if (node.kind !== 'binary') throw new Error('a checked condition is no number');
    const { operator, left, right } = node;
    // SQL's own AND would take false from its right side when the left one failed.
    if (operator === 'and') return this.choice(left, this.condition(right), 'false');
    if (operator === 'or') return this.choice(left, 'true', this.condition(right));
    const symbol = operator === '==' ? '=' : operator === '!=' ? '<>' : operator;
    if (isBoolean(left)) return `(${this.condition(left)} ${symbol} ${this.condition(right)})`;
    return `(${this.number(left).sql} ${symbol} ${this.number(right).sql})`;
  }

  private call(node: NodeOf<Reference, 'call'>): SqlNumber {
    const args = node.arguments.map((argument) => this.number(argument));
    const [first, second, third] = args as [SqlNumber, SqlNumber, SqlNumber];
    switch (node.function) {
      case 'min':
        return args.reduce((a, b) => extreme('least', a, b));
      case 'max':
        return args.reduce((a, b) => extreme('greatest', a, b));
      case 'clamp':
        return extreme('least', extreme('greatest', first, second), third);
      case 'abs':
        return { sql: `abs(${first.sql})`, bounds: first.bounds };
      case 'ceil':
      case 'floor':
        return { sql: wholeOf(node.function, first), bounds: boundsOf.whole(first.bounds) };
      case 'round': {
        const digits = node.arguments[1] ? second : literal(0);
        const name = isGiven(node.arguments[0]!) ? 'round_given' : 'round';
        return { sql: call(name, first, digits), bounds: boundsOf.rounded(first.bounds) };
      }
      case 'sqrt': {
        const sql = first.leaf ? `(CASE WHEN ${first.sql} >= 0 THEN sqrt(${first.sql}) END)` : call('root', first);
        return { sql, bounds: boundsOf.root(first.bounds) };
      }
    }
  }
}

/** LEAST and GREATEST of SQL pass over NULL; here NULL is a failure and spreads. */
function extreme(name: 'least' | 'greatest', a: SqlNumber, b: SqlNumber): SqlNumber {
  const bounds = union(a.bounds, b.bounds);
  if (!isCheap(a) || !isCheap(b)) return { sql: call(name, a, b), bounds };
  const symbol = name === 'least' ? '<=' : '>=';
  return { sql: `(CASE ${a.sql} ${symbol} ${b.sql} WHEN true THEN ${a.sql} WHEN false THEN ${b.sql} END)`, bounds };
}

/** What lies within 2^-48 of a whole number, at most an eighth, is that number. */
function wholeOf(name: 'ceil' | 'floor', a: SqlNumber): string {
  if (!isCheap(a)) return call(name, a);
  const { sql } = a;
  const nearby = `abs(${sql} - round(${sql})) <= least(abs(${sql}) * '${2 ** -48}'::float8, 0.125)`;
  return `(CASE WHEN abs(${sql}) >= 0.5 AND ${nearby} THEN round(${sql}) ELSE ${name}(${sql}) END)`;
}

/** Cheaper computed twice than handed to a function. */
function isCheap({ sql, leaf }: SqlNumber): boolean {
  return leaf === true || (sql.length <= CHEAP_LENGTH_MAX && !sql.includes('pg_temp.'));
}

/** A power with a written positive exponent, where the bounds prove that it stays in range; else null. */
function raised(base: SqlNumber, exponent: ResolvedNode): SqlNumber | null {
  if (exponent.kind !== 'number' || exponent.value <= 0 || !isCheap(base)) return null;
  if (exponent.value === 2) return multiply(base, base);
  const bounds = boundsOf.power(base.bounds, exponent.value);
  if (!isSafe(bounds)) return null;
  const power = `power(${base.sql}, '${exponent.value}'::float8)`;
  return { sql: Number.isInteger(exponent.value) ? power : `(CASE WHEN ${base.sql} >= 0 THEN ${power} END)`, bounds };
}
