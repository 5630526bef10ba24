import type { ClaimedTask } from '#database';
import { LEDGER_POLL_MS, type TaskDelivery, type TaskTransport } from '#jobs';
import type { WorkerParts } from './worker-parts.js';

/** An announcement that this worker may not take goes to another one after so long. */
const OTHERS_DELAY_MS = 250;

export interface Claim {
  readonly task: ClaimedTask;
  /** What brought it; null: found by looking through the ledger. */
  readonly delivery: TaskDelivery | null;
}

interface Host {
  hasIdleLane(): boolean;
  /** Something arrived: `claim` may find a task. */
  rouse(): void;
}

/**
 * Where a worker finds tasks. Announcements name one each; a look through the ledger takes any, and is made when an
 * idle lane has not looked for a second, when the broker is away, and without a broker whenever something began. A
 * look that finds a task means that its announcement is lost: the looks go on until one finds nothing.
 */
export class ClaimSource {
  private arrived: TaskDelivery | null = null;
  private listening = false;
  private looking = true;
  private lookedAt: number;
  private readonly closing = new AbortController();

  constructor(
    private readonly parts: Pick<WorkerParts, 'ledger' | 'transport' | 'takes' | 'clock' | 'log'>,
    private readonly host: Host,
  ) {
    this.looking = !this.hearsOfAll;
    this.lookedAt = parts.clock.now();
  }

  /** One task, or null: nothing has arrived and there is no reason to look. */
  async claim(): Promise<Claim | null> {
    const { ledger, takes, transport, clock } = this.parts;
    const delivery = this.arrived;
    this.arrived = null;
    if (delivery && !takes(delivery.partitionNo)) {
      if (transport.kind === 'SHARED') delivery.giveBack(OTHERS_DELAY_MS);
      // Nobody else would ever hear of it here.
      else delivery.ack();
    } else if (delivery) {
      const task = await ledger.claim(delivery);
      if (task) return { task, delivery };
      // Done, or another's; should that one die, the task is announced again.
      delivery.ack();
    }
    // By the time of the last look, not of the last arrival: announcements for others must not put the look off for ever.
    if (!this.looking && clock.now() - this.lookedAt < LEDGER_POLL_MS) return null;
    this.lookedAt = clock.now();
    const task = await ledger.claim(null);
    this.looking = task !== null;
    return task && { task, delivery: null };
  }

  /** An idle lane has waited for a second. */
  poll(): void {
    this.looking = true;
  }

  /** A job began. */
  noticed(): void {
    if (!this.hearsOfAll) this.looking = true;
  }

  /** The task is free again. */
  async offer({ jobId, partitionNo, attempt }: ClaimedTask): Promise<void> {
    try {
      await this.parts.transport.announce([{ jobId, partitionNo, attempt: attempt + 1 }]);
    } catch {
      this.looking = true;
    }
  }

  /** Waits for an announcement, one at a time and only for a lane that would begin with it at once. */
  listen(): void {
    if (!this.host.hasIdleLane()) return this.letGo();
    if (this.listening || this.arrived) return;
    this.listening = true;
    this.parts.transport
      .next(LEDGER_POLL_MS, this.closing.signal)
      .then((delivery) => this.heard(delivery))
      .catch((error: Error) => this.parts.log.warn(`no announcement could be fetched: ${error.message}`))
      .finally(() => (this.listening = false));
  }

  close(): void {
    this.closing.abort();
    this.letGo();
  }

  /** What has arrived is not for this worker: its last idle lane was given another task meanwhile. */
  private letGo(): void {
    this.arrived?.giveBack(0);
    this.arrived = null;
  }

  /** Whatever begins is announced to this worker. */
  private get hearsOfAll(): boolean {
    const { kind, isConnected }: TaskTransport = this.parts.transport;
    return kind === 'SHARED' && isConnected;
  }

  private heard(delivery: TaskDelivery | null): void {
    if (!delivery) return;
    if (this.closing.signal.aborted || !this.host.hasIdleLane()) return delivery.giveBack(0);
    this.arrived = delivery;
    this.host.rouse();
  }
}
