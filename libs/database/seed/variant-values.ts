import type { SyntheticParameter } from './synthetic-parameters.js';

const TWO_POW_32 = 4_294_967_296;
const GOLDEN_RATIO = 0x9e3779b9;

/** A bijection of the 32-bit integers that leaves no visible pattern (lowbias32 of C. Wellons). */
export function scramble(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** One 32-bit key for each parameter (and more) from the seed. */
export function keysOf(seed: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => scramble(scramble(seed) + Math.imul(n + 1, GOLDEN_RATIO)));
}

/**
 * Values of parameters for a variant by its number, 0 … 2^32 − 1. Each parameter is a bijection of the number, spread
 * over its range: so no two variants share the value of any parameter, at any catalogue size, and nothing has to be
 * remembered to know that.
 */
export class VariantValues {
  private readonly keys: Int32Array;
  private readonly low: Float64Array;
  private readonly step: Float64Array;

  constructor(parameters: readonly SyntheticParameter[], seed: number) {
    this.keys = keysOf(seed, parameters.length);
    this.low = Float64Array.from(parameters, ({ low }) => low);
    this.step = Float64Array.from(parameters, ({ low, high }) => (high - low) / TWO_POW_32);
  }

  /** Value of the parameter at `index` for variant `number`. */
  get(index: number, number: number): number {
    return this.low[index]! + scramble(number ^ this.keys[index]!) * this.step[index]!;
  }

  /** Writes all values of a variant as big-endian doubles, the first at `at`, the next `stride` bytes on. */
  write(view: DataView, at: number, stride: number, number: number): void {
    const { keys, low, step } = this;
    for (let n = 0; n < keys.length; n++, at += stride) {
      view.setFloat64(at, low[n]! + scramble(number ^ keys[n]!) * step[n]!);
    }
  }
}
