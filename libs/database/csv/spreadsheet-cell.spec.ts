import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsApostrophe, protectCell, unprotectCell } from './spreadsheet-cell.js';

const TEXT = fc.string({
  unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', '1', ' ', '"'),
  maxLength: 5,
});

describe('cells that a spreadsheet would run', () => {
  it('are written so that none begins a formula, and read back as they were', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const cell = protectCell(text);
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect(unprotectCell(cell)).toBe(text);
        const bytes = Buffer.from(`x${text}`);
        expect(needsApostrophe(bytes, 1, bytes.length)).toBe(cell !== text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have one apostrophe taken off, and only before what it protects', () => {
    expect(["'=1", "''=1", "'abc", '=1', "'", "it's"].map(unprotectCell)).toEqual([
      '=1',
      "'=1",
      "'abc",
      '=1',
      "'",
      "it's",
    ]);
  });
});
