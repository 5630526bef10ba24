import { type RUNNING_TOTALS } from '../formula/ast.js';
import type { CheckedFormula, CheckedRouting } from '../formula/check.js';
import { namesOf } from '../formula/names.js';
import type { CostComponent } from '../types.js';

/** The shortest way by which a parameter gets into the costs of a routing. */
export interface UsePath {
  /** Codes of steps: the first reads the parameter, each of the others the one before it or a total with it inside. */
  readonly steps: readonly string[];
  /**
   * Where the last step's value goes. `MEMO`: into no cost at all; the parameter still counts, because a variant has
   * no cost while any of its steps has no value.
   */
  readonly reaches: CostComponent | 'OUTPUT_QUANTITY';
}

/** For each parameter that the routing's formulas read the way into the costs, by key. */
export function usePaths(routing: CheckedRouting): Map<string, UsePath> {
  const readers = readersOf(routing);
  return new Map(routing.parameterKeys.map((key) => [key, shortestPath(routing, readers, key)]));
}

/** By what is read, `parameter` or `#step`: who reads it; the output quantity has the number after the last step's. */
type Readers = ReadonlyMap<string, readonly number[]>;

function readersOf(routing: CheckedRouting): Readers {
  const readers = new Map<string, number[]>();
  [...routing.steps, routing.outputQuantity].forEach((formula, reader) => {
    for (const name of readBy(routing, formula, reader)) readers.set(name, [...(readers.get(name) ?? []), reader]);
  });
  return readers;
}

function readBy(routing: CheckedRouting, formula: CheckedFormula, reader: number): Set<string> {
  const names = new Set<string>();
  for (const use of namesOf(formula.tree)) {
    if (use.kind === 'PARAMETER') names.add(use.name);
    else if (use.kind === 'STEP') names.add(`#${use.index}`);
    else {
      routing.steps.slice(0, reader).forEach(({ costComponent }, step) => {
        if (isIn(costComponent, use.total)) names.add(`#${step}`);
      });
    }
  }
  return names;
}

function isIn(component: CostComponent, total: (typeof RUNNING_TOTALS)[number]): boolean {
  if (component === 'MEMO') return false;
  return total === 'cost_so_far' || total === `${component.toLowerCase()}_so_far`;
}

function shortestPath(routing: CheckedRouting, readers: Readers, key: string): UsePath {
  const quantity = routing.steps.length;
  const cameFrom = new Map<number, number | null>();
  for (const reader of readers.get(key) ?? []) cameFrom.set(reader, null);
  const pathTo = (at: number): string[] => {
    const before = cameFrom.get(at) ?? null;
    const code = at === quantity ? [] : [routing.steps[at]!.code];
    return before === null ? code : [...pathTo(before), ...code];
  };
  // A map goes on over what is added meanwhile: nearer steps come first.
  for (const at of cameFrom.keys()) {
    if (at === quantity) return { steps: pathTo(at), reaches: 'OUTPUT_QUANTITY' };
    const { costComponent } = routing.steps[at]!;
    if (costComponent !== 'MEMO') return { steps: pathTo(at), reaches: costComponent };
    for (const next of readers.get(`#${at}`) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, at);
  }
  return { steps: pathTo([...cameFrom.keys()][0]!), reaches: 'MEMO' };
}
