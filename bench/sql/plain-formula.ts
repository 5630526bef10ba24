import type { Reference, ResolvedNode } from '#costing';

type NodeOf<K extends ResolvedNode['kind']> = Extract<ResolvedNode, { kind: K }>;

/** What formulas are written in: `float8` as bare as can be, or `numeric` as one would write it first. */
export type PlainType = 'float8' | 'numeric';

/**
 * A checked formula as plain SQL without the language's guards: an overflow or a division by zero ends the statement
 * (float8) or gives NULL (numeric). `nameOf` gives the expression of a name.
 */
export function plainFormula(tree: ResolvedNode, type: PlainType, nameOf: (name: Reference) => string): string {
  return new PlainFormula(type, nameOf).write(tree);
}

class PlainFormula {
  constructor(
    private readonly type: PlainType,
    private readonly nameOf: (name: Reference) => string,
  ) {}

  write(node: ResolvedNode): string {
    switch (node.kind) {
      case 'number':
        return plainNumber(node.value, this.type);
      case 'boolean':
        return String(node.value);
      case 'name':
        return this.nameOf(node.reference);
      case 'unary':
        return node.operator === 'not' ? `(NOT ${this.write(node.operand)})` : this.signed(node);
      case 'binary':
        return this.binary(node);
      case 'conditional':
        return `(CASE WHEN ${this.write(node.condition)} THEN ${this.write(node.whenTrue)} ELSE ${this.write(node.whenFalse)} END)`;
      case 'call':
        return this.call(node);
    }
  }

  private signed(node: NodeOf<'unary'>): string {
    return node.operator === '-' ? `(- ${this.write(node.operand)})` : this.write(node.operand);
  }

  private binary(node: NodeOf<'binary'>): string {
    const left = this.write(node.left);
    const right = this.write(node.right);
    switch (node.operator) {
      case '/':
        return plainQuotient(left, right, this.type);
      case '%':
        return `mod(${left}::numeric, ${right}::numeric)::${this.type}`;
      case '**':
        return `power(${left}, ${right})`;
      case '??':
        return `coalesce(${left}, ${right})`;
      case '==':
        return `(${left} = ${right})`;
      case '!=':
        return `(${left} <> ${right})`;
      default:
        return `(${left} ${node.operator} ${right})`;
    }
  }

  private call(node: NodeOf<'call'>): string {
    const list = node.arguments.map((argument) => this.write(argument));
    switch (node.function) {
      case 'min':
        return `least(${list.join(', ')})`;
      case 'max':
        return `greatest(${list.join(', ')})`;
      case 'clamp':
        return `least(greatest(${list[0]}, ${list[1]}), ${list[2]})`;
      case 'round':
        return `round(${list[0]}::numeric, ${list[1] ?? '0'}::integer)::${this.type}`;
      default:
        return `${node.function}(${list[0]})`;
    }
  }
}

export function plainNumber(value: number, type: PlainType): string {
  return type === 'float8' ? `'${value}'::float8` : `${value}::numeric`;
}

/** Whoever writes in numeric has met division by zero: it ends the statement there too. */
export function plainQuotient(left: string, right: string, type: PlainType): string {
  return type === 'float8' ? `(${left} / ${right})` : `(${left} / nullif(${right}, 0))`;
}
