import { type ExplainedFormula, type ExplainedInput, formatMicros } from '#costing';
import type { ExplainedCost } from './explain-cost.js';

/** An explanation as REST and `explain --json` show it; `error` only when the variant has no cost, and then totals are null. */
export function explanationDocument({
  variant,
  asOf,
  jobNo,
  baseParams,
  currency,
  explanation,
}: ExplainedCost): object {
  const { cost, failure, outputQuantity, routing, steps } = explanation;
  const money = (micros: number | undefined): string | null => (micros === undefined ? null : formatMicros(micros));
  return {
    sku: variant.sku,
    variant_id: variant.id,
    routing: routing.code,
    as_of: asOf,
    job_no: jobNo,
    ...(Object.keys(baseParams).length > 0 && { base_params: baseParams }),
    currency,
    output_quantity: outputQuantity?.value ?? null,
    output_unit: routing.outputUnit,
    steps: steps.map((step) => ({
      code: step.code,
      process: step.process,
      cost_component: step.costComponent,
      formula: step.formula,
      value: step.value,
      inputs: inputDocument(step),
    })),
    total_material_cost: money(cost?.material),
    total_process_cost: money(cost?.process),
    total_overhead: money(cost?.overhead),
    grand_total: money(cost ? cost.material + cost.process + cost.overhead : undefined),
    ...(failure && {
      error: {
        code: failure.code,
        step: failure.step,
        ...(failure.name !== '' && { name: failure.name }),
        message: failure.message,
      },
    }),
  };
}

function inputDocument({ inputs }: ExplainedFormula): Record<string, object> {
  return Object.fromEntries(
    inputs.map(({ name, value, source, rate, item }: ExplainedInput) => [
      name,
      {
        value,
        source,
        ...(rate && { rate_id: rate.rateId, effective_date: rate.effectiveDate }),
        ...(item && { item: item.code }),
      },
    ]),
  );
}
