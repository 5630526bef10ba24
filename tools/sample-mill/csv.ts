/** Rows of a CSV file as objects by the header's names; a cell in quotes may hold commas, no cell a quote or line break. */
export function csvRows(text: string): Record<string, string>[] {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const names = cells(header);
  return lines.map((line) => Object.fromEntries(cells(line).map((cell, n) => [names[n] ?? '', cell])));
}

function cells(line: string): string[] {
  return line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, ''));
}
