import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '#database';
import type { PostgresServer } from '../../test/helpers/postgres-server.js';

/** What the ledger says of a job. */
export interface LedgerJob {
  readonly jobId: string;
  readonly jobNo: number;
  readonly status: string;
  readonly done: number;
  readonly tasks: number;
  readonly error: string | null;
}

const POLL_MS = 10;
const ENDS = new Set(['STAGED', 'COMPLETED', 'FAILED', 'CANCELLED', 'DISCARDED']);

/** Follows the job with an idempotency key in the ledger, past every proxy and through every crash of the server. */
export class JobWatch {
  job: LedgerJob | null = null;
  /** `performance.now()` when the job was first seen ended; null while it is not. */
  endedAt: number | null = null;
  /** `performance.now()` when the job was first seen. */
  beganAt: number | null = null;
  private over = false;
  private readonly polling: Promise<void>;

  constructor(
    private readonly postgres: PostgresServer,
    private readonly key: string,
  ) {
    this.polling = this.poll();
  }

  get hasEnded(): boolean {
    return this.endedAt !== null;
  }

  /** Share of the tasks that are done; -1 while there is no job. */
  get progress(): number {
    return this.job && this.job.tasks > 0 ? this.job.done / this.job.tasks : -1;
  }

  /** After a retry the job lives again. */
  forgetEnd(): void {
    this.endedAt = null;
  }

  async stop(): Promise<void> {
    this.over = true;
    await this.polling;
  }

  private async poll(): Promise<void> {
    let client: Client | null = null;
    while (!this.over) {
      try {
        client ??= await this.postgres.connect();
        await this.look(client);
      } catch {
        // The server is away: it is asked again.
        await client?.end().catch(() => undefined);
        client = null;
      }
      await sleep(POLL_MS);
    }
    await client?.end().catch(() => undefined);
  }

  private async look(client: Client): Promise<void> {
    const { rows } = await client.query<LedgerJob>({
      name: 'watch',
      text: `SELECT j.id AS "jobId", j.job_no AS "jobNo", j.status, j.error,
                    (count(*) FILTER (WHERE t.status = 'DONE'))::integer AS done, count(t.job_id)::integer AS tasks
               FROM recalculation_jobs j LEFT JOIN recalculation_tasks t ON t.job_id = j.id
              WHERE j.idempotency_key = $1 GROUP BY j.id`,
      values: [this.key],
    });
    this.job = rows[0] ?? null;
    if (this.job) this.beganAt ??= performance.now();
    if (this.job && ENDS.has(this.job.status)) this.endedAt ??= performance.now();
    else this.endedAt = null;
  }
}
