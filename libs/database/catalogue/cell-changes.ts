import type { ImportPart } from './import-parts.js';

/** A value as a catalogue file has it; null: there is none. */
export type CellValue = string | number | boolean | null;

/** One cell that an import changes. */
export interface CellChange {
  readonly part: ImportPart;
  /** SKU, key or code; of a rate its subject and first day. */
  readonly key: string;
  readonly column: string;
  /** Of a new rate the value in force until then. */
  readonly before: CellValue;
  readonly after: CellValue;
}

/** Cells of one column that had a value and have none any more. */
export interface EmptiedCells {
  readonly part: ImportPart;
  readonly column: string;
  readonly count: number;
  /** Keys of the first ones. */
  readonly examples: readonly string[];
}

/** So many changes are listed one by one. */
export const LISTED_CHANGES_MAX = 100;
const EXAMPLES_MAX = 5;

/** Counts the cells that an import changes, and remembers the first ones. */
export class CellChanges {
  /** Of entries that were there. */
  changed = 0;
  /** Those changes and the values of new rates, also beyond the listed ones. */
  found = 0;
  readonly listed: CellChange[] = [];
  private readonly byColumn = new Map<
    string,
    { part: ImportPart; column: string; count: number; examples: string[] }
  >();

  /** A cell of an entry that is there; the change is asked for only where it is listed. */
  add(part: ImportPart, column: string, isEmptied: boolean, change: () => CellChange): void {
    this.changed++;
    if (isEmptied) this.empty(part, column, () => change().key);
    this.list(change);
  }

  /** A cell of a new entry. */
  list(change: () => CellChange): void {
    this.found++;
    if (this.listed.length < LISTED_CHANGES_MAX) this.listed.push(change());
  }

  get emptied(): readonly EmptiedCells[] {
    return [...this.byColumn.values()];
  }

  private empty(part: ImportPart, column: string, key: () => string): void {
    const name = `${part} ${column}`;
    const known = this.byColumn.get(name) ?? { part, column, count: 0, examples: [] };
    this.byColumn.set(name, known);
    known.count++;
    if (known.examples.length < EXAMPLES_MAX) known.examples.push(key());
  }
}
