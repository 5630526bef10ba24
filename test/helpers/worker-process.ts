import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, type Job, readJob } from '#database';
import { startProgram } from '#platform';

const POLL_MS = 10;

/** A worker's process as built in `dist`, ready for tasks; whoever starts it ends it. */
export class WorkerProcess {
  private constructor(
    readonly worker: string,
    readonly child: ChildProcess,
    /** Exit code and signal. */
    readonly exited: Promise<[number | null, NodeJS.Signals | null]>,
  ) {}

  static async start(url: string, environment: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
    const overrides = { DATABASE_URL: url, NATS_URL: '', LOG_LEVEL: 'silent', WORKER_COUNT: '1', ...environment };
    const child = startProgram('apps/worker/main', [], overrides);
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const [message] = (await Promise.race([once(child, 'message'), exited.then(() => [{}])])) as [{ ready?: string }];
    if (!message.ready) throw new Error('the worker ended before it was ready');
    return new WorkerProcess(message.ready, child, exited);
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends it at once, whatever state it is in; SIGTERM lets it finish. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.child.kill(signal);
    await this.exited;
  }
}

/** A worker that stays while jobs come and go, and that another one may replace. */
export class StandingWorker {
  private current: Promise<WorkerProcess> | null = null;

  /** `environment` is the worker's; DATABASE_URL is added. */
  constructor(
    private readonly database: Database,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** Without waiting until it is ready: what it is for waits for it. */
  start(): void {
    const { database, environment } = this;
    this.current = WorkerProcess.start(database.url, { LOG_LEVEL: 'error', WORKER_COUNT: '', ...environment });
    // Whoever waits for it is told.
    this.current.catch(() => undefined);
  }

  async kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const { current } = this;
    await (await current?.catch(() => null))?.kill(signal);
  }

  /** Kills it when another one has taken its place. */
  async replace(): Promise<void> {
    const { current } = this;
    this.start();
    await (await current)?.kill();
  }

  /** The job when it has ended; throws when the worker has ended before. */
  async ended({ jobId }: Job): Promise<Job> {
    for (;;) {
      const job = (await readJob(this.database.pool, { jobId }))!;
      if (job.status !== 'PENDING' && job.status !== 'RUNNING') return job;
      if ((await this.current)?.hasEnded !== false) throw new Error('the worker ended');
      await sleep(POLL_MS);
    }
  }
}
