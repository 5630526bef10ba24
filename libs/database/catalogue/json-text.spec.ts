import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber, JsonSyntaxError, type JsonValue, parseJson } from './json-text.js';

/** The value as `JSON.parse` would give it. */
function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, member]) => [key, plain(member as JsonValue)]));
  }
  return Array.isArray(value) ? value.map((element) => plain(element as JsonValue)) : value;
}

function syntaxError(text: string): JsonSyntaxError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  throw new Error(`parsed: ${text}`);
}

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, space) => {
        const spaced = JSON.stringify(JSON.parse(text), null, space);
        expect(plain(parseJson(spaced).value)).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('refuses what JSON.parse refuses, whatever character is put in or taken out', () => {
    const mutation = fc.record({
      text: fc.json(),
      at: fc.nat(),
      put: fc.constantFrom('', '"', '{', ',', '0', '\\', '\n'),
    });
    fc.assert(
      fc.property(mutation, ({ text, at, put }) => {
        const broken = text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
        let valid = true;
        try {
          JSON.parse(broken);
        } catch {
          valid = false;
        }
        if (valid) parseJson(broken);
        else expect(syntaxError(broken).line).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps the text of numbers that a double would change', () => {
    const { value } = parseJson('[0.1234567890123456789, 1E-13, 2.50, 1e999, 7, -0.5]');
    expect(value).toEqual([
      new JsonNumber('0.1234567890123456789'),
      new JsonNumber('1E-13'),
      new JsonNumber('2.50'),
      new JsonNumber('1e999'),
      7,
      -0.5,
    ]);
  });

  it.each([
    ['', 1, 1, 'empty'],
    [' \n\n ', 3, 2, 'empty'],
    ['{"a": 1,\n  "b" 2}', 2, 7, "expected ':'"],
    ['{"a": 1,\n  "b": 2,}', 2, 10, 'member name'],
    ['[1, 2', 1, 6, 'end of the file'],
    ['{"a": nul}', 1, 7, '"n"'],
    ['{"a": "x\ny"}', 1, 9, 'line break'],
    ['{"a": "x', 1, 9, 'ends inside a text'],
    ['{"a": "\\x"}', 1, 8, 'escape'],
    ['{"a": 01}', 1, 8, "expected ',' or '}'"],
    ['{} {}', 1, 4, 'after the end'],
    ["{'a': 1}", 1, 2, 'double quotes'],
    ['['.repeat(40), 1, 33, 'deep'],
  ])('says where %j stops being JSON', (text, line, column, message) => {
    const error = syntaxError(text);
    expect([error.line, error.column]).toEqual([line, column]);
    expect(error.message).toContain(message);
  });

  it('finds members named twice', () => {
    const { repeated } = parseJson('{"a": {"x": 1,\n "y": 2, "x": 3},\n  "a": 4}');
    expect(repeated).toEqual([
      { key: 'x', line: 2, column: 10 },
      { key: 'a', line: 3, column: 3 },
    ]);
  });

  it('hands elements of the arrays of a document over one by one', () => {
    const handed: unknown[] = [];
    const { value } = parseJson('{"a": [1, [2], {"b": [3]}], "c": {"d": [4]}, "e": []}', (member, element, n) =>
      handed.push([member, plain(element), n]),
    );
    expect(handed).toEqual([
      ['a', 1, 0],
      ['a', [2], 1],
      ['a', { b: [3] }, 2],
    ]);
    expect(plain(value)).toEqual({ a: [], c: { d: [4] }, e: [] });
  });

  it('takes __proto__ for a member like any other', () => {
    const { value } = parseJson('{"__proto__": {"polluted": 1}}');
    expect(value).toEqual(new Map([['__proto__', new Map([['polluted', 1]])]]));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
