import type { ClaimedTask } from '#database';
import { LEASE_RENEWAL_MS, LEDGER_POLL_MS } from '#jobs';
import { type Claim, ClaimSource } from './claim-source.js';
import type { JobInputs, LaneReport } from './lane-messages.js';
import { LeaseKeeper } from './lease-keeper.js';
import { reconcile } from './reconcile.js';
import { cleanUp, failJob, logFields, nameOf, type TaskLane, type Work, type WorkerParts } from './worker-parts.js';

/** SIGTERM: lanes may finish what they compute for so long; then it is given back. */
const DRAIN_MAX_MS = 15_000;
/** For giving back and taking leave; a ledger that does not answer finds out by itself. */
const LEAVE_MAX_MS = 3_000;

/**
 * One worker: claims tasks for its idle lanes and ends the job when the last task is done. The ledger is all it goes by;
 * an announcement only tells it where to look first.
 */
export class WorkerLoop {
  private readonly running = new Map<TaskLane, Work>();
  private readonly endings = new Set<Promise<void>>();
  private readonly leases: LeaseKeeper;
  private readonly source: ClaimSource;
  private inputs: JobInputs | null = null;
  private cleaning: Promise<void> = Promise.resolve();
  private reconciling: object = {};
  private drained: object = {};
  private draining = false;
  private stopping = false;
  private wake: () => void = () => undefined;
  private awake = false;

  constructor(private readonly parts: WorkerParts) {
    this.leases = new LeaseKeeper(parts, this.running);
    this.source = new ClaimSource(parts, {
      hasIdleLane: () => !this.draining && !this.stopping && parts.lanes.some(({ isIdle }) => isIdle),
      rouse: () => this.rouse(),
    });
  }

  /** Attempts whose work was thrown away because another one owned the task by then. */
  get rejected(): number {
    return this.leases.rejected;
  }

  /** What the lanes compute now. */
  get work(): readonly { readonly task: ClaimedTask; readonly seconds: number }[] {
    const now = this.parts.clock.now();
    return [...this.running.values()].map(({ task, since }) => ({ task, seconds: (now - since) / 1000 }));
  }

  /** Works until `drain` or `stop`, or until `untilJob` has ended. */
  async run(untilJob: string | null): Promise<void> {
    this.leases.start();
    this.reconcile();
    try {
      while (!this.stopping && !(this.draining && this.running.size === 0)) {
        try {
          const active = await this.round();
          if (untilJob !== null && active?.jobId !== untilJob) return await this.cleaning;
        } catch (error) {
          await this.recover(error as Error);
        }
        await this.sleep();
      }
    } finally {
      this.stopping = true;
      this.parts.clock.clearTimeout(this.reconciling);
      this.parts.clock.clearTimeout(this.drained);
      await this.leave();
    }
  }

  /** Claims nothing more; lanes finish what they compute, or give it back after 15 s. `run` then returns. */
  drain(): void {
    // After its end too, when the parent's channel closes: a timer would keep the process.
    if (this.draining || this.stopping) return;
    this.draining = true;
    this.drained = this.parts.clock.setTimeout(() => this.stop(), DRAIN_MAX_MS);
    this.rouse();
  }

  /** Stops the lanes at once; what they compute is given back. `run` then returns. */
  stop(): void {
    this.stopping = true;
    this.rouse();
  }

  /** A job began, ended or may be ended: looks for tasks, and stops lanes that compute for a job that has ended. */
  noticed(): void {
    this.leases.check();
    this.source.noticed();
    this.rouse();
  }

  /** One look into the ledger: tasks for idle lanes, the end of a job that has none left. */
  private async round(): Promise<{ jobId: string } | null> {
    for (const lane of this.parts.lanes) {
      if (this.draining || !lane.isIdle) continue;
      const claim = await this.source.claim();
      if (!claim) break;
      await this.start(lane, claim);
    }
    const [running] = this.running.values();
    if (running) return running.task;
    if (this.draining) return null;
    const active = await this.parts.ledger.activeJob();
    const startedAt = Date.now();
    if (!active || !(await this.parts.ledger.finish(active.jobId))) return active;
    this.parts.events.finished(active.jobId);
    this.untilLeft(this.parts.observer.jobEnded(active.jobId, startedAt));
    this.cleanUp();
    return this.parts.ledger.activeJob();
  }

