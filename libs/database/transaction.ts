import type { ClientBase, Pool, PoolClient } from 'pg';
import { actorSql } from './actor.js';

/**
 * The server takes back a transaction whose program says nothing for so long: it is frozen or cut off, and others may
 * wait for what it has locked.
 */
const IDLE_SECONDS_MAX = 15;
const END_WHEN_IDLE = `SET LOCAL idle_in_transaction_session_timeout = '${IDLE_SECONDS_MAX}s'`;

/**
 * Runs `work` in one transaction on a connection of the pool: COMMIT when it resolves, ROLLBACK when it throws. The
 * handle that it is given shadows the pool, so that a statement past the transaction cannot be written by mistake. Audit
 * entries of the transaction name whom `actingAs` says.
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  isolation: 'READ COMMITTED' | 'REPEATABLE READ' = 'READ COMMITTED',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN ISOLATION LEVEL ${isolation}; ${END_WHEN_IDLE}${actorSql()}`);
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
