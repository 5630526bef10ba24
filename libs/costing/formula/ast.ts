/** Sums over the steps before the one that reads them. */
export const RUNNING_TOTALS = ['material_so_far', 'process_so_far', 'overhead_so_far', 'cost_so_far'] as const;
export type RunningTotal = (typeof RUNNING_TOTALS)[number];

/** What a name stands for: a slot of the parameters, an earlier step, or a running total. */
export type Reference =
  | { readonly kind: 'PARAMETER'; readonly slot: number }
  | { readonly kind: 'STEP'; readonly index: number }
  | { readonly kind: 'RUNNING_TOTAL'; readonly total: RunningTotal };

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '**';
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | 'and' | 'or' | '??';
export type UnaryOperator = '-' | '+' | 'not';

/** Smallest and largest number of arguments of every function. */
export const FUNCTION_ARGUMENTS = {
  min: [1, Infinity],
  max: [1, Infinity],
  abs: [1, 1],
  ceil: [1, 1],
  floor: [1, 1],
  round: [1, 2],
  sqrt: [1, 1],
  pow: [2, 2],
  clamp: [3, 3],
  if: [3, 3],
} as const satisfies Record<string, readonly [number, number]>;
/** Functions that stay calls in the tree: `if` becomes a conditional and `pow` the power operator. */
export type FunctionName = Exclude<keyof typeof FUNCTION_ARGUMENTS, 'if' | 'pow'>;

/** `start`: offset of the part's first character; `at`: offset of the operator or name that errors point to. */
interface Place {
  readonly start: number;
  readonly at: number;
}

/** Formula tree whose names carry `R`: nothing yet after parsing, a `Reference` after checking. */
export type Node<R> = Place &
  (
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'boolean'; readonly value: boolean }
    | { readonly kind: 'name'; readonly name: string; readonly reference: R }
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Node<R> }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node<R>; readonly right: Node<R> }
    | {
        readonly kind: 'conditional';
        readonly condition: Node<R>;
        readonly whenTrue: Node<R>;
        readonly whenFalse: Node<R>;
      }
    | { readonly kind: 'call'; readonly function: FunctionName; readonly arguments: readonly Node<R>[] }
  );

export type FormulaNode = Node<null>;
export type ResolvedNode = Node<Reference>;
export type NodeOf<R, K extends Node<R>['kind']> = Extract<Node<R>, { kind: K }>;

/** The operands of a node, left to right. */
export function childrenOf<R>(node: Node<R>): readonly Node<R>[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'call':
      return node.arguments;
    default:
      return [];
  }
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

export function isComparison(operator: string): operator is ComparisonOperator {
  return COMPARISONS.has(operator);
}

/** Whether a part gives a condition (true or false) rather than a number; asks the node alone, so checked trees only need it. */
export function isBoolean<R>(node: Node<R>): boolean {
  switch (node.kind) {
    case 'boolean':
      return true;
    case 'unary':
      return node.operator === 'not';
    case 'binary':
      return isComparison(node.operator) || node.operator === 'and' || node.operator === 'or';
    case 'conditional':
      return isBoolean(node.whenTrue);
    default:
      return false;
  }
}

const CHOOSING: ReadonlySet<FunctionName> = new Set(['min', 'max', 'abs', 'clamp']);

/**
 * Whether a part's value is a number as somebody wrote or entered it, with or without its sign, or one chosen among
 * such: then its decimal is exact. Everything else is computed, steps included, and carries errors of rounding.
 */
export function isGiven(node: ResolvedNode): boolean {
  switch (node.kind) {
    case 'number':
      return true;
    case 'name':
      return node.reference.kind === 'PARAMETER';
    case 'unary':
      return isGiven(node.operand);
    case 'conditional':
      return isGiven(node.whenTrue) && isGiven(node.whenFalse);
    case 'call':
      return CHOOSING.has(node.function) && node.arguments.every(isGiven);
    case 'binary':
      return node.operator === '??' && isGiven(node.left) && isGiven(node.right);
    case 'boolean':
      return false;
  }
}
