import { CostingError } from '#platform';
import { type ControlLink, LEDGER_ONLY } from './control/control-link.js';
import type { TaskAnnouncement, TaskDelivery, TaskTransport } from './transport/task-transport.js';

/** A shared transport whose broker is perhaps not there yet; until it is, workers look into the ledger. */
export class LateTransport implements TaskTransport {
  readonly kind = 'SHARED';
  private transport: TaskTransport | null = null;
  private isClosed = false;

  get isConnected(): boolean {
    return this.transport?.isConnected ?? false;
  }

  async announce(tasks: readonly TaskAnnouncement[]): Promise<void> {
    if (this.transport) return this.transport.announce(tasks);
    if (this.isClosed) return;
    const message = `${tasks.length} tasks could not be announced (NATS is away); workers find them by looking into the database.`;
    throw new CostingError('TASKS_NOT_ANNOUNCED', message, { httpStatus: 503 });
  }

  async next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null> {
    return (await this.transport?.next(waitMs, signal)) ?? null;
  }

  async countWaiting(): Promise<number | null> {
    return (await this.transport?.countWaiting()) ?? null;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.transport?.close();
  }

  /** The broker is there. */
  async use(transport: TaskTransport): Promise<void> {
    if (this.isClosed) return transport.close();
    this.transport = transport;
  }
}

/** The same for messages about jobs; until the broker is there, the ledger has to do. */
export class LateControl implements ControlLink {
  private link: ControlLink = LEDGER_ONLY;
  private isClosed = false;

  readonly events: ControlLink['events'] = {
    progress: (jobId) => this.link.events.progress(jobId),
    finished: (jobId) => this.link.events.finished(jobId),
  };

  cancelled(jobId: string): void {
    this.link.cancelled(jobId);
  }

  askWorkers(expected: readonly string[]): ReturnType<ControlLink['askWorkers']> {
    return this.link.askWorkers(expected);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.link.close();
  }

  async use(link: ControlLink): Promise<void> {
    if (this.isClosed) return link.close();
    this.link = link;
  }
}
