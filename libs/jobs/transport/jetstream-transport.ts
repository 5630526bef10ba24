import type { JetStreamManager, Msg, NatsConnection } from 'nats';
import { CostingError, type Log, type NatsConfig } from '#platform';
import { announcementId } from './announcement-rules.js';
import { connectNats } from './connect-nats.js';
import { withDeadline } from './deadline.js';
import { jetStreamFailure } from './nats-errors.js';
import { QueueKeeper } from './queue-keeper.js';
import { CONSUMER, ensureQueue, STREAM, taskSubject } from './queue-settings.js';
import { encodeTask } from './task-message.js';
import { TaskPulls } from './task-pulls.js';
import type { TaskAnnouncement, TaskDelivery, TaskTransport } from './task-transport.js';

/** What the server must have answered to, in all, before the program says that it cannot start. */
const OPEN_MAX_MS = 4_000;
const ANSWER_MAX_MS = 3_000;
const CLOSE_MAX_MS = 2_000;
const MAX_DELIVERIES_ADVISORY = `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${STREAM}.${CONSUMER}`;

export interface JetStreamTransportOptions {
  readonly nats: NatsConfig;
  readonly log: Log;
  /** Of the connection, as the server's monitoring shows it, e.g. `costing worker mill-7 (4711)`. */
  readonly name: string;
  /** An announcement that nobody says anything about for so long is delivered again. */
  readonly ackWaitMs: number;
}

/**
 * Announcements in the JetStream work queue `COSTING`. Whatever the server does later, nothing here throws out of turn:
 * what is lost is found by the ledger's reconciler.
 */
export class JetStreamTransport implements TaskTransport {
  readonly kind = 'SHARED';
  private readonly keeper: QueueKeeper;
  private readonly tasks: TaskPulls;
  private isClosed = false;

  private constructor(
    private readonly connection: NatsConnection,
    private readonly manager: JetStreamManager,
    private readonly log: Log,
    ackWaitMs: number,
  ) {
    this.tasks = new TaskPulls(
      connection,
      log,
      () => this.keeper.check(),
      () => this.keeper.onNothing(),
    );
    this.keeper = new QueueKeeper(connection, manager, ackWaitMs, log, () => this.tasks.giveUp());
    // One of all processes hears it.
    const callback = (error: Error | null, advisory: Msg): void => this.onUndeliverable(error, advisory);
    connection.subscribe(MAX_DELIVERIES_ADVISORY, { queue: CONSUMER, callback });
  }

  /** Connects and makes the queue, or throws a `CostingError` within 10 s that says what to do. */
  static async open({ nats, log, name, ackWaitMs }: JetStreamTransportOptions): Promise<JetStreamTransport> {
    const connection = await connectNats(nats, log, name);
    try {
      const manager = await withDeadline(openQueue(connection, ackWaitMs), OPEN_MAX_MS);
      return new JetStreamTransport(connection, manager, log, ackWaitMs);
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw jetStreamFailure(nats, error);
    }
  }

  get isConnected(): boolean {
    return !this.isClosed && this.keeper.isReady;
  }

  async announce(tasks: readonly TaskAnnouncement[]): Promise<void> {
    if (this.isClosed) return;
    // nats.js would keep them until the server is back, long after the reconciler has announced them again.
    if (!this.isConnected) throw notAnnounced(tasks.length, 'NATS, or its queue of tasks, is away');
    const jetStream = this.connection.jetstream({ timeout: ANSWER_MAX_MS });
    // Sent at once and in order; the server answers each when it is stored.
    const answers = await Promise.allSettled(
      tasks.map(async (task) =>
        jetStream.publish(taskSubject(task.partitionNo), encodeTask(task), { msgID: announcementId(task) }),
      ),
    );
    const failures = answers.filter(({ status }) => status === 'rejected');
    const [first] = failures;
    if (first?.status !== 'rejected') return;
    this.keeper.check();
    throw notAnnounced(failures.length, first.reason);
  }

  async next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null> {
    if (!this.isConnected || signal.aborted) return null;
    return this.tasks.next(waitMs, signal);
  }

  async countWaiting(): Promise<number | null> {
    if (!this.isConnected) return null;
    return (await this.manager.consumers.info(STREAM, CONSUMER)).num_pending;
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    const isThere = this.isConnected;
    this.isClosed = true;
    this.tasks.giveUp();
    // Draining sends what was said; while the server is away it would wait for it.
    if (isThere) await withDeadline(this.connection.drain(), CLOSE_MAX_MS).catch(() => undefined);
    await this.connection.close().catch(() => undefined);
  }

  /** Delivered as often as it may be, it would lie in the work queue until it is too old. */
  private onUndeliverable(error: Error | null, advisory: Msg): void {
    if (error !== null) {
      this.log.warn(`NATS refuses this process the subject ${MAX_DELIVERIES_ADVISORY}: ${error.message}`);
      return;
    }
    const { stream_seq: sequence, deliveries } = advisory.json<{ stream_seq: number; deliveries: number }>();
    this.log.warn(`An announcement was delivered ${deliveries} times and is removed; the ledger announces it again.`);
    this.manager.streams
      .deleteMessage(STREAM, sequence, false)
      .catch((reason: unknown) => this.log.debug(`Message ${sequence} could not be removed: ${String(reason)}`));
  }
}

async function openQueue(connection: NatsConnection, ackWaitMs: number): Promise<JetStreamManager> {
  const manager = await connection.jetstreamManager({ timeout: ANSWER_MAX_MS });
  await ensureQueue(manager, ackWaitMs);
  return manager;
}

function notAnnounced(count: number, reason: unknown): CostingError {
  const why = reason instanceof Error ? reason.message : String(reason);
  const message = `${count} tasks could not be announced (${why}); workers find them by looking into the database.`;
  return new CostingError('TASKS_NOT_ANNOUNCED', message, { httpStatus: 503, cause: reason });
}
