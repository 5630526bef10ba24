import { type Command, Option } from 'commander';
import {
  type Database,
  EXPORT_FORMATS,
  type ExportFormat,
  findActiveJob,
  type Job,
  listJobErrors,
  listJobs,
  readJob,
} from '#database';
import {
  describeJobs,
  describeWatch,
  describeWorkers,
  dropKept,
  tryToDropGenerations,
  endActiveJob,
  findJob,
  jobErrorDocument,
  jobNotice,
  keepGeneration,
  ownValuesText,
  releasedJobNo,
  retryJob,
  variantsPerSecond,
  type WorkerDocument,
} from '#jobs';
import { CostingError } from '#platform';
import { withControl, withDatabase, withJobDatabase } from '../context.js';
import { printJson, writeLine, writeRemark } from '../output.js';
import { followJob, reportRun } from '../follow-job.js';
import { parseNumber } from '../options.js';
import { type Json, JSON_FLAG, printJob, printOutcome } from '../print-job.js';
import { printTable } from '../table.js';
import { writeFailures } from '../write-failures.js';

interface ErrorsOptions extends Json {
  readonly skus?: boolean;
  readonly format: ExportFormat;
}

export function registerJobs(program: Command): void {
  const jobs = program.command('jobs').description('look at recalculations and end them');
  jobs
    .command('list', { isDefault: true })
    .description('the newest jobs')
    .option('--limit <n>', 'how many', '20')
    .option(...JSON_FLAG)
    .action((options: Json & { limit: string }) => withDatabase('jobs list', (database) => list(database, options)));
  jobs
    .command('show [job]')
    .description('one job, by default the newest')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: Json) =>
      withDatabase('jobs show', (database) => show(database, job, options)),
    );
  jobs
    .command('errors [job]')
    .description('why variants failed: causes with counts and examples')
    .option('--skus', 'every failed variant with its cause, a line each')
    .addOption(
      new Option('--format <format>', 'of --skus: table, or one JSON object a line')
        .choices(EXPORT_FORMATS)
        .default('csv'),
    )
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: ErrorsOptions) =>
      withDatabase('jobs errors', (database) => errors(database, job, options)),
    );
  jobs
    .command('cancel [job]')
    .description('end the job that runs; what readers see does not change')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: Json) =>
      withJobDatabase('jobs cancel', (database) => cancel(database, job, options)),
    );
  jobs
    .command('retry [job]')
    .description('take up a failed job (default: the newest) again: only what is not done')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: Json) =>
      withDatabase('jobs retry', async (database, command) => {
        const failed = await chosenJob(database, job);
        await reportRun(
          database,
          await followJob(database, await retryJob(database, failed.jobId, { command })),
          options,
        );
      }),
    );
  jobs
    .command('keep [job]')
    .description('keep the summaries of a job (default: the released ones) under a name until they are dropped')
    .option('--name <name>', 'how the kept job is called, e.g. standard-costs-2026-11')
    .option('--drop', 'keep them no longer')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: Json & { name?: string; drop?: boolean }) =>
      withJobDatabase('jobs keep', (database) => keep(database, job, options)),
    );
  jobs
    .command('workers')
    .description('workers that the ledger knows, whether they answer and what they hold')
    .option(...JSON_FLAG)
    .action((options: Json) => withDatabase('jobs workers', (database) => workers(database, options)));
}

async function chosenJob(database: Database, text: string | undefined): Promise<Job> {
  if (text !== undefined) return findJob(database, text);
  const [newest] = await listJobs(database.pool, { limit: 1 });
  if (!newest) throw new CostingError('UNKNOWN_JOB', 'There is no job yet: `recalculate` makes one.');
  return newest;
}

async function list(database: Database, options: Json & { limit: string }): Promise<void> {
  const jobs = await listJobs(database.pool, { limit: parseNumber('--limit', options.limit) });
  const watch = await describeWatch(database);
  if (options.json) return printJson({ data: await describeJobs(database.pool, jobs), next_cursor: null, watch });
  printTable(
    ['job', 'mode', 'status', 'as of', 'variants', 'failed', 'seconds', 'rate/s', 'created', 'notes'],
    jobs.map((job) => [
      String(job.jobNo),
      job.mode,
      job.status,
      job.asOf,
      job.processed.toLocaleString('en'),
      job.failed.toLocaleString('en'),
      job.seconds.toFixed(2),
      variantsPerSecond(job).toLocaleString('en'),
      job.createdAt,
      notes(job),
    ]),
  );
  if (watch.job_no !== null) writeLine(watch.message);
}

