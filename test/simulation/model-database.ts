import type { Database } from '#database';
import type { ModelClient } from './model-client.js';
import type { ModelLink } from './model-link.js';
import type { Sent } from './model-server.js';
import type { Answer } from './model-statements.js';

const POOL_MAX = 4;
const RECONNECT_POLL_MS = 250;
const RECONNECT_MAX_MS = 60_000;

type PoolClient = ModelClient & { release?: (broken?: Error) => void };

/** A pool as `pg` has it: at most four connections, the idle ones used again. */
class ModelPool {
  readonly clients = new Set<PoolClient>();
  private readonly idle: PoolClient[] = [];
  private readonly waiting: (() => void)[] = [];
  private open = 0;

  constructor(private readonly link: ModelLink) {}

  async connect(): Promise<PoolClient> {
    while (this.open >= POOL_MAX && this.idle.length === 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    for (let idle = this.idle.pop(); idle; idle = this.idle.pop()) {
      if (!idle.isBroken) return idle;
      this.remove(idle);
    }
    this.open++;
    try {
      const client: PoolClient = await this.link.connect('costing');
      client.release = (broken) => this.release(client, broken);
      this.clients.add(client);
      return client;
    } catch (error) {
      this.open--;
      this.waiting.shift()?.();
      throw error;
    }
  }

  async query(statement: string | Sent): Promise<Answer> {
    const client = await this.connect();
    try {
      return await client.query(statement);
    } finally {
      client.release!();
    }
  }

  private release(client: PoolClient, broken?: Error): void {
    if (broken || client.isBroken) {
      client.drop();
      this.remove(client);
    } else this.idle.push(client);
    this.waiting.shift()?.();
  }

  private remove(client: PoolClient): void {
    if (this.clients.delete(client)) this.open--;
  }
}

/** The application's view of the server from one process. */
export function modelDatabase(link: ModelLink): Database {
  const { process } = link;
  const pool = new ModelPool(link);
  const database = {
    pool,
    connect: (name: string, options?: { query_timeout?: number }) => link.connect(name, options?.query_timeout),
    dropConnections: () => pool.clients.forEach((client) => client.drop()),
    async ensureRunning(): Promise<void> {
      const deadline = process.now() + RECONNECT_MAX_MS;
      for (;;) {
        await process.sleep(RECONNECT_POLL_MS);
        try {
          const client = await link.connect('costing');
          return await client.end();
        } catch (error) {
          if (process.now() > deadline) throw error;
        }
      }
    },
  };
  return database as unknown as Database;
}
