import { hostname } from 'node:os';
import { type Database, heartbeat } from '#database';
import { type JobEvents, LEASE_RENEWAL_MS, type TaskTransport, type WorkerStatus } from '#jobs';
import type { Config, Log } from '#platform';
import { WorkerLoop } from './worker-loop.js';

/** The loop as it is, for those who know it as it will be. */
export class LoopAdapter {
  private readonly loop: WorkerLoop;
  private readonly since = new Date().toISOString();

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    log: Log,
    _transport: TaskTransport,
    _events: JobEvents,
  ) {
    this.loop = new WorkerLoop(database, config, log);
  }

  get worker(): string {
    return this.loop.worker;
  }

  async run(untilJob: string | null): Promise<void> {
    const beat = (): void => void this.beat().catch(() => undefined);
    beat();
    const timer = setInterval(beat, LEASE_RENEWAL_MS);
    try {
      await this.loop.run(untilJob);
    } finally {
      clearInterval(timer);
    }
  }

  drain(): Promise<void> {
    return this.loop.stop();
  }

  jobEnded(): void {
    // Its lanes learn of it with the next renewal.
  }

  status(): WorkerStatus {
    const { lanes, partitionStart, partitionEnd } = this.config.worker;
    return {
      worker: this.worker,
      host: hostname(),
      pid: process.pid,
      lanes,
      partition_start: partitionStart,
      partition_end: partitionEnd,
      transport: 'IN_PROCESS',
      connected: true,
      since: this.since,
      rejected: 0,
      working_on: [],
    };
  }

  private beat(): Promise<void> {
    const { worker, host, pid, lanes, partition_start, partition_end, transport } = this.status();
    const range = { partitionStart: partition_start, partitionEnd: partition_end };
    return heartbeat(this.database.pool, { worker, host, pid, lanes, ...range, transport }, 0);
  }
}
