import type { Command } from 'commander';
import { CATALOGUE_PARTS, importCatalogue, type ImportResult, type OnImportProgress } from '#database';
import { createProgress, type Progress } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeLine } from '../output.js';
import { withJsonError } from '../json-error.js';

export function registerImport(program: Command): void {
  program
    .command('import')
    .description('Import catalogue and CSV files: all of them, or, with every fault listed, nothing.')
    .argument(
      '<file...>',
      'catalogue files (.json), tables of variants or rates (.csv), variants a line (.ndjson), in one transaction',
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nWhat is there already (by key, code, SKU, or subject and date of a rate) is replaced whole: a field that' +
        '\nthe file leaves out is emptied or takes its default. Nothing is ever deleted.' +
        '\n' +
        '\nA .csv file is told by its header: variants have the columns sku, master_yarn, routing, if wanted batch_no and' +
        '\nis_active, then one for each parameter key; rates have parameter_key or item, rate_value, effective_date,' +
        '\nexpired_date, notes. UTF-8; delimiter comma, semicolon or tab; decimal point. An empty cell: inherited. Of an' +
        '\napostrophe before = + - @ at the beginning of a text, as `export` writes it, one is taken off.' +
        '\n' +
        '\nA .ndjson file has a variant of a catalogue file a line, as `export variants --format ndjson` writes them.',
    )
    .action(async (files: string[], options: { json?: true }) => {
      await withJsonError(options.json === true, async () => {
        const result = await withDatabase('import', async (database) => {
          const client = await database.connect('costing import');
          try {
            return await importCatalogue(client, files, { onProgress: showProgress() });
          } finally {
            await client.end();
          }
        });
        if (options.json) printJson(result);
        else importTable(result).forEach(writeLine);
      });
    });
}

/** From the first bytes of a table of variants on; catalogue files and rates are read in a moment. */
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
