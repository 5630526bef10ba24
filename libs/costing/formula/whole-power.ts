/** Beyond this the error of so many multiplications would show; only bases next to 1 have a result in range there. */
const EXPONENT_MAX = 2 ** 40;
/** 2^27 + 1: splits a double of 53 bits into two halves whose products are exact. */
const SPLITTER = 134_217_729;

const word = new DataView(new ArrayBuffer(8));

/** A positive number as (high + low) × 2^exponent, with 1 ≤ high < 2 and about 106 bits in high and low. */
interface Extended {
  readonly high: number;
  readonly low: number;
  readonly exponent: number;
}

/**
 * `base ** exponent` for a whole exponent, within one unit in the last place: repeated squaring with twice the digits of
 * a double, the binary exponent kept apart so that nothing overflows on the way.
 */
export function wholePower(base: number, exponent: number): number {
  const count = Math.abs(exponent);
  const size = Math.abs(base);
  if (count <= 1 || count > EXPONENT_MAX || size === 0 || size === 1 || !Number.isFinite(size)) {
    return exponent === -1 ? 1 / base : base ** exponent;
  }
  let square = extended(size);
  let result: Extended = { high: 1, low: 0, exponent: 0 };
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = product(result, square);
    if (rest > 1) square = product(square, square);
  }
  const value = scaled(exponent < 0 ? reciprocal(result) : result);
  return base < 0 && count % 2 === 1 ? -value : value;
}

function extended(size: number): Extended {
  // Subnormal numbers have no exponent of their own before they are made larger.
  const isSmall = size < 2 ** -1000;
  const normal = isSmall ? size * 2 ** 100 : size;
  word.setFloat64(0, normal);
  const exponent = (word.getUint16(0) >> 4) - 1023;
  return { high: normal / powerOfTwo(exponent), low: 0, exponent: isSmall ? exponent - 100 : exponent };
}

function product(a: Extended, b: Extended): Extended {
  const high = a.high * b.high;
  const low = productError(a.high, b.high, high) + (a.high * b.low + a.low * b.high);
  return normalized(high, low, a.exponent + b.exponent);
}

function reciprocal({ high, low, exponent }: Extended): Extended {
  const inverse = 1 / high;
  const product = inverse * high;
  const error = 1 - product - productError(inverse, high, product) - inverse * low;
  return normalized(inverse, inverse * error, -exponent);
}

/** What `a × b` lost when it was rounded to `rounded`, exactly (Dekker). */
function productError(a: number, b: number, rounded: number): number {
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return aLow * bLow - (rounded - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(value: number): number {
  const wide = value * SPLITTER;
  return wide - (wide - value);
}

function normalized(high: number, low: number, exponent: number): Extended {
  const sum = high + low;
  const rest = low - (sum - high);
  if (sum >= 2) return { high: sum / 2, low: rest / 2, exponent: exponent + 1 };
  if (sum < 1) return { high: sum * 2, low: rest * 2, exponent: exponent - 1 };
  return { high: sum, low: rest, exponent };
}

function scaled({ high, low, exponent }: Extended): number {
  if (exponent > 1023) return Infinity;
  if (exponent < -1100) return 0;
  // In two steps, because 2^-1074 has no reciprocal and a result may be smaller than the smallest normal double.
  const half = Math.trunc(exponent / 2);
  return (high + low) * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/** 2^exponent, exactly, for −1022 … 1023. */
function powerOfTwo(exponent: number): number {
  word.setUint32(0, (exponent + 1023) << 20);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}
