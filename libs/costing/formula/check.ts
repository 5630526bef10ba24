import type { CostComponent } from '../types.js';
import { type Node, RUNNING_TOTALS, type Reference, type ResolvedNode, childrenOf } from './ast.js';
import { FormulaError, type FormulaErrorCode } from './errors.js';
import { shorten } from './lexer.js';
import { parseFormula } from './parser.js';
import { suggestionBudget } from './suggest.js';
import { type NameFault, type NameScope, checkFormula } from './resolve.js';

export interface RoutingFormulas {
  readonly outputQuantity: string;
  readonly steps: readonly { readonly code: string; readonly costComponent: CostComponent; readonly formula: string }[];
}

/** A fault of one formula: of a step (its index) or of the output quantity. Line and column count from 1. */
export interface RoutingFault {
  readonly step: number | 'output_quantity';
  readonly code: FormulaErrorCode;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface CheckedFormula {
  readonly formula: string;
  readonly tree: ResolvedNode;
}

export interface CheckedStep extends CheckedFormula {
  readonly code: string;
  readonly costComponent: CostComponent;
}

/** A routing without faults. Slot i holds the value of `parameterKeys[i]`; only parameters that it reads have one. */
export interface CheckedRouting {
  readonly steps: readonly CheckedStep[];
  readonly outputQuantity: CheckedFormula;
  readonly parameterKeys: readonly string[];
}

/** Looking for a circle follows the names of all steps; beyond so many, a reference is only reported as one forward. */
const MOST_CIRCLES = 20;

const TOTALS = new Map<string, Reference>(RUNNING_TOTALS.map((total) => [total, { kind: 'RUNNING_TOTAL', total }]));

/**
 * Checks all formulas of a routing and resolves their names: an earlier step's code, a running total, or one of the
 * parameters. Gives every fault of every formula.
 */
export function checkRouting(
  routing: RoutingFormulas,
  parameterKeys: Iterable<string>,
): { routing: CheckedRouting } | { faults: RoutingFault[] } {
  const names = new RoutingNames(routing, new Set(parameterKeys));
  const faults: RoutingFault[] = [];
  const check = (step: RoutingFault['step'], formula: string, scope: NameScope): CheckedFormula | undefined => {
    const { tree, faults: found } = checkFormula(formula, scope);
    for (const { code, message, line, column } of found) faults.push({ step, code, message, line, column });
    return tree && { formula, tree };
  };
  const steps: CheckedStep[] = [];
  for (const [index, step] of routing.steps.entries()) {
    if (names.indexOf(step.code) !== index) faults.push(duplicate(index, step.code));
    const checked = check(index, step.formula, names.scopeOf(index));
    if (checked) steps.push({ code: step.code, costComponent: step.costComponent, ...checked });
  }
  const outputQuantity = check('output_quantity', routing.outputQuantity, names.scopeOf(routing.steps.length));
  if (faults.length > 0 || !outputQuantity) return { faults };
  return { routing: { steps, outputQuantity, parameterKeys: [...names.slots.keys()] } };
}

function duplicate(step: number, code: string): RoutingFault {
  const message = `step code '${shorten(code)}' is used twice; codes name steps in formulas, so each needs its own`;
  return { step, code: 'DUPLICATE_STEP', message, line: 1, column: 1 };
}

/** Who is called what in a routing. */
class RoutingNames {
  readonly slots = new Map<string, number>();
  private readonly stepIndexes = new Map<string, number>();
  private readonly uses = new Map<number, ReadonlySet<string>>();
  private readonly suggestions = suggestionBudget();
  private circlesLookedFor = 0;

  constructor(
    private readonly routing: RoutingFormulas,
    private readonly parameterKeys: ReadonlySet<string>,
  ) {
    for (const [index, { code }] of routing.steps.entries()) {
      if (!this.stepIndexes.has(code)) this.stepIndexes.set(code, index);
    }
  }

  indexOf(code: string): number | undefined {
    return this.stepIndexes.get(code);
  }

  /** Names as the formula of this step sees them; the output quantity comes after all steps. */
  scopeOf(reader: number): NameScope {
    return {
      resolve: (name) => this.resolve(name, reader),
      suggestions: this.suggestions,
      known: () => [
        ...this.routing.steps.slice(0, reader).map((step) => step.code),
        ...TOTALS.keys(),
        ...this.parameterKeys,
      ],
    };
  }

  private resolve(name: string, reader: number): Reference | NameFault | undefined {
    const index = this.stepIndexes.get(name);
    if (index !== undefined) return index < reader ? { kind: 'STEP', index } : this.forward(reader, index);
    const total = TOTALS.get(name);
    if (total) return total;
    if (!this.parameterKeys.has(name)) return undefined;
    const slot = this.slots.get(name) ?? this.slots.size;
    this.slots.set(name, slot);
    return { kind: 'PARAMETER', slot };
  }

  private forward(reader: number, index: number): NameFault {
    const code = shorten(this.routing.steps[index]?.code ?? '');
    if (index === reader) {
      return { code: 'FORWARD_REFERENCE', problem: `step '${code}' refers to itself` };
    }
    const cycle = this.circlesLookedFor++ < MOST_CIRCLES ? this.pathBack(index, reader) : undefined;
    if (cycle) {
      const codes = [reader, ...cycle].map((step) => shorten(this.routing.steps[step]?.code ?? ''));
      const problem = `steps refer to one another in a circle, ${codes.join(' -> ')},`;
      return { code: 'CYCLIC_REFERENCE', problem, advice: 'one of them has to do without the other' };
    }
    const problem = `step '${code}' comes later (it is step ${index + 1}, this is step ${reader + 1})`;
    return { code: 'FORWARD_REFERENCE', problem, advice: 'a formula reads earlier steps: change their order' };
  }

  /** Shortest chain of references from a step to the goal, both included; undefined when there is none. */
  private pathBack(from: number, goal: number): number[] | undefined {
    const cameFrom = new Map<number, number>([[from, from]]);
    for (const step of cameFrom.keys()) {
      if (step === goal) {
        const path = [step];
        for (let at = step; at !== from; path.unshift(at)) at = cameFrom.get(at) ?? from;
        return path;
      }
      for (const name of this.namesIn(step)) {
        const used = this.stepIndexes.get(name);
        if (used !== undefined && !cameFrom.has(used)) cameFrom.set(used, step);
      }
    }
    return undefined;
  }

  private namesIn(step: number): ReadonlySet<string> {
    let names = this.uses.get(step);
    if (!names) {
      names = namesInText(this.routing.steps[step]?.formula ?? '');
      this.uses.set(step, names);
    }
    return names;
  }
}

/** Names that a formula reads; none when it cannot be parsed (its own check says why). */
function namesInText(formula: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: Node<null>): void => {
    if (node.kind === 'name') names.add(node.name);
    childrenOf(node).forEach(visit);
  };
  try {
    visit(parseFormula(formula));
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
  }
  return names;
}
