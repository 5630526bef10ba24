import { type ClaimedTask, type Client, type Database, laneSessionName, workerSessionName } from '#database';
import { ModelServer, type ServerSession } from './model-server.js';
import type { Answer } from './model-statements.js';
import type { TaskRow } from './model-tables.js';
import { statementsLearnt } from './statement-names.js';
import { VirtualTime } from './virtual-time.js';

const PARTITIONS = [0, 1, 2, 3] as const;

/** Moments are minutes apart, so that it does not matter how long a statement takes. */
export const LEASE_SECONDS = 1_500;

/** The table as both have it; of a lease only whether it lasts. */
export interface TaskState {
  readonly partitionNo: number;
  readonly status: string;
  readonly attempt: number;
  readonly failures: number;
  readonly worker: string | null;
  readonly lasts: boolean | null;
  readonly error: string | null;
  readonly rows: string | null;
}

/** PostgreSQL and the model side by side: the same calls, the same sessions, the same passing of time. */
export class LedgerPair {
  readonly model: Client;
  jobId = '';
  jobNo = 0;
  /** Every claim that was ever given out, the lost ones too. */
  claims: ClaimedTask[] = [];
  private readonly time = new VirtualTime();
  private server = new ModelServer(this.time, () => undefined);
  private readonly open = new Map<string, { real: Client; model: ServerSession }>();

  private constructor(
    private readonly database: Database,
    readonly real: Client,
  ) {
    const query = (sent: string | { text: string; values?: readonly unknown[] }): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const statement = typeof sent === 'string' ? { text: sent } : sent;
        const session = [...this.server.sessions][0]!;
        this.server.execute(session, statement, (error, answer) => (error ? reject(error) : resolve(answer)));
      });
    this.model = { query } as unknown as Client;
  }

  static async connect(database: Database): Promise<LedgerPair> {
    await statementsLearnt();
    return new LedgerPair(database, await database.connect('test'));
  }

  async close(): Promise<void> {
    for (const name of [...this.open.keys()]) await this.closeSession(name);
    await this.real.end();
  }

  /** Begins anew with one job and four tasks; sessions stay. */
  async reset(): Promise<void> {
    await this.real.query(`DELETE FROM recalculation_jobs`);
    const { rows } = await this.real.query<{ id: string; job_no: number }>(
      `INSERT INTO recalculation_jobs (id, mode, as_of, total) VALUES (gen_random_uuid(), 'FULL', '2026-06-30', 4)
       RETURNING id, job_no`,
    );
    const [job] = rows;
    this.jobId = job!.id;
    this.jobNo = job!.job_no;
    await this.real.query(`INSERT INTO recalculation_tasks (job_id, partition_no) SELECT $1, unnest($2::smallint[])`, [
      this.jobId,
      PARTITIONS,
    ]);
    await this.real.query(`UPDATE recalculation_reconciler SET worker = NULL, term_until = '-infinity'`);
    this.server = new ModelServer(this.time, () => undefined);
    this.server.open('test');
    this.server.tables.addJob(this.jobId, this.jobNo, PARTITIONS);
    for (const [name, pair] of this.open) pair.model = this.server.open(name);
    this.claims = [];
  }

  /** The ledger's session of a worker, or a lane's: opened or closed. */
  async toggleSession(worker: string, lane: boolean): Promise<void> {
    const name = lane ? laneSessionName(worker, 0, 'writer') : workerSessionName(worker);
    if (this.open.has(name)) return this.closeSession(name);
    this.open.set(name, { real: await this.database.connect(name), model: this.server.open(name) });
  }

  /** Leases and terms grow old; the moment that a task was begun stays, which only a restart is compared with. */
  async pass(seconds: number): Promise<void> {
    this.time.now += seconds * 1_000;
    const by = `- make_interval(secs => ${seconds})`;
    await this.real.query(`UPDATE recalculation_tasks SET lease_until = lease_until ${by}`);
    await this.real.query(`UPDATE recalculation_reconciler SET term_until = term_until ${by}`);
  }

  /** The server was restarted: all that was begun was begun before it. */
  async restart(): Promise<void> {
    this.time.now += 1;
    this.server.startedAt = this.time.now;
    this.time.now += 1;
    await this.real.query(`UPDATE recalculation_tasks SET started_at = started_at - interval '1 day'`);
  }

  /** Every step takes a moment. */
  step(): void {
    this.time.now += 1;
  }

  async realState(): Promise<unknown> {
    const { rows: tasks } = await this.real.query<TaskState>(
      `SELECT partition_no AS "partitionNo", status, attempt, failures::integer, worker,
              lease_until > clock_timestamp() AS lasts, error, row_count::text AS rows
         FROM recalculation_tasks ORDER BY partition_no`,
    );
    const { rows: others } = await this.real.query<object>(
      `SELECT j.status, j.error, r.worker, r.term_until > clock_timestamp() AS lasts
         FROM recalculation_jobs j, recalculation_reconciler r`,
    );
    return { tasks, others: others[0] };
  }

  modelState(): unknown {
    const { now } = this.time;
    const { tables } = this.server;
    const state = ({
      partitionNo,
      status,
      attempt,
      failures,
      worker,
      leaseUntil,
      error,
      rows,
    }: TaskRow): TaskState => ({
      partitionNo,
      status,
      attempt,
      failures,
      worker,
      lasts: leaseUntil === null ? null : leaseUntil > now,
      error,
      rows: rows === null ? null : String(rows),
    });
    const { status, error } = tables.jobs.get(this.jobId)!.value!;
    const { worker, termUntil } = tables.reconciler.value!;
    return {
      tasks: tables.tasksOf(this.jobId).map(({ value }) => state(value!)),
      others: { status, error, worker, lasts: termUntil > now },
    };
  }

  private async closeSession(name: string): Promise<void> {
    const pair = this.open.get(name)!;
    this.open.delete(name);
    this.server.close(pair.model, null);
    await pair.real.end();
    // The server forgets a session a moment after its client has gone.
    for (let isThere = true; isThere;) {
      const { rowCount } = await this.real.query(`SELECT FROM pg_stat_activity WHERE application_name = $1`, [name]);
      isThere = rowCount! > 0;
    }
  }
}
