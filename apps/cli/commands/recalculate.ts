import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { type BaseParams, estimateVariants, type Job } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, type JobRequest, replaceInterruptedJob } from '#jobs';
import { CostingError, readConfig, usageError } from '#platform';
import { withDatabase } from '../context.js';
import { printJson, writeLine, writeRemark } from '../output.js';
import { dryRunDelta, recalculateDelta } from '../delta.js';
import { followJob, reportRun } from '../follow-job.js';
import { parseDate, parseIds, parseShare } from '../options.js';
import { watchDeltas } from '../watch-deltas.js';
import { AS_OF_TODAY, dayOf } from '../mill-day.js';

interface Options {
  readonly mode: string;
  readonly asOf?: string;
  readonly baseParams?: string;
  readonly release: boolean;
  readonly allowFailed?: string | true;
  readonly failed?: boolean;
  readonly changes?: string;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const PRECEDENCE = `
The value of a name in a formula is the first that there is of:
  the variant's own, its master yarn's, its routing's, --base-params, the rate in force, the parameter's default.
So --base-params takes the place of rates and defaults only; a value without effect is warned of (NO_EFFECT).
It holds for this job: the next delta costs again what it had changed, with the catalogue's values.`;

export function registerRecalculate(program: Command): void {
  program
    .command('recalculate')
    .description('cost every variant anew, or those that changes touch, and release the result')
    .option('--mode <mode>', 'full: every variant; delta: those that pending changes touch', 'full')
    .option('--as-of <date>', `use the rates in force on this day (YYYY-MM-DD); default ${AS_OF_TODAY}`)
    .option('--base-params <file>', 'JSON object: parameter key → number, or item code, for this job alone')
    .option('--no-release', 'stop before readers see the result')
    .option('--allow-failed [share]', 'release although more variants failed than 1 % (e.g. 5%; alone: any share)')
    .option('--failed', 'delta: also the variants whose last computation failed')
    .option(
      '--changes <ids>',
      'delta: only these changes, by their ids as `changes --pending` shows them, with commas between',
    )
    .option('--dry-run', 'check everything and say what would be done')
    .option(
      '--watch',
      'full: when a job runs already, follow it instead of failing; delta: again whenever changes are pending, until Ctrl-C',
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', PRECEDENCE)
    .action((options: Options) => (isDelta(options) ? recalculateChanged(options) : recalculateAll(options)));
}

function isDelta({ mode, failed, changes }: Options): boolean {
  if (mode === 'delta') return true;
  if (mode !== 'full') throw usageError(`--mode ${mode}: expected full or delta.`);
  if (failed || changes !== undefined) throw usageError('--failed and --changes go with --mode delta.');
  return false;
}

async function recalculateChanged(options: Options): Promise<void> {
  if (options.watch) return watchChanges(options);
  const request = {
    ...requestOf(options),
    baseParams: baseParamsOf(options),
    changeIds: options.changes === undefined ? null : parseIds('--changes', options.changes),
    retriesFailed: options.failed ?? false,
  };
  await withDatabase('recalculate', async (database, command) => {
    if (!options.dryRun) await replaceInterruptedJob(database, sayCancelled, writeRemark);
    const dated = { ...request, command, asOf: await dayOf(database, request.asOf) };
    if (options.dryRun) return dryRunDelta(database, dated, options);
    await recalculateDelta(database, dated, options);
  });
}

/** What a watch does is decided anew each time. */
async function watchChanges({ json, ...options }: Options): Promise<void> {
  const once = ['asOf', 'baseParams', 'failed', 'changes', 'dryRun', 'allowFailed'] as const;
  if (once.some((name) => options[name] !== undefined) || !options.release) {
    throw usageError('--mode delta --watch takes no other option than --json: it goes by the prices of each day.');
  }
  await withDatabase('recalculate --watch', (database) => watchDeltas(database, { json: json ?? false }));
}

function requestOf(options: Options): Omit<JobRequest, 'baseParams'> {
  return {
    asOf: options.asOf === undefined ? null : parseDate('--as-of', options.asOf),
    timeZone: readConfig().timeZone,
    release: options.release,
    allowedFailedShare: options.allowFailed === undefined ? ALLOWED_FAILED_SHARE : parseShare(options.allowFailed),
    idempotencyKey: null,
  };
}

async function recalculateAll(options: Options): Promise<void> {
  const request = { ...requestOf(options), baseParams: baseParamsOf(options) };
  await withDatabase('recalculate', async (database, command) => {
    if (options.dryRun) {
      const asOf = await dayOf(database, request.asOf);
      const total = await estimateVariants(database.pool);
      if (options.json) printJson({ status: 'DRY_RUN', mode: 'FULL', as_of: asOf, total });
      else writeLine(`would cost ${total.toLocaleString('en')} variants as of ${asOf}`);
      return;
    }
    const running = await replaceInterruptedJob(database, sayCancelled, writeRemark);
    const dated = async (): Promise<JobRequest> => ({
      ...{ ...request, command },
      asOf: await dayOf(database, request.asOf),
    });
    const job = running && options.watch ? running : await createFullJob(database, await dated());
    await reportRun(database, await followJob(database, job), options);
  });
}

const sayCancelled = (job: Job): unknown =>
  writeRemark(`job ${job.jobNo} was cut off at ${job.processed.toLocaleString('en')} variants: cancelled`);

const baseParamsOf = ({ baseParams }: Options): BaseParams =>
  baseParams === undefined ? {} : readBaseParams(baseParams);

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
