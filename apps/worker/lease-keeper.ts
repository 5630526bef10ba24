import type { LostTask } from '#database';
import { LEASE_RENEWAL_MS, LEASE_SECONDS } from '#jobs';
import { logFields, nameOf, type TaskLane, type WorkerParts, type Work } from './worker-parts.js';

/** A lane whose sessions the server does not know after this time is cut off from it. */
const LANE_CONNECTS_MAX_MS = 10_000;

/** By the attempt, too: a worker that has lost a task may have claimed it anew, for another lane. */
const isSame = (a: LostTask, b: LostTask): boolean =>
  a.jobId === b.jobId && a.partitionNo === b.partitionNo && a.attempt === b.attempt;

/**
 * Every 5 s, whatever the worker's loop waits for: says that the worker lives, renews the leases of what its lanes
 * compute, and stops lanes whose work is lost. The threads that compute take no part in it.
 */
export class LeaseKeeper {
  /** Attempts whose work was thrown away because another one owned the task by then. */
  rejected = 0;
  /** What could not be said to the ledger while it was away. */
  private readonly unsaid: (() => Promise<void>)[] = [];
  private timer: object | null = null;
  private heardAt: number;
  private stopped = false;

  constructor(
    private readonly parts: WorkerParts,
    private readonly running: ReadonlyMap<TaskLane, Work>,
  ) {
    this.heardAt = parts.clock.now();
  }

  start(): void {
    void this.beat().finally(() => {
      if (!this.stopped) this.timer = this.parts.clock.setTimeout(() => this.start(), LEASE_RENEWAL_MS);
    });
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) this.parts.clock.clearTimeout(this.timer);
  }

  /** Looks at once whether what is computed is still this worker's: a job may have been cancelled. */
  check(): void {
    this.renew().catch(() => undefined);
  }

  /** Says it to the ledger as soon as that answers again, instead of letting a lease run out. */
  sayLater(say: () => Promise<void>): void {
    this.unsaid.push(say);
  }

  /** What was computed for the task is thrown away: counts it and says so, unless the whole job was given up. */
  async reject(work: Work): Promise<void> {
    const { task } = work;
    if (!(await this.parts.ledger.isTakenOver(task))) return;
    this.rejected++;
    this.parts.observer.rejected(work);
    const message = `task ${nameOf(task)}: its work is rejected, another attempt has taken over`;
    this.parts.log.warn(logFields(work), message);
  }

  private async beat(): Promise<void> {
    const { ledger, clock, log } = this.parts;
    const patience = LEASE_SECONDS * 1000 - (clock.now() - this.heardAt);
    const silent = clock.setTimeout(() => void this.cutOff(), Math.max(0, patience));
    try {
      await ledger.heartbeat(this.rejected);
      this.heardAt = clock.now();
      for (let say = this.unsaid[0]; say; say = this.unsaid[0]) {
        await say();
        this.unsaid.shift();
      }
      await this.renew();
    } catch (error) {
      if (!this.stopped) log.warn(`the ledger did not answer: ${(error as Error).message}`);
      await ledger.disconnect();
    } finally {
      clock.clearTimeout(silent);
    }
  }

  private async renew(): Promise<void> {
    // Those of this moment: what is claimed while the statement runs is not in its answer.
    const computed = [...this.running];
    if (computed.length === 0) return;
    const lost = await this.parts.ledger.renew(computed.map(([, { task }]) => task));
    const sessions = new Set(await this.parts.ledger.laneSessions());
    for (const [lane, work] of computed) {
      if (this.running.get(lane) !== work) continue;
      work.delivery?.working();
      if (lost.some((other) => isSame(other, work.task))) {
        await this.stopLost(lane, work);
      } else if (this.isCutOff(lane, work, sessions)) {
        await lane.stop('AWAY', 'the server has lost its connection');
      }
    }
  }

  /** Cancelled, or taken over: what the lane computes can only roll back. */
  private async stopLost(lane: TaskLane, work: Work): Promise<void> {
    await lane.stop('LOST', 'the task is another’s, or its job has ended');
    await this.reject(work);
  }

  private isCutOff(lane: TaskLane, { since }: Work, sessions: ReadonlySet<string>): boolean {
    return this.parts.clock.now() - since > LANE_CONNECTS_MAX_MS && !lane.sessions.every((name) => sessions.has(name));
  }

  /** Nothing heard for a lease: the tasks are others' by now, and whatever waits for an answer would wait for ever. */
  private async cutOff(): Promise<void> {
    const { clock, ledger, log } = this.parts;
    log.warn(`nothing heard of the ledger for ${LEASE_SECONDS} s: connecting anew`);
    this.heardAt = clock.now();
    await ledger.disconnect();
    for (const lane of this.running.keys()) await lane.stop('AWAY', 'the ledger was silent for too long');
  }
}
