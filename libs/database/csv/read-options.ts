/** How the digits of a number are written: `point` is 1,234.50, `comma` is 1.234,50. */
export const DECIMAL_SIGNS = ['point', 'comma'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** Order of year, month and day in a date. */
export const DATE_ORDERS = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** Columns of rates that an import may give once for a whole file. */
export type ConstantColumn = 'parameter_key' | 'item' | 'effective_date';

/** What a person says about files that they do not say themselves. */
export interface ReadOptions {
  /** null: a number that can be read in two ways is refused. */
  readonly decimal: DecimalSign | null;
  /** null: the year comes first; every other order is refused. */
  readonly dates: DateOrder | null;
  /** A label of the WHATWG Encoding Standard; null: UTF-8, or UTF-16 with a byte order mark. */
  readonly encoding: string | null;
  /** Column by its title in the file; '': the column is left out. */
  readonly map: ReadonlyMap<string, string>;
  /** Values of columns that a file of rates does not have. */
  readonly constants: ReadonlyMap<ConstantColumn, string>;
  /** Decimals to which rates are rounded; null: a rate with more than 12 is refused. */
  readonly roundTo: number | null;
  /** Whole entries are replaced; false: a CSV file changes only the columns that it has. */
  readonly replace: boolean;
  /** Items that rates name and that are not there are made. */
  readonly createItems: boolean;
}

/** Nothing was said. */
export const READ_DEFAULTS: ReadOptions = {
  decimal: null,
  dates: null,
  encoding: null,
  map: new Map(),
  constants: new Map(),
  roundTo: null,
  replace: false,
  createItems: false,
};

/** What is wrong with a cell. */
export interface CellFault {
  readonly code: string;
  readonly message: string;
  /** Equal for cells that are wrong for the same reason, whatever they hold. */
  readonly cause: string;
}

/** A cell's text as messages show it, cut short. */
export function shownCell(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text);
}
