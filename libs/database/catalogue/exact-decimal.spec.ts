import fc from 'fast-check';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { exactDecimal } from './exact-decimal.js';

const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60 });

describe('exactDecimal', () => {
  it('keeps every digit of what fits, however it is written', () => {
    const written = fc.record({
      sign: fc.constantFrom('', '-', '+'),
      whole: fc.stringMatching(/^[0-9]{0,13}$/),
      fraction: fc.stringMatching(/^[0-9]{0,13}$/),
      exponent: fc.integer({ min: -14, max: 14 }),
    });
    fc.assert(
      fc.property(written, ({ sign, whole, fraction, exponent }) => {
        fc.pre(whole + fraction !== '');
        const result = exactDecimal(`${sign}${whole}.${fraction}e${exponent}`);
        const value = new Exact(`${sign}${whole || '0'}.${fraction || '0'}e${exponent}`);
        const fits = value.decimalPlaces() <= 12 && value.abs().lessThan('1e12');
        expect('decimal' in result).toBe(fits);
        if ('decimal' in result) expect(new Exact(result.decimal).equals(value)).toBe(true);
        if ('decimal' in result) expect(result.decimal).toMatch(/^-?[0-9]{1,12}(\.[0-9]{1,12})?$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['0.1234567890123', '1e-13', '1000000000000', '1e12', '1e400', '-0.00000000000001'])('refuses %s', (text) => {
    expect(exactDecimal(text)).toMatchObject({ code: 'TOO_MANY_DIGITS' });
  });

  it.each(['', ' ', '.', '-', '1,5', '1.2.3', '0x10', 'NaN', 'Infinity', '1e', '12 kg', '١٢'])(
    'takes %j for no number',
    (text) => {
      expect(exactDecimal(text)).toMatchObject({ code: 'NOT_A_NUMBER' });
    },
  );

  it.each([
    ['-0.000', '0'],
    ['0.100000000000000', '0.1'],
    ['999999999999.999999999999', '999999999999.999999999999'],
    ['1.5e3', '1500'],
    ['.5', '0.5'],
    [' 007.50 ', '7.5'],
  ])('writes %s as %s', (text, decimal) => {
    expect(exactDecimal(text)).toEqual({ decimal });
  });
});
