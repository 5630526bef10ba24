import { type BinaryOperator, FUNCTION_ARGUMENTS, type FormulaNode, type UnaryOperator, isComparison } from './ast.js';
import { FormulaError, type FormulaErrorCode } from './errors.js';
import { type Token, quote, shorten, tokenize } from './lexer.js';
import { DEEPEST_NESTING, MOST_FORMULA_NODES } from './limits.js';
import { suggestName } from './suggest.js';

interface BinarySyntax {
  readonly operator: BinaryOperator;
  readonly precedence: number;
  readonly rightAssociative?: true;
}

const COMPARISON = 20;
const NOT = 50;
const SIGN = 90;

/** Precedences are expr-lang's, so that its formulas group here as they do there. */
const BINARY: ReadonlyMap<string, BinarySyntax> = new Map<string, BinarySyntax>([
  ['or', { operator: 'or', precedence: 10 }],
  ['||', { operator: 'or', precedence: 10 }],
  ['and', { operator: 'and', precedence: 15 }],
  ['&&', { operator: 'and', precedence: 15 }],
  ...(['==', '!=', '<', '<=', '>', '>='] as const).map(
    (operator) => [operator, { operator, precedence: COMPARISON }] as const,
  ),
  ['+', { operator: '+', precedence: 30 }],
  ['-', { operator: '-', precedence: 30 }],
  ['*', { operator: '*', precedence: 60 }],
  ['/', { operator: '/', precedence: 60 }],
  ['%', { operator: '%', precedence: 60 }],
  ['**', { operator: '**', precedence: 100, rightAssociative: true }],
  ['^', { operator: '**', precedence: 100, rightAssociative: true }],
  ['??', { operator: '??', precedence: 500 }],
]);

const UNARY: ReadonlyMap<string, readonly [UnaryOperator, precedence: number]> = new Map([
  ['-', ['-', SIGN]],
  ['+', ['+', SIGN]],
  ['!', ['not', NOT]],
  ['not', ['not', NOT]],
]);

/** Every spelling of every operator, for the test of the language's description. */
export const OPERATORS: readonly string[] = [...BINARY.keys(), ...UNARY.keys(), '?', ':'];

/** Words that name nothing: some belong to this language, the others to expr-lang, whose formulas would break on them. */
export const KEYWORDS: ReadonlySet<string> = new Set('and or not true false if else nil let in'.split(' '));
const FOREIGN = new Map([
  ['nil', "write 'name ?? value' for a parameter that may be without value"],
  ['let', 'give the intermediate value a step of its own, of component MEMO'],
  ['else', "write 'condition ? a : b' or 'if(condition, a, b)'"],
  ['in', "compare with '==' and 'or'"],
]);
const OPERAND = "a number, a name or '('";

type FunctionSyntax = readonly [least: number, most: number];
const FUNCTIONS: ReadonlyMap<string, FunctionSyntax> = new Map(Object.entries(FUNCTION_ARGUMENTS));

/** Tree of a formula's text, names not yet resolved and types not yet checked. Throws FormulaError. */
export function parseFormula(text: string): FormulaNode {
  return new Parser(text).parse();
}

