import { type Bounds, boundsOf } from './bounds.js';
import { checkRouting, type CheckedFormula, type CheckedRouting } from './formula/check.js';
import { evaluateRouting, evaluateTree, type Failure, runningTotals } from './formula/evaluate.js';
import type { RunningTotal } from './formula/ast.js';
import { namesOf, type NameUse } from './formula/names.js';
import { type ParameterHolders, type ParameterSource, type ResolvedValue, resolveValue } from './resolve-value.js';
import type { CostComponent, Micros, RoutingDefinition, Snapshot } from './types.js';
import type { YarnParameters } from './yarn-parameters.js';

/** A name in a formula: its value for this variant and where it came from. */
export interface ExplainedInput {
  readonly name: string;
  /** null: the parameter has no value (which `??` may allow). */
  readonly value: number | null;
  readonly source: ParameterSource | 'STEP' | 'RUNNING_TOTAL';
  readonly rate: ResolvedValue['rate'];
  readonly item: ResolvedValue['item'];
  /** Of the parameter, as the catalogue has it. */
  readonly unit: string | null;
}

export interface ExplainedFormula {
  readonly formula: string;
  readonly inputs: readonly ExplainedInput[];
  /** For the lot; null: this formula failed, or one before it. */
  readonly value: number | null;
}

export interface ExplainedStep extends ExplainedFormula {
  readonly code: string;
  readonly process: string | null;
  readonly costComponent: CostComponent;
}

/** How a variant's cost comes about; costs are per unit of output, in millionths. */
export interface Explanation {
  readonly routing: RoutingDefinition;
  /** Up to and including the step that failed. */
  readonly steps: readonly ExplainedStep[];
  /** null when a step failed before it was reached. */
  readonly outputQuantity: ExplainedFormula | null;
  readonly cost: { readonly material: Micros; readonly process: Micros; readonly overhead: Micros } | null;
  readonly failure: Failure | null;
}

/** What a variant's row says. */
export interface ExplainedVariant {
  readonly masterYarnId: number;
  readonly routingId: number;
  /** Packed. */
  readonly parameters: Uint8Array;
}

/**
 * Explains a variant's cost under a snapshot: the same arithmetic as the kernel, to the last digit. Null when the
 * snapshot has no such routing. Throws when a formula does not check, which reading the snapshot has ruled out.
 */
export function explainVariant(
  snapshot: Snapshot,
  yarns: YarnParameters,
  variant: ExplainedVariant,
): Explanation | null {
  const routing = snapshot.routings.find(({ id }) => id === variant.routingId);
  if (!routing) return null;
  const parameters = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
  const result = checkRouting(routing, parameters.keys());
  if ('faults' in result) throw new Error(`routing ${routing.code}: ${result.faults[0]?.message}`);
  const checked = result.routing;
  const holders = { variant: variant.parameters, masterYarn: yarns.get(variant.masterYarnId), routing };
  const resolved = checked.parameterKeys.map((key) => {
    const parameter = parameters.get(key)!;
    const bounds = boundsOf(parameter);
    return { ...resolveValue(snapshot, parameter, holders satisfies ParameterHolders), unit: parameter.unit, bounds };
  });
  const outcome = evaluateRouting(
    checked,
    resolved.map(({ value }) => value ?? NaN),
    resolved.map(({ bounds }) => bounds),
  );
  const failure = 'failure' in outcome ? outcome.failure : null;
  return { routing, failure, cost: costOf(outcome), ...explainFormulas(checked, routing, resolved) };
}

function costOf(outcome: ReturnType<typeof evaluateRouting>): Explanation['cost'] {
  if ('failure' in outcome) return null;
  const [material, process, overhead] = outcome.micros;
  return { material, process, overhead };
}

type Resolved = ResolvedValue & { readonly unit: string | null; readonly bounds: Bounds | null };

/** Evaluates formula by formula, as far as it goes. */
function explainFormulas(
  checked: CheckedRouting,
  routing: RoutingDefinition,
  resolved: readonly Resolved[],
): Pick<Explanation, 'steps' | 'outputQuantity'> {
  const values: number[] = [];
  const bounds = resolved.map((one) => one.bounds);
  const explain = (formula: CheckedFormula): ExplainedFormula => {
    const names = {
      parameter: (slot: number) => resolved[slot]?.value ?? NaN,
      step: (index: number) => values[index] ?? NaN,
      runningTotal: (total: RunningTotal) => runningTotals(checked, values)[total],
    };
    const { value, failure } = evaluateTree(formula.tree, names, bounds);
    const inputs = namesOf(formula.tree).map((use) => explainInput(use, checked, values, resolved));
    return { formula: formula.formula, inputs, value: failure ? null : value };
  };
  const steps: ExplainedStep[] = [];
  for (const [index, step] of checked.steps.entries()) {
    const explained = explain(step);
    const process = routing.steps[index]?.process ?? null;
    steps.push({ code: step.code, process, costComponent: step.costComponent, ...explained });
    if (explained.value === null) return { steps, outputQuantity: null };
    values.push(explained.value);
  }
  return { steps, outputQuantity: explain(checked.outputQuantity) };
}

function explainInput(
  use: NameUse,
  checked: CheckedRouting,
  steps: readonly number[],
  resolved: readonly Resolved[],
): ExplainedInput {
  const computed = { name: use.name, rate: null, item: null, unit: null };
  switch (use.kind) {
    case 'PARAMETER':
      return parameterInput(use.name, resolved[use.slot]!);
    case 'STEP':
      return { ...computed, value: steps[use.index] ?? null, source: 'STEP' };
    case 'RUNNING_TOTAL':
      return { ...computed, value: runningTotals(checked, steps)[use.total], source: 'RUNNING_TOTAL' };
  }
}

function parameterInput(name: string, { value, source, rate, item, unit }: Resolved): ExplainedInput {
  return { name, value, source, rate, item, unit };
}
