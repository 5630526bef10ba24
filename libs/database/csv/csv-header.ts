import { suggestionBudget } from '#costing';
import type { FaultList } from '../catalogue/faults.js';
import { quoted } from '../catalogue/field-reader.js';
import { Place } from '../catalogue/place.js';
import { suggest } from '../catalogue/suggest.js';
import { type CsvFile, fieldText } from './csv-file.js';
import type { CsvRecord } from './csv-parser.js';
import type { CellFault } from './read-options.js';
import { TABLE_FORMS } from './table-kinds.js';

/** Reports columns that are unknown, twice there, or missing. `parameterKeys`: further columns that the table may have. */
export function checkHeader(file: CsvFile, parameterKeys: Iterable<string>, faults: FaultList): void {
  const { header, titles, name, headerLine, kind } = file;
  const form = TABLE_FORMS[kind];
  const place = Place.line(name, headerLine);
  const known = new Set([...form.fields, ...(form.hasParameters ? parameterKeys : [])]);
  const seen = new Set<string>();
  const suggestions = suggestionBudget();
  header.forEach((column, n) => {
    if (column === '') return;
    if (!known.has(column)) {
      faults.add(place, 'UNKNOWN_COLUMN', unknownColumn(titles[n]!, form.title, suggest(column, known, suggestions)));
    } else if (seen.has(column)) {
      faults.add(place, 'DUPLICATE', `the column '${column}' is there twice`);
    }
    seen.add(column);
  });
  for (const column of form.keys) {
    if (!header.includes(column)) faults.add(place, 'MISSING_COLUMN', `the column '${column}' is missing`);
  }
}

function unknownColumn(title: string, table: string, suggestion: string): string {
  const advice = `--map '${title}=NAME' says what it is, --map '${title}=' leaves it out`;
  return `unknown column ${quoted(title)} in a table of ${table}${suggestion}; ${advice}`;
}

/** What is wrong with a record's number of fields, or with a field below no title; null: nothing. */
export function recordFault(record: CsvRecord, { header, titles }: CsvFile): CellFault | null {
  const { count } = record;
  for (let n = 0; n < count; n++) {
    if ((titles[n] ?? '') !== '' || record.starts[n] === record.ends[n]) continue;
    const text = fieldText(record, n);
    if (text.trim() === '') continue;
    if (n >= header.length) return fieldCountFault(count, header.length);
    const message = `column ${n + 1} has no title, but holds ${quoted(text)}: give it a title, or empty it`;
    return { code: 'UNNAMED_COLUMN', message, cause: `column ${n + 1} has no title` };
  }
  const isCut = titles.some((title, n) => n >= count && title !== '');
  return isCut ? fieldCountFault(count, header.length) : null;
}

function fieldCountFault(count: number, expected: number): CellFault {
  const message = `has ${count} field${count === 1 ? '' : 's'}, the header has ${expected}: a delimiter too many or too few, or a text with one that is not in quotes`;
  return { code: 'FIELD_COUNT', message, cause: message };
}
