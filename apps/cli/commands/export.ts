import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import {
  type Database,
  DECIMAL_SIGNS,
  type DecimalSign,
  type Delimiter,
  DELIMITERS,
  estimateVariants,
  EXPORT_FORMATS,
  exportEntries,
  type ExportFormat,
  exportRates,
  exportSummaries,
  exportVariants,
  SUMMARY_STATUSES,
  type SummaryStatus,
  type TableSpelling,
} from '#database';
import { findJob } from '#jobs';
import { createProgress, usageError } from '#platform';
import { withDatabase } from '../context.js';
import { OutputClosed, outputPipe } from '../output-pipe.js';

const SUBJECTS = ['summaries', 'variants', 'rates', 'items', 'parameters', 'master-yarns'] as const;
type Subject = (typeof SUBJECTS)[number];

interface Options {
  readonly format: ExportFormat;
  readonly job?: string;
  readonly decimal?: DecimalSign;
  readonly delimiter?: Delimiter;
  readonly bom?: true;
  readonly routing?: string;
  readonly yarn?: string;
  readonly status?: SummaryStatus;
}

const HELP = `
All but summaries come as \`import\` takes them, and an import with the same --decimal finds them unchanged. expired_date is
the first day WITHOUT the rate. A text that a spreadsheet would run as a formula (it begins with = + - or @) gets an
apostrophe in front, which \`import\` takes off again.

Examples:
  costing export rates > rates.csv
  costing export summaries --decimal comma --bom > kosten.csv
  costing export variants --routing KNIT-DYED --delimiter ';' > knitted.csv
  costing export summaries --status failed --format ndjson`;

export function registerExport(program: Command): void {
  program
    .command('export')
    .description('write cost summaries, variants, rates, items, parameters or master yarns to standard output')
    .addArgument(new Argument('<what>', 'what to write').argParser(parseSubject))
    .addOption(
      new Option('--format <format>', 'table, or one JSON object a line').choices(EXPORT_FORMATS).default('csv'),
    )
    .option('--job <job>', 'summaries of this job, by its number or kept name, instead of the released ones')
    .addOption(new Option('--decimal <sign>', 'decimals after a point or a comma').choices(DECIMAL_SIGNS))
    .addOption(
      new Option('--delimiter <character>', 'between columns: , ; | or tab; with --decimal comma ;').argParser(
        parseDelimiter,
      ),
    )
    .option('--bom', 'begin with a byte order mark, by which Excel knows UTF-8')
    .option('--routing <code>', 'only variants on this routing, or their summaries')
    .option('--yarn <code>', 'only variants of this master yarn, or their summaries')
    .addOption(
      new Option('--status <status>', `only summaries of this status: ${STATUSES.join(', ')}`).argParser(parseStatus),
    )
    .addHelpText('after', HELP)
    .action((what: Subject, options: Options) => withDatabase('export', (database) => run(database, what, options)));
}

const STATUSES = SUMMARY_STATUSES.map((status) => status.toLowerCase());

function parseSubject(text: string): Subject {
  const subject = SUBJECTS.find((one) => one === text.replace('_', '-'));
  if (subject === undefined) throw new InvalidArgumentError(`expected one of ${SUBJECTS.join(', ')}.`);
  return subject;
}

function parseDelimiter(text: string): Delimiter {
  const delimiter = DELIMITERS.find((one) => one === (/^(tab|\\t)$/i.test(text) ? '\t' : text));
  if (delimiter === undefined) throw new InvalidArgumentError('expected , ; | or tab.');
  return delimiter;
}

function parseStatus(text: string): SummaryStatus {
  const status = SUMMARY_STATUSES.find((one) => one === text.toUpperCase());
  if (status === undefined) throw new InvalidArgumentError(`expected one of ${STATUSES.join(', ')}.`);
  return status;
}

async function run(database: Database, what: Subject, options: Options): Promise<void> {
  checkOptions(what, options);
  const { format, job, routing, yarn, status } = options;
  const common = { format, table: spellingOf(options) };
  const filter = { ...(routing !== undefined && { routing }), ...(yarn !== undefined && { masterYarn: yarn }) };
  const output = outputPipe();
  try {
    switch (what) {
      case 'rates':
        await exportRates(database, output, common);
        break;
      case 'items':
      case 'parameters':
        await exportEntries(database, output, { ...common, part: what });
        break;
      case 'master-yarns':
        await exportEntries(database, output, { ...common, part: 'master_yarns' });
        break;
      case 'variants': {
        const { onProgress, end } = await showProgress(database);
        end(await exportVariants(database, output, { ...common, filter, onProgress }));
        break;
      }
      case 'summaries': {
        const { onProgress, end } = await showProgress(database);
        const jobNo = job === undefined ? {} : { jobNo: (await findJob(database, job)).jobNo };
        const narrowed = { ...filter, ...(status && { status }) };
        end(await exportSummaries(database, output, { ...common, ...jobNo, filter: narrowed, onProgress }));
      }
    }
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error;
  }
}

function checkOptions(what: Subject, { format, job, decimal, delimiter, bom, routing, yarn, status }: Options): void {
  if (job !== undefined && what !== 'summaries') throw usageError('--job: only summaries are of a job.');
  if (status !== undefined && what !== 'summaries') throw usageError('--status: only summaries have a status.');
  if ((routing ?? yarn) !== undefined && what !== 'summaries' && what !== 'variants') {
    throw usageError('--routing, --yarn: only variants and their summaries are narrowed.');
  }
  if (format === 'ndjson' && (decimal ?? delimiter ?? bom) !== undefined) {
    throw usageError('--decimal, --delimiter, --bom: JSON has one spelling; they are for --format csv.');
  }
  if (decimal === 'comma' && delimiter === ',') {
    throw usageError('--delimiter , --decimal comma: a comma cannot do both; leave the delimiter out, or take ;');
  }
}

function spellingOf({ decimal = 'point', delimiter, bom }: Options): TableSpelling {
  return { decimal, delimiter: delimiter ?? (decimal === 'comma' ? ';' : ','), hasMark: bom === true };
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
