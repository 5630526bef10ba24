import type { Warning } from '#platform';
import type { CellChange, EmptiedCells } from './cell-changes.js';
import type { ImportReport } from './import-catalogue.js';

/** What an import did besides the counts of parts, as the command line and the API answer it. */
export interface ImportDocument {
  /** Cells of entries that were there. */
  readonly cells_changed: number;
  /** Cells that had a value and have none any more, by column. */
  readonly emptied: readonly EmptiedCells[];
  /** Rates that were rounded. */
  readonly rounded: number;
  readonly warnings: readonly Warning[];
  /** Only of a dry run, which has changed nothing. */
  readonly dry_run?: true;
  /** Cells before and after; the first hundred. */
  readonly changes?: readonly CellChange[];
  readonly changes_count?: number;
  /** Variants whose cost may be another. */
  readonly touches?: {
    readonly as_of: string;
    readonly variants: number;
    readonly by_routing: readonly { readonly routing: string; readonly variants: number }[];
  };
}

/** The report as JSON; cells before and after, and what follows, only of a dry run. */
export function importDocument({ cells, rounded, warnings, touches }: ImportReport): ImportDocument {
  return {
    cells_changed: cells.changed,
    emptied: cells.emptied,
    rounded,
    warnings,
    ...(touches && {
      dry_run: true as const,
      changes: cells.listed,
      changes_count: cells.found,
      touches: { as_of: touches.asOf, variants: touches.variants, by_routing: touches.byRouting },
    }),
  };
}
