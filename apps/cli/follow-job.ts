import type { Database, DeltaPlan, Job } from '#database';
import { ownValuesText, readWarnings, runJob, variantsPerSecond } from '#jobs';
import { createProgress } from '#platform';
import { announceToWorkers } from './context.js';
import { printJson, writeLine, writeRemark } from './output.js';
import { writeWarnings } from './print-job.js';

/** Runs a job to its end, with all the workers that there are and one of its own; its progress on stderr. */
export async function followJob(database: Database, job: Job): Promise<Job> {
  await announceToWorkers(database);
  const progress = createProgress(`job ${job.jobNo}`, job.total);
  const ended = await runJob(database, job.jobId, {
    onProgress: (now) => progress.update(now.processed, failures(now)),
    onNotice: (notice) => void writeRemark(notice),
  });
  progress.end(ended.processed, failures(ended));
  return ended;
}

const failures = (job: Job): string => (job.failed > 0 ? `${job.failed.toLocaleString('en')} failed` : '');

/** How it ended; what is not the result that was asked for is exit code 1. */
export async function reportRun({ pool }: Database, job: Job, options: { readonly json?: boolean }): Promise<void> {
  const done = job.status === 'COMPLETED' || (job.status === 'STAGED' && job.error === null);
  if (!done) process.exitCode = 1;
  const warnings = await readWarnings(pool, job);
  if (options.json) printJson({ ...runDocument(job), warnings });
  else {
    writeLine(runLine(job));
    writeWarnings(warnings);
  }
  if (job.error) writeRemark(job.error);
  else if (job.failed > 0) writeRemark(`why variants failed: jobs errors ${job.jobNo}`);
}

/** A run as `recalculate --json` shows it. */
export function runDocument(job: Job): object {
  return {
    job_id: job.jobId,
    job_no: job.jobNo,
    status: job.status,
    mode: job.mode,
    plan: job.plan,
    as_of: job.asOf,
    base_params: job.baseParams,
    total: job.total,
    processed: job.processed,
    failed: job.failed,
    seconds: job.seconds,
    variants_per_second: variantsPerSecond(job),
    error: job.error,
  };
}

/** A run in a line for people. */
export function runLine(job: Job): string {
  const counts = `${job.processed.toLocaleString('en')} variants, ${job.failed.toLocaleString('en')} failed`;
  const rate = `${job.seconds.toFixed(2)} s, ${variantsPerSecond(job).toLocaleString('en')}/s`;
  const own = ownValuesText(job.baseParams);
  const inputs = `as of ${job.asOf}${own === '' ? '' : ` with ${own}`}`;
  return `job ${job.jobNo} ${job.status}: ${job.plan === null ? '' : HOW[job.plan]}${counts}, ${inputs}, ${rate}`;
}

const HOW: Readonly<Record<DeltaPlan, string>> = {
  MERGE: 'merged ',
  MERGE_BY_PARTITION: 'merged partition by partition ',
  REBUILD: 'built anew ',
  NOTHING: 'no cost depends on what changed: ',
};
