import type { ClientBase } from 'pg';
import type { ParameterKind } from '#costing';
import { usageError } from '#platform';
import type { CatalogueDraft } from '../catalogue/catalogue-draft.js';
import { directoryAfterImport } from '../catalogue/check-catalogue.js';
import type { FaultList } from '../catalogue/faults.js';
import { FieldReader } from '../catalogue/field-reader.js';
import type { JsonValue } from '../catalogue/json-text.js';
import { Place } from '../catalogue/place.js';
import { partFields, readFields } from '../catalogue/read-catalogue-json.js';
import { normalizeCode } from '../catalogue/text-rules.js';
import type { StoredCatalogue } from '../catalogue/stored-catalogue.js';
import { entryName, storedEntries } from '../catalogue/stored-entries.js';
import { type CsvFile, fieldText, readCsvRecords } from './csv-file.js';
import { checkHeader, recordFault } from './csv-header.js';
import { readDate } from './date-cell.js';
import { NumberCells } from './number-cell.js';
import { type CellFault, type ConstantColumn, type ReadOptions, shownCell } from './read-options.js';
import { unprotectCell } from './spreadsheet-cell.js';
import type { TableKind } from './csv-table.js';

type SmallTable = Exclude<TableKind, 'variants'>;

/** Rows are held in memory and checked against each other, 1.5 kB each at the peak. */
export const TABLE_ROWS_MAX = 200_000;
/** What is referred to comes first. */
const ORDER: readonly SmallTable[] = ['items', 'parameters', 'price_rates', 'master_yarns'];
const DATE_COLUMNS: ReadonlySet<string> = new Set(['effective_date', 'expired_date', 'valid_to']);
/** Columns whose blanks and apostrophes belong to the value. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['name', 'label', 'unit', 'group', 'notes', 'code', 'item']);
/** Stands for a date that could not be read: every end is later, and it is taken out again. */
const NO_DATE = '1900-01-01';

export interface TablesWork {
  readonly draft: CatalogueDraft;
  readonly stored: StoredCatalogue;
  readonly options: ReadOptions;
  readonly faults: FaultList;
}

/** A row of a table: cells by column, without the columns that the table does not have. */
interface TableRow {
  readonly place: Place;
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * Adds the entries of all tables but variants to the draft: each as it is stored, with the cells of its row in place.
 * `client` is in the import's transaction. Throws a usage error when a constant is given that no table takes.
 */
export async function readTables(client: ClientBase, work: TablesWork): Promise<void> {
  const { draft, options } = work;
  const used = new Set<ConstantColumn>();
  for (const kind of ORDER) {
    for (const file of draft.tables.filter((one) => one.kind === kind)) {
      await readTable(client, file, kind, constantsFor(file, options, used), work);
    }
  }
  for (const [column, value] of options.constants) {
    if (used.has(column)) continue;
    const flag = { parameter_key: '--parameter', item: '--item', effective_date: '--effective-date' }[column];
    throw usageError(`${flag} ${value}: no file of rates without a column '${column}' is among the files.`);
  }
}

/** Constants of the columns that a file of rates lacks. */
function constantsFor(
  { kind, header }: CsvFile,
  { constants }: ReadOptions,
  used: Set<ConstantColumn>,
): ReadonlyMap<string, string> {
  if (kind !== 'price_rates') return new Map();
  const hasSubject = header.includes('item') || header.includes('parameter_key');
  const taken = [...constants].filter(([column]) =>
    column === 'effective_date' ? !header.includes(column) : !hasSubject,
  );
  for (const [column] of taken) used.add(column);
  return new Map(taken);
}

async function readTable(
  client: ClientBase,
  file: CsvFile,
  kind: SmallTable,
  constants: ReadonlyMap<string, string>,
  { draft, stored, options, faults }: TablesWork,
): Promise<void> {
  const rules = directoryAfterImport(draft, stored).parameters;
  const kinds = new Map([...rules].map(([key, rule]) => [key, rule.kind] as const));
  const found = faults.count;
  checkHeader({ ...file, header: [...file.header, ...constants.keys()] }, kinds.keys(), faults);
  if (faults.count > found) return;
  const rows = await readRows(file, constants, faults);
  if (kind === 'items') refuseYarns(rows, stored, faults);
  const cells = new TableCells(kind, options, new NumberCells(options.decimal, file.delimiter), kinds);
  const given = rows.map((row) => cells.read(row, faults));
  const before = options.replace ? new Map<string, never>() : await storedEntries(client, kind, given);
  const known = partFields(kind);
  for (const [n, { place }] of rows.entries()) {
    const fields = cells.over(before.get(cells.keyOf(given[n]!)), given[n]!);
    readFields(kind, new FieldReader(fields, place, faults, known), draft, faults);
    if (given[n]!.get('effective_date') === NO_DATE) forgetDate(draft);
  }
}

/** A table of codes and names may be of items or of yarns: what the codes are decides it, where they are known. */
function refuseYarns(rows: readonly TableRow[], { items, masterYarns }: StoredCatalogue, faults: FaultList): void {
  for (const { place, cells } of rows) {
    const code = normalizeCode(unprotectCell(cells.get('code')!));
    if (items.has(code) || !masterYarns.has(code)) continue;
    const message =
      `${shownCell(code)} is a master yarn and no item: call the column master_yarn; for a new item of that code ` +
      'import a catalogue file';
    faults.add(place.at('code'), 'NOT_AN_ITEM', message, 'a master yarn');
  }
}

/** Its fault has been reported; as a date it would be the same as others'. */
function forgetDate({ priceRates }: CatalogueDraft): void {
  priceRates.push({ ...priceRates.pop()!, effectiveDate: '' });
}

async function readRows(file: CsvFile, constants: ReadonlyMap<string, string>, faults: FaultList): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  await readCsvRecords(file, {
    onRecord(record) {
      const place = Place.line(file.name, record.line);
      const fault = recordFault(record, file);
      if (fault) faults.add(place, fault.code, fault.message, fault.cause);
      else if (rows.length === TABLE_ROWS_MAX) {
        faults.add(place, 'TOO_MANY_ROWS', `a table has at most ${TABLE_ROWS_MAX.toLocaleString('en')} rows`);
      } else {
        const cells = new Map(constants);
        file.header.forEach((column, n) => {
          if (column !== '') cells.set(column, fieldText(record, n));
        });
        rows.push({ place, cells });
      }
    },
    onFault: (line, code, message, field) => {
      const place = Place.line(file.name, line);
      faults.add(field === null ? place : place.at(file.header[field] || field + 1), code, message);
    },
  });
  return rows;
}

