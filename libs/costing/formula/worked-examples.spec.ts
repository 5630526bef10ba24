import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CostComponent, checkRouting, compileKernel, evaluateRouting, formatMicros } from '../index.js';

interface WorkedExample {
  id: string;
  output_quantity: string;
  parameters: Record<string, number>;
  steps: { code: string; cost_component: CostComponent; formula: string }[];
  expected_steps: Record<string, string>;
  expected_summary: Record<string, string>;
}

const examples = JSON.parse(readFileSync('test/fixtures/worked-examples.json', 'utf8')) as WorkedExample[];

function routingOf(example: WorkedExample) {
  const steps = example.steps.map(({ code, cost_component, formula }) => ({
    code,
    costComponent: cost_component,
    formula,
  }));
  const checked = checkRouting({ outputQuantity: example.output_quantity, steps }, Object.keys(example.parameters));
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  const slots = Float64Array.from(checked.routing.parameterKeys, (key) => example.parameters[key] ?? NaN);
  return { routing: checked.routing, slots };
}

describe.each(examples)('worked example $id', (example) => {
  const { routing, slots } = routingOf(example);
  const summary = (micros: ArrayLike<number>) => {
    const [material = NaN, process = NaN, overhead = NaN] = Array.from(micros);
    return {
      total_material_cost: formatMicros(material),
      total_process_cost: formatMicros(process),
      total_overhead: formatMicros(overhead),
      grand_total: formatMicros(material + process + overhead),
    };
  };

  it('gives every published step and total by the interpreter', () => {
    const result = evaluateRouting(routing, slots);
    if ('failure' in result) throw new Error(result.failure.message);
    const steps = Object.fromEntries(routing.steps.map(({ code }, i) => [code, result.steps[i]?.toFixed(6)]));
    expect(steps).toEqual(example.expected_steps);
    expect({ output_quantity: result.outputQuantity.toFixed(6), ...summary(result.micros) }).toEqual(
      example.expected_summary,
    );
  });

  it('gives the same totals by the kernel', () => {
    const out = new Float64Array(3);
    expect(compileKernel(routing)(slots, out)).toBe(true);
    expect(summary(out)).toEqual({ ...example.expected_summary, output_quantity: undefined });
  });
});
