import { type Node, type NodeOf, isComparison } from './ast.js';
import { FormulaError } from './errors.js';

type Type = 'number' | 'condition';

const CHOOSE = "write 'if(condition, a, b)' to choose between two numbers";
const PARENTHESES = "put the whole condition in parentheses: 'not (a > b)'";
const COMPARE = "write a comparison such as 'x > 0'";

/** Faults of types: numbers and conditions never stand for one another, and a formula gives a number. */
export function checkTypes<R>(text: string, tree: Node<R>): FormulaError[] {
  const check = new TypeCheck<R>(text);
  check.expect(tree, 'number', 'a formula');
  return check.faults;
}

class TypeCheck<R> {
  readonly faults: FormulaError[] = [];

  constructor(private readonly text: string) {}

  expect(node: Node<R>, wanted: Type, user: string): void {
    if (this.typeOf(node) === wanted) return;
    const isNot = node.kind === 'unary' && node.operator === 'not';
    const [need, got, advice] =
      wanted === 'number'
        ? ['a number', 'a condition', isNot ? PARENTHESES : CHOOSE]
        : ['a condition', 'a number', COMPARE];
    this.fault('TYPE_MISMATCH', node, `${user} needs ${need}, but finds ${got}`, advice);
  }

  /** Type of the part as it is used from outside; faults inside are noted once and do not spread. */
  private typeOf(node: Node<R>): Type {
    switch (node.kind) {
      case 'number':
      case 'name':
        return 'number';
      case 'boolean':
        return 'condition';
      case 'unary':
        return this.unary(node);
      case 'binary':
        return this.binary(node);
      case 'conditional':
        return this.conditional(node);
      case 'call':
        for (const argument of node.arguments) this.expect(argument, 'number', `'${node.function}'`);
        if (node.function === 'round' && node.arguments[1]) this.checkDigits(node.arguments[1]);
        return 'number';
    }
  }

  private unary(node: NodeOf<R, 'unary'>): Type {
    const type = node.operator === 'not' ? 'condition' : 'number';
    if (type === 'condition' && this.typeOf(node.operand) === 'number') {
      this.fault('TYPE_MISMATCH', node.operand, "'not' needs a condition, but finds a number", PARENTHESES);
    } else if (type === 'number') this.expect(node.operand, type, `'${node.operator}'`);
    return type;
  }

  private binary(node: NodeOf<R, 'binary'>): Type {
    const { operator, left, right } = node;
    if (operator === '==' || operator === '!=') {
      const type = this.typeOf(left);
      this.expect(right, type, `'${operator}' after a ${type}`);
      return 'condition';
    }
    const operands = operator === 'and' || operator === 'or' ? 'condition' : 'number';
    this.expect(left, operands, `'${operator}'`);
    this.expect(right, operands, `'${operator}'`);
    return operands === 'condition' || isComparison(operator) ? 'condition' : 'number';
  }

  private conditional(node: NodeOf<R, 'conditional'>): Type {
    this.expect(node.condition, 'condition', 'a choice');
    const type = this.typeOf(node.whenTrue);
    this.expect(node.whenFalse, type, type === 'number' ? 'a choice between numbers' : 'a choice between conditions');
    return type;
  }

  private checkDigits(node: Node<R>): void {
    const value = constantOf(node);
    if (value === undefined || (Number.isInteger(value) && Math.abs(value) <= 15)) return;
    this.fault('INVALID_ARGUMENT', node, "the digits of 'round' are not a whole number from -15 to 15");
  }

  private fault(code: 'TYPE_MISMATCH' | 'INVALID_ARGUMENT', node: Node<R>, problem: string, advice?: string): void {
    this.faults.push(new FormulaError(code, this.text, node.start, problem, advice));
  }
}

function constantOf<R>(node: Node<R>): number | undefined {
  if (node.kind === 'number') return node.value;
  if (node.kind !== 'unary' || node.operator === 'not') return undefined;
  const value = constantOf(node.operand);
  return value === undefined || node.operator === '+' ? value : -value;
}
