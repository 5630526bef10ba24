import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import type { FaultList } from '../catalogue/faults.js';
import { FieldReader } from '../catalogue/field-reader.js';
import type { JsonValue } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { RATE_FIELDS, readPriceRate } from '../catalogue/read-catalogue-json.js';
import { type CsvFile, fieldText, readCsvRecords } from './csv-file.js';
import { checkHeader, fieldCountFault, RATE_COLUMNS_REQUIRED } from './csv-header.js';
import type { CsvRecord } from './csv-parser.js';
import { unprotectCell } from './spreadsheet-cell.js';

/** Rates are held in memory and checked against each other, 1.5 kB each at the peak. */
export const RATES_MAX = 200_000;
const COLUMNS: ReadonlySet<string> = new Set(RATE_FIELDS);

/** Adds the rates of a CSV file to `draft`, checked like those of a catalogue file. */
export async function readRatesCsv(file: CsvFile, draft: CatalogueDraft, faults: FaultList): Promise<void> {
  const found = faults.count;
  checkHeader(file, COLUMNS, RATE_COLUMNS_REQUIRED, faults);
  if (faults.count > found) return;
  const columns = file.header ?? [];
  await readCsvRecords(file, {
    onRecord(record) {
      const place = Place.line(file.name, record.line);
      const fault = fieldCountFault(record.count, columns.length);
      if (fault !== null) faults.add(place, 'FIELD_COUNT', fault);
      else if (draft.priceRates.length === RATES_MAX) {
        faults.add(place, 'TOO_MANY_RATES', `an import takes at most ${RATES_MAX.toLocaleString('en')} rates`);
      } else readPriceRate(new FieldReader(rateFields(record, columns), place, faults, RATE_FIELDS), draft, faults);
    },
    onFault: (line, code, message, field) => {
      const place = Place.line(file.name, line);
      faults.add(field === null ? place : place.at(columns[field] ?? field + 1), code, message);
    },
  });
}

/** An empty cell is a field left out. Blanks around names, numbers and dates are no part of them. */
function rateFields(record: CsvRecord, columns: readonly string[]): Map<string, JsonValue> {
  const fields = new Map<string, JsonValue>();
  columns.forEach((column, n) => {
    const text = fieldText(record, n);
    const isText = column === 'notes' || column === 'item';
    const cell = isText ? unprotectCell(text) : text.trim();
    if (cell !== '') fields.set(column, cell);
  });
  return fields;
}
