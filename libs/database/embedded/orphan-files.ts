import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, type ClientBase } from 'pg';

/** A file of the database that no catalogue entry knows. */
export interface OrphanFile {
  /** Relative to the cluster's folder: `base/16384/24601.1`. */
  readonly path: string;
  readonly bytes: number;
}

const PERMISSION_DENIED = '42501';

/**
 * Files in the current database's folder whose number no relation has. PostgreSQL leaves them when it is killed while a
 * transaction fills a new table: up to the whole of a partition each time. Only names of a number, fork and segment are
 * looked at, never temporary relations, maps or caches.
 *
 * Left out, unless the caller is `alone` with the database, because they are not lost: files that a running transaction
 * may have made (written since the oldest one began), and empty ones (stubs of dropped tables, which the next
 * checkpoint removes).
 *
 * Null when the role may not list the server's files: that takes a superuser.
 */
export async function orphanFiles(
  client: Pick<ClientBase, 'query'>,
  { alone = false }: { readonly alone?: boolean } = {},
): Promise<OrphanFile[] | null> {
  try {
    // A statement of its own, before the files are listed: whoever begins later writes later than `before`.
    const { rows: began } = await client.query<{ before: string }>(OLDEST_TRANSACTION);
    const before = alone ? 'infinity' : began[0]?.before;
    const { rows } = await client.query<{ path: string; bytes: string }>(UNKNOWN_FILES, [before, alone ? 0 : 1]);
    return rows.map(({ path, bytes }) => ({ path, bytes: Number(bytes) }));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === PERMISSION_DENIED) return null;
    throw error;
  }
}

/**
 * File times are whole seconds, rounded down, of a clock that lags by a tick: two seconds apart is surely before. A
 * prepared transaction does not say when it began.
 */
const OLDEST_TRANSACTION = `
  SELECT CASE WHEN EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database()) THEN '-infinity'
              ELSE (least(min(xact_start), now()) - interval '2 seconds')::text END AS before
    FROM pg_stat_activity WHERE datname = current_database()`;

const UNKNOWN_FILES = `
  WITH folder AS MATERIALIZED (
    SELECT 'base/' || oid AS folder FROM pg_database WHERE datname = current_database()
  ), files AS MATERIALIZED (
    SELECT folder || '/' || name AS path, substring(name FROM '^[0-9]+')::oid AS filenode
      FROM folder, pg_ls_dir(folder) AS name
     WHERE name ~ '^[0-9]+(_(fsm|vm|init))?([.][0-9]+)?$'
  ), unknown AS MATERIALIZED (
    SELECT path FROM files
     WHERE filenode NOT IN (SELECT pg_relation_filenode(oid) FROM pg_class WHERE pg_relation_filenode(oid) IS NOT NULL)
  )
  SELECT path, size AS bytes FROM unknown, pg_stat_file(path, true)
   WHERE modification < $1::timestamptz AND size >= $2::bigint
   ORDER BY path`;

/**
 * Removes orphaned files, when no other session uses the database; returns what was removed. A file is only lost for
 * certain while nobody can be creating one (clocks may jump, so its time alone proves nothing), and after a checkpoint,
 * which removes the stubs of dropped tables and forgets pending writes.
 *
 * Somebody may come while this looks, and be filling one of the files that were found. So it looks again: whoever came
 * is then still there, and nothing is removed; or he has gone, and what he made is in the catalogue of a later statement.
 */
export async function sweepOrphanFiles(
  client: Pick<ClientBase, 'query'>,
  clusterFolder: string,
): Promise<OrphanFile[]> {
  const unknown = async (): Promise<OrphanFile[]> => (await orphanFiles(client, { alone: true })) ?? [];
  if (!(await isAlone(client)) || (await unknown()).length === 0) return [];
  await client.query('CHECKPOINT');
  const found = await unknown();
  if (!(await isAlone(client))) return [];
  const lost = new Set((await unknown()).map(({ path }) => path));
  const orphans = found.filter(({ path }) => lost.has(path));
  for (const { path } of orphans) await unlink(join(clusterFolder, path));
  return orphans;
}

async function isAlone(client: Pick<ClientBase, 'query'>): Promise<boolean> {
  const { rowCount: others } = await client.query(
    `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  return others === 0;
}
