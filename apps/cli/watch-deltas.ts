import { type Database, type Job, listJobs } from '#database';
import { printJson, writeLine } from './output.js';
import { runDocument, runLine } from './follow-job.js';
import { KeptProgram } from './kept-program.js';
import { untilStopped } from './until-stopped.js';

const LOOK_EVERY_MS = 200;
const JOBS_MAX = 100;

/**
 * Runs a worker that begins a delta whenever changes are pending, until Ctrl-C, and tells of each delta that ended: a
 * line, or with `json` a document.
 */
export async function watchDeltas(database: Database, output: { readonly json: boolean }): Promise<void> {
  const environment = { ...database.environment, DELTA_WATCH: 'on', LOG_LEVEL: 'warn' };
  const args = ['--no-health-port'];
  const worker = new KeptProgram({ program: 'apps/worker/main', name: 'worker', environment, args });
  let last = (await listJobs(database.pool, { limit: 1 }))[0]?.jobNo ?? 0;
  const tell = (job: Job): void => {
    last = job.jobNo;
    if (job.mode !== 'DELTA') return;
    if (output.json) printJson(runDocument(job));
    else writeLine(`${runLine(job)}${job.error === null ? '' : `: ${job.error}`}`);
  };
  const look = async (): Promise<void> => {
    const jobs = (await listJobs(database.pool, { limit: JOBS_MAX })).filter(({ jobNo }) => jobNo > last).reverse();
    for (const job of jobs) {
      if (job.status === 'PENDING' || job.status === 'RUNNING') break;
      tell(job);
    }
  };
  let looking = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    // The database may be away for a moment; the next look finds what it missed.
    if (isLooking) return;
    isLooking = true;
    looking = look()
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  }, LOOK_EVERY_MS);
  try {
    await untilStopped(database, [worker], () => worker.startAndWait());
  } finally {
    clearInterval(timer);
    await looking;
  }
}
