import { randomInt } from 'node:crypto';
import { type Msg, nanos } from 'nats';
import type { PartitionNo } from '#costing';
import type { TaskMessage } from './task-message.js';
import type { TaskDelivery } from './task-transport.js';

/**
 * A message of the work queue. What is said while the server is away is lost (nats.js empties its buffer when it dials):
 * the message is delivered again, and the ledger tells whoever gets it that there is nothing to do.
 */
export class JetStreamDelivery implements TaskDelivery {
  readonly jobId: string;
  readonly partitionNo: PartitionNo;
  private isOver = false;

  constructor(
    private readonly message: Msg,
    task: TaskMessage,
  ) {
    this.jobId = task.jobId;
    this.partitionNo = task.partitionNo;
  }

  ack(): void {
    this.end('+ACK');
  }

  working(): void {
    if (!this.isOver) say(this.message, '+WPI');
  }

  /**
   * Up to half as long again: of two workers pinned to ranges that hold each other's announcements and give them back at
   * the same time, each would get the same one again, and again.
   */
  giveBack(delayMs: number): void {
    const delay = Math.round(delayMs) + randomInt(Math.ceil(delayMs / 2) + 1);
    this.end(delay > 0 ? `-NAK ${JSON.stringify({ delay: nanos(delay) })}` : '-NAK');
  }

  private end(word: string): void {
    if (!this.isOver) say(this.message, word);
    this.isOver = true;
  }
}

/** Removed from the queue, whoever would be next. */
export function terminate(message: Msg): void {
  say(message, '+TERM');
}

function say(message: Msg, word: string): void {
  try {
    message.respond(word);
  } catch {
    // The connection is closed: it is delivered again after its ack wait.
  }
}
