import { readFileSync } from 'node:fs';
import { type CheckedRouting, type CostComponent, checkRouting, formatMicros } from '#costing';

/** A calculation published by the trade, with what it has to give to 6 decimals. */
export interface WorkedExample {
  readonly id: string;
  readonly routing: CheckedRouting;
  /** Values in the order of `parameterKeys`. */
  readonly row: Float64Array;
  readonly steps: Readonly<Record<string, string>>;
  readonly summary: Readonly<Record<string, string>>;
}

interface Entry {
  id: string;
  output_quantity: string;
  parameters: Record<string, number>;
  steps: { code: string; cost_component: CostComponent; formula: string }[];
  expected_steps: Record<string, string>;
  expected_summary: Record<string, string>;
}

/** The examples of test/fixtures/worked-examples.json, checked. */
export function workedExamples(): WorkedExample[] {
  const entries = JSON.parse(readFileSync('test/fixtures/worked-examples.json', 'utf8')) as Entry[];
  return entries.map(({ id, output_quantity, parameters, steps, expected_steps, expected_summary }) => {
    const formulas = steps.map(({ cost_component, ...step }) => ({ ...step, costComponent: cost_component }));
    const checked = checkRouting({ outputQuantity: output_quantity, steps: formulas }, Object.keys(parameters));
    if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
    const row = Float64Array.from(checked.routing.parameterKeys, (key) => parameters[key] ?? NaN);
    return { id, routing: checked.routing, row, steps: expected_steps, summary: expected_summary };
  });
}

/** Steps by code, to 6 decimals. */
export function stepsOf({ steps }: CheckedRouting, values: readonly number[]): Record<string, string> {
  return Object.fromEntries(steps.map(({ code }, i) => [code, (values[i] ?? NaN).toFixed(6)]));
}

/** A cost summary as the examples have it, of millionths. */
export function summaryOf(outputQuantity: number, micros: ArrayLike<number>): Record<string, string> {
  const [material = NaN, process = NaN, overhead = NaN] = Array.from(micros);
  return {
    output_quantity: outputQuantity.toFixed(6),
    total_material_cost: formatMicros(material),
    total_process_cost: formatMicros(process),
    total_overhead: formatMicros(overhead),
    grand_total: formatMicros(material + process + overhead),
  };
}
