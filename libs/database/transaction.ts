import type { ClientBase, Pool, PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BoundedPool } from './bounded-pool.js';
import { actorSql } from './actor.js';

/**
 * The server takes back a transaction whose program says nothing for so long: it is frozen or cut off, and others may
 * wait for what it has locked.
 */
const IDLE_SECONDS_MAX = 15;
const END_WHEN_IDLE = `SET LOCAL idle_in_transaction_session_timeout = '${IDLE_SECONDS_MAX}s'`;

/** PostgreSQL ends one of several transactions that stand in each other's way; begun again, it succeeds. */
const CONFLICTS: readonly unknown[] = ['40001', '40P01'];
const ATTEMPTS_MAX = 5;
const RETRY_MS = 20;

/** Whether a transaction failed only because another one was in its way: a serialization failure or a deadlock. */
export const isConflict = (error: unknown): boolean => CONFLICTS.includes(sqlStateOf(error));

const LOCK_NOT_AVAILABLE = '55P03';

/** Whether a statement failed because it waited too long for a lock (`lock_timeout`). */
export const isLockTimeout = (error: unknown): boolean => sqlStateOf(error) === LOCK_NOT_AVAILABLE;

/** The SQLSTATE that the server gave, or the code of another error; undefined when it has none. */
export const sqlStateOf = (error: unknown): unknown => (error as { code?: unknown } | null | undefined)?.code;

/**
 * Runs `work`, which is a whole transaction, again when it failed because of another one. For work that changes nothing but
 * the database. After five attempts throws what the last one threw.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS_MAX) throw error;
      await sleep(RETRY_MS * attempt);
    }
  }
}

/**
 * Runs `work` in one transaction on a connection of the pool: COMMIT when it resolves, ROLLBACK when it throws, and again
 * after a serialization failure or a deadlock, so `work` must change nothing but the database. The handle that it is given
 * shadows the pool, so that a statement past the transaction cannot be written by mistake. Audit entries of the transaction
 * name whom `actingAs` says.
 */
export function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  isolation: Isolation = 'READ COMMITTED',
): Promise<T> {
  return retryConflicts(() => inOneTransaction(pool, work, isolation));
}

type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'REPEATABLE READ, READ ONLY';

/** The same once, for `work` that keeps account of what it has done. */
export async function inOneTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  isolation: Isolation = 'READ COMMITTED',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}; ${END_WHEN_IDLE}${lockWaitSql(pool)}${actorSql()}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.release(broken);
  }
}

function lockWaitSql(pool: Pool): string {
  const { lockWaitMs = null } = pool as Partial<BoundedPool>;
  return lockWaitMs === null ? '' : `; SET LOCAL lock_timeout = ${lockWaitMs}`;
}

/**
 * Reads in one REPEATABLE READ snapshot, taken by the first statement: all that one answer shows is of one moment,
 * whatever commits meanwhile.
 */
export async function inSnapshot<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, work, 'REPEATABLE READ, READ ONLY');
}

/** The same on a connection of the caller's own. */
export async function inClientTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN${actorSql()}`);
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Begins a bulk transaction: `off` lets its commit return before the log is flushed; the release waits for all. */
export async function beginBulk(client: ClientBase, synchronousCommit: 'on' | 'off'): Promise<void> {
  await client.query(beginBulkSql(synchronousCommit));
}

/** The same as text, for who has more to say in one message. */
export const beginBulkSql = (synchronousCommit: 'on' | 'off'): string =>
  `BEGIN; ${END_WHEN_IDLE}; SET LOCAL synchronous_commit = ${synchronousCommit};
   SET LOCAL max_parallel_maintenance_workers = 0`;

/** Ends what `beginBulk` began. */
export async function commit(client: ClientBase): Promise<void> {
  await client.query('COMMIT');
}

/** Takes back what `beginBulk` began. */
export async function rollback(client: ClientBase): Promise<void> {
  await client.query('ROLLBACK');
}
