import type { ClientBase } from 'pg';
import { type AffectedPart, compareInputs, type CostingInputs, joinParts, PARTITION_COUNT } from '#costing';
import { countAffected, predicateByPartition } from '../sql/affected.js';
import { readToday } from '../sql/mill-day.js';
import { readSnapshot } from '../sql/snapshot.js';
import type { CatalogueDraft } from './catalogue-draft.js';
import type { TouchedVariants } from './load-variants.js';

/** Whom an import would touch: variants whose cost may be another with it than without it. */
export interface ImportTouches {
  /** The day on which rates are looked up: today, or a later one on which the last of the import begins. */
  readonly asOf: string;
  readonly variants: number;
  /** Those that are there, by routing, most first. */
  readonly byRouting: readonly { readonly routing: string; readonly variants: number }[];
}

/** Compares what costs are computed with before an import writes and after. */
export class TouchCount {
  private constructor(
    private readonly asOf: string,
    private readonly before: CostingInputs,
  ) {}

  static async begin(
    client: ClientBase,
    { priceRates }: CatalogueDraft,
    { timeZone }: { readonly timeZone: string | null },
  ): Promise<TouchCount> {
    const today = await readToday(client, timeZone);
    const asOf = priceRates.reduce(
      (latest, { effectiveDate }) => (effectiveDate > latest ? effectiveDate : latest),
      today,
    );
    return new TouchCount(asOf, await readSnapshot(client, { asOf, baseParams: {} }));
  }

  /** `variants`: what the import does to variants themselves. */
  async finish(client: ClientBase, variants: TouchedVariants): Promise<ImportTouches> {
    const { asOf, before } = this;
    const after = await readSnapshot(client, { asOf, baseParams: {} });
    const parts: AffectedPart[] = compareInputs(before, after).map(({ part }) => part);
    const { changedIds, addedActive } = variants;
    if (changedIds === null) parts.push({ kind: 'ALL' });
    else if (changedIds.length > 0) parts.push({ kind: 'VARIANTS', variantIds: changedIds });
    const counts = new Map<number, number>();
    if (parts.length > 0) {
      for (const [partitionNo, predicate] of predicateByPartition(joinParts(parts), PARTITION_COUNT).entries()) {
        for (const {
          routingId,
          counts: [count],
        } of await countAffected(client, partitionNo, [predicate])) {
          counts.set(routingId, (counts.get(routingId) ?? 0) + count!);
        }
      }
    }
    const codes = new Map(before.snapshot.routings.map(({ id, code }) => [id, code]));
    const byRouting = [...counts]
      .map(([id, count]) => ({ routing: codes.get(id) ?? `#${id}`, variants: count }))
      .sort((a, b) => b.variants - a.variants);
    return { asOf, variants: byRouting.reduce((sum, one) => sum + one.variants, 0) + addedActive, byRouting };
  }
}
