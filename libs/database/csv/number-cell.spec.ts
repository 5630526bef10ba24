import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNumber, readNumber } from './number-cell.js';

const plain = (text: string): number => plainNumber(Buffer.from(`<${text}>`), 1, 1 + Buffer.byteLength(text));

describe('numbers in cells', () => {
  it('are read from bytes exactly as JavaScript reads them, or left to the slow way', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.constantFrom('', '-'),
        digits,
        fc.constantFrom('', '.'),
        digits,
        (sign, whole, point, fraction) => {
          const text = sign + whole + point + fraction;
          const value = plain(text);
          if (whole + fraction === '') expect(value).toBeNaN();
          else expect(Object.is(value, readNumber(text))).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => readNumber(String(x)) === x + 0));
  });

  it('refuse what is no number, from bytes and from text', () => {
    for (const text of [
      '',
      '.',
      '-',
      '-.',
      '+',
      '1e',
      '1,5',
      '1 000',
      '0x1F',
      'NaN',
      'Infinity',
      '1.2.3',
      '--1',
      '１',
    ]) {
      expect(plain(text)).toBeNaN();
      if (text !== '') expect(readNumber(text)).toContain('is no number');
    }
    expect(readNumber('12,5')).toContain('after a point (12.5)');
    expect(readNumber('1e999')).toBe('1e999 is too large');
    expect(plain('9'.repeat(400))).toBeNaN();
    expect(Object.is(readNumber('-0'), 0) && Object.is(plain('-0.0'), 0)).toBe(true);
  });
});
