import type { FaultList } from '../catalogue/faults.js';
import type { Place } from '../catalogue/place.js';
import { partFields, VARIANT_FIELDS } from '../catalogue/read-catalogue-json.js';
import { suggest } from '../catalogue/suggest.js';
import { TABLE_KINDS, type TableKind } from './csv-table.js';
import { type ReadOptions, shownCell } from './read-options.js';

interface TableForm {
  /** For a person. */
  readonly title: string;
  readonly fields: readonly string[];
  /** By these columns an entry is found. */
  readonly keys: readonly string[];
  /** Other names of columns. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Every further column is a parameter. */
  readonly hasParameters: boolean;
}

const withoutParameters = (kind: TableKind): readonly string[] =>
  partFields(kind).filter((one) => one !== 'parameters');

export const TABLE_FORMS: Readonly<Record<TableKind, TableForm>> = {
  variants: { title: 'variants', fields: VARIANT_FIELDS, keys: ['sku'], aliases: {}, hasParameters: true },
  price_rates: {
    title: 'rates',
    fields: partFields('price_rates'),
    keys: ['effective_date'],
    aliases: { parameter: 'parameter_key' },
    hasParameters: false,
  },
  items: { title: 'items', fields: partFields('items'), keys: ['code'], aliases: { item: 'code' }, hasParameters: false },
  parameters: {
    title: 'parameters',
    fields: partFields('parameters'),
    keys: ['key'],
    aliases: { parameter: 'key', parameter_key: 'key' },
    hasParameters: false,
  },
  master_yarns: {
    title: 'master yarns',
    fields: withoutParameters('master_yarns'),
    keys: ['code'],
    aliases: { master_yarn: 'code' },
    hasParameters: true,
  },
}; // prettier-ignore

/** Columns of rates that no other table has. */
const RATE_COLUMNS = ['rate_value', 'effective_date', 'expired_date', 'valid_to'];
const ITEM_COLUMNS: ReadonlySet<string> = new Set(['code', 'name', 'unit']);

/** A title in the spelling of the fields: `Rate Value` is `rate_value`. */
export function columnName(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Says what the columns of tables are called in the catalogue, and of which part a table is. */
export class ColumnNames {
  private readonly map: ReadonlyMap<string, string>;
  /** Of all files, as they are written. */
  readonly titles = new Set<string>();
  private readonly used = new Set<string>();

  constructor(private readonly options: Pick<ReadOptions, 'map' | 'constants'>) {
    this.map = new Map([...options.map].map(([title, field]) => [columnName(title), field]));
  }

  /** The part that a header is of; null: of none. */
  kindOf(titles: readonly string[]): TableKind | null {
    const columns = new Set(titles.map((title) => this.nameOf(title)));
    const has = (...names: string[]): boolean => names.some((name) => columns.has(name));
    if (has('sku')) return 'variants';
    if (has(...RATE_COLUMNS)) return 'price_rates';
    if (has('key', 'parameter_key', 'parameter')) return 'parameters';
    if (has('master_yarn')) return 'master_yarns';
    if (has('item')) return 'items';
    if (!has('code')) return null;
    const others = [...columns].filter((name) => name !== '' && !ITEM_COLUMNS.has(name));
    return has('unit') || others.length === 0 ? 'items' : 'master_yarns';
  }

  /** Fields by column; '': none. */
  fieldsOf(titles: readonly string[], kind: TableKind): string[] {
    const { aliases } = TABLE_FORMS[kind];
    for (const title of titles) {
      this.titles.add(title);
      if (this.map.has(columnName(title))) this.used.add(columnName(title));
    }
    return titles.map((title) => {
      const name = this.nameOf(title);
      return aliases[name] ?? name;
    });
  }

  /** Titles of the map that no file had, as they were given. */
  unusedTitles(): string[] {
    return [...this.options.map.keys()].filter((title) => !this.used.has(columnName(title)));
  }

  private nameOf(title: string): string {
    const name = columnName(title);
    return this.map.get(name) ?? name;
  }
}

const EXPECTED =
  'variants have a column sku; rates item or parameter_key, rate_value and effective_date; items item (or code); ' +
  'parameters key; master yarns master_yarn';

/** Reports a header that is of no table. */
export function reportUnknownHeader(
  titles: readonly string[],
  place: Place,
  names: ColumnNames,
  faults: FaultList,
): void {
  const shown = titles.slice(0, 8).map(shownCell).join(', ');
  const fields = TABLE_KINDS.flatMap((kind) => TABLE_FORMS[kind].fields);
  const close = titles.map((title) => suggest(columnName(title), fields)).find((text) => text !== '') ?? '';
  const example = titles.find((title) => title !== '' && names.kindOf([title]) === null) ?? 'Price';
  const message = `no table has the columns ${shown}${close}; ${EXPECTED}. --map '${example}=rate_value' says what a column is`;
  faults.add(place, 'UNKNOWN_HEADER', message);
}
