/** A worker that has not renewed for so long has lost its tasks; measured by the database's clock. */
export const LEASE_SECONDS = 15;
/** How often leases are renewed: twice may fail before a lease is lost. */
export const LEASE_RENEWAL_MS = 5_000;
/** A passing fault gives a task back; after so many attempts it fails, and the job with it. */
export const TASK_ATTEMPTS_MAX = 5;
/** How often an idle worker looks into the ledger when nothing wakes it. */
export const LEDGER_POLL_MS = 1_000;
/** Channel on which the ledger's changes are announced; the payload is the job's id. */
export const JOBS_CHANNEL = 'costing_jobs';
