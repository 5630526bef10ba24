import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { embeddedServer, type EmbeddedServer, type EmbeddedServerOptions, watchLog } from './embedded-server.js';
import { type ServerStart } from './server.js';
import { holdName, takeHold } from './hold.js';
import { sweepOrphanFiles } from './orphan-files.js';
import { SessionClient } from '../session-client.js';

const SETTLE_MS = 200;

export interface HeldServer {
  readonly server: EmbeddedServer;
  /** Brings the server back after it died, and our hold on it. */
  ensureRunning(): Promise<void>;
  /** Shuts the server down. */
  close(): Promise<void>;
}

export interface HoldOptions extends EmbeddedServerOptions {
  readonly applicationName: string;
  /** Told what was put right: swept files, a server brought back. */
  readonly log: (line: string) => void;
}

/**
 * Starts or adopts the embedded server and takes it for this process alone. A hold that is lost while we live (the
 * server or the hold's backend was killed) is taken again at once, so that no second process slips in while we only
 * wait for work. Throws `CostingError`: DATA_FOLDER_IN_USE, EMBEDDED_POSTGRES_MISSING, EMBEDDED_SERVER_FAILED …
 */
export async function holdEmbeddedServer(options: HoldOptions): Promise<HeldServer> {
  const server = await embeddedServer(options);
  const holding = new Holding(server, options);
  await holding.take();
  const stopWatching = watchLog(server);
  let closed: Promise<void> | null = null;
  return {
    server,
    ensureRunning: () => holding.ensure(),
    close: () => {
      stopWatching();
      closed ??= holding.giveUp();
      return closed;
    },
  };
}

class Holding {
  /** The connection whose session holds the lock; null before, and while it is lost. */
  private client: Client | null = null;
  private taking: Promise<void> | null = null;
  private over = false;

  constructor(
    private readonly server: EmbeddedServer,
    private readonly options: HoldOptions,
  ) {}

  /** Several callers that lost their connections at once share one attempt. */
  take(): Promise<void> {
    this.taking ??= this.server.whileRunning((start) => this.hold(start)).finally(() => (this.taking = null));
    return this.taking;
  }

  async ensure(): Promise<void> {
    // Who lost a connection may know of a crash before the server does, which is about to end all the others.
    await sleep(SETTLE_MS);
    if (this.over || (this.client && (await isAlive(this.client)))) return;
    await this.take();
  }

  async giveUp(): Promise<void> {
    this.over = true;
    await this.taking?.catch(() => undefined);
    await this.server.stop(() => this.mayStop());
  }

  private async hold(start: ServerStart): Promise<void> {
    const { applicationName, log } = this.options;
    const client = new SessionClient({ ...this.server.connection, application_name: holdName(applicationName) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await takeHold(client, this.server.root, this.server.url);
      await this.sweep(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    if (this.client && start !== 'adopted') log('The embedded PostgreSQL had died and was started again.');
    this.client = client;
    client.once('end', () => this.lost(client));
  }

  private lost(client: Client): void {
    if (this.over || this.client !== client) return;
    this.take().catch((error: unknown) => this.options.log(error instanceof Error ? error.message : String(error)));
  }

  /** A server that runs is ours to stop only while we hold it: we may have lost it to another process unnoticed. */
  private async mayStop(): Promise<boolean> {
    try {
      if (!this.client || !(await isAlive(this.client))) await this.hold('adopted');
      else await this.sweep(this.client);
      await this.client?.end();
      return true;
    } catch {
      return false;
    }
  }

  private async sweep(client: Client): Promise<void> {
    const swept = await sweepOrphanFiles(client, this.server.folder);
    if (swept.length === 0) return;
    const megabytes = Math.ceil(swept.reduce((sum, file) => sum + file.bytes, 0) / 1024 ** 2);
    this.options.log(`Removed ${swept.length} files (${megabytes} MB) that a killed PostgreSQL had left behind.`);
  }
}

async function isAlive(client: Client): Promise<boolean> {
  try {
    await client.query('SELECT');
    return true;
  } catch {
    return false;
  }
}
