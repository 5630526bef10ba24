import { Decimal } from 'decimal.js';
import { childrenOf, type FormulaNode } from '#costing';

/** decimal.js with 40 digits and room for what doubles cannot hold. */
export const D = Decimal.clone({ precision: 40, toExpNeg: -9e15, toExpPos: 9e15, maxE: 9e15, minE: -9e15 });
export type D = Decimal;

/** A value, and how far from it the double may be by the rules of rounding. */
export interface Approximate {
  readonly value: D;
  readonly error: D;
}

/** The formula has no value, and by a margin: doubles have to see it too. */
export class NoValue extends Error {}
/** Doubles may fall on either side of an edge here: nothing can be said. */
export class OnTheEdge extends Error {}

const ULP = new D(2).pow(-53);
const TINY = new D('5e-324');
const LARGEST = new D(Number.MAX_VALUE);
const EXACT = new D(2).pow(53);
const ZERO = new D(0);

/** A given number: integers are exact as doubles, decimals are off by up to half a unit in the last place. */
export function given(value: number): Approximate {
  const decimal = new D(String(value));
  const isExact = decimal.isInteger() && decimal.abs().lt(EXACT);
  return { value: decimal, error: isExact ? ZERO : decimal.abs().mul(ULP).plus(TINY) };
}

const isRoundedOnce = ({ value, error }: Approximate): boolean => error.lte(value.abs().mul(ULP).plus(TINY));

/** The result of a double operation: what came in by its operands, and one rounding. Overflow is no value. */
export function rounded(value: D, error: D, ulps = 1): Approximate {
  const isExact = error.isZero() && value.isInteger() && value.abs().lt(EXACT);
  const total = isExact ? ZERO : error.plus(value.abs().mul(ULP).mul(ulps)).plus(TINY);
  if (value.abs().plus(total).gt(LARGEST)) {
    throw value.abs().minus(total).gt(LARGEST) ? new NoValue('overflow') : new OnTheEdge('overflow');
  }
  return { value, error: total };
}

export const add = (a: Approximate, b: Approximate): Approximate =>
  rounded(a.value.plus(b.value), a.error.plus(b.error));

export const multiply = (a: Approximate, b: Approximate): Approximate =>
  rounded(a.value.mul(b.value), a.value.abs().mul(b.error).plus(b.value.abs().mul(a.error)).plus(a.error.mul(b.error)));

export function divide(a: Approximate, b: Approximate): Approximate {
  refuseZero(b);
  const value = a.value.div(b.value);
  return rounded(value, a.error.plus(value.abs().mul(b.error)).div(b.value.abs().minus(b.error)));
}

/** A divisor: zero is no value, and what cannot be told from zero is on the edge. */
function refuseZero(divisor: Approximate): void {
  if (divisor.value.isZero() && divisor.error.isZero()) throw new NoValue('division by zero');
  if (divisor.value.abs().lte(divisor.error)) throw new OnTheEdge('divisor near zero');
}

export function remainder(a: Approximate, b: Approximate): Approximate {
  refuseZero(b);
  if (a.value.abs().div(b.value.abs()).gt(1e15)) throw new OnTheEdge('remainder of a far larger number');
  const quotient = a.value.div(b.value).trunc();
  const value = a.value.minus(b.value.mul(quotient));
  const error = a.error.plus(quotient.abs().mul(b.error));
  if (!error.isZero() && (value.abs().lte(error) || b.value.abs().minus(value.abs()).lte(error))) {
    throw new OnTheEdge('remainder near a multiple');
  }
  return rounded(value, error);
}

export function power(a: Approximate, b: Approximate): Approximate {
  const exponent = b.value;
  if (exponent.isZero() && b.error.isZero()) return { value: new D(1), error: ZERO };
  if (a.value.abs().lte(a.error)) return powerNearZero(a, b);
  if (a.value.isNegative() && !(b.error.isZero() && exponent.isInteger())) {
    if (exponent.minus(exponent.round()).abs().lte(b.error)) throw new OnTheEdge('exponent near a whole number');
    throw new NoValue('broken power of a negative number');
  }
  const logarithm = a.value.abs().ln();
  const size = logarithm.mul(exponent);
  if (size.gt(720)) throw new NoValue('overflow');
  if (size.lt(-760)) return { value: ZERO, error: TINY };
  const relative = exponent.abs().mul(a.error).div(a.value.abs().minus(a.error)).plus(logarithm.abs().mul(b.error));
  if (relative.gt(0.001)) throw new OnTheEdge('power of uncertain numbers');
  const value = a.value.pow(exponent);
  return rounded(value, value.abs().mul(relative).mul(1.01), 4);
}

