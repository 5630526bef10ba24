import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Job, listen, listUnneededGenerations, readJob } from '#database';
import { ALLOWED_FAILED_SHARE, createFullJob, endActiveJob, type JobRequest, JOBS_CHANNEL } from '#jobs';
import { PROJECT_ROOT, startProgram } from '#platform';
import type { BenchContext, BenchRow, Measured } from '../bench-row.js';

const LIFE_CHECK_MS = 1_000;
const CLEAN_UP_POLL_MS = 50;
const CLEAN_UP_MAX_MS = 60_000;
const STATUS_SQL = 'SELECT status FROM recalculation_jobs WHERE id = $1';

export const RESULTS_FOLDER = join(PROJECT_ROOT, 'bench', 'results');

/**
 * A full job from its creation to the moment the ledger says COMPLETED: snapshot, tasks, release. The worker is a
 * process of its own, started once, as in service. What it drops afterwards (the generation before the previous one)
 * is not timed, but its time is told: `cleanUpSeconds`.
 */
export class Ours implements BenchRow {
  readonly name = 'ours';
  readonly cleanUpSeconds: number[] = [];
  private worker: ChildProcess | null = null;
  private jobId: string | null = null;

  constructor(private readonly context: Omit<BenchContext, 'snapshot' | 'yarnParameters'>) {}

  /** Starts the worker and runs a job that is not measured: what the other rows are compared with and made from. */
  async prepare(): Promise<void> {
    const { options, config, database, client } = this.context;
    const overrides = {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'warn',
      WORKER_COUNT: String(config.worker.lanes),
    };
    const nodeFlags = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${RESULTS_FOLDER}`] : [];
    await listen(client, JOBS_CHANNEL);
    this.worker = startProgram('apps/worker/main', ['--no-health-port'], overrides, nodeFlags);
    await this.run();
    await this.discard();
    this.cleanUpSeconds.length = 0;
  }

  async run(): Promise<Measured> {
    const { seconds, job } = await this.timeJob((request) =>
      createFullJob(this.context.database, { ...request, baseParams: {} }),
    );
    return { rows: job.processed, seconds };
  }

  /** From the request of a job to its end. */
  async timeJob(
    create: (request: Omit<JobRequest, 'baseParams'>) => Promise<Pick<Job, 'jobId'> | null>,
  ): Promise<{ readonly seconds: number; readonly job: Job }> {
    const { config, client, asOf } = this.context;
    const started = performance.now();
    const created = await create({
      asOf,
      timeZone: config.timeZone,
      release: true,
      allowedFailedShare: ALLOWED_FAILED_SHARE,
      idempotencyKey: null,
    });
    if (!created) throw new Error('there was nothing to do for the job');
    const { jobId } = created;
    this.jobId = jobId;
    const status = await this.endOfJob(jobId);
    const seconds = (performance.now() - started) / 1000;
    const job = (await readJob(client, { jobId }))!;
    if (status !== 'COMPLETED') throw new Error(`job ${job.jobNo} is ${status}: ${job.error ?? 'no reason given'}`);
    return { seconds, job };
  }

  /** Woken by the ledger's announcements: asking again and again would take a fiftieth of the machine. */
  private async endOfJob(jobId: string): Promise<string> {
    const { client } = this.context;
    for (;;) {
      const waiting = new AbortController();
      const announced = once(client, 'notification', { signal: waiting.signal }).catch(() => undefined);
      const { rows } = await client.query<{ status: string }>({ name: 'status', text: STATUS_SQL, values: [jobId] });
      const { status } = rows[0]!;
      const isActive = status === 'PENDING' || status === 'RUNNING';
      this.assertWorkerLives();
      if (isActive) await Promise.race([announced, sleep(LIFE_CHECK_MS)]);
      waiting.abort();
      if (!isActive) return status;
    }
  }

  async check(): Promise<null> {
    return null;
  }

  /** Waits until the worker has dropped what nobody needs any more. */
  async discard(): Promise<void> {
    const started = performance.now();
    while ((await listUnneededGenerations(this.context.client)).length > 0) {
      if (performance.now() - started > CLEAN_UP_MAX_MS) throw new Error('the worker does not drop old generations');
      await sleep(CLEAN_UP_POLL_MS);
    }
    this.cleanUpSeconds.push((performance.now() - started) / 1000);
  }

  /** Largest resident size of the worker so far; null where the system does not tell. */
  peakRssMb(): number | null {
    try {
      const status = readFileSync(`/proc/${this.worker?.pid}/status`, 'utf8');
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
      return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    const { worker, jobId } = this;
    // Ended long ago, unless something failed on the way.
    if (jobId) await endActiveJob(this.context.database, jobId, 'CANCELLED', 'its benchmark was broken off');
    if (!worker || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGTERM');
    await ended;
  }

  private assertWorkerLives(): void {
    const { exitCode, signalCode } = this.worker!;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`the worker ended (${exitCode ?? signalCode}), see above`);
    }
  }
}
