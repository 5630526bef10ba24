import { suggestionBudget } from '#costing';
import type { FaultList } from '../catalogue/faults.js';
import { quoted } from '../catalogue/field-reader.js';
import { Place } from '../catalogue/place.js';
import { RATE_FIELDS, VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import { suggest } from '../catalogue/suggest.js';
import type { CsvFile } from './csv-file.js';

export const VARIANT_COLUMNS_REQUIRED = VARIANT_FIELDS.slice(0, 3);
export const RATE_COLUMNS_REQUIRED = ['rate_value', 'effective_date'] as const;

/** Told by the header: variants have SKUs, rates a value and a date; null: neither, which is a fault. */
export function csvKind({ header, name }: CsvFile, faults: FaultList): 'variants' | 'rates' | null {
  const place = Place.line(name, 1);
  if (header === null) {
    faults.add(place, 'NO_HEADER', 'the file is empty; a CSV file begins with a line of column names');
    return null;
  }
  // A wrong capital is for the check of the columns, which says how the name is written.
  const names = new Set(header.map((column) => column.toLowerCase()));
  if (names.has('sku')) return 'variants';
  if (RATE_COLUMNS_REQUIRED.some((column) => names.has(column))) return 'rates';
  const message =
    `the header is neither of variants (${VARIANT_COLUMNS_REQUIRED.join(', ')}, then parameters) ` +
    `nor of rates (${RATE_FIELDS.join(', ')})`;
  faults.add(place, 'UNKNOWN_HEADER', message);
  return null;
}

/** Reports columns that are unknown, twice there, or missing. */
export function checkHeader(
  { header, name }: CsvFile,
  known: ReadonlySet<string>,
  required: readonly string[],
  faults: FaultList,
): void {
  const place = Place.line(name, 1);
  const columns = header ?? [];
  const seen = new Set<string>();
  const suggestions = suggestionBudget();
  columns.forEach((column, n) => {
    if (column === '') {
      faults.add(place, 'UNNAMED_COLUMN', `column ${n + 1} has no name`);
    } else if (!known.has(column)) {
      faults.add(place, 'UNKNOWN_COLUMN', `unknown column ${quoted(column)}${suggest(column, known, suggestions)}`);
    } else if (seen.has(column)) {
      faults.add(place, 'DUPLICATE', `the column '${column}' is there twice`);
    }
    seen.add(column);
  });
  for (const column of required) {
    if (!columns.includes(column)) faults.add(place, 'MISSING_COLUMN', `the column '${column}' is missing`);
  }
}

/** The fault of a record that does not fit the header; null: none. */
export function fieldCountFault(count: number, expected: number): string | null {
  if (count === expected) return null;
  return `has ${count} field${count === 1 ? '' : 's'}, the header has ${expected}: a delimiter too many or too few, or a text with one that is not in quotes`;
}