function powerNearZero(a: Approximate, b: Approximate): Approximate {
  const isRoot = !b.error.isZero() || b.value.isNegative() || !b.value.isInteger();
  if (a.error.isZero() && b.error.isZero()) {
    if (b.value.isNegative()) throw new NoValue('zero to a negative power');
    return { value: ZERO, error: ZERO };
  }
  if (isRoot) throw new OnTheEdge('power of nearly zero');
  return rounded(ZERO, a.value.abs().plus(a.error).pow(b.value));
}

export function root(a: Approximate): Approximate {
  if (a.value.isZero() && a.error.isZero()) return a;
  if (a.value.abs().lte(a.error)) throw new OnTheEdge('root near zero');
  if (a.value.isNegative()) throw new NoValue('root of a negative number');
  const value = a.value.sqrt();
  return rounded(value, a.error.div(value));
}

/** Within this share of its size, at most an eighth, a value counts as the whole number next to it. */
const WHOLE_TOLERANCE = new D(2).pow(-48);
const EIGHTH = new D('0.125');

/** Floor or ceiling: certain unless the end of what counts as a whole number lies within the error. */
export function whole(a: Approximate, direction: 'floor' | 'ceil'): Approximate {
  const nearest = a.value.round();
  const distance = a.value.minus(nearest).abs();
  const tolerance = smaller(a.value.abs().mul(WHOLE_TOLERANCE), EIGHTH);
  if (!a.error.isZero() && distance.minus(tolerance).abs().lte(a.error.mul(2))) {
    throw new OnTheEdge('near the tolerance of a whole number');
  }
  return rounded(distance.lte(tolerance) ? nearest : a.value[direction](), ZERO);
}

const smaller = (a: D, b: D): D => (a.lt(b) ? a : b);

/**
 * Half away from zero. A decimal half that was given counts as one, though its double may lie below; `isGiven`: the number
 * was not computed, so that its decimal leaves no doubt.
 */
export function round(a: Approximate, digits: number, isGiven: boolean): Approximate {
  const scale = new D(10).pow(digits);
  const scaled = a.value.mul(scale);
  // Below this a half has at most 15 digits, and is the only such decimal of its double.
  if (isGiven && scaled.abs().lt(1e14)) return rounded(halfAway(scaled).div(scale), ZERO);
  if (scaled.abs().gt(1e15)) {
    return { value: a.value, error: a.error.plus(new D(2).div(scale)).plus(a.value.abs().mul(ULP)) };
  }
  const fromHalf = scaled.abs().minus(scaled.abs().floor()).minus(0.5).abs();
  const blur = a.error.mul(scale).plus(scaled.abs().mul(ULP).mul(4));
  if (fromHalf.lte(blur) && !(fromHalf.isZero() && isRoundedOnce(a))) throw new OnTheEdge('near a half');
  return rounded(halfAway(scaled).div(scale), ZERO);
}

const halfAway = (value: D): D => value.toDecimalPlaces(0, Decimal.ROUND_HALF_UP);

const larger = (a: D, b: D): D => (a.gt(b) ? a : b);
export const least = (a: Approximate, b: Approximate): Approximate => ({
  value: a.value.lt(b.value) ? a.value : b.value,
  error: larger(a.error, b.error),
});
export const greatest = (a: Approximate, b: Approximate): Approximate => ({
  value: a.value.gt(b.value) ? a.value : b.value,
  error: larger(a.error, b.error),
});

/** -1, 0 or 1, only where the error leaves no doubt. */
export function compare(a: Approximate, b: Approximate): number {
  const blur = a.error.plus(b.error);
  // One and the same decimal, rounded once, is one and the same double.
  if (a.value.eq(b.value) && isRoundedOnce(a) && isRoundedOnce(b)) return 0;
  if (!blur.isZero() && a.value.minus(b.value).abs().lte(blur)) {
    throw new OnTheEdge('comparison of nearly equal numbers');
  }
  return a.value.cmp(b.value);
}

/** Value of a name; undefined: no value. */
export type DecimalNames = (name: string) => Approximate | undefined;

/**
 * Computes a tree, as it was made and before it was printed, in decimals. Throws NoValue or OnTheEdge. Names that are not
 * parameters' stand for computed values.
 */
