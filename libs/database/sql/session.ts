import type { ClientBase, Pool } from 'pg';

type Queryable = ClientBase | Pool;

/** For a session whose changes may be lost in a crash of the server, because whoever finds them gone makes them again. */
export async function commitAsynchronously(client: ClientBase): Promise<void> {
  await client.query('SET synchronous_commit = off');
}

/** For a session that runs beside others of its own: its statements leave the other cores to them. */
export async function forbidParallelWorkers(client: ClientBase): Promise<void> {
  await client.query('SET max_parallel_workers_per_gather = 0');
}

/**
 * Begins a REPEATABLE READ transaction that only reads: in the snapshot of this name or, with null, in a new one. Gives
 * the name, by which other sessions can join while this transaction is open. It has no time limits: it lasts as long as
 * its reader takes, and the settings of the server are not made for that.
 */
export async function beginSharedSnapshot(client: ClientBase, snapshot: string | null): Promise<string> {
  if (snapshot !== null && !/^[0-9A-F-]+$/.test(snapshot)) throw new RangeError(`${snapshot} is no snapshot`);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  if (snapshot !== null) await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
  await client.query(
    `SELECT set_config(name, '0', true) FROM pg_settings
      WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`,
  );
  if (snapshot !== null) return snapshot;
  const { rows } = await client.query<{ snapshot: string }>(`SELECT pg_export_snapshot() AS snapshot`);
  return rows[0]!.snapshot;
}

/** For the rest of the transaction only: a plain SET would leak into whoever gets the connection next. */
export async function useSynchronousCommit(client: ClientBase, value: 'on' | 'off'): Promise<void> {
  await client.query(`SET LOCAL synchronous_commit = ${value}`);
}

/** Tells all who LISTEN on `channel` when the transaction commits. */
export async function notify(client: Queryable, channel: string, payload: string): Promise<void> {
  await client.query({ text: `SELECT pg_notify($1, $2)`, values: [channel, payload] });
}

/** A lock of the session by name; false when another session holds it. */
export async function tryAdvisoryLock(client: ClientBase, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({
    text: `SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked`,
    values: [`costing:${name}`],
  });
  return rows[0]!.locked;
}

/** Waits for a lock by name and holds it to the end of the transaction; it excludes `tryAdvisoryLock` of that name. */
export async function lockForTransaction(client: ClientBase, name: string): Promise<void> {
  await client.query({
    text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`,
    values: [`costing:${name}`],
  });
}

/** The same without waiting; false when another session holds it. By a pool, it only asks. */
export async function tryLockForTransaction(client: Queryable, name: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked`,
    values: [`costing:${name}`],
  });
  return rows[0]!.locked;
}

/** The server ends this session when its program says nothing for so long: frozen, it would keep its locks for ever. */
export async function endWhenIdle(client: ClientBase, seconds: number): Promise<void> {
  await client.query({ text: `SELECT set_config('idle_session_timeout', $1, false)`, values: [`${seconds}s`] });
}

/**
 * For sessions whose program may vanish without a word (a pulled cable, a black hole in the network): the server notices
 * within half a minute, also while it builds an index, and takes back what they did. Not every system can do it.
 */
export async function noticeLostClient(client: ClientBase): Promise<void> {
  const settings = {
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '3',
    client_connection_check_interval: '1s',
  };
  for (const [name, value] of Object.entries(settings)) {
    await client.query({ text: `SELECT set_config($1, $2, false)`, values: [name, value] }).catch(() => undefined);
  }
}

/** For the rest of the session: statements fail with 55P03 instead of waiting longer for a lock. */
export async function setLockTimeout(client: ClientBase, seconds: number): Promise<void> {
  await client.query({ text: `SELECT set_config('lock_timeout', $1, false)`, values: [`${seconds}s`] });
}

/** Receives what is announced on `channel`; identifiers are the program's own. */
export async function listen(client: ClientBase, channel: string): Promise<void> {
  await client.query(`LISTEN ${channel}`);
}
