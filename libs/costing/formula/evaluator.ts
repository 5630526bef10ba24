import {
  type ArithmeticOperator,
  type ComparisonOperator,
  type NodeOf,
  type Reference,
  type ResolvedNode,
  isBoolean,
  isComparison,
  isGiven,
} from './ast.js';
import { ceil, clamp, floor, power, roundGiven, roundTo } from './arithmetic.js';

export type FailureCode =
  'MISSING_PARAMETER' | 'OUT_OF_BOUNDS' | 'DIVISION_BY_ZERO' | 'NOT_A_NUMBER' | 'OUT_OF_RANGE' | 'OUTPUT_NOT_POSITIVE';

/** Why a formula has no value for its inputs; `at`: offset of the part that failed. */
export interface EvaluationFailure {
  readonly code: FailureCode;
  readonly at: number;
  /** The parameter without value; '' for other failures. */
  readonly name: string;
  readonly problem: string;
}

/** Where names get their values. NaN: the parameter has no value. */
export interface Values {
  parameter(slot: number): number;
  step(index: number): number;
  runningTotal(total: (Reference & { kind: 'RUNNING_TOTAL' })['total']): number;
}

/**
 * Walks a checked tree; same meaning, digit for digit, as the compiled kernel, and says what went wrong and where.
 * After the first failure it goes on with NaN to the end and the first failure stands: cheaper than exceptions when a
 * million variants lack the same rate, and nothing that it still does has an effect.
 */
export class Evaluator {
  failure: EvaluationFailure | undefined;

  constructor(private readonly values: Values) {}

  number(node: ResolvedNode): number {
    switch (node.kind) {
      case 'number':
        return node.value;
      case 'name':
        return this.name(node);
      case 'unary':
        return node.operator === '-' ? -this.number(node.operand) : this.number(node.operand);
      case 'binary':
        return node.operator === '??' ? this.coalesce(node, false) : this.arithmetic(node);
      case 'conditional':
        return this.number(this.condition(node.condition) ? node.whenTrue : node.whenFalse);
      case 'call':
        return this.call(node);
      case 'boolean':
        return NaN;
    }
  }

  /** Value of a left side of `??`: NaN when it is a name without value, or leads to one. */
  private optional(node: ResolvedNode): number {
    if (node.kind === 'name') return this.valueOf(node);
    if (node.kind === 'binary' && node.operator === '??') return this.coalesce(node, true);
    if (node.kind === 'conditional') {
      return this.optional(this.condition(node.condition) ? node.whenTrue : node.whenFalse);
    }
    return this.number(node);
  }

  private coalesce(node: NodeOf<Reference, 'binary'>, optional: boolean): number {
    const left = this.optional(node.left);
    if (!Number.isNaN(left) || this.failure) return left;
    return optional ? this.optional(node.right) : this.number(node.right);
  }

  private name(node: NodeOf<Reference, 'name'>): number {
    const value = this.valueOf(node);
    if (Number.isNaN(value)) {
      this.fail('MISSING_PARAMETER', node.at, `parameter '${node.name}' has no value`, node.name);
    }
    return value;
  }

  private valueOf(node: NodeOf<Reference, 'name'>): number {
    const { reference } = node;
    const value =
      reference.kind === 'PARAMETER'
        ? this.values.parameter(reference.slot)
        : reference.kind === 'STEP'
          ? this.values.step(reference.index)
          : this.values.runningTotal(reference.total);
    if (value === Infinity || value === -Infinity) this.fail('OUT_OF_RANGE', node.at, `'${node.name}' is too large`);
    return value;
  }

  condition(node: ResolvedNode): boolean {
    if (node.kind === 'boolean') return node.value;
    if (node.kind === 'unary') return !this.condition(node.operand);
    if (node.kind === 'conditional') {
      return this.condition(this.condition(node.condition) ? node.whenTrue : node.whenFalse);
    }
    if (node.kind !== 'binary') return false;
    const { operator, left, right } = node;
    if (operator === 'and') return this.condition(left) && this.condition(right);
    if (operator === 'or') return this.condition(left) || this.condition(right);
    if (!isComparison(operator)) return false;
    if (isBoolean(left)) return (this.condition(left) === this.condition(right)) === (operator === '==');
    const leftValue = this.number(left);
    return compare(operator, leftValue, this.number(right));
  }

  private arithmetic(node: NodeOf<Reference, 'binary'>): number {
    const left = this.number(node.left);
    const right = this.number(node.right);
    const operator = node.operator as ArithmeticOperator;
    const value = calculate(operator, left, right);
    if (!Number.isFinite(value)) this.explain(operator, node.at, left, right, value);
    return value;
  }

  private explain(operator: ArithmeticOperator, at: number, left: number, right: number, value: number): void {
    if ((operator === '/' || operator === '%') && right === 0) this.fail('DIVISION_BY_ZERO', at, 'division by zero');
    else if (operator === '**' && left === 0) this.fail('DIVISION_BY_ZERO', at, 'zero to a negative power');
    else if (operator === '**' && Number.isNaN(value)) {
      this.fail('NOT_A_NUMBER', at, 'negative number to a power that is not whole');
    } else this.fail('OUT_OF_RANGE', at, `result of '${operator}' is too large`);
  }

  private call(node: NodeOf<Reference, 'call'>): number {
    const args = node.arguments.map((argument) => this.number(argument));
    const [first = NaN, second = 0, third = NaN] = args;
    switch (node.function) {
      case 'min':
        return args.reduce((a, b) => Math.min(a, b));
      case 'max':
        return args.reduce((a, b) => Math.max(a, b));
      case 'abs':
        return Math.abs(first);
      case 'ceil':
        return ceil(first);
      case 'floor':
        return floor(first);
      case 'clamp':
        return clamp(first, second, third);
      case 'sqrt':
        if (first < 0) this.fail('NOT_A_NUMBER', node.at, 'square root of a negative number');
        return Math.sqrt(first);
      case 'round': {
        const round = isGiven(node.arguments[0]!) ? roundGiven : roundTo;
        const value = round(first, second);
        if (Number.isNaN(value)) {
          this.fail('NOT_A_NUMBER', node.at, "the digits of 'round' are not a whole number from -15 to 15");
        }
        return value;
      }
    }
  }

  private fail(code: FailureCode, at: number, problem: string, name = ''): void {
    this.failure ??= { code, at, name, problem };
  }
}

function calculate(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return power(left, right);
  }
}

function compare(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return left === right;
    case '!=':
      return left !== right;
  }
}
