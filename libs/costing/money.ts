/** Largest amount in millionths, so that every amount is an exact integer as a double: 9,007,199,254.740991. */
export const LARGEST_MICROS = Number.MAX_SAFE_INTEGER;

/**
 * How far below a half still counts as the half, relative to the number: about one unit in its last place. Decimal
 * halves such as 1.005 × 100 come out of binary arithmetic that little too small.
 */
const HALF_TOLERANCE = 2.3e-16;
/** Beyond 5e14 that unit grows to the size of the half itself, and would round up what is clearly below it. */
const HALF_TOLERANCE_MAX = 0.125;

/** Nearest integer, halves away from zero. */
export function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  const rest = Math.abs(value - whole);
  const half = 0.5 - Math.min(Math.abs(value) * HALF_TOLERANCE, HALF_TOLERANCE_MAX);
  if (rest < half) return whole;
  return value < 0 ? whole - 1 : whole + 1;
}

/** An amount in millionths, rounded half away from zero; NaN when it is no number or beyond ±9,007,199,254.740991. */
export function toMicros(amount: number): number {
  const micros = roundHalfAway(amount * 1e6);
  // Adding zero turns -0, which prints and compares oddly, into 0.
  return Math.abs(micros) <= LARGEST_MICROS ? micros + 0 : NaN;
}

/** Millionths as a decimal text with 6 decimals, such as `36.027778`. */
export function formatMicros(micros: number | bigint): string {
  const digits = BigInt(micros).toString();
  const sign = digits.startsWith('-') ? '-' : '';
  const padded = digits.slice(sign.length).padStart(7, '0');
  return `${sign}${padded.slice(0, -6)}.${padded.slice(-6)}`;
}
