import { formatMicros, type JobNo } from '#costing';
import type { ComponentSums } from '#database';
import type { DiffTotals, GenerationsDiff } from './diff-generations.js';

/** Money before and after, with 6 decimals. */
export interface ChangeDocument {
  readonly from: string;
  readonly to: string;
  readonly change: string;
  /** To two decimals; null where there was nothing before. */
  readonly percent: number | null;
}

/** Sums over the variants that both jobs have, by component. */
export interface DiffTotalsDocument {
  readonly variants: number;
  readonly changed: number;
  readonly only_from: number;
  readonly only_to: number;
  readonly total_material_cost: ChangeDocument;
  readonly total_process_cost: ChangeDocument;
  readonly total_overhead: ChangeDocument;
  readonly grand_total: ChangeDocument;
}

/** A variant whose grand total moved; what it belongs to is null when it was deleted. */
export interface MoverDocument extends ChangeDocument {
  readonly sku: string | null;
  readonly variant_id: string;
  readonly routing: string | null;
  readonly master_yarn: string | null;
}

/** Two jobs' summaries compared, as REST and `diff --json` show it. */
export interface DiffDocument extends DiffTotalsDocument {
  readonly from_job_no: JobNo;
  readonly to_job_no: JobNo;
  readonly by_routing: readonly (DiffTotalsDocument & { readonly routing: string | null })[];
  readonly by_master_yarn: readonly (DiffTotalsDocument & { readonly master_yarn: string | null })[];
  readonly top_movers: readonly MoverDocument[];
}

/** The comparison as documents show it. */
export function diffDocument(from: JobNo, to: JobNo, diff: GenerationsDiff): DiffDocument {
  const { total, byRouting, byMasterYarn, movers } = diff;
  return {
    from_job_no: from,
    to_job_no: to,
    ...totalsDocument(total),
    by_routing: byRouting.map((totals) => ({ routing: totals.key, ...totalsDocument(totals) })),
    by_master_yarn: byMasterYarn.map((totals) => ({ master_yarn: totals.key, ...totalsDocument(totals) })),
    top_movers: movers.map(({ sku, variantId, routing, masterYarn, ...mover }) => ({
      sku,
      variant_id: variantId,
      routing,
      master_yarn: masterYarn,
      ...change([mover.from, mover.to]),
    })),
  };
}

function totalsDocument(totals: DiffTotals): DiffTotalsDocument {
  return {
    variants: totals.variants,
    changed: totals.changed,
    only_from: totals.onlyFrom,
    only_to: totals.onlyTo,
    total_material_cost: change(totals.material),
    total_process_cost: change(totals.process),
    total_overhead: change(totals.overhead),
    grand_total: change(grandTotal(totals)),
  };
}

/** The three components together, in micros: before and after. */
export const grandTotal = ({ material, process, overhead }: ComponentSums): readonly [bigint, bigint] => [
  material[0] + process[0] + overhead[0],
  material[1] + process[1] + overhead[1],
];

function change([from, to]: readonly [bigint, bigint]): ChangeDocument {
  return {
    from: formatMicros(from),
    to: formatMicros(to),
    change: formatMicros(to - from),
    percent: changePercent(from, to),
  };
}

/** The change in percent of `from`, to two decimals; null where there was nothing before. */
export function changePercent(from: bigint, to: bigint): number | null {
  if (from === 0n) return null;
  return Math.round(Number(((to - from) * 1_000_000n) / (from < 0n ? -from : from)) / 100) / 100;
}
