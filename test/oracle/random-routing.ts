import { type Bounds, COST_COMPONENTS, type FormulaNode, type RoutingFormulas } from '#costing';
import { printFormula } from './print-formula.js';
import { randomInput, randomNumber } from './random-formula.js';
import type { Random } from './random.js';

export const PARAMETERS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'] as const;
const TOTALS = ['material_so_far', 'process_so_far', 'overhead_so_far', 'cost_so_far'];

/** A routing, the trees that its formulas were printed from (the output quantity's last), and rows of inputs. */
export interface RandomRouting {
  readonly routing: RoutingFormulas;
  readonly trees: readonly FormulaNode[];
  readonly rows: readonly Float64Array[];
  /** Of each of `PARAMETERS`. */
  readonly bounds: readonly Bounds[];
}

/** One to five steps over the parameters, earlier steps and running totals, and an output quantity. */
export function randomRouting(random: Random, rowCount: number): RandomRouting {
  const codes = Array.from({ length: 1 + random.below(5) }, (_, i) => `S${i}`);
  const tree = (step: number): FormulaNode => {
    const names = [
      ...PARAMETERS,
      ...codes.slice(0, step),
      ...codes.slice(0, step),
      ...(random.chance(0.3) ? TOTALS : []),
    ];
    return randomNumber(
      random,
      names,
      random.weighted([
        [3, 1],
        [5, 2],
        [3, 3],
        [0.5, 4],
        [0.1, 6],
      ] as const),
    );
  };
  const trees = codes.map((_, i) => tree(i));
  trees.push(random.chance(0.8) ? randomNumber(random, PARAMETERS, 0) : tree(codes.length));
  const texts = trees.map((formula) => printFormula(formula, random));
  const steps = codes.map((code, i) => ({
    code,
    costComponent: random.pick(COST_COMPONENTS),
    formula: texts[i] as string,
  }));
  const rows = Array.from({ length: rowCount }, () => Float64Array.from(PARAMETERS, () => randomInput(random)));
  const bounds = PARAMETERS.map(() => randomBounds(random));
  return { routing: { steps, outputQuantity: texts.at(-1) as string }, trees, rows, bounds };
}

/** Mostly none; else such that most of the random inputs are within. */
export function randomBounds(random: Random): Bounds {
  return {
    minimum: random.chance(0.15) ? random.pick([0, 0, 1e-3, 0.5, -1]) : null,
    maximum: random.chance(0.15) ? random.pick([1e6, 1_000, 999.99, 900]) : null,
  };
}