export class DecimalFormula {
  constructor(
    private readonly names: DecimalNames,
    private readonly isParameter: (name: string) => boolean,
  ) {}

  number(node: FormulaNode): Approximate {
    const value = this.optional(node);
    if (!value) throw new NoValue('missing parameter');
    return value;
  }

  private optional(node: FormulaNode): Approximate | undefined {
    switch (node.kind) {
      case 'name':
        return this.names(node.name);
      case 'number':
        return given(node.value);
      case 'conditional':
        return this.optional(this.condition(node.condition) ? node.whenTrue : node.whenFalse);
      case 'unary': {
        const { value, error } = this.number(node.operand);
        return { value: node.operator === '-' ? value.neg() : value, error };
      }
      case 'binary':
        return node.operator === '??' ? (this.optional(node.left) ?? this.optional(node.right)) : this.arithmetic(node);
      case 'call':
        return this.call(node);
      case 'boolean':
        throw new Error('no number');
    }
  }

  private arithmetic(node: FormulaNode & { kind: 'binary' }): Approximate {
    const [a, b] = [this.number(node.left), this.number(node.right)];
    switch (node.operator) {
      case '+':
        return add(a, b);
      case '-':
        return add(a, { value: b.value.neg(), error: b.error });
      case '*':
        return multiply(a, b);
      case '/':
        return divide(a, b);
      case '%':
        return remainder(a, b);
      case '**':
        return power(a, b);
      default:
        throw new Error('no number');
    }
  }

  private call(node: FormulaNode & { kind: 'call' }): Approximate {
    const args = node.arguments.map((argument) => this.number(argument));
    const [a, b, c] = args as [Approximate, Approximate, Approximate];
    switch (node.function) {
      case 'min':
        return args.reduce(least);
      case 'max':
        return args.reduce(greatest);
      case 'clamp':
        return least(greatest(a, b), c);
      case 'abs':
        return { value: a.value.abs(), error: a.error };
      case 'floor':
      case 'ceil':
        return whole(a, node.function);
      case 'sqrt':
        return root(a);
      case 'round':
        return round(a, digitsOf(args[1]), this.isGiven(node.arguments[0]!));
    }
  }

  /** Whether the value is a number that was written or entered, or chosen among such. */
  private isGiven(node: FormulaNode): boolean {
    if (node.kind === 'name') return this.isParameter(node.name);
    if (node.kind === 'binary' && node.operator !== '??') return false;
    if (node.kind === 'call' && !['min', 'max', 'abs', 'clamp'].includes(node.function)) return false;
    const operands = node.kind === 'conditional' ? [node.whenTrue, node.whenFalse] : childrenOf(node);
    return operands.every((operand) => this.isGiven(operand));
  }

  private condition(node: FormulaNode): boolean {
    if (node.kind === 'boolean') return node.value;
    if (node.kind === 'unary') return !this.condition(node.operand);
    if (node.kind === 'conditional') {
      return this.condition(this.condition(node.condition) ? node.whenTrue : node.whenFalse);
    }
    if (node.kind !== 'binary') throw new Error('no condition');
    const { operator, left, right } = node;
    if (operator === 'and') return this.condition(left) && this.condition(right);
    if (operator === 'or') return this.condition(left) || this.condition(right);
    const order = isCondition(left)
      ? Number(this.condition(left)) - Number(this.condition(right))
      : compare(this.number(left), this.number(right));
    switch (operator) {
      case '<':
        return order < 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '>=':
        return order >= 0;
      case '==':
        return order === 0;
      case '!=':
        return order !== 0;
      default:
        throw new Error('no condition');
    }
  }
}

function digitsOf(digits: Approximate | undefined): number {
  if (!digits) return 0;
  if (!digits.error.isZero()) {
    if (digits.value.minus(digits.value.round()).abs().lte(digits.error)) throw new OnTheEdge('uncertain digits');
    throw new NoValue('broken digits');
  }
  if (!digits.value.isInteger() || digits.value.abs().gt(15)) throw new NoValue('digits out of range');
  return digits.value.toNumber();
}

function isCondition(node: FormulaNode): boolean {
  if (node.kind === 'conditional') return isCondition(node.whenTrue);
  if (node.kind === 'boolean') return true;
  if (node.kind === 'unary') return node.operator === 'not';
  return node.kind === 'binary' && ['and', 'or', '<', '<=', '>', '>=', '==', '!='].includes(node.operator);
}
