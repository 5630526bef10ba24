import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { CostingError } from '#platform';
import { SessionClient } from './session-client.js';

export interface PoolLimits {
  /** Connections at most. */
  readonly max: number;
  /** How long a caller waits while all of them are in use; null: as long as connecting may take. */
  readonly waitMs: number | null;
  /** How long a statement of a transaction waits for a lock before it fails with 55P03; null: without limit. */
  readonly lockWaitMs: number | null;
}

type Connected = Parameters<NonNullable<Parameters<Pool['connect']>[0]>>;

/**
 * A pool that refuses when it is full: a caller who waits longer than `waitMs` for a connection gets `DATABASE_BUSY` (503,
 * with Retry-After), so that requests do not pile up behind a few that are slow. The time to connect is not part of it.
 */
export class BoundedPool extends Pool {
  readonly lockWaitMs: number | null;
  private readonly waitMs: number | null;
  private readonly connectionsMax: number;

  constructor(connection: PoolConfig, { max, waitMs, lockWaitMs }: PoolLimits) {
    super({ ...connection, max, Client: SessionClient });
    this.connectionsMax = max;
    this.waitMs = waitMs;
    this.lockWaitMs = lockWaitMs;
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: (...connected: Connected) => void): void;
  override connect(callback?: (...connected: Connected) => void): Promise<PoolClient> | void {
    const client = this.connectInTime();
    if (!callback) return client;
    client.then(
      (one) => callback(undefined, one, (error) => one.release(error as Error | undefined)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
  }

  private connectInTime(): Promise<PoolClient> {
    const { waitMs } = this;
    const isFull = this.totalCount >= this.connectionsMax && this.idleCount <= this.waitingCount;
    const connecting = super.connect();
    if (waitMs === null || !isFull) return connecting;
    return new Promise((resolve, reject) => {
      let isLate = false;
      // A turn of the event loop later: after a long one, a connection that was given back meanwhile comes first.
      const timer = setTimeout(() => setImmediate(refuse), waitMs);
      const refuse = (): void => {
        isLate = true;
        reject(databaseBusy());
      };
      connecting.then(
        (client) => {
          clearTimeout(timer);
          if (isLate) client.release();
          else resolve(client);
        },
        (error: Error) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
  }
}

const databaseBusy = (): CostingError =>
  new CostingError('DATABASE_BUSY', 'Every connection to the database is in use. Try again in a moment.', {
    httpStatus: 503,
    retryAfterSeconds: 1,
  });
