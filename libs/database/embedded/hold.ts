import { type Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { CostingError } from '#platform';
import { processFacts } from './processes.js';

/** Key of the advisory lock that says whose the embedded database is: 'cost' as a number, and one of ours below it. */
const HOLD_KEY = [0x636f7374, 1] as const;
/** An application name holds 63 bytes; the pid must not be cut off. */
const NAME_MAX = 48;
const EVICT_MAX_MS = 10_000;

interface Holder {
  readonly name: string;
  /** Process of the holder; null when its name does not say. */
  readonly pid: number | null;
  readonly since: Date;
  readonly backend: number;
}

/** The application name of the connection that holds: `costing demo [4711]`. */
export function holdName(applicationName: string): string {
  return `${applicationName.slice(0, NAME_MAX)} [${process.pid}]`;
}

/**
 * Takes the embedded database for this process, for as long as `client` is connected. The lock is a session's, so it
 * ends with the process however that ends. Throws `CostingError` DATA_FOLDER_IN_USE naming the holder and the ways out.
 */
export async function takeHold(client: Client, root: string, url: string): Promise<void> {
  const deadline = Date.now() + EVICT_MAX_MS;
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [
      ...HOLD_KEY,
    ]);
    if (rows[0]?.held) return;
    const holder = await currentHolder(client);
    if (!holder) continue;
    if (!isGone(holder) || Date.now() > deadline) throw inUse(holder, root, url);
    // Its process was killed, and its backend has not noticed yet.
    await client.query('SELECT pg_terminate_backend($1)', [holder.backend]);
    await sleep(20);
  }
}

async function currentHolder(client: Client): Promise<Holder | null> {
  const { rows } = await client.query<{ name: string; since: Date; backend: number }>(
    `SELECT a.application_name AS name, a.backend_start AS since, a.pid AS backend
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2 AND l.objsubid = 2
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [...HOLD_KEY],
  );
  const [row] = rows;
  if (!row) return null;
  const pid = /\[(\d+)\]$/.exec(row.name)?.[1];
  return { ...row, pid: pid === undefined ? null : Number(pid) };
}

function isGone({ pid }: Holder): boolean {
  return pid !== null && processFacts(pid) === null;
}

function inUse({ name, pid, since }: Holder, root: string, url: string): CostingError {
  const who = pid === null ? name : `${name.replace(/ \[\d+\]$/, '')} (process ${pid})`;
  const stop = pid === null ? '' : `, stop it (kill ${pid})`;
  return new CostingError(
    'DATA_FOLDER_IN_USE',
    `The database in ${root} is in use by ${who} since ${since.toISOString()}. Wait until that ends${stop}, ` +
      `or share its database: DATABASE_URL='${url}'`,
    { details: { holder: name, pid, since: since.toISOString(), database_url: url } },
  );
}
