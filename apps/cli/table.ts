/** Writes rows under their headings to stdout; columns that hold numbers are aligned right. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const numeric = headings.map((_, n) => rows.length > 0 && rows.every((row) => /^-?[\d,.]*$/.test(row[n]!)));
  const widths = headings.map((heading, n) => Math.max(heading.length, ...rows.map((row) => row[n]!.length)));
  for (const row of [headings, ...rows]) {
    const cells = row.map((cell, n) => (numeric[n] ? cell.padStart(widths[n]!) : cell.padEnd(widths[n]!)));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
