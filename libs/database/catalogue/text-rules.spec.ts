import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFault, dateFault, formulaTextFault, normalizeCode, notesFault, textFault } from './text-rules.js';

describe('codes and SKUs', () => {
  it('are trimmed and composed', () => {
    expect(normalizeCode(' \u00a0Cafe\u0301-30 \n')).toBe('Café-30');
  });

  it.each(['A', 'RING 30/1', '綿-30', 'a'.repeat(100), '🧵'.repeat(100)])('may be %s', (code) => {
    expect(codeFault(code)).toBeNull();
  });

  it.each([
    ['', 'empty'],
    ['a'.repeat(101), '101 characters'],
    ['A\tB', 'a tab'],
    ['A\u200bB', 'U+200B'],
    ['A\ud800', 'U+D800'],
    ['A\u0000', 'U+0000'],
    ['A\u2028B', 'a line break'],
  ])('may not be %j', (code, reason) => {
    expect(codeFault(code)).toContain(reason);
  });
});

describe('descriptions and formulas', () => {
  it('hold no control characters', () => {
    expect(textFault('Baumwolle, gekämmt', 200)).toBeNull();
    expect(textFault('a\u0007', 200)).toBe('holds the control character U+0007');
    expect(textFault('abc', 2)).toContain('3 characters');
    expect(formulaTextFault('a *\n\tb // é')).toBeNull();
    expect(formulaTextFault('a // \u0000')).toBe('holds a NUL character (U+0000)');
    expect(textFault('two\nlines', 200)).toBe('holds a line break');
    expect(notesFault('two\r\nlines', 200)).toBeNull();
    expect(notesFault('a\tb', 200)).toBe('holds a tab');
  });
});

describe('dates', () => {
  it('are days that exist', () => {
    const days = fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(fc.property(days, (day) => dateFault(day.toISOString().slice(0, 10)) === null));
  });

  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '0025-01-01',
    '1899-12-30',
    '2026-1-1',
    '01/02/2026',
    '2026-01-01T00:00',
    '',
  ])('are not %j', (text) => {
    expect(dateFault(text)).not.toBeNull();
  });
});
