/**
 * What a variant must be like for a change to reach its cost. Ids are those of the database; `routingIds` are routings
 * whose formulas read the parameter.
 */
export type AffectedPart =
  | { readonly kind: 'ALL' }
  | { readonly kind: 'ROUTINGS'; readonly routingIds: readonly number[] }
  /**
   * The variant has no value of its own for the parameter, and takes another one than before: from its yarn, which is
   * one of `yarnIds`, or (null) from below, since its yarn is none of `exceptYarnIds`, which hold the parameter.
   */
  | {
      readonly kind: 'INHERITS';
      readonly parameterId: number;
      readonly routingIds: readonly number[];
      readonly yarnIds: readonly number[] | null;
      readonly exceptYarnIds: readonly number[];
    }
  /** The variant itself holds one of the items in the parameter. */
  | {
      readonly kind: 'HOLDS_ITEM';
      readonly parameterId: number;
      readonly routingIds: readonly number[];
      readonly itemIds: readonly number[];
    }
  /** Canonical UUIDs; the variants of some of them may be gone. */
  | { readonly kind: 'VARIANTS'; readonly variantIds: readonly string[] }
  /** RFC 3339 with all the digits that the database gave. */
  | { readonly kind: 'UPDATED_SINCE'; readonly since: string };

/** Variants whose cost may be another one: those that fit one of the parts. Plain data, as a job carries it. */
export interface AffectedPredicate {
  readonly parts: readonly AffectedPart[];
}

type PartOf<K extends AffectedPart['kind']> = Extract<AffectedPart, { kind: K }>;

/** Beyond these a test of every row costs more than what it spares: the whole routings are taken instead. */
const VALUE_PARTS_MAX = 64;
const YARN_IDS_MAX = 10_000;

/** One predicate of all parts: joined, without what another part covers, and bounded, by taking more where need be. */
export function joinParts(parts: readonly AffectedPart[]): AffectedPredicate {
  if (parts.some(({ kind }) => kind === 'ALL')) return { parts: [{ kind: 'ALL' }] };
  const of = <K extends AffectedPart['kind']>(kind: K): PartOf<K>[] =>
    parts.filter((part): part is PartOf<K> => part.kind === kind);
  const whole = new Set(of('ROUTINGS').flatMap(({ routingIds }) => routingIds));
  let values = [...joinInherits(of('INHERITS'), whole), ...joinHolds(of('HOLDS_ITEM'), whole)];
  if (values.length > VALUE_PARTS_MAX) {
    for (const { routingIds } of values) for (const id of routingIds) whole.add(id);
    values = [];
  }
  const joined: AffectedPart[] = [...values];
  if (whole.size > 0) joined.unshift({ kind: 'ROUTINGS', routingIds: ascending(whole) });
  const variantIds = new Set(of('VARIANTS').flatMap((part) => part.variantIds));
  if (variantIds.size > 0) joined.push({ kind: 'VARIANTS', variantIds: [...variantIds].sort() });
  const since = of('UPDATED_SINCE').map((part) => part.since);
  if (since.length > 0) joined.push({ kind: 'UPDATED_SINCE', since: since.reduce((a, b) => (a < b ? a : b)) });
  return { parts: joined };
}

const ascending = (ids: Iterable<number>): number[] => [...new Set(ids)].sort((a, b) => a - b);

function joinInherits(parts: readonly PartOf<'INHERITS'>[], whole: ReadonlySet<number>): PartOf<'INHERITS'>[] {
  const joined = new Map<string, PartOf<'INHERITS'>>();
  for (const part of parts) {
    const routingIds = ascending(part.routingIds).filter((id) => !whole.has(id));
    if (routingIds.length === 0) continue;
    const key = JSON.stringify([part.parameterId, routingIds, part.yarnIds === null, part.exceptYarnIds]);
    const yarnIds = part.yarnIds && ascending([...(joined.get(key)?.yarnIds ?? []), ...part.yarnIds]);
    joined.set(key, { ...part, routingIds, yarnIds });
  }
  return [...joined.values()].map((part) => ({
    ...part,
    yarnIds: part.yarnIds && part.yarnIds.length <= YARN_IDS_MAX ? part.yarnIds : null,
    exceptYarnIds: part.exceptYarnIds.length <= YARN_IDS_MAX ? part.exceptYarnIds : [],
  }));
}

function joinHolds(parts: readonly PartOf<'HOLDS_ITEM'>[], whole: ReadonlySet<number>): PartOf<'HOLDS_ITEM'>[] {
  const joined = new Map<string, PartOf<'HOLDS_ITEM'>>();
  for (const part of parts) {
    const routingIds = ascending(part.routingIds).filter((id) => !whole.has(id));
    if (routingIds.length === 0) continue;
    const key = JSON.stringify([part.parameterId, routingIds]);
    joined.set(key, { ...part, routingIds, itemIds: [...(joined.get(key)?.itemIds ?? []), ...part.itemIds] });
  }
  return [...joined.values()].map((part) => ({ ...part, itemIds: ascending(part.itemIds) }));
}
