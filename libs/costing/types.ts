/** Where a step's value goes; a `MEMO` is used by later steps and adds no cost. */
export const COST_COMPONENTS = ['MATERIAL', 'PROCESS', 'OVERHEAD', 'MEMO'] as const;
export type CostComponent = (typeof COST_COMPONENTS)[number];

/** `NUMBER` holds a number; `ITEM` holds an item's id and stands for that item's price in a formula. */
export type ParameterKind = 'NUMBER' | 'ITEM';

/** Number of hash partitions of the variants and of every generation of summaries. */
export const PARTITION_COUNT = 64;

/** Millionths of the currency, an integer within ±(2^53 − 1). */
export type Micros = number & { readonly __unit?: 'millionth' };

/** Index of a partition, 0 … 63. */
export type PartitionNo = number & { readonly __unit?: 'partition' };

/** Number of a job as people use it; also the number of the generation that a full job builds. */
export type JobNo = number & { readonly __unit?: 'job' };

export interface StepDefinition {
  readonly code: string;
  readonly process: string | null;
  readonly costComponent: CostComponent;
  readonly formula: string;
}

export interface RoutingDefinition {
  readonly id: number;
  readonly code: string;
  readonly outputUnit: string;
  /** Formula of the lot's output; costs are divided by it. */
  readonly outputQuantity: string;
  readonly steps: readonly StepDefinition[];
  /** The routing's own parameters: parameter id → value (an item's id for an `ITEM` parameter). */
  readonly parameters: readonly (readonly [parameterId: number, value: number])[];
}

/** A dated rate as a job uses it. */
export interface RateInForce {
  readonly rateId: string;
  readonly value: number;
  readonly effectiveDate: string;
}

/** Why no rate is in force on the job's date although there are some. */
export interface Lapse {
  /** The first day without the last rate before; null: there is none before. */
  readonly expiredDate: string | null;
  /** The first day of the next rate; null: there is none. */
  readonly nextDate: string | null;
}

export interface ParameterDefinition {
  readonly id: number;
  readonly key: string;
  readonly kind: ParameterKind;
  readonly unit: string | null;
  /** From the job's `base_params`; an item's id for an `ITEM` parameter. */
  readonly baseValue: number | null;
  readonly rate: RateInForce | null;
  /** null, or absent from snapshots of earlier versions: a rate is in force, or there never was one. */
  readonly lapse?: Lapse | null;
  /** An item's id for an `ITEM` parameter. */
  readonly defaultValue: number | null;
  /** Of an `ITEM` parameter the bounds of the item's price. Absent in snapshots that are older than bounds. */
  readonly minimum?: number | null;
  readonly maximum?: number | null;
}

export interface ItemDefinition {
  readonly id: number;
  readonly code: string;
  /** Price in force on the job's date; null: none. */
  readonly price: RateInForce | null;
  /** As of a parameter. */
  readonly lapse?: Lapse | null;
}

/** All that a job computes with, frozen when the job was created (variants' own parameters excepted). */
export interface Snapshot {
  /** The job's date, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly currency: string;
  readonly parameters: readonly ParameterDefinition[];
  readonly items: readonly ItemDefinition[];
  readonly routings: readonly RoutingDefinition[];
}
