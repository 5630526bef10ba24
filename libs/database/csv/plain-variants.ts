import { PACKED_ENTRY_BYTES } from '#costing';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import { CODE_LENGTH_MAX } from '../catalogue/text-rules.js';
import type { VariantRow } from '../catalogue/variant-row-blocks.js';
import type { CsvRecord } from './csv-parser.js';
import type { NumberCells } from './number-cell.js';
import { damageOf, mayBeDamaged } from './spreadsheet-damage.js';
import { unprotectCell } from './spreadsheet-cell.js';
import type { VariantColumns } from './variant-columns.js';

const SPACE = 0x20;
const LAST_PRINTABLE = 0x7e;
const APOSTROPHE = 0x27;
const IS_ACTIVE: ReadonlyMap<string, boolean> = new Map([
  ['', true],
  ['true', true],
  ['TRUE', true],
  ['false', false],
  ['FALSE', false],
]);

/**
 * The quick way of nearly all rows: known codes, SKUs of printable ASCII, plain decimals, nothing escaped, no blanks
 * around. It refuses (null) whatever it is not sure of and never reports: about 1 µs a row with 12 short numbers, where the
 * way by text and checks takes 10 (a number of 17 digits takes 0.3 µs either way).
 */
export class PlainVariants {
  private readonly yarns: ReadonlyMap<string, number>;
  private readonly routings: ReadonlyMap<string, number>;
  private readonly items: ReadonlyMap<string, number>;
  private readonly packed: Uint8Array;
  private readonly packedView: DataView;
  private readonly sku = { bytes: new Uint8Array(), start: 0, end: 0 };
  private readonly batchNo = { bytes: new Uint8Array(), start: 0, end: 0 };
  private readonly parameters;
  /** One for all rows: what it points to is copied before the next. */
  private readonly row: { -readonly [Key in keyof VariantRow]: VariantRow[Key] };
  private readonly fields: { sku: number; yarn: number; routing: number; isActive: number; batchNo: number };

  constructor(
    private readonly columns: VariantColumns,
    stored: StoredCatalogue,
    private readonly numbers: NumberCells,
  ) {
    this.yarns = byCell(stored.masterYarns);
    this.routings = byCell(stored.routings);
    this.items = byCell(stored.items);
    this.packed = new Uint8Array(columns.parameters.length * PACKED_ENTRY_BYTES);
    this.packedView = new DataView(this.packed.buffer);
    this.parameters = { bytes: this.packed, start: 0, end: 0 };
    const { sku, parameters } = this;
    this.row = { sku, parameters, masterYarnId: 0, routingId: 0, isActive: true, batchNo: null };
    const field = (column: Parameters<VariantColumns['fixed']['get']>[0]): number => columns.fixed.get(column) ?? -1;
    this.fields = {
      sku: field('sku'),
      yarn: field('master_yarn'),
      routing: field('routing'),
      isActive: field('is_active'),
      batchNo: field('batch_no'),
    };
  }

  /** The record as a row, valid until the next call. */
  read(record: CsvRecord): VariantRow | null {
    const { row, fields, columns } = this;
    if (record.count !== columns.count) return null;
    for (const field of columns.untitled) if (record.starts[field] !== record.ends[field]) return null;
    if (!readPlainText(record, fields.sku, this.sku) || this.sku.end === this.sku.start) return null;
    if (mayBeDamaged(this.sku.bytes, this.sku.start, this.sku.end) && damageOf(cell(record, fields.sku)) !== null) {
      return null;
    }
    const yarnId = fields.yarn < 0 ? null : this.yarns.get(cell(record, fields.yarn));
    const routingId = fields.routing < 0 ? null : this.routings.get(cell(record, fields.routing));
    const isActive = fields.isActive < 0 ? null : IS_ACTIVE.get(cell(record, fields.isActive));
    if (yarnId === undefined || routingId === undefined || isActive === undefined) return null;
    row.batchNo = null;
    if (fields.batchNo >= 0) {
      if (!readPlainText(record, fields.batchNo, this.batchNo)) return null;
      if (this.batchNo.end > this.batchNo.start) row.batchNo = this.batchNo;
    }
    if (!this.pack(record)) return null;
    row.masterYarnId = yarnId;
    row.routingId = routingId;
    row.isActive = isActive;
    return row;
  }

  private pack(record: CsvRecord): boolean {
    const { packedView } = this;
    const { bytes, starts, ends } = record;
    let at = 0;
    for (const { id, kind, field, minimum, maximum } of this.columns.parameters) {
      const start = starts[field]!;
      const end = ends[field]!;
      if (start === end) continue;
      let value: number | undefined;
      if (kind === 'ITEM') value = this.items.get(cell(record, field));
      else {
        const plain = this.numbers.plain(bytes, start, end);
        const read = Number.isNaN(plain) ? this.numbers.value(cell(record, field)) : plain;
        if (typeof read !== 'number' || read < minimum || read > maximum) return false;
        value = read;
      }
      if (value === undefined) return false;
      packedView.setInt16(at, id);
      packedView.setFloat64(at + 2, value);
      at += PACKED_ENTRY_BYTES;
    }
    this.parameters.end = at;
    return true;
  }
}

/** Points `slice` to a field of printable ASCII without blanks around it and without an apostrophe in front. */
function readPlainText(
  { bytes, starts, ends }: CsvRecord,
  field: number,
  slice: { bytes: Uint8Array; start: number; end: number },
): boolean {
  const start = starts[field]!;
  const end = ends[field]!;
  slice.bytes = bytes;
  slice.start = start;
  slice.end = end;
  if (start === end) return true;
  if (end - start > CODE_LENGTH_MAX) return false;
  if (bytes[start] === SPACE || bytes[start] === APOSTROPHE || bytes[end - 1] === SPACE) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte < SPACE || byte > LAST_PRINTABLE) return false;
  }
  return true;
}

/** A field's bytes, one character each: quicker than text, and equal where the bytes are. */
function cell({ bytes, starts, ends }: CsvRecord, field: number): string {
  return bytes.toString('latin1', starts[field], ends[field]);
}

/** Ids by the bytes of a cell; codes that a cell would mean something else by are left out. */
function byCell(ids: ReadonlyMap<string, number>): Map<string, number> {
  const plain = [...ids].filter(([code]) => unprotectCell(code) === code);
  return new Map(plain.map(([code, id]) => [Buffer.from(code, 'utf8').toString('latin1'), id]));
}
