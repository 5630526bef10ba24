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
    private readonly onGiveBack: (delayMs: number) => void = () => undefined,
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

  giveBack(delayMs: number): void {
    const delay = Math.round(delayMs);
    if (!this.isOver) this.onGiveBack(delayMs);
    this.end(delay > 0 ? `-NAK ${JSON.stringify({ delay: nanos(delay) })}` : '-NAK');
  }

  private end(word: string): void {
    if (!this.isOver) say(this.message, word);
    this.isOver = true;
  }
}

/**
 * How often it was delivered, this time included, as the server writes it into the reply's subject:
 * `$JS.ACK.<stream>.<consumer>.<delivered>.…`, with two more words after `ACK` where domains are in use.
 */
export function deliveriesOf({ reply = '' }: Msg): number {
  const words = reply.split('.');
  return Number(words[words.length > 9 ? 6 : 4]);
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
