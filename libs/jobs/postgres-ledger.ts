import {
  type ClaimableTask,
  type ClaimedTask,
  claimTask,
  type Client,
  commitAsynchronously,
  type Database,
  type DeadTask,
  dropConnection,
  endReconcilerTerm,
  failDeadTasks,
  findActiveJob,
  forgetSilentWorkers,
  forgetWorker,
  heartbeat,
  isDatabaseAway,
  isTakenOver,
  type Job,
  listClaimableTasks,
  listen,
  listLaneSessions,
  listPendingDetachments,
  listUnneededGenerations,
  type LostTask,
  noticeLostClient,
  renewLeases,
  returnTask,
  takeReconcilerTerm,
  type WorkerRegistration,
  workerSessionName,
} from '#database';
import { CostingError } from '#platform';
import { dropUnneededGenerations, heldText } from './drop-generations.js';
import { endActiveJob } from './end-job.js';
import { finishJob } from './finish-job.js';
import { JOBS_CHANNEL, LEASE_SECONDS, TASK_ATTEMPTS_MAX, TASK_FAILURES_MAX } from './leases.js';
import type { Ledger, TaskFault, TaskName } from './ledger.js';
import { MergeAhead } from './merge-ahead.js';

/** A statement of the ledger takes milliseconds: without an answer for so long the connection is dead. */
const ANSWER_MAX_MS = 5_000;
const SILENT_WORKERS_KEPT_SECONDS = 3_600;
const LIMITS = { failuresMax: TASK_FAILURES_MAX, attemptsMax: TASK_ATTEMPTS_MAX };

/**
 * The ledger in PostgreSQL, by a session that carries the worker's name and is made anew when it breaks. Its commits are
 * asynchronous: what a crash forgets is claimed or said again.
 */
export class PostgresLedger implements Ledger {
  private connecting: Promise<Client> | null = null;
  private last: Promise<unknown> = Promise.resolve();
  /** The job whose end failed last, and how often so far. */
  private unfinishable: { readonly jobId: string; readonly count: number } | null = null;
  private ahead: MergeAhead | null = null;
  /** What readers kept from being dropped when that was tried last. */
  private heldBefore = '';

  constructor(
    private readonly database: Database,
    readonly registration: WorkerRegistration,
    /** Something was announced to all workers: a job began, ended, or may be ended. */
    private readonly onNotice: () => void,
  ) {}

  async heartbeat(rejected: number): Promise<void> {
    await this.ask((client) => heartbeat(client, this.registration, rejected));
  }

  claim(named: TaskName | null): Promise<ClaimedTask | null> {
    const { worker, partitionStart, partitionEnd } = this.registration;
    const range = named
      ? { partitionStart: named.partitionNo, partitionEnd: named.partitionNo, jobId: named.jobId }
      : { partitionStart, partitionEnd, jobId: null };
    const claim = { worker, leaseSeconds: LEASE_SECONDS, ...range, ...LIMITS };
    return this.ask((client) => claimTask(client, claim));
  }

  renew(tasks: readonly ClaimedTask[]): Promise<LostTask[]> {
    return this.ask((client) => renewLeases(client, tasks, LEASE_SECONDS));
  }

  giveBack(task: ClaimedTask, fault: TaskFault): Promise<'PENDING' | 'FAILED' | null> {
    return this.ask((client) => returnTask(client, task, { ...fault, failuresMax: TASK_FAILURES_MAX }));
  }

  isTakenOver(task: ClaimedTask): Promise<boolean> {
    return this.ask((client) => isTakenOver(client, task));
  }

  activeJob(): Promise<Job | null> {
    return this.ask(findActiveJob);
  }

  mergeAhead(jobId: string): void {
    // Whoever was at it may have died since.
    if (this.ahead?.jobId !== jobId || this.ahead.isRefused) {
      void this.ahead?.abandon();
      this.ahead = new MergeAhead(this.database, jobId);
    }
    this.ahead.taskDone();
  }

