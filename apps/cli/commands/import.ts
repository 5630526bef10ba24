import type { Command } from 'commander';
import {
  CATALOGUE_PARTS,
  type CellChange,
  importCatalogue,
  importDocument,
  type ImportReport,
  type ImportResult,
  type OnImportProgress,
} from '#database';
import { createProgress, type Progress, readConfig } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
import { addReadOptions, type ImportFlags, readOptions } from '../import-options.js';
import { withJsonError } from '../json-error.js';
import { printTable } from '../table.js';
import { showWarnings } from '../warnings.js';

const HELP = `
Files are told by their endings: .json a catalogue file, .csv a table, .ndjson an entry of a catalogue file a line. A
table is told by its header, in any capitals and order:
  variants      sku, master_yarn, routing, batch_no, is_active, then a column for each parameter
  rates         item or parameter_key, rate_value, effective_date, expired_date or valid_to, notes
  items         item (or code), name, unit
  parameters    key, kind, label, unit, group, default_value …
  master yarns  master_yarn (or code), name, then a column for each parameter
expired_date is the first day WITHOUT the rate; valid_to is the last day WITH it.

A table changes only the columns that it has; an empty cell empties (a parameter is then inherited). Entries are found
by key, code, SKU, or subject and first day of a rate; nothing is ever deleted. A .json or .ndjson file, and a table with
--replace, holds whole entries. Lines of titles, a line sep=; and empty columns are passed over.

A number or date that can be read in two ways is refused with the option that decides it. Warnings name gaps and jumps of
prices, and codes that a spreadsheet seems to have changed; they change no exit code. See docs/files.md.

Examples:
  costing import prices.csv --dry-run
  costing import preise.csv --decimal comma --dates dmy --encoding windows-1252
  costing import list.csv --map 'Dye=item' --map 'Price=rate_value' --effective-date 2015-05-01 --create-items
  costing import catalogue.json variants.csv rates.csv`;

export function registerImport(program: Command): void {
  const command = program
    .command('import')
    .description('Import catalogue and CSV files: all of them, or, with every fault listed, nothing.')
    .argument('<file...>', 'catalogue files (.json), tables (.csv), entries a line (.ndjson), in one transaction')
    .option('--json', 'print one JSON document');
  addReadOptions(command)
    .addHelpText('after', HELP)
    .action((files: string[], flags: ImportFlags) => withJsonError(flags.json === true, () => run(files, flags)));
}

async function run(files: string[], flags: ImportFlags): Promise<void> {
  const read = readOptions(flags);
  const { timeZone, priceJumpPercent } = readConfig();
  const report = await withDatabase('import', async (database) => {
    const client = await database.connect('costing import');
    try {
      return await importCatalogue(client, files, {
        onProgress: showProgress(),
        read,
        priceJumpPercent,
        ...(flags.dryRun && { dryRun: { timeZone } }),
      });
    } finally {
      await client.end();
    }
  });
  if (flags.json) printJson({ ...report.counts, ...importDocument(report) });
  else printReport(report);
}

/** From the first bytes of a table of variants on; everything else is read in a moment. */
function showProgress(): OnImportProgress {
  let expected = 0;
  let shown: Progress | null = null;
  return ({ rows, bytesRead, bytesTotal, step }) => {
    expected = bytesRead > 0 ? (rows * bytesTotal) / bytesRead : 0;
    shown ??= createProgress('import', () => expected);
    if (step === undefined) shown.update(rows);
    else shown.end(rows, step);
  };
}

const LABELS: Readonly<Record<keyof ImportResult, string>> = {
  currency: 'currency',
  time_zone: 'time zone',
  items: 'items',
  parameters: 'parameters',
  price_rates: 'price rates',
  processes: 'processes',
  routings: 'routings',
  master_yarns: 'master yarns',
  variants: 'variants',
};

/** One line a part: inserted, updated, unchanged. */
export function importTable(result: ImportResult): string[] {
  const lines = [['', 'inserted', 'updated', 'unchanged']];
  for (const part of CATALOGUE_PARTS) {
    const counts = result[part];
    if (!counts) continue;
    const numbers = [counts.inserted, counts.updated, counts.unchanged];
    lines.push([LABELS[part], ...numbers.map((count) => count.toLocaleString('en'))]);
  }
  if (lines.length === 1) return ['The files are right and hold nothing to import.'];
  return lines.map(([label, ...cells]) => `${label!.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join('')}`);
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

function printReport({ counts, cells, rounded, warnings, touches }: ImportReport): void {
  importTable(counts).forEach((line) => writeLine(line));
  if (cells.changed > 0) writeLine(`${count(cells.changed, 'cell')} of entries that were there changed`);
  for (const { part, column, count: emptied, examples } of cells.emptied) {
    const more = emptied > examples.length ? ' …' : '';
    writeLine(
      `emptied: ${column} of ${count(emptied, LABELS[part].replace(/s$/, ''))} (${examples.join(', ')}${more})`,
    );
  }
  if (rounded > 0) writeLine(`${count(rounded, 'rate')} rounded`);
  if (touches) {
    printChanges(cells.listed, cells.found);
    writeLine(`on ${touches.asOf} it touches ${count(touches.variants, 'variant')}`);
    for (const { routing, variants } of touches.byRouting) writeLine(`  ${routing}: ${variants.toLocaleString('en')}`);
    writeLine('This was a dry run: nothing was changed.');
  }
  showWarnings(warnings);
}

function printChanges(changes: readonly CellChange[], found: number): void {
  if (changes.length === 0) return;
  const cell = (value: CellChange['before']): string => (value === null ? '-' : String(value));
  printTable(
    ['what', 'column', 'before', 'after'],
    changes.map(({ key, column, before, after }) => [key, column, cell(before), cell(after)]),
  );
  if (found > changes.length) writeLine(`… and ${(found - changes.length).toLocaleString('en')} more`);
}
