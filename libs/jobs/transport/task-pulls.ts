import { randomInt } from 'node:crypto';
import { createInbox, type Msg, nanos, type NatsConnection } from 'nats';
import type { Log } from '#platform';
import { deliveriesOf, JetStreamDelivery, terminate } from './jetstream-delivery.js';
import { CONSUMER, STREAM } from './queue-settings.js';
import { decodeTask } from './task-message.js';
import type { TaskDelivery } from './task-transport.js';

const PULL_SUBJECT = `$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${CONSUMER}`;
/** A pull that the server has not even refused by so long after its end was heard by nobody. */
const SILENCE_MS = 500;
/**
 * From this delivery on, whoever gives it back waits for up to twice its delay, left to chance, before he asks for the
 * next. The server serves whoever has waited longest: two workers pinned to ranges that hold each other's announcements
 * would give them back and get the same ones again in turn, up to the last delivery.
 */
const PAUSE_FROM_DELIVERY = 4;
const [NO_MESSAGES, REQUEST_TIMEOUT] = [404, 408];

/** A call of `next` that has not been answered yet. */
interface Waiter {
  /** Number of its last pull: what the server says of an earlier one does not concern it. */
  pull: number;
  readonly endsAt: number;
  finish(delivery: TaskDelivery | null): void;
}

/**
 * One announcement at a time, fetched when there is a worker for it: the ack wait of one fetched ahead would run while it
 * waits here. nats.js's own `fetch` and `pull` forget a message that comes after their end; here it is given back.
 */
export class TaskPulls {
  private readonly inbox = createInbox();
  private waiter: Waiter | null = null;
  private pulls = 0;
  private pauseMs = 0;

  constructor(
    private readonly connection: NatsConnection,
    private readonly log: Log,
    /** Told when the server's answer, or its silence, says that the queue may be gone. */
    private readonly onDoubt: () => void,
    /** Told when a pull has brought nothing. */
    private readonly onNothing: () => void,
  ) {
    connection.subscribe(`${this.inbox}.*`, { callback: (error, message) => this.receive(error, message) });
  }

  /** As `TaskTransport.next`, while connected. */
  async next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null> {
    this.giveUp();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.onDoubt();
        waiter.finish(null);
      }, waitMs + SILENCE_MS);
      const abort = (): void => waiter.finish(null);
      const finish = (delivery: TaskDelivery | null): void => {
        if (this.waiter === waiter) this.waiter = null;
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(delivery);
      };
      const waiter: Waiter = { pull: 0, endsAt: performance.now() + waitMs, finish };
      signal.addEventListener('abort', abort);
      this.waiter = waiter;
      if (this.pauseMs === 0) this.pull(waiter);
      else setTimeout(() => this.waiter === waiter && this.pull(waiter), this.pauseMs);
      this.pauseMs = 0;
    });
  }

  /** Whoever waits gets nothing, now. */
  giveUp(): void {
    this.waiter?.finish(null);
  }

  private pull(waiter: Waiter): void {
    this.pulls += 1;
    waiter.pull = this.pulls;
    const waitMs = Math.max(1, Math.round(waiter.endsAt - performance.now()));
    try {
      const request = JSON.stringify({ batch: 1, expires: nanos(waitMs) });
      this.connection.publish(PULL_SUBJECT, request, { reply: `${this.inbox}.${waiter.pull}` });
    } catch {
      // The connection has just been closed.
      waiter.finish(null);
    }
  }

  private receive(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.log.warn(`NATS refuses this process its inbox: ${error.message}`);
      return;
    }
    const status = message.headers?.code ?? 0;
    if (status > 0) this.receiveStatus(status, message.subject);
    else this.receiveTask(message);
  }

  /** 404 and 408: nothing came. Others (409 consumer deleted, 503 nobody there): the call waits for its end. */
  private receiveStatus(status: number, subject: string): void {
    const { waiter } = this;
    if (waiter === null || !subject.endsWith(`.${waiter.pull}`)) return;
    if (status !== NO_MESSAGES && status !== REQUEST_TIMEOUT) {
      this.onDoubt();
      return;
    }
    waiter.finish(null);
    this.onNothing();
  }

  private receiveTask(message: Msg): void {
    const { waiter } = this;
    const task = decodeTask(message.string());
    if (task === null) {
      this.log.warn(`A message on ${message.subject} is no announcement of a task; it is removed from the queue.`);
      terminate(message);
      if (waiter !== null) this.pull(waiter);
      return;
    }
    if (waiter === null) {
      new JetStreamDelivery(message, task).giveBack(0);
      return;
    }
    const delivery = new JetStreamDelivery(message, task, (delayMs) => {
      if (deliveriesOf(message) >= PAUSE_FROM_DELIVERY) this.pauseMs = randomInt(2 * Math.ceil(delayMs) + 1);
    });
    waiter.finish(delivery);
  }
}
