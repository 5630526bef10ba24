import { unpackParameters } from './packed-parameters.js';
import type { ItemDefinition, ParameterDefinition, RateInForce, RoutingDefinition, Snapshot } from './types.js';

/** Where a value came from, in the order in which it is looked for; `ITEM_PRICE`: the price of an item found there. */
export type ParameterSource = 'VARIANT' | 'MASTER_YARN' | 'ROUTING' | 'JOB' | 'RATE' | 'ITEM_PRICE' | 'DEFAULT';

/** What can override a parameter for one variant; the first two are packed. */
export interface ParameterHolders {
  readonly variant: Uint8Array;
  readonly masterYarn: Uint8Array;
  readonly routing: RoutingDefinition;
}

export interface ResolvedValue {
  /** null: the parameter has no value, and a formula that needs it fails. */
  readonly value: number | null;
  readonly source: ParameterSource;
  /** The rate that gave the value: of the parameter itself or of the item. */
  readonly rate: RateInForce | null;
  /** The item that an `ITEM` parameter stands for, and who says so. */
  readonly item: { readonly code: string; readonly from: ParameterSource } | null;
}

/**
 * The value of one parameter for one variant, with its source. The readable twin of what `CompiledRouting` does on
 * the hot path: explanations and tests use it. A parameter that nobody gives a value has source `DEFAULT`, the last
 * place that was looked at.
 */
export function resolveValue(
  snapshot: Snapshot,
  parameter: ParameterDefinition,
  holders: ParameterHolders,
): ResolvedValue {
  const held = heldValue(parameter, holders);
  if (parameter.kind === 'NUMBER') {
    return { ...held, rate: held.source === 'RATE' ? parameter.rate : null, item: null };
  }
  const item = held.value === null ? undefined : itemById(snapshot, held.value);
  if (!item) return { value: null, source: held.source, rate: null, item: null };
  return {
    value: item.price?.value ?? null,
    source: 'ITEM_PRICE',
    rate: item.price,
    item: { code: item.code, from: held.source },
  };
}

/** What is written down for the parameter (an item's id for an `ITEM` parameter): the first of the places that has it. */
function heldValue(
  parameter: ParameterDefinition,
  { variant, masterYarn, routing }: ParameterHolders,
): { value: number | null; source: ParameterSource } {
  const places: [ParameterSource, number | null | undefined][] = [
    ['VARIANT', packedValue(variant, parameter.id)],
    ['MASTER_YARN', packedValue(masterYarn, parameter.id)],
    ['ROUTING', routing.parameters.find(([id]) => id === parameter.id)?.[1]],
    ['JOB', parameter.baseValue],
    ['RATE', parameter.rate?.value],
    ['DEFAULT', parameter.defaultValue],
  ];
  const found = places.find(([, value]) => value !== null && value !== undefined);
  return { value: found?.[1] ?? null, source: found?.[0] ?? 'DEFAULT' };
}

function packedValue(packed: Uint8Array, parameterId: number): number | undefined {
  return unpackParameters(packed).find(([id]) => id === parameterId)?.[1];
}

function itemById(snapshot: Snapshot, id: number): ItemDefinition | undefined {
  return snapshot.items.find((item) => item.id === id);
}
