import { mkdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client } from 'pg';
import { connectClient, ensureSchema, isDatabaseAway, type OrphanFile, orphanFiles } from '#database';
import { embeddedServer, type EmbeddedServer } from '../../libs/database/embedded/embedded-server.js';
import { runningServer } from '../../libs/database/embedded/postmaster.js';
import { signal } from '../../libs/database/embedded/processes.js';
import { removeDataFolder } from './postgres-run.js';

const POLL_MS = 5;
/** Sessions of whoever plays with the server are told from those of the programs by this. */
export const OWN_NAME = 'costing faults';

/**
 * A PostgreSQL server of the caller's own, as durable as the embedded one, that is stopped and started as the caller
 * says: nothing brings it back by itself. It listens on a Unix socket only.
 */
export class PostgresServer {
  private constructor(
    private readonly root: string,
    private readonly server: EmbeddedServer,
  ) {}

  /** With the schema and nothing in it; everything that it writes lies below `root`, which is made when absent. */
  static async start(root: string, settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
    await mkdir(root, { recursive: true, mode: 0o755 });
    const started = new PostgresServer(root, await embeddedServer({ root, settings }));
    await started.restart();
    await ensureSchema(started.connection, { mayMigrate: true });
    return started;
  }

  /** Path of its socket, for a proxy. */
  get socketPath(): string {
    return join(this.server.connection.host!, '.s.PGSQL.5432');
  }

  get connection(): { readonly host: string; readonly database: string; readonly user: string } {
    return this.server.connection as never;
  }

  /** DATABASE_URL of the same database as a proxy offers it. */
  urlThrough(host: string, port: number): string {
    return `postgres://${this.connection.user}@${host}:${port}/${this.connection.database}`;
  }

  /** A connection of the caller's own, past every proxy. */
  connect(applicationName = OWN_NAME): Promise<Client> {
    return connectClient(this.server.connection, applicationName);
  }

  /** Pid of the postmaster; null while there is none. */
  pid(): Promise<number | null> {
    return runningServer(this.server.folder);
  }

  /** Sessions of others, in order of their processes; none while the server is away. */
  async backends(): Promise<{ readonly pid: number; readonly name: string }[]> {
    const sessions = await this.ask<{ pid: number; name: string }>(
      `SELECT pid, application_name AS name FROM pg_stat_activity
        WHERE datname = current_database() AND application_name <> $1 ORDER BY pid`,
      [OWN_NAME],
    );
    return sessions ?? [];
  }

  async terminate(pids: readonly number[]): Promise<void> {
    await this.ask('SELECT pg_terminate_backend(pid) FROM unnest($1::integer[]) AS pid', [pids]);
  }

  /** Rows of one statement on a connection of its own; null while the server is away. */
  async ask<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[] | null> {
    let client: Client | null = null;
    try {
      client = await this.connect(OWN_NAME);
      return (await client.query<Row>(text, [...values])).rows;
    } catch (error) {
      if (isDatabaseAway(error)) return null;
      throw error;
    } finally {
      await client?.end().catch(() => undefined);
    }
  }

  /** "Immediate" shutdown: every process of the server leaves at once and nothing is saved; returns when it is gone. */
  async crash(): Promise<void> {
    const pid = await this.pid();
    if (pid === null) return;
    signal(pid, 'SIGQUIT');
    while ((await this.pid()) === pid) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }

  /** Starts it when it does not run; returns when it answers. */
  async restart(): Promise<void> {
    await this.server.whileRunning(() => Promise.resolve());
  }

  /** Removes files that no catalogue knows: what an operator does after a crash. Gives what was removed. */
  async sweep(): Promise<readonly OrphanFile[]> {
    const client = await this.connect();
    try {
      const orphans = (await orphanFiles(client)) ?? [];
      for (const { path } of orphans) await unlink(join(this.server.folder, path));
      return orphans;
    } finally {
      await client.end();
    }
  }

  /** Stops it without saving anything and removes its files. */
  remove(): Promise<void> {
    return removeDataFolder(this.root);
  }
}