  async finish(jobId: string): Promise<boolean> {
    try {
      const ahead = this.ahead?.jobId === jobId ? await this.ahead.finish() : 'GIVEN_UP';
      if (ahead !== 'GIVEN_UP') return ahead === 'MERGED';
      return await finishJob(this.database, jobId);
    } catch (error) {
      this.ahead = null;
      const { message } = error as Error;
      // A generation that is not what its tasks stored: nobody may see it.
      if (error instanceof CostingError && error.code === 'VERIFICATION_FAILED') return this.fail(jobId, message);
      if (isDatabaseAway(error)) throw error;
      // A job that nobody can end must not wait for ever, and the next one with it.
      const count = this.unfinishable?.jobId === jobId ? this.unfinishable.count + 1 : 1;
      this.unfinishable = { jobId, count };
      if (count < TASK_FAILURES_MAX) throw error;
      return this.fail(jobId, `its end failed ${count} times, last with: ${message}`);
    }
  }

  fail(jobId: string, reason: string): Promise<boolean> {
    return endActiveJob(this.database, jobId, 'FAILED', reason);
  }

  async cleanUp(waitSeconds?: number): Promise<string | null> {
    const unneeded = await this.ask(listUnneededGenerations);
    if (unneeded.length === 0 && (await this.ask(listPendingDetachments)).length === 0) return null;
    const held = await dropUnneededGenerations(this.database, { waitSeconds });
    const key = JSON.stringify(held);
    if (key === this.heldBefore) return null;
    this.heldBefore = key;
    return heldText(held);
  }

  takeTerm(): Promise<boolean> {
    return this.ask(async (client) => {
      if (!(await takeReconcilerTerm(client, this.registration.worker, LEASE_SECONDS))) return false;
      await forgetSilentWorkers(client, SILENT_WORKERS_KEPT_SECONDS);
      return true;
    });
  }

  claimable(): Promise<ClaimableTask[]> {
    return this.ask(listClaimableTasks);
  }

  failDead(): Promise<DeadTask[]> {
    return this.ask((client) => failDeadTasks(client, LIMITS));
  }

  laneSessions(): Promise<string[]> {
    return this.ask((client) => listLaneSessions(client, this.registration.worker));
  }

  async leave(): Promise<void> {
    const abandoned = this.ahead?.abandon();
    await this.ask(async (client) => {
      await endReconcilerTerm(client, this.registration.worker);
      await forgetWorker(client, this.registration.worker);
    });
    await abandoned;
  }

  /** Runs statements on the ledger's session, one caller after the other. */
  ask<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const answer = this.last.then(async () => work(await this.session()));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private session(): Promise<Client> {
    if (this.connecting) return this.connecting;
    // An old connection may tell of its end when a new one is there: it forgets only itself.
    const forget = (): void => void (this.connecting === connecting && (this.connecting = null));
    const connecting = this.connect(forget);
    connecting.catch(forget);
    this.connecting = connecting;
    return connecting;
  }

  /** Breaks every connection to the database, also those that wait for an answer: they would wait for ever. */
  async disconnect(): Promise<void> {
    const { connecting } = this;
    this.connecting = null;
    this.database.dropConnections();
    const client = await connecting?.catch(() => null);
    if (client) dropConnection(client);
  }

  private async connect(onEnd: () => void): Promise<Client> {
    await this.database.ensureRunning();
    const client = await this.database.connect(workerSessionName(this.registration.worker), {
      query_timeout: ANSWER_MAX_MS,
    });
    client.once('end', onEnd);
    client.on('notification', () => {
      // Its job may have been cancelled.
      this.ahead?.noticed();
      this.onNotice();
    });
    await noticeLostClient(client);
    await commitAsynchronously(client);
    await listen(client, JOBS_CHANNEL);
    return client;
  }
}
