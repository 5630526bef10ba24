import { ServerNats } from '@nestjs/microservices';
import type { NatsConnection } from 'nats';
import type { Log } from '#platform';
import { type ConnectNats, drainConnection } from './nats-connection.js';

/**
 * Nest's NATS server on a connection of ours: `{ strategy: controlServer(…) }` of a microservice. Whatever is published
 * on its subjects, and by whomever, never ends the process; `close` drains.
 */
export class ControlServer extends ServerNats {
  private connection: NatsConnection | null = null;
  private isClosed = false;

  constructor(
    private readonly connect: ConnectNats,
    private readonly log: Log,
  ) {
    super({});
  }

  override async createNatsClient(): Promise<NatsConnection> {
    const connection = await this.connect();
    if (this.isClosed) {
      // Nobody else knows of a connection that stands only now, and it would keep the process.
      await drainConnection(connection);
      throw new Error('closed while it connected');
    }
    this.connection = connection;
    return connection;
  }

  /** Ready when the broker has taken the subscriptions, not when they were sent: until then nothing comes here. */
  override start(callback: (error?: unknown) => void): void {
    const { connection } = this;
    if (!connection) throw new Error('there is no connection yet');
    this.bindEvents(connection);
    connection.flush().then(() => callback(), callback);
  }

  /** Nest leaves what is no JSON to the process's unhandled rejections, which would end it. */
  override async handleMessage(channel: string, message: unknown): Promise<unknown> {
    try {
      return (await super.handleMessage(channel, message)) as unknown;
    } catch (error) {
      this.log.warn(`a message on ${channel} could not be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** The connection itself says when it is lost and back. */
  override async handleStatusUpdates(): Promise<void> {
    // Nothing: see above.
  }

  override async close(): Promise<void> {
    this.isClosed = true;
    const { connection } = this;
    this.connection = null;
    if (connection) await drainConnection(connection);
    await super.close();
  }
}
