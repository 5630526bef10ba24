import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable, printableDocument, printableJson, printableLines } from './printable.js';

const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\u001b', '\u009b', '\u202e', '\u2067', '\u2028', '\ud800', '\n', '\u{e0041}'),
  ),
});
const ACTS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

it('leaves nothing in a line that acts on a terminal, and printing text as it is', () => {
  fc.assert(fc.property(text, (any) => !ACTS.test(printable(any))));
  for (const plain of ['KD-30CH-NAVY-160', 'Baumwolle, gekämmt 30s–2', 'کتاب\u200cها', '綿 🧵', 'a\\b']) {
    expect(printable(plain)).toBe(plain);
  }
});

it.each([
  ['a\u001b]0;owned\u0007b', 'a\\u{1B}]0;owned\\u{7}b'],
  ['\u009b31m', '\\u{9B}31m'],
  ['abc\u202ecba', 'abc\\u{202E}cba'],
  ['one\ntwo\r\t', 'one\\ntwo\\r\\t'],
  ['\ud83e', '\\u{D83E}'],
  ['\u{e0041}', '\\u{E0041}'],
])('writes %j as %s', (raw, shown) => {
  expect(printable(raw)).toBe(shown);
});

it('keeps line breaks only where they are meant', () => {
  expect(printableLines('a\r\nb\u001b')).toBe('a\nb\\u{1B}');
  const document = { name: 'a\nb', steps: [{ formula: '1 +\n\u202e2', value: 3, note: null }] };
  expect(printableDocument(document, ['formula'])).toEqual({
    name: 'a\\nb',
    steps: [{ formula: '1 +\n\\u{202E}2', value: 3, note: null }],
  });
});

it('makes JSON that shows as it is and reads back exactly', () => {
  fc.assert(
    fc.property(fc.jsonValue(), text, (value, more) => {
      const line = printableJson({ value, more });
      return (
        !ACTS.test(line) && line === line.trim() && JSON.stringify(JSON.parse(line)) === JSON.stringify({ value, more })
      );
    }),
  );
});
