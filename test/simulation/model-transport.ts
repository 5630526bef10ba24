import { ANNOUNCEMENT_WAIT_SECONDS, type TaskAnnouncement, type TaskDelivery, type TaskTransport } from '#jobs';
import type { Random } from '../oracle/random.js';
import type { ModelProcess } from './model-process.js';
import type { VirtualEvent, VirtualTime } from './virtual-time.js';

interface Message extends TaskAnnouncement {
  readonly id: string;
  isGone: boolean;
  redelivery: VirtualEvent | null;
}

export interface BrokerFaults {
  /** Shares of announcements that are stored and then lost, of deliveries that come twice, of acks that do not arrive. */
  readonly lost: number;
  readonly doubled: number;
  readonly ackDropped: number;
}

export const NO_BROKER_FAULTS: BrokerFaults = { lost: 0, doubled: 0, ackDropped: 0 };
const WINDOW_MS = 120_000;

/** A work queue: each announcement to one worker, again when nothing is heard of it; the same one twice is one. */
export class ModelBroker {
  isUp = true;
  faults = NO_BROKER_FAULTS;
  /** When each `job/partition` was announced last, heard or not. */
  readonly announcedAt = new Map<string, number>();
  private readonly known = new Map<string, number>();
  private readonly stored = new Set<Message>();
  private ready: Message[] = [];
  private waiting: ((message: Message) => boolean)[] = [];

  constructor(
    readonly time: VirtualTime,
    readonly random: Random,
  ) {}

  publish(task: TaskAnnouncement): void {
    const { jobId, partitionNo, attempt } = task;
    this.announcedAt.set(`${jobId}/${partitionNo}`, this.time.now);
    const id = `${jobId}:${partitionNo}:${attempt}`;
    if ((this.known.get(id) ?? -Infinity) > this.time.now - WINDOW_MS) return;
    this.known.set(id, this.time.now);
    if (this.random.chance(this.faults.lost)) return;
    const message: Message = { jobId, partitionNo, attempt, id, isGone: false, redelivery: null };
    this.stored.add(message);
    this.offer(message);
  }

  /** Hands the next message over; `take` says whether it still wants one. */
  fetch(take: (message: Message) => boolean): void {
    this.waiting.push(take);
    this.match();
  }

  settle(message: Message): void {
    if (this.random.chance(this.faults.ackDropped)) return;
    message.isGone = true;
    this.stored.delete(message);
    if (message.redelivery) message.redelivery.run = null;
  }

  deliverAgain(message: Message, ms: number): void {
    if (message.redelivery) message.redelivery.run = null;
    message.redelivery = this.time.after(ms, () => this.offer(message));
  }

  start(): void {
    this.isUp = true;
    this.match();
  }

  /** Its store is deleted; what it knows of doubles goes with it. */
  wipe(): void {
    for (const message of this.stored) message.isGone = true;
    this.stored.clear();
    this.known.clear();
    this.ready = [];
  }

  private offer(message: Message): void {
    if (message.isGone || this.ready.includes(message)) return;
    this.ready.push(message);
    this.match();
  }

  private match(): void {
    while (this.isUp && this.ready.length > 0 && this.waiting.length > 0) {
      const take = this.waiting.shift()!;
      const message = this.ready[0]!;
      if (!take(message)) continue;
      this.ready.shift();
      this.deliverAgain(message, ANNOUNCEMENT_WAIT_SECONDS * 1000);
      if (this.random.chance(this.faults.doubled)) {
        this.time.after(this.random.next() * 2_000, () => this.offer(message));
      }
    }
  }
}

/** A delivery in a worker's hands, as the invariants see it. */
export interface HeldDelivery extends TaskDelivery {
  isSettled: boolean;
  heardOfAt: number;
}

/** One process's way to the broker. */
export class ModelTransport implements TaskTransport {
  readonly held = new Set<HeldDelivery>();
  private isFetching = false;

  constructor(
    readonly kind: 'SHARED' | 'PRIVATE',
    private readonly broker: ModelBroker,
    private readonly process: ModelProcess,
    private readonly onAck: (delivery: TaskDelivery) => void,
  ) {}

  get isConnected(): boolean {
    return this.broker.isUp;
  }

  async announce(tasks: readonly TaskAnnouncement[]): Promise<void> {
    await this.process.sleep(1 + this.broker.random.next());
    for (const task of tasks) {
      if (!this.broker.isUp) throw new Error('the broker is away');
      this.broker.publish(task);
    }
  }

  next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null> {
    if (this.isFetching) throw new Error('two calls of next at once');
    if (!this.broker.isUp || signal.aborted) return Promise.resolve(null);
    this.isFetching = true;
    return new Promise((resolve) => {
      let isOver = false;
      const finish = (delivery: HeldDelivery | null): void => {
        isOver = true;
        this.isFetching = false;
        this.process.clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        resolve(delivery);
      };
      const giveUp = (): void => finish(null);
      const timer = this.process.setTimeout(giveUp, waitMs);
      signal.addEventListener('abort', giveUp);
      this.broker.fetch((message) => {
        if (isOver || this.process.state === 'DEAD') return false;
        this.broker.time.after(0.5, () =>
          this.process.post(() => {
            // Arrived for a call that has given up: the contract's affair.
            if (isOver) this.broker.deliverAgain(message, 0);
            else finish(this.hold(message));
          }),
        );
        return true;
      });
    });
  }

  countWaiting(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    this.held.clear();
  }

  private hold(message: Message): HeldDelivery {
    const say = (run: () => void): void => {
      if (this.broker.isUp) this.broker.time.after(0.5, run);
    };
    const settle = (run: () => void): void => {
      if (delivery.isSettled) return;
      delivery.isSettled = true;
      this.held.delete(delivery);
      say(run);
    };
    const delivery: HeldDelivery = {
      jobId: message.jobId,
      partitionNo: message.partitionNo,
      isSettled: false,
      heardOfAt: this.broker.time.now,
      ack: () => {
        if (!delivery.isSettled) this.onAck(delivery);
        settle(() => this.broker.settle(message));
      },
      working: () => {
        delivery.heardOfAt = this.broker.time.now;
        say(() => void (delivery.isSettled || this.broker.deliverAgain(message, ANNOUNCEMENT_WAIT_SECONDS * 1000)));
      },
      giveBack: (delayMs) => settle(() => this.broker.deliverAgain(message, delayMs)),
    };
    this.held.add(delivery);
    return delivery;
  }
}
