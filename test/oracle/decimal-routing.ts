import { boundsFault, childrenOf, type CostComponent, type FormulaNode } from '#costing';
import { type Approximate, D, DecimalFormula, NoValue, OnTheEdge, add, divide, given } from './decimal-formula.js';
import { PARAMETERS, type RandomRouting } from './random-routing.js';

/** What decimals say of one row: its costs per unit of output, that it has none, or that doubles may see it either way. */
export type DecimalResult =
  | { readonly kind: 'COST'; readonly steps: readonly Approximate[]; readonly perUnit: readonly Approximate[] }
  | { readonly kind: 'NO_VALUE' }
  | { readonly kind: 'ON_THE_EDGE' };

const LARGEST = new D('9007199254.740991');
const COMPONENTS = ['MATERIAL', 'PROCESS', 'OVERHEAD'] as const;

/** Costs a row by 40-digit decimals, from the trees that the routing was printed from. */
export function decimalRouting(random: RandomRouting, row: ArrayLike<number>): DecimalResult {
  try {
    return { kind: 'COST', ...cost(random, row) };
  } catch (error) {
    if (error instanceof NoValue) return { kind: 'NO_VALUE' };
    if (error instanceof OnTheEdge) return { kind: 'ON_THE_EDGE' };
    throw error;
  }
}

function cost({ routing, trees, bounds }: RandomRouting, row: ArrayLike<number>) {
  const steps: Approximate[] = [];
  const total = (component: CostComponent): Approximate =>
    steps.filter((_, i) => routing.steps[i]?.costComponent === component).reduce(add, given(0));
  const names = (name: string): Approximate | undefined => {
    const slot = PARAMETERS.indexOf(name as 'p0');
    if (slot >= 0) return Number.isNaN(row[slot]) ? undefined : given(row[slot] as number);
    if (name === 'cost_so_far') return COMPONENTS.map(total).reduce(add);
    const component = COMPONENTS.find((c) => name === `${c.toLowerCase()}_so_far`);
    return component ? total(component) : steps[routing.steps.findIndex(({ code }) => code === name)];
  };
  const formula = new DecimalFormula(names, (name) => PARAMETERS.includes(name as 'p0'));
  const read = new Set(trees.flatMap(namesIn));
  PARAMETERS.forEach((key, slot) => {
    if (read.has(key) && boundsFault(row[slot]!, bounds[slot]!)) throw new NoValue('out of bounds');
  });
  for (const tree of trees.slice(0, -1)) steps.push(formula.number(tree));
  const quantity = formula.number(trees.at(-1) as (typeof trees)[number]);
  if (quantity.value.lte(quantity.error.neg()) && !quantity.value.isZero()) throw new NoValue('a negative quantity');
  const perUnit = COMPONENTS.map((component) => divide(total(component), quantity));
  for (const amount of [...perUnit, perUnit.reduce(add)]) refuseBeyondRange(amount);
  return { steps, perUnit };
}

function namesIn(node: FormulaNode): string[] {
  return node.kind === 'name' ? [node.name] : childrenOf(node).flatMap(namesIn);
}

function refuseBeyondRange({ value, error }: Approximate): void {
  const size = value.abs();
  if (size.minus(error).gt(LARGEST)) throw new NoValue('beyond the range');
  if (size.plus(error).plus('1e-6').gt(LARGEST)) throw new OnTheEdge('end of the range');
}
