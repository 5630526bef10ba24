import { type CsvHandlers, CsvParser, type CsvRecord } from './csv-parser.js';

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Above the header may stand so many lines of titles, dates and the like. */
const TITLE_RECORDS_MAX = 30;
/** More columns than any table has, and few enough to be looked up without holding up other requests. */
const COLUMNS_MAX = 5_000;
/** A line that tells a spreadsheet the delimiter. */
const SEP_LINE = /^(?:\uFEFF)?"?sep=([^"\r\n])"?,*;*\t*\r?$/i;

/** Where the table begins. */
export interface FoundHeader {
  readonly delimiter: string;
  /** Of the columns, as they are written. */
  readonly titles: readonly string[];
  /** That the record begins in, from 1. */
  readonly line: number;
  /** false: no line is a header that is known; this is the first. */
  readonly isKnown: boolean;
}

/** The field's text, quotes taken off. */
export function fieldText({ bytes, starts, ends }: CsvRecord, field: number): string {
  return bytes.toString('utf8', starts[field], ends[field]);
}

/**
 * Finds delimiter and header in the beginning of a file: the first line that is a known header with one of the
 * delimiters, below lines of titles. Without one it is the first line, and the delimiter is the one that it has most of.
 * null: there is no line, or a fault in the first one, which `onFault` was told.
 */
export function findHeader(
  sample: Buffer,
  isWhole: boolean,
  isHeader: (titles: readonly string[]) => boolean,
  onFault: CsvHandlers['onFault'],
): FoundHeader | null {
  const given = SEP_LINE.exec(firstLine(sample))?.[1];
  const candidates = given === undefined ? DELIMITERS : [given];
  const known = candidates.flatMap((delimiter) => {
    const found = firstRecords(sample, isWhole, delimiter).records.find(({ titles }) => isHeader(titles));
    return found ? [{ ...found, delimiter, isKnown: true }] : [];
  });
  if (known.length > 0) return known.reduce((best, one) => (one.titles.length > best.titles.length ? one : best));
  const delimiter = given ?? mostFrequent(firstLine(sample));
  const { records, faults } = firstRecords(sample, isWhole, delimiter);
  const first = records[given === undefined ? 0 : 1];
  if (first && !(faults[0] && faults[0][0] < first.line)) return { ...first, delimiter, isKnown: false };
  if (faults[0]) onFault(...faults[0]);
  return null;
}

interface TitleRecord {
  readonly titles: readonly string[];
  readonly line: number;
}

function firstRecords(sample: Buffer, isWhole: boolean, delimiter: string) {
  const records: TitleRecord[] = [];
  const faults: Parameters<CsvHandlers['onFault']>[] = [];
  const parser: CsvParser = new CsvParser(
    {
      onRecord(record) {
        if (record.count > COLUMNS_MAX) {
          const message = `the line has ${record.count} columns; a table has at most ${COLUMNS_MAX}`;
          faults.push([record.line, 'TOO_MANY_COLUMNS', message, null]);
          return parser.stop();
        }
        records.push({
          line: record.line,
          titles: Array.from({ length: record.count }, (_, n) => fieldText(record, n).trim()),
        });
        if (records.length === TITLE_RECORDS_MAX) parser.stop();
      },
      onFault: (...fault) => faults.push(fault),
    },
    delimiter,
  );
  parser.push(sample);
  if (isWhole) parser.end();
  return { records, faults };
}

function firstLine(sample: Buffer): string {
  const end = sample.indexOf(0x0a);
  return sample.toString('utf8', 0, end < 0 ? sample.length : end);
}

function mostFrequent(line: string): string {
  const outsideQuotes = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => outsideQuotes.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
