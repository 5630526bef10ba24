import type { ChildProcess } from 'node:child_process';
import { type Database, type Job, readJob } from '#database';
import { startProgram } from '#platform';
import { tryToDropGenerations } from './drop-generations.js';
import { endActiveJob } from './end-job.js';
import { jobNotice } from './job-notice.js';

const POLL_MS = 100;
const NOTICE_EVERY_MS = 5_000;
/** A worker that dies is replaced; one that dies this often finds something that replacing does not mend. */
const WORKER_STARTS_MAX = 10;

const isActive = (job: Job): boolean => job.status === 'PENDING' || job.status === 'RUNNING';

/**
 * Runs a job to its end with a worker process of this command's own, beside whatever other workers there are, and
 * reports how far it is, and why it cannot go on by itself when that is so. Ctrl-C cancels the job: what readers see
 * does not change and nothing is left behind.
 */
export async function runJob(
  database: Database,
  jobId: string,
  { onProgress, onNotice }: { onProgress: (job: Job) => void; onNotice: (notice: string) => void },
): Promise<Job> {
  const worker = new WorkerProcess(database, jobId);
  let interrupted = false;
  // Its own worker needs a moment to be there.
  let noticeAt = performance.now() + NOTICE_EVERY_MS;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    for (;;) {
      const job = await readJobOrReconnect(database, jobId);
      if (job) onProgress(job);
      if (job && !isActive(job)) break;
      if (interrupted) {
        await endActiveJob(database, jobId, 'CANCELLED', 'interrupted by the user');
        break;
      }
      worker.keepRunning();
      if (job && performance.now() > noticeAt) {
        noticeAt += NOTICE_EVERY_MS;
        const notice = await jobNotice(database, job).catch(() => null);
        if (notice) onNotice(notice);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (interrupted) await worker.stop();
    else await worker.ended();
    await tryToDropGenerations(database, onNotice);
    return (await readJob(database.pool, { jobId }))!;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await worker.stop();
  }
}

/** null: the database was away; it is back now. */
async function readJobOrReconnect(database: Database, jobId: string): Promise<Job | null> {
  try {
    return await readJob(database.pool, { jobId });
  } catch {
    await database.ensureRunning();
    return null;
  }
}

/** The worker of one job, started again when it dies. */
class WorkerProcess {
  private child: ChildProcess | null = null;
  private starts = 0;

  constructor(
    private readonly database: Database,
    private readonly jobId: string,
  ) {}

  keepRunning(): void {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) return;
    if (this.starts++ === WORKER_STARTS_MAX) throw new Error(`the worker ended ${WORKER_STARTS_MAX} times, see above`);
    this.child = startProgram('apps/worker/main', ['--until-job', this.jobId], {
      ...this.database.environment,
      LOG_LEVEL: 'warn',
    });
  }

  /** Resolves when the worker has ended by itself. */
  async ended(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise((resolve) => child.once('exit', resolve));
  }

  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.ended();
  }
}
