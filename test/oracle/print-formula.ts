import type { FormulaNode } from '#costing';
import type { Random } from './random.js';

const PRECEDENCE: Readonly<Record<string, number>> = {
  ...{ or: 10, and: 15, '==': 20, '!=': 20, '<': 20, '<=': 20, '>': 20, '>=': 20, '+': 30, '-': 30 },
  ...{ '*': 60, '/': 60, '%': 60, '**': 100, '??': 500 },
};
const CLOSED = 1000;

/**
 * Writes a tree as one of the many texts that mean it: spellings, spaces, comments and needless parentheses at random,
 * needed ones by rules of their own, so that the parser is tested and not mirrored.
 */
export function printFormula(tree: FormulaNode, random: Random): string {
  const words = new Printer(random).words(tree, 0);
  return words.map((word, i) => (i === 0 ? word : gap(words[i - 1] as string, word, random) + word)).join('');
}

function gap(before: string, after: string, random: Random): string {
  const mustPart = /[\w.]$/.test(before) && /^[\w.]/.test(after);
  if (random.chance(0.02)) {
    const comment = random.pick(['/* kg * 2 */', ' // the rest is words\n', '\n\t', '/**/', '\r\n', ' /* a\n// b */ ']);
    // A division sign and a comment would make another comment.
    return before === '/' ? ` ${comment}` : comment;
  }
  return mustPart || random.chance(0.5) ? ' ' : '';
}

class Printer {
  constructor(private readonly random: Random) {}

  /** Words of the part where what stands around it binds with `least`. */
  words(node: FormulaNode, least: number): string[] {
    const [precedence, words] = this.bare(node);
    return precedence < least || this.random.chance(0.06) ? ['(', ...words, ')'] : words;
  }

  private bare(node: FormulaNode): [precedence: number, words: string[]] {
    switch (node.kind) {
      case 'number':
        return [CLOSED, [this.number(node.value)]];
      case 'boolean':
        return [CLOSED, [String(node.value)]];
      case 'name':
        return [CLOSED, [node.name]];
      case 'unary':
        if (node.operator === 'not') return [50, [this.random.pick(['not', '!']), ...this.words(node.operand, 51)]];
        return [90, [node.operator, ...this.words(node.operand, 90)]];
      case 'binary':
        return this.binary(node);
      case 'conditional': {
        const { condition, whenTrue, whenFalse } = node;
        if (this.random.chance(0.4)) return [CLOSED, this.call('if', [condition, whenTrue, whenFalse])];
        const words = [...this.words(condition, 1), '?', ...this.words(whenTrue, 0), ':', ...this.words(whenFalse, 0)];
        return [0, words];
      }
      case 'call':
        return [CLOSED, this.call(node.function, node.arguments)];
    }
  }

  private binary({ operator, left, right }: FormulaNode & { kind: 'binary' }): [number, string[]] {
    const precedence = PRECEDENCE[operator] ?? NaN;
    if (operator === '**') {
      if (this.random.chance(0.3)) return [CLOSED, this.call('pow', [left, right])];
      const spelling = this.random.pick(['**', '^']);
      return [precedence, [...this.closed(left, precedence + 1), spelling, ...this.words(right, precedence)]];
    }
    if (operator === '??') {
      return [precedence, [...this.words(left, precedence), '??', ...this.words(right, precedence + 1)]];
    }
    const spelling =
      operator === 'and' || operator === 'or'
        ? this.random.pick([operator, operator === 'and' ? '&&' : '||'])
        : operator;
    const leastLeft = precedence === 20 ? 21 : precedence;
    return [precedence, [...this.closed(left, leastLeft), spelling, ...this.words(right, precedence + 1)]];
  }

  /** A left side; `a ?? b` may not stand bare before another operator. */
  private closed(node: FormulaNode, least: number): string[] {
    return this.words(node, node.kind === 'binary' && node.operator === '??' ? CLOSED : least);
  }

  private call(name: string, args: readonly FormulaNode[]): string[] {
    const words = args.flatMap((argument, i) => [...(i === 0 ? [] : [',']), ...this.words(argument, 0)]);
    return [name, '(', ...words, ...(this.random.chance(0.05) ? [','] : []), ')'];
  }

  private number(value: number): string {
    const text = String(value);
    if (this.random.chance(0.8) || /e/.test(text)) return text;
    if (text.startsWith('0.')) return text.slice(1);
    if (!text.includes('.')) {
      return this.random.pick([`${text}.`, `${text}.00`, `${text}e0`, text.replace(/(\d)(\d{3})$/, '$1_$2')]);
    }
    return `${text}0`;
  }
}
