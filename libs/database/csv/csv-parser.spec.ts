import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvHandlers, CsvParser, RECORD_BYTES_MAX } from './csv-parser.js';

interface Parsed {
  readonly records: { line: number; fields: string[] }[];
  readonly faults: { line: number; code: string }[];
}

function parse(input: string | Buffer, { chunkBytes = Infinity, delimiter = ',' } = {}): Parsed {
  const bytes = Buffer.from(input as string);
  const parsed: Parsed = { records: [], faults: [] };
  const handlers: CsvHandlers = {
    onRecord: ({ bytes: from, line, count, starts, ends }) =>
      parsed.records.push({
        line,
        fields: Array.from({ length: count }, (_, n) => from.toString('utf8', starts[n], ends[n])),
      }),
    onFault: (line, code) => parsed.faults.push({ line, code }),
  };
  const parser = new CsvParser(handlers, delimiter);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // The parser must not rely on the memory after the call.
    const chunk = Buffer.from(bytes.subarray(at, Math.min(at + chunkBytes, bytes.length)));
    parser.push(chunk);
    chunk.fill(0x22);
    if (chunkBytes === Infinity) break;
  }
  parser.end();
  return parsed;
}

const fields = (input: string | Buffer): string[][] => parse(input).records.map((record) => record.fields);

describe('CsvParser', () => {
  it('reads back what was written, whatever the fields hold and however the bytes arrive', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', ',', ';', '\t', '"', '\n', '\r\n', ' ', '1'),
      maxLength: 6,
    });
    const write = (text: string, quotes: boolean): string =>
      quotes || /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const inputs = fc.record({
      rows: fc.array(fc.array(fc.tuple(field, fc.boolean()), { minLength: 3, maxLength: 3 }), { maxLength: 6 }),
      delimiter: fc.constantFrom(',', ';', '\t'),
      lineEnd: fc.constantFrom('\n', '\r\n'),
      mark: fc.constantFrom('', '\ufeff'),
      lastLineEnd: fc.boolean(),
      chunkBytes: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(inputs, ({ rows, delimiter, lineEnd, mark, lastLineEnd, chunkBytes }) => {
        const lines = ['a', ...rows.map((row) => row.map(([text, quotes]) => write(text, quotes)).join(delimiter))];
        lines[0] = ['x', 'y', 'z'].join(delimiter);
        const text = mark + lines.join(lineEnd) + (lastLineEnd ? lineEnd : '');
        const { records, faults } = parse(text, { chunkBytes, delimiter });
        expect(faults).toEqual([]);
        const expected = [['x', 'y', 'z'], ...rows.map((row) => row.map(([cell]) => cell))];
        expect(records.map((record) => record.fields)).toEqual(
          expected.filter((row) => row.some((cell) => cell !== '')),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('says in which line a record begins', () => {
    const { records } = parse('a,b\n"1\n2\n3",x\n\n,\r\n4,"5"\n');
    expect(records).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1\n2\n3', 'x'] },
      { line: 7, fields: ['4', '5'] },
    ]);
  });

  it('reports quotes in the wrong place with their line and goes on', () => {
    const { records, faults } = parse('a,b\n1,2"3\n"1" ,2\n"x\ny"z,1\n4,5\n6\r7,8\n9,9');
    expect(faults).toEqual([2, 3, 5, 7].map((line) => ({ line, code: 'INVALID_QUOTES' })));
    expect(records.map((record) => record.fields)).toEqual([['a', 'b'], ['4', '5'], ['9', '9']]); // prettier-ignore
    expect(records.at(-1)?.line).toBe(8);
  });

  it('reports where a quote that is never closed was opened', () => {
    const text = 'a,b\n1,2\n"3\n4",5\n"6\n7","8\n9\n';
    for (const chunkBytes of [1, 7, Infinity]) {
      expect(parse(text, { chunkBytes }).faults).toEqual([{ line: 6, code: 'UNTERMINATED_QUOTE' }]);
      expect(parse(text, { chunkBytes }).records).toHaveLength(3);
    }
    const endless = `a,b\n1,"${'x\n'.repeat(RECORD_BYTES_MAX)}`;
    expect(parse(endless, { chunkBytes: 1 << 18 }).faults).toEqual([{ line: 2, code: 'UNTERMINATED_QUOTE' }]);
  });

  it('reports text that is no text, line by line', () => {
    const latin1 = Buffer.from('a,b\n1,ok\n2,é\n3,\0\n4,ok\n', 'latin1');
    const { records, faults } = parse(latin1);
    expect(faults).toEqual([
      { line: 3, code: 'INVALID_ENCODING' },
      { line: 4, code: 'NUL_BYTE' },
    ]);
    expect(records.map(({ line }) => line)).toEqual([1, 2, 5]);
  });

  it('stops at a line of more than a megabyte', () => {
    const long = 'y'.repeat(RECORD_BYTES_MAX + 1);
    expect(parse(`a,b\n1,2\n${long}`, { chunkBytes: 1 << 16 }).faults).toEqual([{ line: 3, code: 'LINE_TOO_LONG' }]);
    expect(parse(`a,b\n1,2\n${long}\n3,4\n`).faults).toEqual([{ line: 3, code: 'LINE_TOO_LONG' }]);
    expect(fields(`a,b\n1,${'y'.repeat(RECORD_BYTES_MAX - 10)}\n`)).toHaveLength(2);
  });
});
