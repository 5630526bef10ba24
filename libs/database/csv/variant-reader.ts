import { emptyDraft, type VariantDraft } from '../catalogue/catalogue-draft.js';
import type { ReferenceChecker } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { FieldReader } from '../catalogue/field-reader.js';
import type { JsonValue } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { readVariant, VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import type { VariantRowBlocks } from '../catalogue/variant-row-blocks.js';
import { type CsvFile, fieldText } from './csv-file.js';
import { recordFault } from './csv-header.js';
import type { CsvRecord } from './csv-parser.js';
import { PlainVariants } from './plain-variants.js';
import type { NumberCells } from './number-cell.js';
import { unprotectCell } from './spreadsheet-cell.js';
import type { DamagedCodes } from './spreadsheet-damage.js';
import type { VariantColumns } from './variant-columns.js';

const FIELDS = [...VARIANT_FIELDS, 'parameters'];

/** Reads the rows of one file of variants. */
export interface VariantReading {
  readonly stored: StoredCatalogue;
  readonly checker: ReferenceChecker;
  readonly faults: FaultList;
  readonly numbers: NumberCells;
  /** Told of SKUs that a spreadsheet seems to have changed. */
  readonly damages: DamagedCodes;
  /** null: check only. */
  readonly rows: VariantRowBlocks | null;
}

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
    private readonly reading: VariantReading,
  ) {
    this.plain = new PlainVariants(columns, reading.stored, reading.numbers);
  }

  readonly onRecord = (record: CsvRecord): void => {
    const row = this.plain.read(record);
    if (row) this.reading.rows?.add(row);
    else this.readSlowly(record);
  };

  readonly onFault = (line: number, code: string, message: string, field: number | null): void => {
    const place = Place.line(this.file.name, line);
    this.reading.faults.add(field === null ? place : place.at(this.file.header[field] || field + 1), code, message);
  };

  private readSlowly(record: CsvRecord): void {
    const { faults, checker, damages, rows, stored } = this.reading;
    const place = Place.line(this.file.name, record.line);
    const fault = recordFault(record, this.file);
    if (fault) return faults.add(place, fault.code, fault.message, fault.cause);
    const found = faults.count;
    const fields = new Map<string, JsonValue>(this.absent());
    for (const [column, field] of this.columns.fixed) {
      const cell = unprotectCell(fieldText(record, field));
      if (cell.trim() !== '') fields.set(column, column === 'is_active' ? booleanCell(cell) : cell);
    }
    fields.set('parameters', this.parameters(record, place));
    readVariant(new FieldReader(fields, place, faults, FIELDS), this.draft);
    const variant = this.draft.variants.pop()!;
    checker.variant(this.hasReferences ? variant : { ...variant, ...this.known(variant) });
    if (faults.count > found) return;
    damages.see(variant.sku, () => place.at('sku'));
    rows?.addDraft(variant, stored, this.columns.fixed);
  }

  private get hasReferences(): boolean {
    return this.columns.fixed.has('master_yarn') && this.columns.fixed.has('routing');
  }

  /** Values for columns that a variant must have and the table has not. */
  private absent(): [string, JsonValue][] {
    return (['master_yarn', 'routing'] as const).flatMap((column) =>
      this.columns.fixed.has(column) ? [] : [[column, '-'] as [string, JsonValue]],
    );
  }

  /** Without the names that stand for absent columns: an empty name is not looked up. */
  private known({ masterYarn, routing }: VariantDraft): Pick<VariantDraft, 'masterYarn' | 'routing'> {
    const { fixed } = this.columns;
    return { masterYarn: fixed.has('master_yarn') ? masterYarn : '', routing: fixed.has('routing') ? routing : '' };
  }

  private parameters(record: CsvRecord, place: Place): Map<string, JsonValue> {
    const values = new Map<string, JsonValue>();
    for (const { key, kind, field } of this.columns.parameters) {
      const cell = fieldText(record, field);
      if (cell.trim() === '') continue;
      const value = kind === 'ITEM' ? unprotectCell(cell) : this.reading.numbers.value(cell);
      if (typeof value !== 'object') values.set(key, value);
      else this.reading.faults.add(place.at(key), value.code, value.message, value.cause);
    }
    return values;
  }
}

const LOGICAL_VALUES: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'wahr', 'vrai', 'doğru', 'benar'].map((word) => [word, true] as const),
  ...['false', 'falsch', 'faux', 'yanlış', 'salah'].map((word) => [word, false] as const),
]);

/** As spreadsheets write it in their languages, in any capitals; what is neither is left for the check to name. */
function booleanCell(cell: string): boolean | string {
  return LOGICAL_VALUES.get(cell.trim().toLowerCase()) ?? cell;
}
