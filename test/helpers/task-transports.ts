import pino from 'pino';
import { connect, type NatsConnection } from 'nats';
import { openTaskTransport, type TaskAnnouncement, type TaskDelivery, type TaskTransport } from '#jobs';
import { type Log, readConfig } from '#platform';
import { NatsServer, type NatsServerOptions } from './nats-server.js';

/** Short enough for a test to see its end. */
export const ACK_WAIT_MS = 1_000;
const JOB = '0198c0de-0000-7000-8000-000000000001';
const NEVER = new AbortController().signal;
const ARRIVES_WITHIN_MS = 30_000;

export const task = (partitionNo: number, attempt = 1): TaskAnnouncement => ({ jobId: JOB, partitionNo, attempt });

/** The next announcement, which must come. */
export async function take(transport: TaskTransport): Promise<TaskDelivery> {
  const delivery = await transport.next(ARRIVES_WITHIN_MS, NEVER);
  if (delivery === null) throw new Error('no announcement came');
  return delivery;
}

/** What is there for `transport` now: acked, by partition, in order. */
export async function takeAll(transport: TaskTransport): Promise<number[]> {
  const taken: number[] = [];
  for (;;) {
    const delivery = await transport.next(1_000, NEVER);
    if (delivery === null) return taken;
    delivery.ack();
    taken.push(delivery.partitionNo);
  }
}

/** Asserts with `isTrue` until it holds; the test's own time limit ends it. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Several processes' transports on one queue, as far as the kind of transport knows processes. */
export interface Processes {
  open(): Promise<TaskTransport>;
  /** Closes all and ends what they stood on. */
  end(): Promise<void>;
}

export function withinOneProcess(): Processes {
  let shared: Promise<TaskTransport> | null = null;
  return {
    open: async () => (shared ??= openTaskTransport({ nats: null }, pino({ level: 'silent' }), 'test', ACK_WAIT_MS)),
    end: async () => (await shared)?.close(),
  };
}

/** Transports on a real server, what they log, and a connection that looks at the queue from outside. */
export class OnNats implements Processes {
  readonly logged: string[] = [];
  private readonly opened: TaskTransport[] = [];
  private outsider: NatsConnection | null = null;
  private readonly log: Log = pino({ level: 'debug' }, { write: (line: string) => void this.logged.push(line) });

  private constructor(readonly server: NatsServer) {}

  static async start(options: NatsServerOptions = {}): Promise<OnNats> {
    return new OnNats(await NatsServer.start(options));
  }

  async open(url = this.server.url, ackWaitMs = ACK_WAIT_MS): Promise<TaskTransport> {
    const transport = await openTaskTransport(readConfig({ NATS_URL: url }), this.log, 'costing test', ackWaitMs);
    this.opened.push(transport);
    return transport;
  }

  async outside(): Promise<NatsConnection> {
    return (this.outsider ??= await connect({ servers: `127.0.0.1:${this.server.port}`, maxReconnectAttempts: -1 }));
  }

  /** Messages that the stream holds. */
  async messages(): Promise<number> {
    const manager = await (await this.outside()).jetstreamManager();
    return (await manager.streams.info('COSTING')).state.messages;
  }

  async end(): Promise<void> {
    for (const transport of this.opened) await transport.close();
    await this.outsider?.close();
    await this.server.stop();
  }
}
