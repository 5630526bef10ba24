import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ceil, floor, power, roundGiven, roundTo } from './arithmetic.js';
import { evaluateFormula } from './evaluate-formula.js';

const D = Decimal.clone({ precision: 60, toExpNeg: -9e15, toExpPos: 9e15, maxE: 9e15, minE: -9e15 });

function valueOf(formula: string, values: Record<string, number> = {}): number {
  const answer = evaluateFormula(formula, new Map(Object.entries(values)));
  if ('error' in answer) throw new Error(answer.error.message);
  return answer.value;
}

describe('whole numbers', () => {
  it('are those that arithmetic on doubles misses by its last digits', () => {
    expect(valueOf('ceil(100 * (1 + 10 / 100) / 110)')).toBe(1);
    expect(valueOf('ceil(1100 * 0.07)')).toBe(77);
    expect(valueOf('floor(0.29 * 100)')).toBe(29);
    expect(valueOf('ceil(-0.29 * 100)')).toBe(-29);
    expect(valueOf('floor(-1100 * 0.07)')).toBe(-77);
    expect(valueOf('ceil(1000 * (1 - 0.9))')).toBe(100);
    expect(valueOf('floor(lot / cone)', { lot: 1.2, cone: 0.4 })).toBe(3);
  });

  it('are not those next to which a person can write another number', () => {
    expect(valueOf('ceil(2.0000001)')).toBe(3);
    expect(valueOf('floor(1.9999999)')).toBe(1);
    expect(valueOf('ceil(2.0000000000001)')).toBe(3);
    expect(valueOf('floor(9.9999999999999)')).toBe(9);
    expect(valueOf('ceil(1e-9)')).toBe(1);
    expect(valueOf('floor(-1e-300)')).toBe(-1);
    expect(valueOf('ceil(99999999999999.5)')).toBe(100_000_000_000_000);
    expect(valueOf('floor(99999999999999.5)')).toBe(99_999_999_999_999);
  });

  it('are the quotients and products that are whole in decimals, and the others go up or down', () => {
    const percent = fc.integer({ min: 1, max: 9_999 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e7 }), percent, (hundredths, share) => {
        const exact = new D(hundredths).mul(share).div(1_000_000);
        const product = (hundredths / 100) * (share / 10_000);
        expect([floor(product), ceil(product)]).toEqual([exact.floor().toNumber(), exact.ceil().toNumber()]);
      }),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e4 }), percent, (pieces, size, loss) => {
        // So many pieces of this size, with what is lost: as many pieces as there were.
        const lot = new D(pieces).mul(size).div(100).toNumber();
        const kept = (lot * (1 + loss / 10_000)) / (size / 100) / (1 + loss / 10_000);
        expect([floor(kept), ceil(kept)]).toEqual([pieces, pieces]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('hand on what is no number', () => {
    for (const value of [Infinity, -Infinity, NaN]) expect([ceil(value), floor(value)]).toEqual([value, value]);
  });
});

describe('round', () => {
  it('goes by the decimal of a number that was written or entered', () => {
    expect(valueOf('round(0.49999999999999994)')).toBe(0);
    expect(valueOf('round(x)', { x: 2.4999999999999996 })).toBe(2);
    expect(valueOf('round(-x)', { x: 0.49999999999999994 })).toBe(-0);
    expect(valueOf('round(70516065.59854999, 4)')).toBe(70516065.5985);
    expect(valueOf('round(max(x, 0), 4)', { x: 70516065.59854999 })).toBe(70516065.5985);
    expect(valueOf('round(2.675, 2)')).toBe(2.68);
    expect(valueOf('round(x ?? 0, 2)', { x: 1.005 })).toBe(1.01);
    expect(valueOf('round(25, -1)')).toBe(30);
    expect(valueOf('round(-24.999999999999996, -1)')).toBe(-20);
  });

  it('forgives arithmetic its last digit', () => {
    expect(valueOf('round(1.005 * 100)')).toBe(101);
    expect(valueOf('round(1.15 * 3, 1)')).toBe(3.5);
    expect(valueOf('round(0.285 * 100)')).toBe(29);
  });

  it('of a given number is what exact decimals make of it', () => {
    const near = fc.tuple(
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: -15, max: 8 }),
      fc.integer({ min: -2, max: 2 }),
    );
    fc.assert(
      fc.property(near, ([whole, digits, steps]) => {
        const value = doublesFrom(new D(whole).plus(0.5).div(new D(10).pow(digits)).toNumber(), steps);
        const exact = new D(String(value)).mul(new D(10).pow(digits)).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
        const expected = exact.div(new D(10).pow(digits)).toNumber();
        expect(roundGiven(value, digits)).toBe(expected);
        expect(roundGiven(-value, digits)).toBe(-expected);
      }),
      { numRuns: 20_000 },
    );
  });

  it('agrees with ceil and floor on what is whole', () => {
    const whole = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(whole, fc.integer({ min: -8, max: 8 }), (number, steps) => {
        const value = doublesFrom(number, steps);
        expect([ceil(value), floor(value), roundTo(value, 0), roundGiven(value, 0)]).toEqual(Array(4).fill(number));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('power', () => {
  it('of a whole exponent is within one unit in the last place', () => {
    expect(valueOf('10 ** -5')).toBe(0.00001);
    expect(valueOf('10 ^ -5')).toBe(0.00001);
    expect(valueOf('pow(10, -5)')).toBe(0.00001);
    for (let exponent = -323; exponent <= 308; exponent++) expect(power(10, exponent)).toBe(Number(`1e${exponent}`));
    const base = fc.double({ min: 1e-30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(base, fc.integer({ min: -400, max: 400 }), fc.boolean(), (size, exponent, isNegative) => {
        const value = isNegative ? -size : size;
        const exact = binary(value).pow(exponent).toNumber();
        const result = power(value, exponent);
        if (!Number.isFinite(exact)) expect(result).toBe(exact);
        else expect(Math.abs(result - exact)).toBeLessThanOrEqual(ulp(exact));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps its special cases', () => {
    expect([power(0, 0), power(5, 0), power(-3, 1), power(0, 3), power(1, 1e300), power(-1, 3)]).toEqual([
      1, 1, -3, 0, 1, -1,
    ]);
    expect([power(0, -1), power(2, 1024), power(-2, 1025), power(2, -1075)]).toEqual([
      Infinity,
      Infinity,
      -Infinity,
      0,
    ]);
    expect([power(2, -1074), power(5e-324, 1), power(5e-324, 2), power(5e-324, -3)]).toEqual([
      5e-324,
      5e-324,
      0,
      Infinity,
    ]);
    expect([power(-8, 1 / 3), power(NaN, 3), power(2, NaN)]).toEqual([NaN, NaN, NaN]);
    const compound = binary(1.0000001).pow(1e9).toNumber();
    expect(Math.abs(power(1.0000001, 1e9) - compound)).toBeLessThanOrEqual(ulp(compound));
  });
});

/** The double so many steps above (or below) a positive one. */
function doublesFrom(value: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

const ulp = (value: number): number => Math.max(5e-324, doublesFrom(Math.abs(value), 1) - Math.abs(value));

/** A double's own value, to 60 digits; its shortest text is another number. */
function binary(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const exponent = (view.getUint16(0) >> 4) & 2047;
  const mantissa = new D(String(view.getBigUint64(0) & ((1n << 52n) - 1n))).plus(new D(2).pow(52));
  return mantissa.mul(new D(2).pow(exponent - 1075)).mul(Math.sign(value));
}
