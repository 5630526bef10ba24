import type { ArithmeticOperator, ComparisonOperator, FunctionName } from '../../libs/costing/formula/ast.js';
import type { FormulaNode } from '#costing';
import type { Random } from './random.js';

const PLACE = { start: 0, at: 0 };

/** A random formula tree that gives a number, over the names; about as deep as said. */
export function randomNumber(random: Random, names: readonly string[], depth: number): FormulaNode {
  const number = (): FormulaNode => randomNumber(random, names, depth - 1);
  if (depth <= 0 || random.chance(0.1)) {
    return random.chance(names.length === 0 ? 0 : 0.7) ? name(random.pick(names)) : literal(randomLiteral(random));
  }
  const kind = random.weighted([
    [55, 'arithmetic'],
    [4, 'power'],
    [7, 'unary'],
    [10, 'conditional'],
    [6, 'coalesce'],
    [18, 'call'],
  ] as const);
  switch (kind) {
    case 'arithmetic': {
      const operator = random.weighted<ArithmeticOperator>([
        [9, '+'],
        [7, '-'],
        [10, '*'],
        [7, '/'],
        [1, '%'],
      ]);
      return { kind: 'binary', operator, left: number(), right: number(), ...PLACE };
    }
    case 'power': {
      const exponent = random.chance(0.8) ? literal(random.pick([0, 1, 2, 3, 0.5, 1.5])) : number();
      return { kind: 'binary', operator: '**', left: number(), right: exponent, ...PLACE };
    }
    case 'unary':
      return { kind: 'unary', operator: random.chance(0.8) ? '-' : '+', operand: number(), ...PLACE };
    case 'conditional': {
      const condition = randomCondition(random, names, depth - 1);
      return { kind: 'conditional', condition, whenTrue: number(), whenFalse: number(), ...PLACE };
    }
    case 'coalesce': {
      const left = random.chance(0.7) && names.length > 0 ? name(random.pick(names)) : number();
      return { kind: 'binary', operator: '??', left, right: number(), ...PLACE };
    }
    case 'call':
      return randomCall(random, number);
  }
}

function randomCall(random: Random, number: () => FormulaNode): FormulaNode {
  const call = (fn: FunctionName, count: number): FormulaNode => ({
    kind: 'call',
    function: fn,
    arguments: Array.from({ length: count }, number),
    ...PLACE,
  });
  const fn = random.pick(['min', 'max', 'abs', 'ceil', 'floor', 'round', 'sqrt', 'clamp'] as const);
  if (fn === 'min' || fn === 'max') return call(fn, 1 + random.below(4));
  if (fn === 'clamp') return call(fn, 3);
  if (fn !== 'round' || random.chance(0.3)) return call(fn, 1);
  const digits: FormulaNode = literal(random.pick([0, 1, 2, 2, 3, 4, 6, 15]));
  const signed: FormulaNode = random.chance(0.2) ? { kind: 'unary', operator: '-', operand: digits, ...PLACE } : digits;
  // Constant digits that are no whole numbers are refused when checked, computed ones when evaluated.
  return {
    kind: 'call',
    function: fn,
    arguments: [number(), random.chance(0.05) ? call('floor', 1) : signed],
    ...PLACE,
  };
}

function randomCondition(random: Random, names: readonly string[], depth: number): FormulaNode {
  const condition = (): FormulaNode => randomCondition(random, names, depth - 1);
  const kind =
    depth <= 0
      ? 'compare'
      : random.weighted([
          [6, 'compare'],
          [2, 'and'],
          [2, 'or'],
          [1, 'not'],
          [0.5, 'literal'],
          [0.5, 'equal'],
          [0.5, 'choice'],
        ] as const);
  switch (kind) {
    case 'compare': {
      const operator = random.pick<ComparisonOperator>(['<', '<=', '>', '>=', '==', '!=']);
      const [left, right] = [randomNumber(random, names, depth - 1), randomNumber(random, names, depth - 1)];
      return { kind: 'binary', operator, left, right, ...PLACE };
    }
    case 'and':
    case 'or':
      return { kind: 'binary', operator: kind, left: condition(), right: condition(), ...PLACE };
    case 'equal':
      return {
        kind: 'binary',
        operator: random.chance(0.5) ? '==' : '!=',
        left: condition(),
        right: condition(),
        ...PLACE,
      };
    case 'not':
      return { kind: 'unary', operator: 'not', operand: condition(), ...PLACE };
    case 'literal':
      return { kind: 'boolean', value: random.chance(0.5), ...PLACE };
    case 'choice':
      return { kind: 'conditional', condition: condition(), whenTrue: condition(), whenFalse: condition(), ...PLACE };
  }
}

const name = (text: string): FormulaNode => ({ kind: 'name', name: text, reference: null, ...PLACE });
const literal = (value: number): FormulaNode => ({ kind: 'number', value, ...PLACE });

function randomLiteral(random: Random): number {
  return random.weighted<() => number>([
    [8, () => 1 + random.below(10)],
    [6, () => 100],
    [6, () => random.below(1000) / 100],
    [3, () => random.below(1_000_000) / 1000],
    [1, () => random.pick([0, 1e-9, 1e6, 1e15, 0.1, 1e-3, 9007199254.740991])],
    [0.3, () => random.pick([1e300, 1e-300, 1.7976931348623157e308, 5e-324, 1e160, 1e-160])],
  ])();
}

/** A parameter's value: mostly what a mill enters, sometimes at the edge of what there is, NaN for none. */
export function randomInput(random: Random): number {
  const sign = random.chance(0.1) ? -1 : 1;
  const value = random.weighted<() => number>([
    [10, () => random.below(100_000) / 100],
    [10, () => random.below(10_000) / 10_000],
    [10, () => random.below(1_000)],
    [5, () => random.next() * 10 ** random.below(8)],
    [1, () => 0],
    [2, () => random.next() * 10 ** (random.below(60) - 30)],
    [
      1,
      () =>
        random.pick([1e300, 1e-300, 1.7976931348623157e308, 5e-324, 1e155, 1e-155, 2 ** 53, 1e15, 0.5, 2.675, 1.005]),
    ],
    [0.7, () => NaN],
  ])();
  return sign * value;
}
