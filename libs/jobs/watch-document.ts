import {
  type Database,
  inTransaction,
  readWatch,
  resumeWatch as resume,
  type SuspensionCause,
  type WatchState,
} from '#database';

/** The delta watch as REST and the command line show it. */
export interface WatchDocument {
  /** `OFF`: no worker watches, and nothing would keep one from it. */
  readonly state: 'WATCHING' | 'SUSPENDED' | 'STOPPED' | 'OFF';
  /** A worker watches, also while it may begin nothing. */
  readonly watched: boolean;
  readonly cause: SuspensionCause | 'NOT_RELEASED' | null;
  /** The job that readers see since, or that could not be released. */
  readonly job_no: number | null;
  readonly since: string | null;
  /** Who suspended it. */
  readonly by: string | null;
  readonly message: string;
}

const CAUSES: Readonly<Record<SuspensionCause, (jobNo: number) => string>> = {
  ROLLBACK: (jobNo) => `a rollback took readers back to job ${jobNo}`,
  OTHER_DATE: (jobNo) => `readers see job ${jobNo}, which is as of another date than today`,
  OWN_VALUES: (jobNo) => `readers see job ${jobNo}, which has values of its own`,
  OLDER_STATE: (jobNo) => `readers see job ${jobNo}, which is older than what they had seen`,
};

/** The state of the watch as documents show it, and what ends it. */
export function watchDocument(watch: WatchState): WatchDocument {
  const { isWatched: watched, suspendedAt, suspendedCause, suspendedJobNo, stoppedAt, stoppedJobNo } = watch;
  if (suspendedAt !== null) {
    const why = CAUSES[suspendedCause!](suspendedJobNo!);
    const message =
      `Watching is suspended since ${suspendedAt}: ${why}. Changes stay pending until \`watch resume\` (REST ` +
      '`POST /api/v1/watch/resume`), or until a full job as of today is released.';
    const by = watch.suspendedBy;
    return {
      state: 'SUSPENDED',
      watched,
      cause: suspendedCause,
      job_no: suspendedJobNo,
      since: suspendedAt,
      by,
      message,
    };
  }
  if (stoppedAt !== null) {
    const message =
      `Watching is stopped since ${stoppedAt} at job ${stoppedJobNo}, which could not be released: ${watch.stoppedReason} ` +
      'It goes on with a change that touches a failed variant, or with `watch resume`; other changes are costed and the ' +
      'failed variants keep their figures.';
    const stopped = { state: 'STOPPED', watched, cause: 'NOT_RELEASED', by: null } as const;
    return { ...stopped, job_no: stoppedJobNo, since: stoppedAt, message };
  }
  const nothing = { watched, cause: null, job_no: null, since: null, by: null };
  if (watched) return { state: 'WATCHING', ...nothing, message: 'A worker watches: changes are costed as they come.' };
  const message = 'No worker watches: DELTA_WATCH=on lets one do it, `recalculate --mode delta --watch` starts one.';
  return { state: 'OFF', ...nothing, message };
}

/** The state of the watch. */
export async function describeWatch({ pool }: Pick<Database, 'pool'>): Promise<WatchDocument> {
  return watchDocument(await readWatch(pool));
}

/** Lets the watch go on after a suspension or a stop: what is pending is costed at once. Nothing when it does already. */
export async function resumeWatch(database: Pick<Database, 'pool'>): Promise<WatchDocument> {
  await inTransaction(database.pool, (client) => resume(client));
  return describeWatch(database);
}
