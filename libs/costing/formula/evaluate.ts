import { type Bounds, boundsFault } from '../bounds.js';
import type { CostComponent } from '../types.js';
import { LARGEST_MICROS, formatMicros, toMicros } from '../money.js';
import type { ResolvedNode, RunningTotal } from './ast.js';
import type { CheckedFormula, CheckedRouting } from './check.js';
import { describePosition, positionOf } from './errors.js';
import { namesOf } from './names.js';
import { type EvaluationFailure, Evaluator, type FailureCode, type Values } from './evaluator.js';

/** Sums of a lot's steps by component, and of all three. */
export type Totals = Readonly<Record<RunningTotal, number>>;

export interface RoutingResult {
  /** Value of every step for the lot, in order. */
  readonly steps: readonly number[];
  readonly outputQuantity: number;
  /** Material, process and overhead per unit of output, in millionths. */
  readonly micros: readonly [material: number, process: number, overhead: number];
}

export interface Failure {
  readonly code: FailureCode;
  /** Code of the step that failed, or `output_quantity`. */
  readonly step: string;
  /** Parameter without value, or with one out of its bounds; '' for other failures. */
  readonly name: string;
  /** Names a value of this variant where that is what is wrong: an input out of bounds, the output quantity. */
  readonly message: string;
}

/** Bounds of the inputs by their slots; without one the slot is not bounded. */
export type SlotBounds = readonly (Bounds | null | undefined)[];

/**
 * Costs one variant by walking the trees: for explanations and for the reason of a failure. Succeeds where the kernel
 * does, with the same result to the last digit. `slots[i]` is the value of `parameterKeys[i]`, NaN for none. An input out
 * of its bounds fails the first step that reads it, even where the formula would not compute with it.
 */
export function evaluateRouting(
  routing: CheckedRouting,
  slots: ArrayLike<number>,
  bounds: SlotBounds = [],
): RoutingResult | { readonly failure: Failure } {
  const steps: number[] = [];
  const values: Values = {
    parameter: (slot) => slots[slot] ?? NaN,
    step: (index) => steps[index] ?? NaN,
    runningTotal: (total) => runningTotals(routing, steps)[total],
  };
  for (const step of routing.steps) {
    const { value, failure } = evaluateTree(step.tree, values, bounds);
    if (failure) return { failure: describe(failure, step.code, step) };
    steps.push(value);
  }
  const { value, failure } = evaluateTree(routing.outputQuantity.tree, values, bounds);
  if (failure) return { failure: describe(failure, 'output_quantity', routing.outputQuantity) };
  return perUnit(routing, steps, value);
}

/** The running totals as a step after these sees them; `steps` are the values of the first steps, in order. */
export function runningTotals(routing: CheckedRouting, steps: readonly number[]): Totals {
  const sum = (component: CostComponent): number =>
    steps.reduce((total, value, i) => (routing.steps[i]?.costComponent === component ? total + value : total), 0);
  const [material, process, overhead] = [sum('MATERIAL'), sum('PROCESS'), sum('OVERHEAD')];
  return {
    material_so_far: material,
    process_so_far: process,
    overhead_so_far: overhead,
    cost_so_far: material + process + overhead,
  };
}

/** Value of one checked tree, or why it has none. */
export function evaluateTree(
  tree: ResolvedNode,
  values: Values,
  bounds: SlotBounds = [],
): { value: number; failure?: EvaluationFailure } {
  const beyond = inputBeyond(tree, values, bounds);
  if (beyond) return { value: NaN, failure: beyond };
  const evaluator = new Evaluator(values);
  const value = evaluator.number(tree);
  return evaluator.failure ? { value, failure: evaluator.failure } : { value };
}

function inputBeyond(tree: ResolvedNode, values: Values, bounds: SlotBounds): EvaluationFailure | null {
  if (bounds.length === 0) return null;
  for (const use of namesOf(tree)) {
    const own = use.kind === 'PARAMETER' ? bounds[use.slot] : null;
    const fault = own && use.kind === 'PARAMETER' ? boundsFault(values.parameter(use.slot), own) : null;
    if (fault === null) continue;
    return { code: 'OUT_OF_BOUNDS', at: use.at, name: use.name, problem: `parameter '${use.name}' is ${fault},` };
  }
  return null;
}

function describe(failure: EvaluationFailure, step: string, { formula }: CheckedFormula): Failure {
  const { code, name, problem, at } = failure;
  return { code, step, name, message: `${problem} at ${describePosition(positionOf(formula, at))}` };
}

function perUnit(
  routing: CheckedRouting,
  steps: readonly number[],
  outputQuantity: number,
): RoutingResult | { readonly failure: Failure } {
  if (!(outputQuantity > 0)) {
    // Without the last digits of a double: 1 - 110 / 100 is -0.10000000000000009.
    const message = `output quantity ${Number(outputQuantity.toPrecision(15)) + 0} is not above 0`;
    return { failure: { code: 'OUTPUT_NOT_POSITIVE', step: 'output_quantity', name: '', message } };
  }
  const totals = runningTotals(routing, steps);
  const material = toMicros(totals.material_so_far / outputQuantity);
  const process = toMicros(totals.process_so_far / outputQuantity);
  const overhead = toMicros(totals.overhead_so_far / outputQuantity);
  if (Math.abs(material + process + overhead) <= LARGEST_MICROS) {
    return { steps, outputQuantity, micros: [material, process, overhead] };
  }
  const step = largestCost(routing, steps);
  const message = `cost per unit of output is beyond ±${formatMicros(LARGEST_MICROS)}`;
  return { failure: { code: 'OUT_OF_RANGE', step, name: '', message } };
}

/** Code of the step to blame for a sum that is too large. */
function largestCost(routing: CheckedRouting, steps: readonly number[]): string {
  let largest = 'output_quantity';
  let size = 0;
  for (const [i, { code, costComponent }] of routing.steps.entries()) {
    const value = Math.abs(steps[i] ?? 0);
    if (costComponent === 'MEMO' || value <= size) continue;
    largest = code;
    size = value;
  }
  return largest;
}