/** `shown`: readers see its figures. */
function notes({ isReleased, keptName, baseParams }: Job): string {
  const own = ownValuesText(baseParams);
  return [
    ...(isReleased ? ['shown'] : []),
    ...(keptName === null ? [] : [`kept as ${keptName}`]),
    ...(own === '' ? [] : [`with ${own}`]),
  ].join('; ');
}

async function show(database: Database, text: string | undefined, options: Json): Promise<void> {
  const job = await chosenJob(database, text);
  await printJob(database, job, options, await jobNotice(database, job));
}

async function errors(database: Database, text: string | undefined, options: ErrorsOptions): Promise<void> {
  const job = await chosenJob(database, text);
  if (options.skus) return writeFailures(database, job, options.json ? 'ndjson' : options.format);
  const causes = await listJobErrors(database.pool, job.jobId);
  if (options.json) return printJson({ job_no: job.jobNo, failed: job.failed, data: causes.map(jobErrorDocument) });
  if (causes.length === 0) writeLine(`no variant failed in job ${job.jobNo}`);
  for (const cause of causes) {
    const where = cause.step ? `routing ${cause.routing}, ${cause.step}` : `routing ${cause.routing}`;
    writeLine(`${cause.count.toLocaleString('en')} × ${cause.code}: ${cause.message} (${where})`);
    const examples = cause.samples.map(({ sku, variantId }) => sku ?? variantId);
    writeLine(`    for example ${examples.join(', ')}`);
  }
  if (causes.length > 0) writeLine(`every one of them: jobs errors ${job.jobNo} --skus`);
}

async function cancel(database: Database, text: string | undefined, options: Json): Promise<void> {
  const job = text === undefined ? await findActiveJob(database.pool) : await findJob(database, text);
  if (!job) throw new CostingError('NOT_ACTIVE', 'No job is running.');
  if (!(await endActiveJob(database, job.jobId, 'CANCELLED', 'cancelled by the user'))) {
    throw new CostingError('NOT_ACTIVE', `Job ${job.jobNo} is ${job.status}: it has ended already.`);
  }
  await withControl('jobs cancel', async (control) => control.cancelled(job.jobId));
  await tryToDropGenerations(database, writeRemark);
  await printOutcome(
    database,
    (await readJob(database.pool, { jobId: job.jobId }))!,
    `Job ${job.jobNo} is cancelled.`,
    options,
  );
}

async function keep(
  database: Database,
  text: string | undefined,
  options: Json & { name?: string; drop?: boolean },
): Promise<void> {
  const job = text === undefined ? await releasedJob(database) : await findJob(database, text);
  if (options.drop) {
    const dropped = await dropKept(database, job);
    await tryToDropGenerations(database, writeRemark);
    return printOutcome(database, dropped, `Job ${job.jobNo} is no longer kept as ${job.keptName}.`, options);
  }
  const kept = await keepGeneration(database, job, options.name ?? `job-${job.jobNo}`);
  const done = `The costs of job ${job.jobNo} are kept as ${kept.keptName}, which stands wherever a job's number does.`;
  await printOutcome(database, kept, done, options);
}

async function releasedJob(database: Database): Promise<Job> {
  return findJob(database, String(await releasedJobNo(database)));
}

async function workers(database: Database, options: Json): Promise<void> {
  const list = await withControl('jobs workers', (control) => describeWorkers(database, control));
  if (options.json) return printJson({ data: list, next_cursor: null });
  if (list.length === 0) writeLine('no worker is known');
  else printTable(WORKER_HEADINGS, list.map(workerRow));
}

const WORKER_HEADINGS = ['worker', 'host', 'pid', 'state', 'lanes', 'takes', 'works on', 'rejected', 'since'];

function workerRow(worker: WorkerDocument): string[] {
  return [
    worker.worker,
    worker.host,
    String(worker.pid),
    workerState(worker),
    String(worker.lanes),
    `${worker.partition_start}-${worker.partition_end}`,
    worker.partitions.join(', ') || '-',
    String(worker.rejected),
    worker.started_at,
  ];
}

/** Silent is who is known and neither renews its leases nor answers; either alone is told, too. */
function workerState({ live, responding }: WorkerDocument): string {
  if (responding === null) return live ? 'live' : 'silent';
  if (live) return responding ? 'live' : 'live, does not answer';
  return responding ? 'answers, has lost the database' : 'silent';
}
