const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** So many digits fit a double exactly, and so do powers of ten up to 10^22: one division then rounds correctly. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, n) => 10 ** n);
const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** A decimal without exponent at once from its bytes; NaN: anything else, which `readNumber` looks at. */
export function plainNumber(bytes: Buffer, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let digits = 0;
  let point = -1;
  for (let at = first; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (digit === POINT - ZERO && point < 0) point = at;
    else return NaN;
  }
  const count = end - first - (point < 0 ? 0 : 1);
  if (count === 0) return NaN;
  // + 0: a minus zero would make `1 / x` minus infinity, which nobody means.
  if (count > EXACT_DIGITS_MAX) return finiteOrNaN(Number(bytes.toString('latin1', start, end)) + 0);
  if (point >= 0) digits /= POWERS_OF_TEN[end - point - 1]!;
  return negative ? -digits + 0 : digits;
}

const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value : NaN);

/** The number that a cell holds, or what is wrong with it. */
export function readNumber(cell: string): number | string {
  const text = cell.trim();
  if (!NUMBER.test(text)) {
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
    const pointed = text.replace(',', '.');
    if (!NUMBER.test(pointed)) return `${shown} is no number`;
    return `${shown} is no number: write the decimals after a point (${pointed}), and thousands without a sign`;
  }
  const number = Number(text);
  return Number.isFinite(number) ? number + 0 : `${text.slice(0, 40)} is too large`;
}
