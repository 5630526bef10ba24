import { roundHalfAway } from '../money.js';

/** Most decimals (or, negative, places before the point) that `round` takes. */
export const MOST_DIGITS = 15;

const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, digits) => Number(`1e${digits}`));

/** Doubles of this size and above are integers: scaling and rounding would only lose their last digits. */
const ALL_INTEGERS = 2 ** 53;

/**
 * `round(value, digits)`: half away from zero to so many decimals, or places before the point when negative.
 * NaN when digits is not a whole number from -15 to 15, or value is NaN.
 */
export function roundTo(value: number, digits: number): number {
  const scale = POWERS_OF_TEN[Math.abs(digits)];
  if (scale === undefined) return NaN;
  const scaled = digits < 0 ? value / scale : value * scale;
  if (!(Math.abs(scaled) < ALL_INTEGERS)) return value;
  const rounded = roundHalfAway(scaled);
  return digits < 0 ? rounded * scale : rounded / scale;
}

/** `base ** exponent`; infinite for zero to a negative power, NaN for a negative base and a broken exponent. */
export function power(base: number, exponent: number): number {
  return exponent === 2 ? base * base : base ** exponent;
}

/** The value held between two bounds; with bounds the wrong way round the upper one wins. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
