import { formatMicros } from '#costing';
import type { StoredSummary, SummaryStatus } from '#database';

/** A cost summary as REST shows it: money per `output_unit`, with 6 decimals. */
export interface SummaryDocument {
  readonly variant_id: string;
  readonly sku: string;
  readonly currency: string;
  readonly output_unit: string | null;
  readonly total_material_cost: string | null;
  readonly total_process_cost: string | null;
  readonly total_overhead: string | null;
  readonly grand_total: string | null;
  readonly job_no: number | null;
  readonly as_of: string | null;
  readonly calculated_at: string | null;
  readonly status: SummaryStatus;
}

/** The summary as a document; without figures when no job has ever costed the variant. */
export function summaryDocument(summary: StoredSummary, status: SummaryStatus): SummaryDocument {
  const { variantId, sku, currency, outputUnit, figures } = summary;
  const variant = { variant_id: variantId, sku, currency, output_unit: outputUnit };
  if (!figures) return { ...variant, ...NO_FIGURES, status };
  const { materialMicros, processMicros, overheadMicros, jobNo, asOf, calculatedAt } = figures;
  return {
    ...variant,
    total_material_cost: formatMicros(materialMicros),
    total_process_cost: formatMicros(processMicros),
    total_overhead: formatMicros(overheadMicros),
    grand_total: formatMicros(materialMicros + processMicros + overheadMicros),
    job_no: jobNo,
    as_of: asOf,
    calculated_at: calculatedAt,
    status,
  };
}

const NO_FIGURES = {
  total_material_cost: null,
  total_process_cost: null,
  total_overhead: null,
  grand_total: null,
  job_no: null,
  as_of: null,
  calculated_at: null,
} as const;
