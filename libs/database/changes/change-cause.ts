import type { AffectedPart, InputCause, InputDifference } from '#costing';
import type { ChangeContent } from '../sql/changes.js';

/** What a change is about, equal for changes that are about the same: a rate twice edited is one cause. */
export type ChangeCause =
  | Exclude<InputCause, { kind: 'MASTER_YARN' }>
  | { readonly kind: 'MASTER_YARN'; readonly code: string }
  | { readonly kind: 'VARIANT' }
  | { readonly kind: 'IMPORT'; readonly part: string; readonly since: string | null };

export function causeOf({ changeType, affectedKey, oldValue, newValue }: ChangeContent): ChangeCause {
  switch (changeType) {
    case 'PRICE_RATE':
      if ('item' in (newValue ?? oldValue ?? {})) return { kind: 'ITEM', code: affectedKey };
      return { kind: 'PARAMETER', key: affectedKey };
    case 'PARAMETER':
      return { kind: 'PARAMETER', key: affectedKey };
    case 'FORMULA':
      return { kind: 'ROUTING', code: affectedKey };
    case 'MASTER_YARN':
      return { kind: 'MASTER_YARN', code: affectedKey };
    case 'VARIANT':
      return { kind: 'VARIANT' };
    case 'IMPORT': {
      const since = newValue?.['updated_at'];
      return { kind: 'IMPORT', part: affectedKey, since: typeof since === 'string' ? since : null };
    }
  }
}

/** Between two snapshots. */
interface Differences {
  readonly differences: readonly InputDifference[];
}

/** The variants that a cause touches; of single variants nothing, because each is one. */
export function partsOf(
  cause: ChangeCause,
  { differences }: Differences,
  yarnIds: ReadonlyMap<string, number>,
): AffectedPart[] {
  switch (cause.kind) {
    case 'VARIANT':
      return [];
    case 'IMPORT':
      if (cause.part === 'variants' && cause.since !== null) return [{ kind: 'UPDATED_SINCE', since: cause.since }];
      return cause.part === 'variants' || cause.part === 'catalogue' ? [{ kind: 'ALL' }] : [];
    case 'MASTER_YARN': {
      const yarnId = yarnIds.get(cause.code);
      return differences.flatMap(({ cause: { kind }, part }) =>
        kind === 'MASTER_YARN' && part.kind === 'INHERITS' && yarnId !== undefined && part.yarnIds?.includes(yarnId)
          ? [{ ...part, yarnIds: [yarnId] }]
          : [],
      );
    }
    case 'PARAMETER':
    case 'ITEM':
    case 'ROUTING': {
      const name = JSON.stringify(cause);
      return differences.filter((one) => JSON.stringify(one.cause) === name).map(({ part }) => part);
    }
  }
}

/** What the differences are about that none of these causes names: a day that came, or an import recorded as one. */
export function causesWithoutRow({ differences }: Differences, causes: readonly ChangeCause[]): ChangeCause[] {
  const named = new Set(causes.map((cause) => JSON.stringify(cause)));
  const others = new Map<string, ChangeCause>();
  for (const { cause } of differences) {
    const name = JSON.stringify(cause);
    if (cause.kind !== 'MASTER_YARN' && !named.has(name)) others.set(name, cause);
  }
  return [...others.values()];
}
