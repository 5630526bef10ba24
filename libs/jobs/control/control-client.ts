import { ClientNats } from '@nestjs/microservices';
import type { NatsConnection } from 'nats';
import { lastValueFrom } from 'rxjs';
import { gatherStatuses } from './gather-statuses.js';
import type { ControlLink } from './control-link.js';
import { CONTROL, type JobEvent, type WorkerStatus } from './control-messages.js';
import { ThrottledJobEvents } from './job-events.js';
import { drainConnection } from './nats-connection.js';

/** Nest's NATS client on a connection of ours. While the broker is away events are dropped, never kept for later. */
export class ControlClient extends ClientNats implements ControlLink {
  readonly events = new ThrottledJobEvents((subject, event) => this.tell(subject, event));
  private away = false;
  /** Events that Nest has taken and not yet published: it does so a little later. */
  private readonly unsent = new Set<Promise<unknown>>();

  constructor(private readonly connection: NatsConnection) {
    super({});
    this.natsClient = connection;
    void this.watch();
  }

  override async connect(): Promise<NatsConnection> {
    if (this.away || this.connection.isClosed()) throw new Error('the broker is away');
    return this.connection;
  }

  cancelled(jobId: string): void {
    this.tell(CONTROL.cancel, { job_id: jobId });
  }

  async askWorkers(expected: readonly string[]): Promise<readonly WorkerStatus[] | null> {
    if (this.away || this.connection.isClosed()) return null;
    const answers = await gatherStatuses(this.connection, expected);
    return this.away ? null : answers;
  }

  override async close(): Promise<void> {
    this.events.close();
    await Promise.all(this.unsent);
    await drainConnection(this.connection);
    await super.close();
  }

  private tell(subject: string, event: JobEvent): void {
    const sent: Promise<unknown> = lastValueFrom(this.emit(subject, event), { defaultValue: null })
      .catch(() => null)
      .finally(() => this.unsent.delete(sent));
    this.unsent.add(sent);
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (String(type) === 'disconnect') this.away = true;
      if (String(type) === 'reconnect') this.away = false;
    }
  }
}
