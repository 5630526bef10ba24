import type { ParameterDefinition, Snapshot } from '#costing';

/** Column of a parameter in the typed tables; by id, as keys may be longer than a column's name. */
export function typedColumn({ id }: Pick<ParameterDefinition, 'id'>): string {
  return `p${id}`;
}

/** The value that all variants inherit which neither have one nor a yarn that has; null: none. */
export function inheritedByAll(snapshot: Snapshot, parameter: ParameterDefinition, routingId: number): number | null {
  const routing = snapshot.routings.find(({ id }) => id === routingId);
  const own = routing?.parameters.find(([id]) => id === parameter.id)?.[1];
  return own ?? parameter.baseValue ?? parameter.rate?.value ?? parameter.defaultValue;
}
