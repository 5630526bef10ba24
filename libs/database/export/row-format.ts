import type { DecimalSign } from '../csv/read-options.js';
import { protectCell } from '../csv/spreadsheet-cell.js';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What may stand between the columns of a table. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How a table is written for the spreadsheet that will open it; JSON has one spelling only. */
export interface TableSpelling {
  readonly decimal: DecimalSign;
  /** Not a comma where decimals have one. */
  readonly delimiter: Delimiter;
  /** A byte order mark first, by which Excel knows UTF-8. */
  readonly hasMark: boolean;
}

export const PLAIN_TABLE: TableSpelling = { decimal: 'point', delimiter: ',', hasMark: false };

/** How the values of a row are put together. */
export interface RowFormat {
  /** Written before the first row. */
  header(columns: readonly string[]): string;
  /** Written before the value of column `n`. */
  before(column: string, n: number): string;
  /** A text; null: none. What a spreadsheet would run is made harmless. */
  text(text: string | null): string;
  /** A date or id: text in JSON, bare in CSV. */
  exact(text: string | null): string;
  /** An exact decimal with a point: text in JSON, bare in CSV. */
  decimal(text: string | null): string;
  number(value: number): string;
  /** The byte between units and decimals. */
  readonly decimalByte: number;
  readonly end: string;
}

const POINT = 0x2e;
const COMMA = 0x2c;
const NEEDS_QUOTES = /[",;|\t\r\n]|^\s|\s$/;
/** In a table without commas between its columns an import would ask whether the point stands between thousands. */
const LIKE_THOUSANDS = /^-?[1-9]\d{0,2}\.\d{3}$/;

/** A text as a CSV field; escaped ones are in quotes too, which some readers take for text. */
function csvText(text: string | null): string {
  if (text === null) return '';
  const cell = protectCell(text);
  return cell !== text || NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function tableFormat({ decimal, delimiter, hasMark }: TableSpelling): RowFormat {
  const spelled = (number: string): string => {
    if (decimal === 'comma') return number.replace('.', ',');
    // One more zero leaves a single reading.
    return delimiter !== ',' && LIKE_THOUSANDS.test(number) ? `${number}0` : number;
  };
  return {
    header: (columns) => `${hasMark ? '\ufeff' : ''}${columns.map(csvText).join(delimiter)}\n`,
    before: (_, n) => (n === 0 ? '' : delimiter),
    text: csvText,
    exact: (text) => text ?? '',
    decimal: (text) => (text === null ? '' : spelled(text)),
    number: (value) => spelled(String(value)),
    decimalByte: decimal === 'comma' ? COMMA : POINT,
    end: '\n',
  };
}

const NDJSON: RowFormat = {
  header: () => '',
  before: (column, n) => `${n === 0 ? '{' : ','}${JSON.stringify(column)}:`,
  text: (text) => JSON.stringify(text),
  exact: (text) => JSON.stringify(text),
  decimal: (text) => JSON.stringify(text),
  number: String,
  decimalByte: POINT,
  end: '}\n',
};

/** The format of rows; `table` says how CSV is spelled. */
export function rowFormat(format: ExportFormat, table: TableSpelling = PLAIN_TABLE): RowFormat {
  return format === 'csv' ? tableFormat(table) : NDJSON;
}