class Parser {
  private readonly tokens: Token[];
  private next = 0;
  private nodes = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.tokens = tokenize(text);
  }

  parse(): FormulaNode {
    if (this.tokens.length === 1) throw this.error('SYNTAX_ERROR', 0, 'the formula is empty', `expected ${OPERAND}`);
    const tree = this.expression(0);
    if (this.current.kind !== 'end') throw this.unexpected('an operator or the end');
    return tree;
  }

  private get current(): Token {
    // The last token is always `end`, and nothing steps beyond it.
    return this.tokens[this.next] as Token;
  }

  private take(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.next++;
    return token;
  }

  private at(operator: string): boolean {
    return this.current.kind === 'operator' && this.current.text === operator;
  }

  private expect(operator: string, expected: string): void {
    if (!this.at(operator)) throw this.unexpected(expected);
    this.take();
  }

  /** Precedence climbing: operators of at least this precedence; a conditional only where nothing binds from outside. */
  private expression(least: number): FormulaNode {
    let left = this.operand();
    let afterCoalesce = false;
    for (;;) {
      const token = this.current;
      const syntax = token.kind === 'number' || token.kind === 'end' ? undefined : BINARY.get(token.text);
      if (!syntax || syntax.precedence < least) break;
      if (afterCoalesce && syntax.operator !== '??') {
        throw this.error(
          'SYNTAX_ERROR',
          token.offset,
          `'??' and '${token.text}' without parentheses`,
          "put '(a ?? b)' in parentheses",
        );
      }
      this.take();
      left = this.binary(left, token, syntax);
      afterCoalesce = syntax.operator === '??';
    }
    return least === 0 && this.at('?') ? this.conditional(left) : left;
  }

  private binary(left: FormulaNode, token: Token, syntax: BinarySyntax): FormulaNode {
    const { operator, precedence, rightAssociative } = syntax;
    const right = rightAssociative
      ? this.nested(token, () => this.expression(precedence))
      : this.expression(precedence + 1);
    if (isComparison(operator) && this.current.kind === 'operator' && isComparison(this.current.text)) {
      throw this.error('SYNTAX_ERROR', this.current.offset, 'chained comparison', "write 'a < b and b < c'");
    }
    return this.node(token, { kind: 'binary', operator, left, right, start: left.start, at: token.offset });
  }

  private conditional(condition: FormulaNode): FormulaNode {
    const token = this.take();
    const whenTrue = this.nested(token, () => this.expression(0));
    this.expect(':', "':' and the value otherwise");
    const whenFalse = this.nested(token, () => this.expression(0));
    return this.node(token, {
      kind: 'conditional',
      condition,
      whenTrue,
      whenFalse,
      start: condition.start,
      at: token.offset,
    });
  }

  private operand(): FormulaNode {
    const token = this.take();
    const place = { start: token.offset, at: token.offset };
    if (token.kind === 'number') return this.node(token, { kind: 'number', value: token.value, ...place });
    const unary = token.kind === 'end' ? undefined : UNARY.get(token.text);
    if (unary) {
      const operand = this.nested(token, () => this.expression(unary[1]));
      return this.node(token, { kind: 'unary', operator: unary[0], operand, ...place });
    }
    if (token.kind === 'operator' && token.text === '(') {
      const inner = this.nested(token, () => this.expression(0));
      this.expect(')', "an operator or ')'");
      return inner;
    }
    if (token.kind === 'name') return this.named(token);
    if (token.kind !== 'end') this.next--;
    throw this.unexpected(OPERAND);
  }

  private named(token: Token): FormulaNode {
    const { text: name, offset } = token;
    const place = { start: offset, at: offset };
    if (name === 'true' || name === 'false') {
      return this.node(token, { kind: 'boolean', value: name === 'true', ...place });
    }
    if (this.at('(')) return this.call(token);
    if (KEYWORDS.has(name)) {
      const advice = name === 'if' ? "write 'if(condition, a, b)'" : (FOREIGN.get(name) ?? `expected ${OPERAND}`);
      throw this.error('SYNTAX_ERROR', offset, `unexpected '${name}'`, advice);
    }
    return this.node(token, { kind: 'name', name, reference: null, ...place });
  }

  private call(token: Token): FormulaNode {
    const { text: name, offset } = token;
    const syntax = FUNCTIONS.get(name);
    if (!syntax) throw this.unknownFunction(token);
    const args = this.arguments();
    if (args.length < syntax[0] || args.length > syntax[1]) {
      throw this.error('ARGUMENT_COUNT', offset, `'${name}' takes ${countOf(syntax)}, not ${args.length},`);
    }
    const place = { start: offset, at: offset };
    const [first, second, third] = args as [FormulaNode, FormulaNode, FormulaNode];
    if (name === 'if') {
      return this.node(token, { kind: 'conditional', condition: first, whenTrue: second, whenFalse: third, ...place });
    }
    if (name === 'pow') {
      return this.node(token, { kind: 'binary', operator: '**', left: first, right: second, ...place });
    }
    return this.node(token, { kind: 'call', function: name as 'min', arguments: args, ...place });
  }

  /** Arguments in parentheses; a comma after the last is allowed, as in expr-lang. */
  private arguments(): FormulaNode[] {
    const open = this.take();
    const args: FormulaNode[] = [];
    while (!this.at(')')) {
      args.push(this.nested(open, () => this.expression(0)));
      if (this.at(')')) break;
      this.expect(',', "an operator, ',' or ')'");
    }
    this.take();
    return args;
  }

  private nested(token: Token, parse: () => FormulaNode): FormulaNode {
    if (++this.depth > DEEPEST_NESTING) {
      throw this.error(
        'TOO_DEEP',
        token.offset,
        `nested more than ${DEEPEST_NESTING} deep`,
        'split the formula into steps',
      );
    }
    const node = parse();
    this.depth--;
    return node;
  }

  private node(token: Token, node: FormulaNode): FormulaNode {
    if (++this.nodes > MOST_FORMULA_NODES) {
      const problem = `more than ${MOST_FORMULA_NODES} numbers, names and operators`;
      throw this.error('TOO_COMPLEX', token.offset, problem, 'split the formula into steps');
    }
    return node;
  }

  private unknownFunction({ text: name, offset }: Token): FormulaError {
    if (KEYWORDS.has(name)) return this.error('SYNTAX_ERROR', offset, `unexpected '${name}'`, FOREIGN.get(name));
    const meant = suggestName(name, FUNCTIONS.keys());
    const advice = meant === undefined ? `there are ${[...FUNCTIONS.keys()].join(', ')}` : `did you mean '${meant}'?`;
    return this.error('UNKNOWN_NAME', offset, `unknown function '${shorten(name)}'`, advice, meant);
  }

  private unexpected(expected: string): FormulaError {
    const { kind, text, offset } = this.current;
    const what = kind === 'end' ? 'end of the formula' : quote(text);
    return this.error('SYNTAX_ERROR', offset, `unexpected ${what}`, `expected ${expected}`);
  }

  private error(
    code: FormulaErrorCode,
    offset: number,
    problem: string,
    advice?: string,
    suggestion?: string,
  ): FormulaError {
    return new FormulaError(code, this.text, offset, problem, advice, suggestion);
  }
}

function countOf([least, most]: FunctionSyntax): string {
  if (most === Infinity) return `at least ${least} argument`;
  const range = least === most ? `${least}` : `${least} or ${most}`;
  return `${range} argument${most === 1 ? '' : 's'}`;
}
