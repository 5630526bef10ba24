import type { Command } from 'commander';
import { CATALOGUE_PARTS, importCatalogue, type ImportResult } from '#database';
import { printJson, withDatabase } from '../context.js';
import { withJsonError } from '../json-error.js';

export function registerImport(program: Command): void {
  program
    .command('import')
    .description('Import catalogue files: all of them, or, with every fault listed, nothing.')
    .argument('<file...>', 'catalogue files (.json), imported in this order in one transaction')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nWhat is there already (by key, code, SKU, or subject and date of a rate) is replaced whole: a field that' +
        '\nthe file leaves out is emptied or takes its default. Nothing is ever deleted.',
    )
    .action(async (files: string[], options: { json?: true }) => {
      await withJsonError(options.json === true, async () => {
        const result = await withDatabase('import', async (database) => {
          const client = await database.connect('costing import');
          try {
            return await importCatalogue(client, files);
          } finally {
            await client.end();
          }
        });
        if (options.json) printJson(result);
        else process.stdout.write(importTable(result));
      });
    });
}

const LABELS: Readonly<Record<keyof ImportResult, string>> = {
  currency: 'currency',
  items: 'items',
  parameters: 'parameters',
  price_rates: 'price rates',
  processes: 'processes',
  routings: 'routings',
  master_yarns: 'master yarns',
  variants: 'variants',
};

/** One line a part: inserted, updated, unchanged. */
export function importTable(result: ImportResult): string {
  const lines = [['', 'inserted', 'updated', 'unchanged']];
  for (const part of CATALOGUE_PARTS) {
    const counts = result[part];
    if (!counts) continue;
    const numbers = [counts.inserted, counts.updated, counts.unchanged];
    lines.push([LABELS[part], ...numbers.map((count) => count.toLocaleString('en'))]);
  }
  if (lines.length === 1) return 'The files are right and hold nothing to import.\n';
  return lines
    .map(([label, ...cells]) => `${label!.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join('')}\n`)
    .join('');
}
