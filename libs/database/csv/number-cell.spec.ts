import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberCells } from './number-cell.js';

const CELLS = {
  undecided: new NumberCells(null, ','),
  undecidedInSemicolons: new NumberCells(null, ';'),
  point: new NumberCells('point', ';'),
  comma: new NumberCells('comma', ';'),
};
const plain = (cells: NumberCells, text: string): number =>
  cells.plain(Buffer.from(`<${text}>`), 1, 1 + Buffer.byteLength(text));
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 });

describe('numbers in cells', () => {
  it('are read from bytes exactly as from text, or left to the text', () => {
    const parts = fc.tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.', ','), digits);
    fc.assert(
      fc.property(parts, fc.constantFrom(...Object.values(CELLS)), ([sign, whole, point, fraction], cells) => {
        const text = sign + whole + point + fraction;
        const value = plain(cells, text);
        if (!Number.isNaN(value)) expect(Object.is(value, cells.value(text))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('come back from every way to write them', () => {
    const number = fc.record({
      sign: fc.constantFrom('', '-'),
      whole: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
      fraction: digits,
      decimal: fc.constantFrom('point' as const, 'comma' as const),
      thousands: fc.constantFrom('', ' ', ' ', ' ', "'", 'other'),
    });
    fc.assert(
      fc.property(number, ({ sign, whole, fraction, decimal, thousands }) => {
        const mark = decimal === 'point' ? '.' : ',';
        const between = thousands === 'other' ? (decimal === 'point' ? ',' : '.') : thousands;
        const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, between);
        const text = `${sign}${grouped}${fraction === '' ? '' : mark + fraction}`;
        const expected = Number(`${sign}${whole}.${fraction || '0'}`) + 0;
        expect(CELLS[decimal].value(text)).toBe(expected);
        // Without the option either the same, or nothing.
        for (const cells of [CELLS.undecided, CELLS.undecidedInSemicolons]) {
          const value = cells.value(text);
          if (typeof value === 'number' && decimal === 'point') expect(value).toBe(expected);
          if (typeof value === 'number' && decimal === 'comma') expect(fraction).toBe('');
        }
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => CELLS.point.value(String(x)) === x + 0),
    );
  });

  it('are refused where they are none, from bytes and from text', () => {
    for (const text of ['', '.', '-', '-.', '+', '1e', '0x1F', 'NaN', 'Infinity', '1.2.3', '--1', '１', '1..5']) {
      for (const cells of Object.values(CELLS)) {
        expect(plain(cells, text)).toBeNaN();
        expect(cells.value(text)).toMatchObject({ code: expect.stringMatching(/NOT_A_NUMBER|AMBIGUOUS_NUMBER/) });
      }
    }
    expect(CELLS.undecided.value('1e999')).toMatchObject({ message: '1e999 is too large' });
    expect(plain(CELLS.undecided, '9'.repeat(400))).toBeNaN();
    expect(Object.is(CELLS.undecided.value('-0'), 0) && Object.is(plain(CELLS.undecided, '-0.0'), 0)).toBe(true);
  });
});