  private async start(lane: TaskLane, { task, delivery }: Claim): Promise<void> {
    let { inputs } = this;
    try {
      if (inputs?.jobId !== task.jobId) this.inputs = inputs = await this.parts.readInputs(task);
    } catch (error) {
      await this.parts.ledger.giveBack(task, { message: (error as Error).message, counts: false });
      throw error;
    }
    const work = { task, inputs, delivery, since: this.parts.clock.now() };
    this.running.set(lane, work);
    this.untilLeft(lane.run(task, inputs).then((report) => this.ended(lane, work, report)));
  }

  /** The worker does not leave before it. */
  private untilLeft(ending: Promise<void>): void {
    this.endings.add(ending);
    void ending.finally(() => this.endings.delete(ending));
  }

  private async ended(lane: TaskLane, work: Work, report: LaneReport): Promise<void> {
    this.running.delete(lane);
    // Only now: the ledger has the task's end, or finds out about it by itself.
    work.delivery?.ack();
    this.parts.observer.ended(work, report);
    try {
      await this.say(work, report);
    } catch (error) {
      const message = `task ${nameOf(work.task)} could not be given back yet: ${(error as Error).message}`;
      this.parts.log.warn(logFields(work), message);
      this.leases.sayLater(() => this.say(work, report));
    }
    this.rouse();
  }

  private async say(work: Work, report: LaneReport): Promise<void> {
    const { task } = work;
    if (report.outcome === 'FAULT') await this.handleFault(work, report);
    else if (report.outcome === 'FENCED') await this.leases.reject(work);
    else {
      if (this.inputs?.delta && this.inputs.jobId === task.jobId) this.parts.ledger.mergeAhead(task.jobId);
      this.parts.events.progress(task.jobId);
    }
  }

  private async handleFault(work: Work, fault: LaneReport & { outcome: 'FAULT' }): Promise<void> {
    const { task } = work;
    if (fault.cause === 'LOST') return;
    if (fault.cause !== 'STOPPED') this.parts.log.warn(logFields(work), `task ${nameOf(task)}: ${fault.message}`);
    const place = `partition ${task.partitionNo}, attempt ${task.attempt}`;
    if (fault.cause === 'RESOURCES') return failJob(this.parts, task.jobId, `${place}: ${fault.message}`);
    const { ledger } = this.parts;
    const status = await ledger.giveBack(task, { message: fault.message, counts: fault.cause === 'TASK' });
    if (status === 'PENDING') await this.source.offer(task);
    else if (status === 'FAILED') {
      await failJob(this.parts, task.jobId, `${place}: it failed too often, last with: ${fault.message}`);
    } else await this.leases.reject(work);
  }

  /** Beside the loop and the leases: neither waits for it. */
  private reconcile(): void {
    reconcile(this.parts)
      .catch((error: Error) => this.parts.log.warn(`the ledger could not be looked after: ${error.message}`))
      .finally(() => {
        if (!this.stopping) this.reconciling = this.parts.clock.setTimeout(() => this.reconcile(), LEASE_RENEWAL_MS);
      });
  }

  /** Beside the loop, too: dropping a large generation takes seconds, which the next job need not wait for. */
  private cleanUp(): void {
    this.cleaning = this.cleaning
      .then(() => cleanUp(this.parts))
      .catch((error: Error) => this.parts.log.warn(`old generations could not be dropped yet: ${error.message}`));
  }

  private async recover(error: Error): Promise<void> {
    if (this.stopping) return;
    this.parts.log.warn(`the ledger could not be read, trying again: ${error.message}`);
    await this.parts.ledger.disconnect();
  }

  private async leave(): Promise<void> {
    this.leases.stop();
    this.source.close();
    const leaving = (async () => {
      await Promise.all(this.parts.lanes.map((lane) => lane.stop('STOPPED', 'the worker stops')));
      await Promise.all(this.endings);
      await this.cleaning;
      await this.parts.ledger.leave();
    })();
    let late: object = {};
    await Promise.race([
      leaving.catch(() => undefined),
      new Promise<void>((resolve) => (late = this.parts.clock.setTimeout(resolve, LEAVE_MAX_MS))),
    ]);
    this.parts.clock.clearTimeout(late);
    await this.parts.ledger.disconnect();
  }

  private rouse(): void {
    this.awake = true;
    this.wake();
  }

  private async sleep(): Promise<void> {
    if (!this.awake && !this.stopping) {
      this.source.listen();
      await new Promise<void>((resolve) => {
        const timer = this.parts.clock.setTimeout(() => {
          this.source.poll();
          resolve();
        }, LEDGER_POLL_MS);
        this.wake = () => {
          this.parts.clock.clearTimeout(timer);
          resolve();
        };
      });
    }
    this.awake = false;
  }
}
