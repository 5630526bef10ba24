import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMicros, toMicros } from './money.js';

describe('toMicros', () => {
  it('rounds decimal halves away from zero, whichever way their doubles lie', () => {
    const halves = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.boolean());
    fc.assert(
      fc.property(halves, ([micros, isNegative]) => {
        const amount = Number(new Decimal(micros).plus(0.5).div(1e6).toString());
        expect(toMicros(isNegative ? -amount : amount)).toBe(isNegative ? -micros - 1 : micros + 1);
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps every amount of 6 decimals for which doubles have the digits', () => {
    const micros = fc.integer({ min: -(2 ** 32) * 1e6, max: 2 ** 32 * 1e6 });
    fc.assert(
      fc.property(micros, (micros) => {
        expect(toMicros(Number(formatMicros(micros)))).toBe(micros);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes nothing beyond the range, and nothing that is no number', () => {
    expect(toMicros(9007199254.74099)).toBe(9_007_199_254_740_990);
    expect(toMicros(-9007199254.74099)).toBe(-9_007_199_254_740_990);
    for (const amount of [9007199254.740993, -9007199254.740993, 1e300, Infinity, -Infinity, NaN]) {
      expect(toMicros(amount)).toBeNaN();
    }
  });

  it('has one zero', () => {
    expect(Object.is(toMicros(-0), 0)).toBe(true);
    expect(Object.is(toMicros(-1e-9), 0)).toBe(true);
  });
});

describe('formatMicros', () => {
  it('writes 6 decimals', () => {
    expect([0, 1, -1, 36_027_778, -1_000_000, Number.MAX_SAFE_INTEGER].map(formatMicros)).toEqual([
      '0.000000',
      '0.000001',
      '-0.000001',
      '36.027778',
      '-1.000000',
      '9007199254.740991',
    ]);
    expect(formatMicros(123_456_789_012_345_678_901n)).toBe('123456789012345.678901');
  });
});
