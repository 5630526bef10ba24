import { emptyDraft } from '../catalogue/catalogue-draft.js';
import type { ReferenceChecker } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { FieldReader } from '../catalogue/field-reader.js';
import type { JsonValue } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { readVariant, VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { VariantRowBlocks } from '../catalogue/variant-row-blocks.js';
import { type CsvFile, fieldText } from './csv-file.js';
import { fieldCountFault } from './csv-header.js';
import type { CsvRecord } from './csv-parser.js';
import { PlainVariants } from './plain-variants.js';
import { readNumber } from './number-cell.js';
import { unprotectCell } from './spreadsheet-cell.js';
import type { VariantColumns } from './variant-columns.js';

const FIELDS = [...VARIANT_FIELDS, 'parameters'];

/**
 * Turns records into rows. What is plain goes from bytes to bytes (`PlainVariants`); everything else becomes text and
 * goes through the checks of a catalogue file, which say what is wrong, if anything is.
 */
export class VariantReader {
  private readonly plain: PlainVariants;
  private readonly draft = emptyDraft();

  constructor(
    private readonly file: CsvFile,
    private readonly columns: VariantColumns,
    private readonly stored: StoredCatalogue,
    private readonly checker: ReferenceChecker,
    private readonly faults: FaultList,
    /** null: check only. */
    private readonly rows: VariantRowBlocks | null,
  ) {
    this.plain = new PlainVariants(columns, stored);
  }

  readonly onRecord = (record: CsvRecord): void => {
    const row = this.plain.read(record);
    if (row) this.rows?.add(row);
    else this.readSlowly(record);
  };

  readonly onFault = (line: number, code: string, message: string, field: number | null): void => {
    const place = Place.line(this.file.name, line);
    this.faults.add(field === null ? place : place.at(this.file.header?.[field] ?? field + 1), code, message);
  };

  private readSlowly(record: CsvRecord): void {
    const place = Place.line(this.file.name, record.line);
    const fault = fieldCountFault(record.count, this.columns.count);
    if (fault !== null) return this.faults.add(place, 'FIELD_COUNT', fault);
    const found = this.faults.count;
    const fields = new Map<string, JsonValue>();
    for (const [column, field] of this.columns.fixed) {
      const cell = unprotectCell(fieldText(record, field));
      if (cell !== '') fields.set(column, column === 'is_active' ? booleanCell(cell) : cell);
    }
    fields.set('parameters', this.parameters(record, place));
    readVariant(new FieldReader(fields, place, this.faults, FIELDS), this.draft);
    const variant = this.draft.variants.pop()!;
    this.checker.variant(variant);
    if (this.faults.count === found) this.rows?.addDraft(variant, this.stored);
  }

  private parameters(record: CsvRecord, place: Place): Map<string, JsonValue> {
    const values = new Map<string, JsonValue>();
    for (const { key, kind, field } of this.columns.parameters) {
      const cell = fieldText(record, field);
      if (cell.trim() === '') continue;
      const value = kind === 'ITEM' ? unprotectCell(cell) : readNumber(cell);
      if (kind === 'NUMBER' && typeof value === 'string') this.faults.add(place.at(key), 'NOT_A_NUMBER', value);
      else values.set(key, value);
    }
    return values;
  }
}

/** As spreadsheets write it, in any capitals; what is neither is left for the check to name. */
function booleanCell(cell: string): boolean | string {
  const text = cell.trim().toLowerCase();
  return text === 'true' || (text === 'false' ? false : cell);
}
