import type { ParameterDefinition } from './types.js';

/** What a parameter's value may be, the ends included; null: no end. */
export interface Bounds {
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** Prices of items are never below this: no parameter owns them, so none could allow it. */
const PRICE_MINIMUM = 0;

/** Bounds of what the parameter is worth in a formula: its number, or the price of its item. null: there are none. */
export function boundsOf({
  kind,
  minimum = null,
  maximum = null,
}: Pick<ParameterDefinition, 'kind' | 'minimum' | 'maximum'>): Bounds | null {
  const least = kind === 'ITEM' ? Math.max(minimum ?? PRICE_MINIMUM, PRICE_MINIMUM) : minimum;
  return least === null && maximum === null ? null : { minimum: least, maximum };
}

/**
 * Bounds of a parameter's dated rates: its own, and not below 0 unless its minimum is. An item's prices have those of no
 * parameter, because the item does not know which parameters will hold it.
 */
export function rateBounds(parameter: Bounds | null): Bounds {
  return { minimum: parameter?.minimum ?? PRICE_MINIMUM, maximum: parameter?.maximum ?? null };
}

/** Whether the value is beyond the bounds; NaN, which is no value, is not. */
export function isBeyond(value: number, { minimum, maximum }: Bounds): boolean {
  return (minimum !== null && value < minimum) || (maximum !== null && value > maximum);
}

/** What is wrong with a value: `118, above the maximum of 100`; null: nothing. */
export function boundsFault(value: number, { minimum, maximum }: Bounds): string | null {
  if (minimum !== null && value < minimum) return `${value}, below the minimum of ${minimum}`;
  if (maximum !== null && value > maximum) return `${value}, above the maximum of ${maximum}`;
  return null;
}

/** The same as a sentence about the parameter; null: the number is within its bounds. */
export function beyondBounds(
  key: string,
  value: number,
  { minimum = null, maximum = null }: Pick<ParameterDefinition, 'minimum' | 'maximum'>,
): string | null {
  const fault = boundsFault(value, { minimum, maximum });
  return fault && `'${key}' is ${fault}`;
}
