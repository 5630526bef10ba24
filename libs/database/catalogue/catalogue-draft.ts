import type { CostComponent, ParameterKind } from '#costing';
import type { CsvFile } from '../csv/csv-table.js';
import type { NdjsonFile } from '../ndjson/ndjson-file.js';
import type { Rounding } from './exact-decimal.js';
import type { ParameterValues } from './parameter-values.js';
import type { Place } from './place.js';
import { RepeatedValues } from './repeated-values.js';

/**
 * What the files of one import say, form checked, references not yet. Where a field had a fault, a harmless value
 * stands in its place: the fault is on the list and nothing will be written.
 */
export interface CatalogueDraft {
  readonly repeated: RepeatedValues;
  /** Of rates. */
  readonly rounding: Rounding;
  currency: { readonly value: string; readonly place: Place } | null;
  /** IANA name. */
  timeZone: { readonly value: string; readonly place: Place } | null;
  readonly parameters: ParameterDraft[];
  readonly items: ItemDraft[];
  readonly priceRates: PriceRateDraft[];
  readonly processes: ProcessDraft[];
  readonly routings: RoutingDraft[];
  readonly masterYarns: MasterYarnDraft[];
  readonly variants: VariantDraft[];
  /** CSV files of all but variants, which are read when the catalogue is known that they change. */
  readonly tables: CsvFile[];
  /** CSV files of variants, which are streamed when all else is known. */
  readonly variantFiles: CsvFile[];
  /** Files of a variant a line, the same. */
  readonly variantLines: NdjsonFile[];
}

export interface ParameterDraft {
  readonly place: Place;
  readonly key: string;
  readonly kind: ParameterKind;
  readonly label: string | null;
  readonly unit: string | null;
  readonly group: string | null;
  readonly defaultValue: number | string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

export interface ItemDraft {
  readonly place: Place;
  readonly code: string;
  readonly name: string | null;
  readonly unit: string | null;
}

export interface PriceRateDraft {
  readonly place: Place;
  readonly subject: { readonly type: 'parameter' | 'item'; readonly code: string };
  /** Plain decimal notation, at most 12 digits before and after the point. */
  readonly rateValue: string;
  readonly effectiveDate: string;
  readonly expiredDate: string | null;
  readonly notes: string | null;
}

export interface ProcessDraft {
  readonly place: Place;
  readonly code: string;
  readonly name: string;
}

export interface StepDraft {
  readonly place: Place;
  readonly code: string;
  readonly process: string | null;
  readonly costComponent: CostComponent;
  readonly formula: string;
}

export interface RoutingDraft {
  readonly place: Place;
  readonly code: string;
  readonly name: string;
  readonly outputUnit: string;
  readonly outputQuantity: string;
  readonly parameters: ParameterValues;
  readonly steps: readonly StepDraft[];
}

export interface MasterYarnDraft {
  readonly place: Place;
  readonly code: string;
  readonly name: string;
  readonly parameters: ParameterValues;
}

export interface VariantDraft {
  readonly place: Place;
  readonly sku: string;
  readonly masterYarn: string;
  readonly routing: string;
  readonly batchNo: string | null;
  readonly isActive: boolean;
  readonly parameters: ParameterValues;
}

/** `roundTo`: decimals that rates are rounded to; null: they are not. */
export function emptyDraft(roundTo: number | null = null): CatalogueDraft {
  return {
    repeated: new RepeatedValues(),
    rounding: { to: roundTo, count: 0 },
    currency: null,
    timeZone: null,
    parameters: [],
    items: [],
    priceRates: [],
    processes: [],
    routings: [],
    masterYarns: [],
    variants: [],
    tables: [],
    variantFiles: [],
    variantLines: [],
  };
}
