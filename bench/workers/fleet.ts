import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, readJob } from '#database';
import { ALLOWED_FAILED_SHARE, announceJob, createFullJob, type TaskTransport } from '#jobs';
import { startProgram } from '#platform';
import { cpuSeconds, ledgerBackends } from './cpu-time.js';

const POLL_MS = 20;

export interface FleetSettings {
  readonly name: string;
  readonly processes: number;
  readonly lanesEach: number;
  /** null: without a broker. */
  readonly natsUrl: string | null;
  /** The broker is killed before the job begins, while the workers are connected to it. */
  readonly brokerKilled: boolean;
}

/** One full job by a fleet. */
export interface FleetRun {
  readonly rows: number;
  readonly seconds: number;
  /**
   * CPU seconds of everything that only orchestrates (the workers' main threads, the sessions of the ledger, the broker)
   * as a share of the CPU seconds that the machine had.
   */
  readonly orchestration: number;
}

/** Worker processes that share the jobs of one database. */
export class Fleet {
  private constructor(
    readonly settings: FleetSettings,
    private readonly children: readonly ChildProcess[],
  ) {}

  /** Returns when all of them are ready. */
  static async start(settings: FleetSettings, database: Database): Promise<Fleet> {
    const environment = {
      DATABASE_URL: database.url,
      LOG_LEVEL: 'error',
      WORKER_COUNT: String(settings.lanesEach),
      NATS_URL: settings.natsUrl ?? '',
    };
    const children = Array.from({ length: settings.processes }, () =>
      startProgram('apps/worker/main', ['--no-health-port'], environment),
    );
    await Promise.all(children.map((child) => once(child, 'message')));
    return new Fleet(settings, children);
  }

  /** From the request to the release. */
  async run(
    database: Database,
    client: Client,
    transport: TaskTransport | null,
    asOf: string,
    cores: number,
    brokerPid: number | null,
  ): Promise<FleetRun> {
    const backends = await ledgerBackends(client);
    const orchestrating = (): number =>
      this.children.reduce((sum, { pid }) => sum + cpuSeconds(pid!, 'main thread'), 0) +
      [...backends, ...(brokerPid === null ? [] : [brokerPid])].reduce(
        (sum, pid) => sum + cpuSeconds(pid, 'process'),
        0,
      );
    const before = orchestrating();
    const started = performance.now();
    const request = { asOf, timeZone: 'UTC', baseParams: {}, release: true, idempotencyKey: null };
    const { jobId } = await createFullJob(database, { ...request, allowedFailedShare: ALLOWED_FAILED_SHARE });
    if (transport) await announceJob(database, transport);
    for (;;) {
      const job = (await readJob(client, { jobId }))!;
      if (job.status === 'COMPLETED') {
        const seconds = (performance.now() - started) / 1000;
        return { rows: job.processed, seconds, orchestration: (orchestrating() - before) / (seconds * cores) };
      }
      if (job.status !== 'PENDING' && job.status !== 'RUNNING') throw new Error(`job ${job.jobNo}: ${job.error}`);
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    const alive = this.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = alive.map((child) => once(child, 'exit'));
    for (const child of alive) child.kill('SIGTERM');
    await Promise.all(ended);
  }
}
