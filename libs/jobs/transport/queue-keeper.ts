import { Events, type JetStreamManager, type NatsConnection } from 'nats';
import type { Log } from '#platform';
import { ensureQueue } from './queue-settings.js';

const RETRY_MS = 1_000;

/** Keeps stream and consumer there while the process lives, whatever happens to server, store or stream. */
export class QueueKeeper {
  private isThere = true;
  private isAway = false;
  private isChecking = false;
  private checkAgain = false;
  private said = '';

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
        const wasMissing = await ensureQueue(this.manager, this.ackWaitMs, () => this.lose());
        if (wasMissing) this.log.warn('The queue of tasks was gone from NATS and is made anew; the ledger fills it.');
        this.isThere = true;
        this.said = '';
      } catch (error) {
        this.lose();
        this.say(error);
        this.checkAgain = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
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
