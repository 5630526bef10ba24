import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type BaseParams, estimateVariants, type Job, readToday } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, replaceInterruptedJob } from '#jobs';
import { CostingError, readConfig, usageError } from '#platform';
import { printJson, withDatabase } from '../context.js';
import { followJob, reportRun } from '../follow-job.js';
import { parseDate, parseShare } from '../options.js';

interface Options {
  readonly mode: string;
  readonly asOf?: string;
  readonly baseParams?: string;
  readonly release: boolean;
  readonly allowFailed?: string | true;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

export function registerRecalculate(program: Command): void {
  program
    .command('recalculate')
    .description('cost every variant anew and release the result')
    .option('--mode <mode>', 'full: every variant', 'full')
    .option('--as-of <date>', 'use the rates in force on this day (YYYY-MM-DD), default today')
    .option('--base-params <file>', 'JSON object: parameter key → value for this job')
    .option('--no-release', 'stop before readers see the result')
    .option('--allow-failed [share]', 'release although more variants failed than 1 % (e.g. 5%; alone: any share)')
    .option('--dry-run', 'check everything and say what would be done')
    .option('--watch', 'when a job runs already, follow it instead of failing')
    .option('--json', 'one JSON document on stdout')
    .action((options: Options) => recalculate(options));
}

async function recalculate(options: Options): Promise<void> {
  if (options.mode !== 'full') throw usageError(`--mode ${options.mode}: only full is known.`);
  const { timeZone } = readConfig();
  const request = {
    asOf: options.asOf === undefined ? null : parseDate('--as-of', options.asOf),
    timeZone,
    baseParams: options.baseParams === undefined ? {} : readBaseParams(options.baseParams),
    release: options.release,
    allowedFailedShare: options.allowFailed === undefined ? ALLOWED_FAILED_SHARE : parseShare(options.allowFailed),
    idempotencyKey: null,
  };
  await withDatabase('recalculate', async (database) => {
    if (options.dryRun) {
      const asOf = request.asOf ?? (await readToday(database.pool, timeZone));
      const total = await estimateVariants(database.pool);
      if (options.json) printJson({ status: 'DRY_RUN', mode: 'FULL', as_of: asOf, total });
      else process.stdout.write(`would cost ${total.toLocaleString('en')} variants as of ${asOf}\n`);
      return;
    }
    const running = await replaceInterruptedJob(database, sayCancelled);
    const job = running && options.watch ? running : await createFullJob(database, request);
    reportRun(await followJob(database, job), options);
  });
}

const sayCancelled = (job: Job): unknown =>
  process.stderr.write(`job ${job.jobNo} was cut off at ${job.processed.toLocaleString('en')} variants: cancelled\n`);

function readBaseParams(file: string): BaseParams {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CostingError('INVALID_INPUT', `--base-params ${file}: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new CostingError('INVALID_INPUT', `--base-params ${file}: expected an object of parameter key → value.`);
  }
  return parsed as BaseParams;
}
