import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, dropConnection, listen } from '#database';
import { JOBS_CHANNEL } from '#jobs';

const RECONNECT_MS = 1_000;

/** Hears on one connection what the ledger announces, for as long as it is wanted, and connects again when it is lost. */
export class LedgerListener {
  private client: Client | null = null;
  private stopped = false;

  /** `onNotice` is called after each announcement, and after each connecting: something may have been missed. */
  constructor(
    private readonly database: Database,
    private readonly onNotice: () => void,
  ) {
    void this.run();
  }

  stop(): void {
    this.stopped = true;
    // Without a farewell: nothing is lost with it, and a server that does not answer would not let us go.
    if (this.client) dropConnection(this.client);
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      // Whether it could not connect or lost the connection: whoever reads the ledger meanwhile says so.
      await this.hear().catch(() => undefined);
      if (!this.stopped) await sleep(RECONNECT_MS, undefined, { ref: false });
    }
  }

  /** Returns when the connection has ended. */
  private async hear(): Promise<void> {
    const client = await this.database.connect('costing api events');
    const ended = new Promise((resolve) => client.once('end', resolve));
    this.client = client;
    try {
      if (this.stopped) return;
      client.on('notification', () => this.onNotice());
      await listen(client, JOBS_CHANNEL);
      this.onNotice();
      await ended;
    } finally {
      this.client = null;
      dropConnection(client);
    }
  }
}
