import type { JobNo } from '#costing';
import {
  countListedFailures,
  type Database,
  findAffectedSince,
  hasFailedAmong,
  inSnapshot,
  listChangesUnseenBy,
  readJob,
  readSnapshot,
  readToday,
} from '#database';

/** More changes than this are not looked through: they are taken to touch a failed variant. */
const LOOKED_THROUGH_MAX = 10_000;

/** What has happened to the catalogue since a job that could not be released. */
export type ChangesSinceRefusal =
  | { readonly kind: 'NOTHING' }
  /** A variant that failed in it is touched: it may have been mended. */
  | { readonly kind: 'FAILED_ONES' }
  /** Only others are; `knownShare` (0 … 1) of the variants failed. */
  | { readonly kind: 'OTHERS'; readonly knownShare: number };

/** Compares the catalogue with what a job of the watch that could not be released has computed. Throws as `readSnapshot`. */
export function lookBehindRefusal(
  database: Database,
  { jobNo, timeZone }: { readonly jobNo: JobNo; readonly timeZone: string | null },
): Promise<ChangesSinceRefusal> {
  return inSnapshot(database.pool, async (client) => {
    const job = await readJob(client, { jobNo });
    const changeIds = await listChangesUnseenBy(client, jobNo, LOOKED_THROUGH_MAX + 1);
    const asOf = await readToday(client, timeZone);
    if (job && changeIds.length === 0 && job.asOf === asOf) return { kind: 'NOTHING' };
    if (!job || changeIds.length > LOOKED_THROUGH_MAX) return { kind: 'FAILED_ONES' };
    const after = await readSnapshot(client, { asOf, baseParams: {} });
    const predicate = await findAffectedSince(client, { jobNo, changeIds, after });
    if (predicate.parts.length === 0) return { kind: 'NOTHING' };
    const isListed = (await countListedFailures(client, job.jobId)) >= job.failed;
    if (!isListed || (await hasFailedAmong(client, job.jobId, predicate))) return { kind: 'FAILED_ONES' };
    return { kind: 'OTHERS', knownShare: job.total === 0 ? 0 : job.failed / job.total };
  });
}
