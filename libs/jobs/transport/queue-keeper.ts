import { Events, type JetStreamManager, type NatsConnection } from 'nats';
import type { Log } from '#platform';
import { CONSUMER, ensureQueue, STREAM } from './queue-settings.js';

/**
 * Also between finding the queue gone and making it anew: a server that is still deleting a stream of that name gives out
 * a new one whose files it then removes, too (2.9.10: it takes messages and delivers none, or refuses them).
 */
const RETRY_MS = 1_000;
/** How far apart two looks at a queue are that says it has nothing. */
const LOOK_MS = 5_000;

/** Keeps stream and consumer there while the process lives, whatever happens to server, store or stream. */
export class QueueKeeper {
  private isThere = true;
  private isAway = false;
  private isChecking = false;
  private checkAgain = false;
  private said = '';
  private lookedAt = 0;
  /** What the last look found waiting without being delivered; null: nothing. */
  private stuckAt: string | null = null;

  constructor(
    private readonly connection: NatsConnection,
    private readonly manager: JetStreamManager,
    private readonly ackWaitMs: number,
    private readonly log: Log,
    /** Told when `isReady` turns false. */
    private readonly onLoss: () => void,
  ) {
    void this.watch().catch((error: unknown) => this.log.error(error, 'status of NATS'));
  }

  get isReady(): boolean {
    return this.isThere && !this.isAway && !this.connection.isClosed();
  }

  /** Looks, now, whether stream and consumer are there, and makes what is missing. Never throws. */
  check(): void {
    this.checkAgain = true;
    if (!this.isChecking) void this.checkUntilThere();
  }

  /** A pull has brought nothing. Rarely, that is wrong: see `isStuck`. Never throws. */
  onNothing(): void {
    const now = performance.now();
    if (now < this.lookedAt + LOOK_MS || this.isChecking) return;
    this.lookedAt = now;
    this.removeIfStuck().catch((error: unknown) => this.log.debug(`look at the queue of tasks: ${String(error)}`));
  }

  private async removeIfStuck(): Promise<void> {
    if (!(await this.isStuck())) return;
    this.log.warn('NATS holds announcements and delivers none, as when its store was deleted: its queue is made anew.');
    this.lose();
    await this.manager.streams.delete(STREAM).finally(() => this.check());
  }

  /**
   * A server whose store is deleted while it runs takes announcements, says that they are stored, and never delivers one.
   * Idle pulls, something waiting, and nothing delivered between two looks: no healthy queue looks so.
   */
  private async isStuck(): Promise<boolean> {
    const { num_pending: waiting, created, delivered } = await this.manager.consumers.info(STREAM, CONSUMER);
    const found = waiting > 0 ? `${created} ${delivered.consumer_seq}` : null;
    const isStuck = found !== null && found === this.stuckAt;
    this.stuckAt = isStuck ? null : found;
    return isStuck;
  }

  private async watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === Events.Disconnect) {
        this.isAway = true;
        this.lose();
      } else if (type === Events.Reconnect) {
        this.isAway = false;
        // It may be another server, or one without its store.
        this.check();
      }
    }
  }

  private lose(): void {
    this.isThere = false;
    this.onLoss();
  }

  private async checkUntilThere(): Promise<void> {
    this.isChecking = true;
    while (this.checkAgain && !this.connection.isClosed()) {
      this.checkAgain = false;
      // While it is away, `reconnect` asks again.
      if (this.isAway) continue;
      try {
        const wasMissing = await ensureQueue(this.manager, this.ackWaitMs, async () => {
          this.lose();
          await pause();
        });
        if (wasMissing) this.log.warn('The queue of tasks was gone from NATS and is made anew; the ledger fills it.');
        this.isThere = true;
        this.said = '';
      } catch (error) {
        this.lose();
        this.say(error);
        this.checkAgain = true;
        await pause();
      }
    }
    this.isChecking = false;
  }

  /** Not a line for each attempt. */
  private say(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.said && !this.isAway) this.log.warn(`The queue of tasks cannot be used: ${message}`);
    this.said = message;
  }
}

const pause = async (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, RETRY_MS).unref());
