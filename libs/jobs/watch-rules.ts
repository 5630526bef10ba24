import {
  type ClientBase,
  endWatchStop,
  type Job,
  readWatch,
  resumeWatch,
  stopWatch,
  supersedeStaged,
  type SuspensionCause,
  suspendWatch,
} from '#database';
import { CostingError } from '#platform';

/*
 * What releases, rollbacks and refusals mean for the delta watch and for staged jobs. The rules know jobs and what readers
 * are shown; where figures are stored is no matter of theirs.
 *
 *   WATCHING ── rollback, release of another state than the catalogue as of today ──▶ SUSPENDED
 *   SUSPENDED ── `watch resume`, release of a full job as of today ──▶ WATCHING
 *   WATCHING ── a job of the watch cannot be released ──▶ STOPPED
 *   STOPPED ── `watch resume`, a later job is released or merged ──▶ WATCHING
 */

/** How a job came to be shown. */
export interface ReleaseDecision {
  /** The mill's day; null: the job is released by itself at its end, and counts as of the day on which it was asked for. */
  readonly today: string | null;
  /** Readers lose changes that they had been shown. */
  readonly isOlder: boolean;
}

export const BY_ITSELF: ReleaseDecision = { today: null, isOlder: false };

/** What the rules go by. */
export type ShownJob = Pick<Job, 'jobNo' | 'mode' | 'asOf' | 'isAsOfToday' | 'baseParams' | 'requestedBy'>;

/** What showing the figures of a job means for the watch; null: nothing. */
export function watchAfterRelease(
  job: Omit<ShownJob, 'jobNo'>,
  { today, isOlder }: ReleaseDecision,
): SuspensionCause | 'RESUMED' | null {
  if (job.requestedBy === 'WATCH' && today === null) return null;
  if (Object.keys(job.baseParams).length > 0) return 'OWN_VALUES';
  if (today === null ? !job.isAsOfToday : job.asOf !== today) return 'OTHER_DATE';
  if (isOlder) return 'OLDER_STATE';
  return job.mode === 'FULL' ? 'RESUMED' : null;
}

/** The same, done: in the transaction that shows readers the figures. Ends the stop, and what the job replaces. */
export async function noteRelease(client: ClientBase, job: ShownJob, decision: ReleaseDecision): Promise<void> {
  const after = watchAfterRelease(job, decision);
  if (after === 'RESUMED') await resumeWatch(client);
  else {
    await endWatchStop(client);
    if (after !== null) await suspendWatch(client, after, job.jobNo);
  }
  if (decision.today === null) await supersedeStaged(client, job);
}

/** A job that was to be released by itself stays staged: it replaces the one before of its kind, and stops the watch. */
export async function noteRefusal(client: ClientBase, job: Job, reason: string): Promise<void> {
  await supersedeStaged(client, job);
  if (job.requestedBy === 'WATCH') await stopWatch(client, job.jobNo, reason);
}

/** Throws `WATCH_WAITS` when the watch may begin nothing now. */
export async function assertMayWatch(client: ClientBase): Promise<void> {
  const { suspendedAt, isYielding } = await readWatch(client);
  if (suspendedAt === null && !isYielding) return;
  const why = suspendedAt === null ? 'an operator waits' : `it is suspended since ${suspendedAt}`;
  throw new CostingError('WATCH_WAITS', `The watch begins no delta: ${why}.`, { httpStatus: 409 });
}
