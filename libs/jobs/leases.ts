/** A worker that has not renewed for so long has lost its tasks; measured by the database's clock. */
export const LEASE_SECONDS = 15;
/** How often leases are renewed: twice may fail before a lease is lost. */
export const LEASE_RENEWAL_MS = 5_000;
/** A task that failed, or whose worker died of it, so often fails the job. */
export const TASK_FAILURES_MAX = 3;
/** Whatever the reason (a server that goes again and again), more attempts than this are not made. */
export const TASK_ATTEMPTS_MAX = 20;
/** An announcement that nobody says anything about for so long is delivered again. */
export const ANNOUNCEMENT_WAIT_SECONDS = 15;
/** How often an idle worker looks into the ledger when nothing wakes it. */
export const LEDGER_POLL_MS = 1_000;
/** Channel on which the ledger's changes are announced; the payload is the job's id. */
export const JOBS_CHANNEL = 'costing_jobs';
