import { protectCell } from '../csv/spreadsheet-cell.js';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** How the values of a row are put together. */
export interface RowFormat {
  /** Written before the first row. */
  header(columns: readonly string[]): string;
  /** Written before the value of column `n`. */
  before(column: string, n: number): string;
  /** A text; null: none. What a spreadsheet would run is made harmless. */
  text(text: string | null): string;
  /** An exact decimal, date or id: text in JSON, bare in CSV. */
  exact(text: string | null): string;
  number(value: number): string;
  readonly end: string;
}

const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$/;

/** A text as a CSV field; escaped ones are in quotes too, which some readers take for text. */
function csvText(text: string | null): string {
  if (text === null) return '';
  const cell = protectCell(text);
  return cell !== text || NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const CSV: RowFormat = {
  header: (columns) => `${columns.map(csvText).join(',')}\n`,
  before: (_, n) => (n === 0 ? '' : ','),
  text: csvText,
  exact: (text) => text ?? '',
  number: String,
  end: '\n',
};

const NDJSON: RowFormat = {
  header: () => '',
  before: (column, n) => `${n === 0 ? '{' : ','}${JSON.stringify(column)}:`,
  text: (text) => JSON.stringify(text),
  exact: (text) => JSON.stringify(text),
  number: String,
  end: '}\n',
};

export const ROW_FORMATS: Readonly<Record<ExportFormat, RowFormat>> = { csv: CSV, ndjson: NDJSON };
