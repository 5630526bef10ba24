import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvParser } from './csv-parser.js';
import { fieldText } from './find-header.js';

interface Parsed {
  readonly records: string[][];
  readonly faults: string[];
}

function ours(text: string, delimiter: string, chunkBytes: number): Parsed {
  const parsed: Parsed = { records: [], faults: [] };
  const parser = new CsvParser(
    {
      onRecord: (record) =>
        parsed.records.push(Array.from({ length: record.count }, (_, field) => fieldText(record, field))),
      onFault: (_line, code) => parsed.faults.push(code),
    },
    delimiter,
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) parser.push(bytes.subarray(at, at + chunkBytes));
  parser.end();
  return parsed;
}

/** What csv-parse reads, without the records that have no content; null: it refuses the text. */
function theirs(text: string, delimiter: string): string[][] | null {
  try {
    const records = parse(text, {
      delimiter,
      bom: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n'],
    });
    return records.filter((record) => record.some((field) => field !== ''));
  } catch {
    return null;
  }
}

describe('CsvParser beside csv-parse', () => {
  const delimiter = fc.constantFrom(',', ';', '\t', '|');
  const chunkBytes = fc.integer({ min: 1, max: 40 });

  it('reads the same from any text that neither refuses, and refuses what csv-parse refuses', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '漢', '😀', ',', ';', '\t', '|', '"', '""', '\n', '\r\n', ' ', '1', '.', ',"', '",'),
      maxLength: 40,
    }); // prettier-ignore
    let compared = 0;
    fc.assert(
      fc.property(text, delimiter, chunkBytes, (input, sign, size) => {
        const { records, faults } = ours(input, sign, size);
        const expected = theirs(input, sign);
        if (expected === null) return void expect(faults).not.toEqual([]);
        expect(faults).toEqual([]);
        expect(records).toEqual(expected);
        compared++;
      }),
      { numRuns: 5_000 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('reads the same from tables as programs write them', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'ß', ',', ';', '\t', '|', '"', '\n', '\r\n', ' ', '0'),
      maxLength: 8,
    });
    const table = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 1, maxLength: 5 }), { maxLength: 8 });
    const written = (rows: [string, boolean][][], sign: string, lineEnd: string, mark: string): string =>
      mark +
      rows
        .map((row) =>
          row
            .map(([text, quotes]) => (quotes || /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
            .join(sign),
        )
        .join(lineEnd);
    fc.assert(
      fc.property(
        table, delimiter, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\ufeff'), chunkBytes,
        (rows, sign, lineEnd, mark, size) => {
          const text = written(rows, sign, lineEnd, mark);
          expect(ours(text, sign, size)).toEqual({ records: theirs(text, sign), faults: [] });
        },
      ),
      { numRuns: 2_000 },
    ); // prettier-ignore
  });
});
