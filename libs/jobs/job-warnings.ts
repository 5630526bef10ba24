import { unusedValues, type Snapshot } from '#costing';
import { BEFORE_COMPUTATION, type Database, insertWarnings, type Job, type JobNote, readJobNotes } from '#database';
import type { Warning } from '#platform';
import { jobDocument, type JobDocument } from './job-document.js';

type Queryable = Database['pool'];

const EXAMPLES_MAX = 10;

/** Notes own values of a new job that cannot have an effect, in the transaction that writes the job. */
export async function noteUnusedValues(
  client: Parameters<typeof insertWarnings>[0],
  jobId: string,
  snapshot: Snapshot,
): Promise<void> {
  const notes = unusedValues(snapshot).map(({ key, reason }) => ({
    code: 'NO_EFFECT' as const,
    subject: key,
    detail: reason,
    variants: 0,
  }));
  await insertWarnings(client, jobId, BEFORE_COMPUTATION, notes);
}

/** Jobs as documents show them, each with what a person should look at. */
export async function describeJobs(client: Queryable, jobs: readonly Job[]): Promise<JobDocument[]> {
  const notes = await readJobNotes(
    client,
    jobs.map(({ jobId }) => jobId),
  );
  return jobs.map((job) => jobDocument(job, warningsOf(job, notes.get(job.jobId) ?? [])));
}

/** The same for one job. */
export async function describeJob(client: Queryable, job: Job): Promise<JobDocument> {
  return jobDocument(job, await readWarnings(client, job));
}

/** What a person should look at in one job. */
export async function readWarnings(client: Queryable, job: Job): Promise<readonly Warning[]> {
  return warningsOf(job, (await readJobNotes(client, [job.jobId])).get(job.jobId) ?? []);
}

function warningsOf(job: Job, notes: readonly JobNote[]): readonly Warning[] {
  return [
    ...priceWarning(notes, 'PRICE_EXPIRED', 'expired without a successor'),
    ...priceWarning(
      notes,
      'PRICE_GAP',
      `is missing on ${job.asOf} only for a time`,
      `are missing on ${job.asOf} only for a time`,
    ),
    ...withoutEffect(job, notes),
  ];
}

function priceWarning(
  notes: readonly JobNote[],
  code: 'PRICE_EXPIRED' | 'PRICE_GAP',
  one: string,
  many = one,
): readonly Warning[] {
  const prices = notes.filter((note) => note.code === code);
  if (prices.length === 0) return [];
  const variants = prices.reduce((sum, note) => sum + note.variants, 0);
  const what = prices.length === 1 ? `1 price ${one}` : `${prices.length.toLocaleString('en')} prices ${many}`;
  const message = `${what}: ${variantsText(variants)} took the formula's substitute or the parameter's default instead.`;
  const examples = prices
    .slice(0, EXAMPLES_MAX)
    .map(({ subject, detail, variants: count }) => `${subject}: ${detail}; ${variantsText(count)}`);
  return [{ code, message, count: prices.length, examples }];
}

function withoutEffect(job: Job, notes: readonly JobNote[]): readonly Warning[] {
  const isComputed = job.status === 'COMPLETED' || job.status === 'STAGED';
  const examples = Object.keys(job.baseParams).flatMap((key) => {
    const note = notes.find(({ code, subject }) => code === 'NO_EFFECT' && subject === key);
    if (note) return [`${key}: ${note.detail}`];
    const isTaken = notes.some(
      ({ code, subject, variants }) => code === 'OWN_VALUE' && subject === key && variants > 0,
    );
    return isTaken || !isComputed ? [] : [`${key}: ${job.plan === null || job.plan === 'REBUILD' ? HIDDEN : SAME}`];
  });
  if (examples.length === 0) return [];
  const what = examples.length === 1 ? '1 value of this job has' : `${examples.length} values of this job have`;
  return [
    { code: 'NO_EFFECT', message: `${what} no effect on any cost: ${examples[0]}.`, count: examples.length, examples },
  ];
}

const HIDDEN = 'every variant whose routing uses it has a value of its own, or its yarn or routing has';
const SAME = 'no variant takes another value by it than its cost has already';

const variantsText = (count: number): string => `${count.toLocaleString('en')} variant${count === 1 ? '' : 's'}`;
