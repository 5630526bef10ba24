import { type ClientBase, type Job, readShownInstead, type ShownInstead } from '#database';
import { CostingError } from '#platform';

/**
 * Throws `SUPERSEDED` (409) when a job is older than what readers see: of an earlier date, or computed without changes
 * that are in what they see. The message says what they would lose. `older`: whether it is, instead.
 */
export async function assertNotSuperseded(client: ClientBase, job: Job, older: boolean): Promise<boolean> {
  const shown = await readShownInstead(client, job.jobNo);
  if (!shown || (shown.shownAsOf <= job.asOf && shown.unseenChanges === 0)) return false;
  if (older) return true;
  throw superseded(
    job,
    shown,
    `\`release ${job.jobNo} --older\` (REST \`{ "older": true }\`) shows it all the same, and makes pending again what it has not seen.`,
  );
}

/** Throws `SUPERSEDED` when a failed job would, once done, take the place of what a later job has shown since. */
export async function assertMayBeRetried(client: ClientBase, job: Job): Promise<void> {
  const shown = job.release ? await readShownInstead(client, job.jobNo) : null;
  if (shown?.isLater) throw superseded(job, shown, 'Start a new job.');
}

/** Why a job that ends after a later one has been shown stays STAGED; null: none has. */
export async function lateEnd(client: ClientBase, job: Job): Promise<string | null> {
  const shown = await readShownInstead(client, job.jobNo);
  return shown?.isLater
    ? superseded(job, shown, `\`release ${job.jobNo} --older\` shows it all the same.`).message
    : null;
}

function superseded(job: Job, shown: ShownInstead, advice: string): CostingError {
  const { shownJobNo, shownAsOf, unseenChanges, examples } = shown;
  const lost = [
    ...(shownAsOf > job.asOf ? [`the prices of ${shownAsOf} (job ${job.jobNo} has those of ${job.asOf})`] : []),
    ...(unseenChanges > 0 ? [`${changesText(unseenChanges)} (${listed(unseenChanges, examples)})`] : []),
  ];
  const loss = lost.length === 0 ? '' : ` Readers would lose ${lost.join(' and ')}.`;
  const message = `Job ${job.jobNo} is superseded: readers see job ${shownJobNo}, which is later.${loss} ${advice}`;
  const details = { released_job_no: shownJobNo, released_as_of: shownAsOf, as_of: job.asOf };
  return new CostingError('SUPERSEDED', message, {
    httpStatus: 409,
    details: { ...details, unseen_changes: unseenChanges, unseen: examples },
  });
}

const changesText = (count: number): string => (count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`);

const listed = (count: number, examples: readonly string[]): string =>
  `${examples.join(', ')}${count > examples.length ? ', …' : ''}`;
