import type { ClientBase } from 'pg';
import { type Bounds, rateBounds } from '#costing';
import {
  type BoundedParameter,
  findHoldersBeyond,
  findVariantsBeyond,
  type ValuesBeyond,
} from '../sql/values-beyond-bounds.js';
import type { CatalogueDraft, ParameterDraft } from './catalogue-draft.js';
import type { FaultList } from './faults.js';
import type { StoredCatalogue } from './stored-catalogue.js';

/**
 * Holds what is stored against bounds that became narrower. Runs when everything has been written, so that an import may
 * bring new bounds and the values that fit them; after faults the transaction must be rolled back. Of a parameter that
 * holds items the prices are not looked at: which of them it takes is known when a variant is computed.
 */
export async function checkStoredBounds(
  client: ClientBase,
  draft: CatalogueDraft,
  before: StoredCatalogue,
  faults: FaultList,
): Promise<void> {
  const narrowed: { draft: ParameterDraft; parameter: BoundedParameter; inVariants: boolean }[] = [];
  for (const parameter of draft.parameters) {
    const stored = before.parameters.get(parameter.key);
    if (!stored || parameter.kind !== 'NUMBER') continue;
    const inVariants = isNarrower(parameter, stored);
    if (!inVariants && !isNarrower(rateBounds(parameter), rateBounds(stored))) continue;
    const { minimum, maximum } = parameter;
    narrowed.push({ draft: parameter, parameter: { id: stored.id, minimum, maximum }, inVariants });
  }
  const scanned = narrowed.filter(({ inVariants }) => inVariants).map(({ parameter }) => parameter);
  const variants = scanned.length > 0 ? await findVariantsBeyond(client, scanned) : new Map<number, ValuesBeyond>();
  for (const { draft: changed, parameter } of narrowed) {
    const inVariants = variants.get(parameter.id);
    const found = [...(await findHoldersBeyond(client, parameter)), ...(inVariants?.count ? [inVariants] : [])];
    for (const values of found) faults.add(changed.place, 'OUT_OF_BOUNDS', describeBeyond(changed, values));
  }
}

function isNarrower(bounds: Bounds, before: Bounds): boolean {
  const [low, high] = [bounds.minimum ?? -Infinity, bounds.maximum ?? Infinity];
  return low > (before.minimum ?? -Infinity) || high < (before.maximum ?? Infinity);
}

function describeBeyond({ key, minimum, maximum }: ParameterDraft, { holders, count, examples }: ValuesBeyond): string {
  const named = examples.map(({ name, value }) => `${name} (${value})`).join(', ');
  const rest = count > examples.length ? ` and ${(count - examples.length).toLocaleString('en')} more` : '';
  const least = holders === 'price rates' ? rateBounds({ minimum, maximum }).minimum : minimum;
  const ends = [
    ...(least === null ? [] : [`not below ${least}`]),
    ...(maximum === null ? [] : [`not above ${maximum}`]),
  ];
  return (
    `'${key}' would have to be ${ends.join(' and ')}, and ${count.toLocaleString('en')} of the ${holders} ` +
    `that are stored are beyond that: ${named}${rest}; correct them first, or in the same import`
  );
}
