/** Parts of the catalogue that come as tables. */
export const TABLE_KINDS = ['variants', 'price_rates', 'items', 'parameters', 'master_yarns'] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** A CSV file of which the header has been read. */
export interface CsvFile {
  readonly path: string;
  /** As faults name it. */
  readonly name: string;
  readonly bytes: number;
  /** null: UTF-8. */
  readonly encoding: string | null;
  readonly delimiter: string;
  readonly kind: TableKind;
  /** Fields of the catalogue by column; '': the column is left out, or has no title. */
  readonly header: readonly string[];
  /** Titles of the columns as they are written. */
  readonly titles: readonly string[];
  /** Records up to this line are no rows. */
  readonly headerLine: number;
}
