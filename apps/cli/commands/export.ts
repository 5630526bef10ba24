import { Argument, type Command, Option } from 'commander';
import {
  type Database,
  estimateVariants,
  EXPORT_FORMATS,
  type ExportFormat,
  exportRates,
  exportSummaries,
  exportVariants,
} from '#database';
import { findJob } from '#jobs';
import { createProgress, usageError } from '#platform';
import { withDatabase } from '../context.js';
import { OutputClosed, outputPipe } from '../output-pipe.js';

const SUBJECTS = ['summaries', 'variants', 'rates'] as const;
type Subject = (typeof SUBJECTS)[number];

interface Options {
  readonly format: ExportFormat;
  readonly job?: string;
}

export function registerExport(program: Command): void {
  program
    .command('export')
    .description('write cost summaries, variants or rates to standard output')
    .addArgument(new Argument('<what>', 'what to write').choices(SUBJECTS))
    .addOption(
      new Option('--format <format>', 'table, or one JSON object a line').choices(EXPORT_FORMATS).default('csv'),
    )
    .option('--job <job>', 'summaries of this job, by its number or kept name, instead of the released ones')
    .addHelpText(
      'after',
      '\nVariants and rates come as `import` takes them. A text that a spreadsheet would run as a formula (it begins with' +
        '\n= + - or @) gets an apostrophe in front, which `import` takes off again.',
    )
    .action((what: Subject, options: Options) => withDatabase('export', (database) => run(database, what, options)));
}

async function run(database: Database, what: Subject, { format, job }: Options): Promise<void> {
  if (job !== undefined && what !== 'summaries') throw usageError('--job: only summaries are of a job.');
  const output = outputPipe();
  try {
    if (what === 'rates') await exportRates(database, output, { format });
    else {
      const { onProgress, end } = await showProgress(database);
      const exported =
        what === 'variants'
          ? await exportVariants(database, output, { format, onProgress })
          : await exportSummaries(database, output, {
              format,
              onProgress,
              ...(job !== undefined && { jobNo: (await findJob(database, job)).jobNo }),
            });
      end(exported);
    }
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
}

/** On a terminal that does not show the rows themselves. */
async function showProgress(
  database: Database,
): Promise<{ onProgress: (rows: number) => void; end: (rows: number) => void }> {
  const nothing = (): void => undefined;
  if (!process.stderr.isTTY || process.stdout.isTTY) return { onProgress: nothing, end: nothing };
  const progress = createProgress('export', await estimateVariants(database.pool));
  return { onProgress: (rows) => progress.update(rows), end: (rows) => progress.end(rows) };
}
