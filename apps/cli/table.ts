import { printable } from '#platform';
import { writeLine } from './output.js';

/**
 * Writes rows under their headings to stdout; columns that hold numbers are aligned right. Cells become `printable` first: an
 * escape is wider than what it stands for.
 */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map(printable));
  const numeric = headings.map((_, n) => rows.length > 0 && rows.every((row) => /^-?[\d,.]*$/.test(row[n]!)));
  const widths = headings.map((_, n) => Math.max(...lines.map((row) => row[n]!.length)));
  for (const row of lines) {
    const cells = row.map((cell, n) => (numeric[n] ? cell.padStart(widths[n]!) : cell.padEnd(widths[n]!)));
    writeLine(cells.join('  ').trimEnd());
  }
}
