import type { Command } from 'commander';
import { type Database, findStagedJob, type Job, readJob, readReleasedGeneration } from '#database';
import { discardJob, findJob, releaseJob, rollbackRelease, tryToDropGenerations } from '#jobs';
import { CostingError, readConfig } from '#platform';
import { withJobDatabase } from '../context.js';
import { withJsonError } from '../json-error.js';
import { parseShare } from '../options.js';
import { writeRemark } from '../output.js';
import { type Json, JSON_FLAG, printOutcome } from '../print-job.js';

interface ReleaseOptions extends Json {
  readonly allowFailed?: string | true;
  readonly older?: boolean;
}

export function registerRelease(program: Command): void {
  program
    .command('release [job]')
    .description(
      'show readers the result of a staged job (default: the newest), or of a kept one by its number or name',
    )
    .option('--allow-failed [share]', 'release although more variants failed than the job allows')
    .option('--older', 'release although readers see a later result; what that had seen is pending again')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: ReleaseOptions) =>
      withJsonError(options.json === true, () =>
        withJobDatabase('release', (database) => release(database, job, options)),
      ),
    );
}

export function registerDiscard(program: Command): void {
  program
    .command('discard [job]')
    .description('give up the result of a staged job, by default the newest; what readers see does not change')
    .option(...JSON_FLAG)
    .action((job: string | undefined, options: Json) =>
      withJsonError(options.json === true, () =>
        withJobDatabase('discard', (database) => discard(database, job, options)),
      ),
    );
}

export function registerRollback(program: Command): void {
  program
    .command('rollback')
    .description('show readers the summaries from before the last release again; the job that they leave is staged')
    .option(...JSON_FLAG)
    .action((options: Json) =>
      withJsonError(options.json === true, () =>
        withJobDatabase('rollback', (database) => rollback(database, options)),
      ),
    );
}

async function release(database: Database, text: string | undefined, options: ReleaseOptions): Promise<void> {
  const job = await stagedJob(database, text);
  const { generation: before } = await readReleasedGeneration(database.pool);
  const share = options.allowFailed === undefined ? job.allowedFailedShare : parseShare(options.allowFailed);
  const released = await releaseJob(database, job.jobId, share, {
    older: options.older ?? false,
    timeZone: readConfig().timeZone,
  });
  await tryToDropGenerations(database, writeRemark);
  const instead = before === null ? '' : ` Before it they saw job ${before}: \`rollback\` shows that again.`;
  await printOutcome(database, released, `Job ${job.jobNo} is released.${instead}`, options);
}

async function discard(database: Database, text: string | undefined, options: Json): Promise<void> {
  const discarded = await discardJob(database, (await stagedJob(database, text)).jobId);
  await tryToDropGenerations(database, writeRemark);
  await printOutcome(database, discarded, `The result of job ${discarded.jobNo} is given up.`, options);
}

async function rollback(database: Database, options: Json): Promise<void> {
  const { generation } = await readReleasedGeneration(database.pool);
  const shown = await rollbackRelease(database);
  const left = generation === null ? null : await readJob(database.pool, { jobNo: generation });
  const done = `Readers are back at job ${shown.jobNo}, computed ${shown.finishedAt}.`;
  const forward = left
    ? ` Job ${left.jobNo} is staged: \`release ${left.jobNo}\` shows it again, \`discard ${left.jobNo}\` gives it up.`
    : '';
  await printOutcome(database, shown, done + forward, options);
}

async function stagedJob(database: Database, text: string | undefined): Promise<Job> {
  if (text !== undefined) return findJob(database, text);
  const staged = await findStagedJob(database.pool);
  if (!staged) throw new CostingError('NOT_STAGED', 'No job is staged: `recalculate --no-release` makes one.');
  return staged;
}
