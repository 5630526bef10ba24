/**
 * Bounds of a value's size: it is 0 or between `least` and `most`, whatever its sign. Where they prove that an
 * operation neither overflows nor underflows, its SQL is the bare operator.
 */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Sizes of parameters for which the bare SQL is written: far beyond any price or quantity, and 0. */
export const USUAL: Bounds = { least: 1e-15, most: 1e15 };
export const ANY: Bounds = { least: 0, most: Infinity };
const SAFE: Bounds = { least: 1e-290, most: 1e290 };
const ULP = 2 ** -53;

export const isSafe = ({ least, most }: Bounds): boolean => least >= SAFE.least && most <= SAFE.most;

export const union = (...all: readonly Bounds[]): Bounds => ({
  least: Math.min(...all.map(({ least }) => least)),
  most: Math.max(...all.map(({ most }) => most)),
});

export const boundsOf = {
  literal: (value: number): Bounds => (value === 0 ? { least: 1, most: 1 } : { least: value, most: value }),
  /** Doubles are multiples of their last digit, so what remains of a difference is not smaller than that. */
  sum: (a: Bounds, b: Bounds): Bounds => ({ least: Math.min(a.least, b.least) * ULP, most: a.most + b.most }),
  product: (a: Bounds, b: Bounds): Bounds => ({ least: a.least * b.least, most: a.most * b.most }),
  quotient: (a: Bounds, b: Bounds): Bounds => ({ least: a.least / b.most, most: a.most / b.least }),
  /** For a positive exponent; a little room for the last digits. */
  power: (a: Bounds, exponent: number): Bounds => ({ least: a.least ** exponent / 2, most: a.most ** exponent * 2 }),
  remainder: (a: Bounds, b: Bounds): Bounds => ({ least: Math.min(a.least, b.least) * ULP, most: b.most }),
  root: (a: Bounds): Bounds => ({ least: Math.sqrt(a.least), most: Math.sqrt(a.most) }),
  whole: (a: Bounds): Bounds => ({ least: 1, most: a.most + 1 }),
  rounded: (a: Bounds): Bounds => ({ least: 1e-16, most: a.most + 1e16 }),
};
