import { CostingError } from '#platform';
import { type Clock, machineClock } from '../clock.js';
import { announcementId, ANNOUNCEMENTS_MAX, DELIVERIES_MAX, DUPLICATE_WINDOW_MS } from './announcement-rules.js';
import type { TaskAnnouncement, TaskDelivery, TaskTransport } from './task-transport.js';

interface Entry {
  readonly task: TaskAnnouncement;
  readonly id: string;
  deliveries: number;
  /** The delivery that decides what becomes of it; null while it waits. */
  holder: TaskDelivery | null;
  /** Takes back what will happen to it: the end of its ack wait, or of its delay. */
  cancelTimer: () => void;
}

interface Waiter {
  finish(delivery: TaskDelivery | null): void;
}

/**
 * The promises of the JetStream queue within one process. Any number of calls of `next` may wait, the first comes first.
 * Nothing of it survives the process; the ledger does.
 */
export class InProcessTransport implements TaskTransport {
  readonly kind = 'PRIVATE';
  /** All that are not acked: waiting, held or delayed; by identity. */
  private readonly entries = new Map<string, Entry>();
  private readonly fresh: Entry[] = [];
  /** Delivered before; they go first. */
  private readonly returned: Entry[] = [];
  private readonly waiters: Waiter[] = [];
  /** Until when an identity is remembered, oldest first. */
  private readonly announced = new Map<string, number>();
  private isClosed = false;

  constructor(
    private readonly ackWaitMs: number,
    private readonly clock: Clock = machineClock,
  ) {}

  get isConnected(): boolean {
    return !this.isClosed;
  }

  async announce(tasks: readonly TaskAnnouncement[]): Promise<void> {
    if (this.isClosed) return;
    this.forgetOldIdentities();
    const unknown = new Map(tasks.map((task) => [announcementId(task), task]));
    for (const id of unknown.keys()) if (this.entries.has(id) || this.announced.has(id)) unknown.delete(id);
    if (this.entries.size + unknown.size > ANNOUNCEMENTS_MAX) throw full(unknown.size);
    for (const [id, task] of unknown) {
      const entry: Entry = { task, id, deliveries: 0, holder: null, cancelTimer: () => undefined };
      this.announced.set(id, this.clock.now() + DUPLICATE_WINDOW_MS);
      this.entries.set(id, entry);
      this.fresh.push(entry);
    }
    this.match();
  }

  async next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null> {
    if (this.isClosed || signal.aborted) return null;
    return new Promise((resolve) => {
      const giveUp = (): void => waiter.finish(null);
      const cancelTimer = this.after(waitMs, giveUp);
      const finish = (delivery: TaskDelivery | null): void => {
        const place = this.waiters.indexOf(waiter);
        if (place >= 0) this.waiters.splice(place, 1);
        cancelTimer();
        signal.removeEventListener('abort', giveUp);
        resolve(delivery);
      };
      const waiter: Waiter = { finish };
      signal.addEventListener('abort', giveUp);
      this.waiters.push(waiter);
      this.match();
    });
  }

  countWaiting(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const { cancelTimer } of this.entries.values()) cancelTimer();
    this.entries.clear();
    this.fresh.length = 0;
    this.returned.length = 0;
    for (const waiter of [...this.waiters]) waiter.finish(null);
  }

  private match(): void {
    while (this.waiters.length > 0) {
      const entry = this.returned.shift() ?? this.fresh.shift();
      if (entry === undefined) return;
      this.waiters.shift()?.finish(this.deliver(entry));
    }
  }

  private deliver(entry: Entry): TaskDelivery {
    const { jobId, partitionNo } = entry.task;
    const returnIfHeld = (afterMs: number): void => {
      if (entry.holder === delivery) this.returnAfter(entry, afterMs);
    };
    const delivery: TaskDelivery = {
      jobId,
      partitionNo,
      // Also of an earlier delivery, as with JetStream: the ledger has said that there is nothing to do.
      ack: () => this.remove(entry),
      working: () => returnIfHeld(this.ackWaitMs),
      giveBack: (delayMs) => {
        returnIfHeld(delayMs);
        if (entry.holder === delivery) entry.holder = null;
      },
    };
    entry.deliveries += 1;
    entry.holder = delivery;
    this.returnAfter(entry, this.ackWaitMs);
    return delivery;
  }

  /** Then it is delivered again, before what nobody had yet, or gone when it was delivered as often as it may be. */
  private returnAfter(entry: Entry, ms: number): void {
    entry.cancelTimer();
    entry.cancelTimer = this.after(ms, () => {
      entry.holder = null;
      if (entry.deliveries >= DELIVERIES_MAX) return this.remove(entry);
      this.returned.push(entry);
      this.match();
    });
  }

  /** Calls once after `ms`; the result takes it back. */
  private after(ms: number, action: () => void): () => void {
    const timer = this.clock.setTimeout(action, ms);
    return () => this.clock.clearTimeout(timer);
  }

  private remove(entry: Entry): void {
    if (this.entries.get(entry.id) !== entry) return;
    entry.cancelTimer();
    entry.holder = null;
    this.entries.delete(entry.id);
    const place = this.returned.indexOf(entry);
    if (place >= 0) this.returned.splice(place, 1);
  }

  private forgetOldIdentities(): void {
    for (const [id, until] of this.announced) {
      if (until > this.clock.now()) return;
      this.announced.delete(id);
    }
  }
}

function full(count: number): CostingError {
  const message = `${count} tasks could not be announced: ${ANNOUNCEMENTS_MAX} wait already; workers find them by looking into the database.`;
  return new CostingError('TASKS_NOT_ANNOUNCED', message, { httpStatus: 503 });
}
