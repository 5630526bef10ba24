import { formatMicros, type JobNo } from '#costing';
import type { ComponentSums, DiffSide, DiffVariant } from '#database';
import type { DiffTotals, GenerationsDiff, UnitDiff } from './diff-generations.js';

/** Money before and after, with 6 decimals. */
export interface ChangeDocument {
  readonly from: string;
  readonly to: string;
  readonly change: string;
  /** To two decimals; null where there was nothing before. */
  readonly percent: number | null;
}

/** `TOTAL`: the three components together. */
export type ChangedComponent = 'MATERIAL' | 'PROCESS' | 'OVERHEAD' | 'TOTAL';

export interface ComponentChangeDocument extends ChangeDocument {
  readonly component: ChangedComponent;
}

/** Sums of the grand totals of a routing's or a yarn's variants. */
export interface GroupChangeDocument extends ChangeDocument {
  readonly code: string | null;
  readonly variants: number;
  readonly changed: number;
}

/** Sums over the variants that both jobs have and that are costed by one unit of output. */
export interface UnitDiffDocument {
  readonly output_unit: string;
  readonly currency: string;
  readonly variants: number;
  readonly changed: number;
  readonly components: readonly ComponentChangeDocument[];
  readonly by_routing: readonly GroupChangeDocument[];
  readonly by_master_yarn: readonly GroupChangeDocument[];
}

/** A variant whose grand total moved; what it belongs to is null when it is gone. */
export interface MoverDocument extends ChangeDocument {
  readonly sku: string | null;
  readonly variant_id: string;
  readonly output_unit: string | null;
  readonly routing: string | null;
  readonly master_yarn: string | null;
}

/** A variant that is on another routing than before. */
export interface MovedDocument {
  readonly sku: string | null;
  readonly from_routing: string | null;
  readonly to_routing: string | null;
}

/** Two jobs' summaries compared, as REST and `diff --json` show it. */
export interface DiffDocument {
  readonly from: JobNo;
  readonly to: JobNo;
  readonly units: readonly UnitDiffDocument[];
  readonly movers: readonly MoverDocument[];
  readonly moved: readonly MovedDocument[];
  /** SKUs; the id of a variant that was deleted long ago. */
  readonly gone: readonly string[];
  readonly new: readonly string[];
  /** How many there are of each; the lists name the first ones. */
  readonly counts: {
    readonly moved: number;
    readonly gone: number;
    readonly new: number;
    /** In both, but costed by another unit or currency than before: in no unit's sums. */
    readonly other_unit: number;
  };
}

/** The comparison as documents show it. */
export function diffDocument(diff: GenerationsDiff): DiffDocument {
  const { from, to, units, movers, relocated, counts } = diff;
  return {
    from: from.generation,
    to: to.generation,
    units: units.map(unitDocument),
    movers: movers.map(({ variantId, sku, outputUnit, routingTo, masterYarn, ...mover }) => ({
      sku,
      variant_id: variantId,
      output_unit: outputUnit,
      routing: routingCode(to, routingTo),
      master_yarn: masterYarn,
      ...change([mover.from, mover.to]),
    })),
    moved: relocated.MOVED.map(({ sku, routingFrom, routingTo }) => ({
      sku,
      from_routing: routingCode(from, routingFrom),
      to_routing: routingCode(to, routingTo),
    })),
    gone: relocated.GONE.map(nameOf),
    new: relocated.NEW.map(nameOf),
    counts: { moved: counts.MOVED, gone: counts.GONE, new: counts.NEW, other_unit: counts.otherUnit },
  };
}

/** The SKU; of a variant that nothing tells it of any more, the id. */
export const nameOf = ({ sku, variantId }: DiffVariant): string => sku ?? variantId;

/** The code of a routing as one side of the comparison knew it; null: it knew none of that id. */
export const routingCode = ({ routings }: DiffSide, id: number | null): string | null =>
  routings.find((one) => one.id === id)?.code ?? null;

/** What each component was and is, and all of them together, in micros. */
export function componentSums(sums: ComponentSums): (readonly [ChangedComponent, readonly [bigint, bigint]])[] {
  return [
    ['MATERIAL', sums.material],
    ['PROCESS', sums.process],
    ['OVERHEAD', sums.overhead],
    ['TOTAL', grandTotal(sums)],
  ];
}

function unitDocument({ outputUnit, currency, byRouting, byMasterYarn, ...totals }: UnitDiff): UnitDiffDocument {
  return {
    output_unit: outputUnit,
    currency,
    variants: totals.variants,
    changed: totals.changed,
    components: componentSums(totals).map(([component, sums]) => ({ component, ...change(sums) })),
    by_routing: byRouting.map(groupDocument),
    by_master_yarn: byMasterYarn.map(groupDocument),
  };
}

function groupDocument({ key, variants, changed, ...sums }: DiffTotals): GroupChangeDocument {
  return { code: key, variants, changed, ...change(grandTotal(sums)) };
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
