import { randomBytes } from 'node:crypto';

import {
  claimTask,
  type ClaimedTask,
  type Client,
  commitAsynchronously,
  type Database,
  findActiveJob,
  listen,
  markJobRunning,
  readJobSnapshot,
  readReleasedGeneration,
  renewLeases,
  returnTask,
  workerSessionName,
} from '#database';
import {
  dropUnneededGenerations,
  endActiveJob,
  finishJob,
  JOBS_CHANNEL,
  LEASE_RENEWAL_MS,
  LEASE_SECONDS,
  LEDGER_POLL_MS,
  TASK_ATTEMPTS_MAX,
} from '#jobs';
import { type Config, CostingError, type Log } from '#platform';
import { Lane } from './lane.js';
import type { JobInputs, LaneReport } from './lane-messages.js';

/** SQLSTATE class of exhausted resources (disk full, out of memory): trying again makes it worse. */
const INSUFFICIENT_RESOURCES = '53';

/**
 * One worker: claims tasks for its idle lanes, renews their leases and ends the job when the last task is done. The
 * ledger is all it goes by; an announcement only wakes it earlier than the next look.
 */
export class WorkerLoop {
  readonly worker = randomBytes(6).toString('hex');
  private readonly lanes: Lane[];
  private readonly running = new Map<Lane, ClaimedTask>();
  private ledger: Promise<Client> | null = null;
  private inputs: JobInputs | null = null;
  private stopping = false;
  private wake: () => void = () => undefined;
  private awake = false;

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly log: Log,
  ) {
    const settings = {
      connection: database.connection,
      blockRows: config.worker.batchRows,
      synchronousCommit: config.database.bulkSynchronousCommit,
    };
    this.lanes = Array.from({ length: config.worker.lanes }, () => new Lane(settings));
  }

  /** Works until `stop`, or until `untilJob` has ended. */
  async run(untilJob: string | null): Promise<void> {
    const renewal = setInterval(() => void this.renew(), LEASE_RENEWAL_MS);
    try {
      while (!this.stopping) {
        try {
          const active = await this.round();
          if (untilJob !== null && active?.jobId !== untilJob) return;
        } catch (error) {
          await this.recover(error as Error);
        }
        await this.sleep();
      }
    } finally {
      clearInterval(renewal);
      await this.stop();
    }
  }

  /** Stops the lanes at once: their transactions roll back, and their tasks are free as soon as the session ends. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.rouse();
    await Promise.all(this.lanes.map((lane) => lane.stop()));
    await this.disconnectLedger();
  }

  /** One look into the ledger: tasks for idle lanes, the end of a job that has none left. */
  private async round(): Promise<{ jobId: string } | null> {
    const ledger = await this.connectedLedger();
    for (const lane of this.lanes) {
      if (!lane.isIdle) continue;
      const task = await this.claim(ledger);
      if (!task) break;
      await this.start(lane, task, ledger);
    }
    const [running] = this.running.values();
    if (running) return running;
    const active = await findActiveJob(ledger);
    if (!active) return null;
    if (!(await this.finish(active.jobId))) return active;
    await this.cleanUp();
    return findActiveJob(ledger);
  }

  private claim(ledger: Client): Promise<ClaimedTask | null> {
    const { partitionStart, partitionEnd } = this.config.worker;
    return claimTask(ledger, { worker: this.worker, leaseSeconds: LEASE_SECONDS, partitionStart, partitionEnd });
  }

  private async start(lane: Lane, task: ClaimedTask, ledger: Client): Promise<void> {
    if (this.inputs?.jobId !== task.jobId) {
      this.inputs = await readInputs(ledger, task);
      await markJobRunning(ledger, task.jobId);
    }
    this.running.set(lane, task);
    void lane.run(task, this.inputs).then((report) => this.ended(lane, task, report));
  }

  private async ended(lane: Lane, task: ClaimedTask, report: LaneReport): Promise<void> {
    this.running.delete(lane);
    try {
      if (report.outcome === 'FAULT' && !this.stopping) await this.handleFault(task, report);
    } catch (error) {
      // The ledger is away as well: the lease runs out and the task is claimed again.
      this.log.warn(`task ${task.jobNo}/${task.partitionNo} could not be given back: ${(error as Error).message}`);
    }
    this.rouse();
  }

  private async handleFault(task: ClaimedTask, fault: LaneReport & { outcome: 'FAULT' }): Promise<void> {
    this.log.warn(`task ${task.jobNo}/${task.partitionNo}, attempt ${task.attempt}: ${fault.message}`);
    const lasting = fault.sqlState?.startsWith(INSUFFICIENT_RESOURCES) ?? false;
    const ledger = await this.connectedLedger();
    const status = await returnTask(ledger, task, fault.message, lasting ? 0 : TASK_ATTEMPTS_MAX);
    if (status !== 'FAILED') return;
    const reason = `partition ${task.partitionNo} failed ${task.attempt} time(s), last with: ${fault.message}`;
    await endActiveJob(this.database, task.jobId, 'FAILED', reason);
    await this.cleanUp();
  }

  private async finish(jobId: string): Promise<boolean> {
    try {
      return await finishJob(this.database, jobId);
    } catch (error) {
      if (!(error instanceof CostingError)) throw error;
      return endActiveJob(this.database, jobId, 'FAILED', error.message);
    }
  }

  private async cleanUp(): Promise<void> {
    const kept = await dropUnneededGenerations(this.database);
    if (kept.length > 0) this.log.info(`generations ${kept.join(', ')} are still read; they are dropped later`);
  }

  private async renew(): Promise<void> {
    if (!this.ledger || this.running.size === 0) return;
    try {
      // Those of this moment: what is claimed while the statement runs is not in its answer.
      const computed = [...this.running];
      const tasks = computed.map(([, task]) => task);
      const lost = await renewLeases(await this.ledger, tasks, LEASE_SECONDS);
      for (const [lane, task] of computed) {
        const isLost = lost.some((other) => other.jobId === task.jobId && other.partitionNo === task.partitionNo);
        // Cancelled, or taken over: what the lane computes can only roll back.
        if (isLost && this.running.get(lane) === task) await lane.stop();
      }
    } catch (error) {
      this.log.warn(`leases were not renewed: ${(error as Error).message}`);
    }
  }

  /** One connection however many ask for it at once: a second one would never be closed. */
  private connectedLedger(): Promise<Client> {
    if (this.ledger) return this.ledger;
    // An old connection may tell of its end when a new one is there: it forgets only itself.
    const forget = (): void => void (this.ledger === connecting && (this.ledger = null));
    const connecting = this.connectLedger(forget);
    connecting.catch(forget);
    this.ledger = connecting;
    return connecting;
  }

  private async connectLedger(onEnd: () => void): Promise<Client> {
    await this.database.ensureRunning();
    const ledger = await this.database.connect(workerSessionName(this.worker));
    ledger.once('end', onEnd);
    ledger.on('notification', () => this.rouse());
    await commitAsynchronously(ledger);
    await listen(ledger, JOBS_CHANNEL);
    return ledger;
  }

  private async recover(error: Error): Promise<void> {
    if (this.stopping) return;
    this.log.warn(`the ledger could not be read, trying again: ${error.message}`);
    await this.disconnectLedger();
  }

  private async disconnectLedger(): Promise<void> {
    const ledger = await this.ledger?.catch(() => null);
    this.ledger = null;
    await ledger?.end().catch(() => undefined);
  }

  private rouse(): void {
    this.awake = true;
    this.wake();
  }

  private async sleep(): Promise<void> {
    if (!this.awake && !this.stopping) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LEDGER_POLL_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.awake = false;
  }
}

async function readInputs(ledger: Client, task: ClaimedTask): Promise<JobInputs> {
  const inputs = await readJobSnapshot(ledger, task.jobNo);
  if (!inputs) throw new Error(`job ${task.jobNo} has no snapshot`);
  const yarnParameters = new SharedArrayBuffer(inputs.yarnParameters.packed.byteLength);
  new Uint8Array(yarnParameters).set(inputs.yarnParameters.packed);
  const { generation } = await readReleasedGeneration(ledger);
  return { jobId: task.jobId, snapshot: inputs.snapshot, yarnParameters, previousGeneration: generation };
}
