import type { ItemDefinition, ParameterDefinition, RoutingDefinition, Snapshot } from '../types.js';
import type { YarnParameters } from '../yarn-parameters.js';
import type { AffectedPart } from './affected-predicate.js';

/** What costs are computed with, besides the variants themselves. */
export interface CostingInputs {
  readonly snapshot: Snapshot;
  readonly yarnParameters: YarnParameters;
}

/** What became another one: a parameter's rate, default or kind, an item's price, a routing, yarns' own parameters. */
export type InputCause =
  | { readonly kind: 'PARAMETER'; readonly key: string }
  | { readonly kind: 'ITEM'; readonly code: string }
  | { readonly kind: 'ROUTING'; readonly code: string }
  | { readonly kind: 'MASTER_YARN' };

/** Variants that one difference touches. */
export interface InputDifference {
  readonly cause: InputCause;
  readonly part: AffectedPart;
}

/** One side: a snapshot with its definitions by id and key. */
export interface InputSide {
  readonly yarnParameters: YarnParameters;
  readonly parameterByKey: ReadonlyMap<string, ParameterDefinition>;
  readonly itemById: ReadonlyMap<number, ItemDefinition>;
  readonly routingById: ReadonlyMap<number, RoutingDefinition>;
}

export function sideOf({ snapshot, yarnParameters }: CostingInputs): InputSide {
  return {
    yarnParameters,
    parameterByKey: new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter])),
    itemById: new Map(snapshot.items.map((item) => [item.id, item])),
    routingById: new Map(snapshot.routings.map((routing) => [routing.id, routing])),
  };
}

/** What a held value is worth in a formula, NaN for nothing: itself, or the price of the item that it names. */
export function worthOf(side: InputSide, { kind }: ParameterDefinition, held: number | null): number {
  if (held === null || kind === 'NUMBER') return held ?? NaN;
  return side.itemById.get(held)?.price?.value ?? NaN;
}

/** Items with another price than before, or with one on one side only. */
export function repricedItems(before: InputSide, after: InputSide): Set<number> {
  const priceOf = (side: InputSide, id: number): number | null => side.itemById.get(id)?.price?.value ?? null;
  const ids = [...before.itemById.keys(), ...after.itemById.keys()];
  return new Set(ids.filter((id) => priceOf(before, id) !== priceOf(after, id)));
}

export function itemCause(after: InputSide, before: InputSide, id: number): InputCause {
  const code = (after.itemById.get(id) ?? before.itemById.get(id))?.code;
  return { kind: 'ITEM', code: code ?? `#${id}` };
}
