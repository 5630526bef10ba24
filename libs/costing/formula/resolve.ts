import { FUNCTION_ARGUMENTS, type FormulaNode, type Reference, type ResolvedNode } from './ast.js';
import { checkTypes } from './check-types.js';
import { FormulaError, type FormulaErrorCode } from './errors.js';
import { shorten } from './lexer.js';
import { parseFormula } from './parser.js';
import { type SuggestionBudget, suggestionBudget, suggestName } from './suggest.js';

/** Suggestions compare with every known name; beyond this many a formula has worse problems than slips of the pen. */
const MOST_SUGGESTIONS = 10;

export interface NameFault {
  readonly code: FormulaErrorCode;
  readonly problem: string;
  readonly advice?: string;
}

/** What the names of one formula may stand for. */
export interface NameScope {
  /** The reference, or what is wrong with it; undefined: the name is unknown. */
  resolve(name: string): Reference | NameFault | undefined;
  /** Every name that may be used here, for suggestions. */
  known(): Iterable<string>;
  /** Shared by formulas that are checked together. */
  readonly suggestions?: SuggestionBudget;
}

/** Parses and checks one formula and resolves its names; `tree` only without faults. All faults, in order of their place. */
export function checkFormula(text: string, scope: NameScope): { tree?: ResolvedNode; faults: FormulaError[] } {
  let parsed: FormulaNode;
  try {
    parsed = parseFormula(text);
  } catch (error) {
    if (error instanceof FormulaError) return { faults: [error] };
    throw error;
  }
  const resolver = new Resolver(text, scope);
  const tree = resolver.resolve(parsed);
  const faults = [...resolver.faults, ...checkTypes(text, parsed)].sort((a, b) => a.offset - b.offset);
  return faults.length === 0 ? { tree, faults } : { faults };
}

class Resolver {
  readonly faults: FormulaError[] = [];
  private readonly seen = new Map<string, Reference>();
  private readonly suggestions: SuggestionBudget;

  constructor(
    private readonly text: string,
    private readonly scope: NameScope,
  ) {
    this.suggestions = scope.suggestions ?? suggestionBudget();
  }

  resolve(node: FormulaNode): ResolvedNode {
    switch (node.kind) {
      case 'number':
      case 'boolean':
        return node;
      case 'name':
        return { ...node, reference: this.seen.get(node.name) ?? this.lookUp(node.name, node.at) };
      case 'unary':
        return { ...node, operand: this.resolve(node.operand) };
      case 'binary':
        return { ...node, left: this.resolve(node.left), right: this.resolve(node.right) };
      case 'conditional':
        return {
          ...node,
          condition: this.resolve(node.condition),
          whenTrue: this.resolve(node.whenTrue),
          whenFalse: this.resolve(node.whenFalse),
        };
      case 'call':
        return { ...node, arguments: node.arguments.map((argument) => this.resolve(argument)) };
    }
  }

  /** A faulty name is reported where it first stands; the reference given back for it is never used. */
  private lookUp(name: string, offset: number): Reference {
    const found = this.scope.resolve(name);
    const reference = found && 'kind' in found ? found : ({ kind: 'PARAMETER', slot: 0 } as const);
    this.seen.set(name, reference);
    if (!found) this.faults.push(this.unknown(name, offset));
    else if ('code' in found) {
      this.faults.push(new FormulaError(found.code, this.text, offset, found.problem, found.advice));
    }
    return reference;
  }

  private unknown(name: string, offset: number): FormulaError {
    if (Object.hasOwn(FUNCTION_ARGUMENTS, name)) {
      const problem = `function '${name}' without arguments`;
      return new FormulaError('UNKNOWN_NAME', this.text, offset, problem, `write '${name}(…)'`);
    }
    const isAsked = this.faults.length < MOST_SUGGESTIONS && this.suggestions.names > 0;
    const meant = isAsked ? suggestName(name, this.scope.known(), this.suggestions) : undefined;
    const advice = meant === undefined ? undefined : `did you mean '${meant}'?`;
    return new FormulaError('UNKNOWN_NAME', this.text, offset, `unknown name '${shorten(name)}'`, advice, meant);
  }
}
