import { roundHalfAway } from '../money.js';
import { wholePower } from './whole-power.js';

/** Most decimals (or, negative, places before the point) that `round` takes. */
export const MOST_DIGITS = 15;

const POWERS_OF_TEN = Array.from({ length: MOST_DIGITS + 1 }, (_, digits) => Number(`1e${digits}`));

/** Doubles of this size and above are integers: scaling and rounding would only lose their last digits. */
const ALL_INTEGERS = 2 ** 53;
/** From this size on a double has no digit after the point, and adding a half to it has no exact result. */
const NO_HALVES = 2 ** 52;

/**
 * How far from a whole number, relative to its size, a value still counts as that number for `ceil` and `floor`:
 * 2^-48, about 3.6e-15. An operation on doubles is off by 2^-53 at most, so this forgives some thirty operations
 * (1100 × 0.07 is 77.00000000000001), and numbers of up to 14 digits are never taken for their neighbours.
 */
export const WHOLE_TOLERANCE = 2 ** -48;
/** Beyond 3.5e13 the relative tolerance would reach fractions that doubles still tell apart. */
export const WHOLE_TOLERANCE_MAX = 0.125;

/** Smallest whole number that is not below the value; see `WHOLE_TOLERANCE`. */
export function ceil(value: number): number {
  return nearbyWhole(value) ?? Math.ceil(value);
}

/** Largest whole number that is not above the value; see `WHOLE_TOLERANCE`. */
export function floor(value: number): number {
  return nearbyWhole(value) ?? Math.floor(value);
}

function nearbyWhole(value: number): number | undefined {
  const whole = Math.round(value);
  const tolerance = Math.min(Math.abs(value) * WHOLE_TOLERANCE, WHOLE_TOLERANCE_MAX);
  return Math.abs(value - whole) <= tolerance ? whole : undefined;
}

/**
 * `round(value, digits)` of a computed value: half away from zero to so many decimals, or places before the point when
 * negative. What lies in the last digit below a half counts as the half, because arithmetic on doubles puts it there.
 * NaN when digits is not a whole number from -15 to 15, or value is NaN.
 */
export function roundTo(value: number, digits: number): number {
  return scaledRound(value, digits, roundHalfAway);
}

/**
 * The same for a number that was written or entered, not computed: its decimal decides. 1.005 is a half of a hundredth
 * although its double lies below, and 0.49999999999999994 is none although no double lies between it and 0.5.
 */
export function roundGiven(value: number, digits: number): number {
  return scaledRound(value, digits, (scaled, scale) => {
    if (Math.abs(scaled) >= NO_HALVES) return scaled;
    const whole = Math.trunc(Math.abs(scaled));
    // The double of the decimal half: one correctly rounded operation on exact numbers.
    const half = digits < 0 ? (whole + 0.5) * scale : (whole + 0.5) / scale;
    const rounded = Math.abs(value) < half ? whole : whole + 1;
    return value < 0 ? -rounded : rounded;
  });
}

function scaledRound(value: number, digits: number, round: (scaled: number, scale: number) => number): number {
  const scale = POWERS_OF_TEN[Math.abs(digits)];
  if (scale === undefined) return NaN;
  const scaled = digits < 0 ? value / scale : value * scale;
  if (!(Math.abs(scaled) < ALL_INTEGERS)) return value;
  const rounded = round(scaled, scale);
  return digits < 0 ? rounded * scale : rounded / scale;
}

/**
 * `base ** exponent`: of a whole exponent within one unit in the last place, which the engine's own power is not
 * (10 ** -5 is 0.000009999999999999999 there). Infinite for zero to a negative power, NaN for a negative base and a
 * broken exponent.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 2) return base * base;
  return Number.isInteger(exponent) ? wholePower(base, exponent) : base ** exponent;
}

/** The value held between two bounds; with bounds the wrong way round the upper one wins. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