/** Turns the cells of a table into the fields of a catalogue file. */
class TableCells {
  constructor(
    private readonly kind: SmallTable,
    private readonly options: ReadOptions,
    private readonly numbers: NumberCells,
    private readonly kinds: ReadonlyMap<string, ParameterKind>,
  ) {}

  /** Fields by column; null: the cell is empty. A fault is reported, and a harmless value stands in its place. */
  read({ place, cells }: TableRow, faults: FaultList): Map<string, JsonValue> {
    const fields = new Map<string, JsonValue>();
    for (const [column, text] of cells) {
      const value = this.value(column, text, cells);
      if (isFault(value)) {
        faults.add(place.at(column), value.code, value.message, value.cause);
        fields.set(column, DATE_COLUMNS.has(column) ? NO_DATE : column === 'rate_value' ? '0' : 0);
      } else fields.set(column, value);
    }
    if (fields.get('expired_date') === NO_DATE) fields.set('expired_date', null);
    if (fields.get('valid_to') === NO_DATE) fields.set('valid_to', null);
    return fields;
  }

  /** The name by which `storedEntries` knows an entry. */
  keyOf(fields: ReadonlyMap<string, JsonValue>): string {
    return entryName(this.kind, fields);
  }

  /** The stored entry with the cells in place: what the table has no column for stays as it is. */
  over(
    stored: ReadonlyMap<string, JsonValue> | undefined,
    given: ReadonlyMap<string, JsonValue>,
  ): Map<string, JsonValue> {
    const fields = new Map(stored);
    const parameters = new Map(fields.get('parameters') as ReadonlyMap<string, JsonValue> | undefined);
    // Two ways to say when a rate ends: the one that the table has replaces the other.
    if (given.has('valid_to')) fields.delete('expired_date');
    const own = new Set(partFields(this.kind));
    for (const [column, value] of given) {
      const [into, name] = own.has(column) ? [fields, column] : [parameters, column];
      if (value === null) into.delete(name);
      else into.set(name, value);
    }
    if (own.has('parameters')) fields.set('parameters', parameters);
    return fields;
  }

  private value(column: string, text: string, cells: ReadonlyMap<string, string>): JsonValue | CellFault {
    if (text.trim() === '') return null;
    if (this.kind === 'price_rates') {
      if (DATE_COLUMNS.has(column)) {
        const read = readDate(text, this.options.dates, column === 'valid_to' ? 'last' : 'first');
        return 'date' in read ? read.date : read;
      }
      if (column === 'rate_value') return this.numbers.read(text);
    }
    if (this.kind === 'parameters' && ['default_value', 'minimum', 'maximum'].includes(column)) {
      return this.parameterValue(this.kindOf(cells), text);
    }
    if (TEXT_COLUMNS.has(column)) return unprotectCell(text);
    if (column === 'kind') return text.trim().toUpperCase();
    const kind = this.kind === 'master_yarns' ? this.kinds.get(column) : undefined;
    return kind === undefined ? text.trim() : this.parameterValue(kind, text);
  }

  private kindOf(cells: ReadonlyMap<string, string>): ParameterKind {
    const given = cells.get('kind')?.trim().toUpperCase();
    if (given === 'ITEM' || given === 'NUMBER') return given;
    return (cells.has('kind') ? undefined : this.kinds.get(cells.get('key')!.trim())) ?? 'NUMBER';
  }

  private parameterValue(kind: ParameterKind, text: string): JsonValue | CellFault {
    return kind === 'ITEM' ? unprotectCell(text) : this.numbers.value(text);
  }
}

const isFault = (value: JsonValue | CellFault): value is CellFault =>
  typeof value === 'object' && value !== null && 'cause' in value;
