import {
  type CheckedRouting,
  checkRouting,
  type ParameterDefinition,
  type RoutingDefinition,
  type Snapshot,
} from '#costing';
import { ITEM_PRICES, TYPED_YARNS, typedColumn } from '../prepare/typed-tables.js';

/** A routing with what its SQL is written from. */
export interface RoutingToWrite {
  readonly routing: RoutingDefinition;
  readonly checked: CheckedRouting;
  /** The parameters that it reads, by slot. */
  readonly parameters: readonly ParameterDefinition[];
}

export function routingsToWrite(snapshot: Snapshot): RoutingToWrite[] {
  const byKey = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
  return snapshot.routings.map((routing) => {
    const result = checkRouting(routing, byKey.keys());
    if ('faults' in result) throw new Error(`routing ${routing.code}: ${result.faults[0]?.message}`);
    const parameters = result.routing.parameterKeys.map((key) => byKey.get(key)!);
    return { routing, checked: result.routing, parameters };
  });
}

/** What a variant inherits when neither it nor its yarn says anything; null: nothing. */
export function inheritedByAll({ routing }: RoutingToWrite, parameter: ParameterDefinition): number | null {
  const own = routing.parameters.find(([id]) => id === parameter.id)?.[1];
  return own ?? parameter.baseValue ?? parameter.rate?.value ?? parameter.defaultValue;
}

/**
 * A SELECT of `variant_id` and one column for each parameter that the routing reads: the variant's, its yarn's, or
 * what all inherit; of an ITEM parameter the item's price.
 */
export function resolvedRows(toWrite: RoutingToWrite, leaf: string): string {
  const joins: string[] = [];
  const columns = toWrite.parameters.map((parameter) => {
    const column = typedColumn(parameter);
    const inherited = inheritedByAll(toWrite, parameter);
    const last = inherited === null ? '' : `, '${inherited}'::float8`;
    const value = `coalesce(v.${column}, y.${column}${last})`;
    if (parameter.kind === 'NUMBER') return `${value} AS ${column}`;
    joins.push(`LEFT JOIN ${ITEM_PRICES} i_${column} ON i_${column}.id = ${value}`);
    return `i_${column}.price AS ${column}`;
  });
  return `SELECT ${['v.variant_id', ...columns].join(', ')}
            FROM ${leaf} v LEFT JOIN ${TYPED_YARNS} y ON y.id = v.master_yarn_id ${joins.join(' ')}
           WHERE v.is_active AND v.routing_id = ${toWrite.routing.id} OFFSET 0`;
}

/** The same without inheritance: columns of the parameters that variants have, for `ownOrLiteral`. */
export function ownRows(toWrite: RoutingToWrite, leaf: string, onVariants: ReadonlySet<number>): string {
  const columns = toWrite.parameters.filter(({ id }) => onVariants.has(id)).map(typedColumn);
  return `SELECT ${['variant_id', ...columns].join(', ')} FROM ${leaf} WHERE routing_id = ${toWrite.routing.id}`;
}

/** A variant's own column, or as a number what stands for it when variants have none. */
export function ownOrLiteral(
  toWrite: RoutingToWrite,
  snapshot: Snapshot,
  onVariants: ReadonlySet<number>,
): (key: string) => string {
  return (key) => {
    const parameter = toWrite.parameters.find((one) => one.key === key)!;
    if (onVariants.has(parameter.id)) return typedColumn(parameter);
    const inherited = inheritedByAll(toWrite, parameter);
    const item = parameter.kind === 'ITEM' ? snapshot.items.find(({ id }) => id === inherited) : undefined;
    return `'${(parameter.kind === 'ITEM' ? item?.price?.value : inherited) ?? 0}'::float8`;
  };
}
