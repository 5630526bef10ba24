/** What every queue of announcements holds to, whatever keeps it. */

/**
 * An announcement is delivered so often at most, then it is gone. Workers pinned to a range give others' back, so it is
 * far more than a task's attempts; what still waits for its worker then is announced anew by the reconciler.
 */
export const DELIVERIES_MAX = 60;
/** Announcing the same identity again within it is announcing once. */
export const DUPLICATE_WINDOW_MS = 120_000;
/** More announcements are refused: a hundred jobs of 64 partitions wait in it, and more helps nobody. */
export const ANNOUNCEMENTS_MAX = 10_000;
/** An announcement that is older is thrown away: the ledger knows what is still to be done. */
export const ANNOUNCEMENT_AGE_MAX_MS = 3_600_000;

/** `job:partition:attempt`, the same for whoever announces it. */
export function announcementId(task: { jobId: string; partitionNo: number; attempt: number }): string {
  return `${task.jobId}:${task.partitionNo}:${task.attempt}`;
}
