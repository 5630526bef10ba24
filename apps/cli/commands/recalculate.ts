import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type BaseParams, type Database, estimateVariants, type Job, readToday } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, replaceInterruptedJob, runJob, variantsPerSecond } from '#jobs';
import { CostingError, createProgress, readConfig, usageError } from '#platform';
import { printJson, withDatabase } from '../context.js';
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
    report(await run(database, job), options);
  });
}

async function run(database: Database, job: Job): Promise<Job> {
  const progress = createProgress(`job ${job.jobNo}`, job.total);
  const ended = await runJob(database, job.jobId, (now) => progress.update(now.processed, failures(now)));
  progress.end(ended.processed, failures(ended));
  return ended;
}

const failures = (job: Job): string => (job.failed > 0 ? `${job.failed.toLocaleString('en')} failed` : '');

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

function report(job: Job, options: Options): void {
  const done = job.status === 'COMPLETED' || (job.status === 'STAGED' && job.error === null);
  if (!done) process.exitCode = 1;
  if (options.json) {
    printJson({
      job_id: job.jobId,
      job_no: job.jobNo,
      status: job.status,
      mode: job.mode,
      as_of: job.asOf,
      total: job.total,
      processed: job.processed,
      failed: job.failed,
      seconds: job.seconds,
      variants_per_second: variantsPerSecond(job),
      error: job.error,
    });
  } else {
    const counts = `${job.processed.toLocaleString('en')} variants, ${job.failed.toLocaleString('en')} failed`;
    const rate = `${job.seconds.toFixed(2)} s, ${variantsPerSecond(job).toLocaleString('en')}/s`;
    process.stdout.write(`job ${job.jobNo} ${job.status}: ${counts}, as of ${job.asOf}, ${rate}\n`);
  }
  if (job.error) process.stderr.write(`${job.error}\n`);
  else if (job.failed > 0) process.stderr.write(`why variants failed: jobs errors ${job.jobNo}\n`);
}
