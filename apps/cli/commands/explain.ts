import type { Command } from 'commander';
import { explainCost, type ExplainedCost, explanationDocument } from '#database';
import { findJob } from '#jobs';
import { readConfig, usageError } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeRemark, writeStyled } from '../output.js';
import { explanationTree } from '../explain-tree.js';
import { withJsonError } from '../json-error.js';
import { paintFor } from '../number-columns.js';
import { AS_OF_TODAY, readToday, remarkToday } from '../mill-day.js';
import { parseDate } from '../options.js';

interface Options {
  readonly asOf?: string;
  readonly job?: string;
  readonly json?: true;
}

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('Show how the cost of one variant comes about: every step, value, rate and its source.')
    .argument('<sku>', 'the variant')
    .option('--as-of <date>', `with the rates of this day (YYYY-MM-DD); default ${AS_OF_TODAY}`)
    .option(
      '--job <job>',
      'the summary that this job, by its number or kept name, stored, with the rates and formulas of then',
    )
    .option('--json', 'print one JSON document')
    .action((sku: string, options: Options) =>
      withJsonError(options.json === true, async () => {
        const { asOf, job } = options;
        if (asOf !== undefined && job !== undefined) {
          throw usageError('--as-of and --job exclude each other: a job has a date of its own.');
        }
        const date = asOf === undefined ? null : parseDate('--as-of', asOf);
        await withDatabase('explain', async (database) => {
          if (job !== undefined) {
            const { jobNo } = await findJob(database, job);
            print(await explainCost(database.pool, { sku }, { jobNo }), jobNo, options);
            return;
          }
          const today = date === null ? await readToday(database) : null;
          const day = { asOf: date ?? today!.today, timeZone: readConfig().timeZone };
          const cost = await explainCost(database.pool, { sku }, day);
          // Not before: an error stands alone.
          if (today) remarkToday(today);
          print(cost, null, options);
        });
      }),
    );
}

function print(cost: ExplainedCost, askedJobNo: number | null, options: Options): void {
  if (askedJobNo !== cost.jobNo) {
    writeRemark(
      `Job ${askedJobNo} could not cost '${cost.variant.sku}' and kept the summary of job ${cost.jobNo}: this is that one.`,
    );
  }
  if (options.json) printJson(explanationDocument(cost));
  else writeStyled(explanationTree(cost, paintFor(process.stdout)));
  if (cost.explanation.failure) process.exitCode = 1;
}
