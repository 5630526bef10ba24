import { type Client, type ClientConfig, type Pool, type PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedPool, type PoolLimits } from './bounded-pool.js';
import { type Config, CostingError, printable } from '#platform';
import { dropConnection } from './connect-client.js';
import { standbyServer, targetOf, unavailable, unreadableCertificate } from './connection-errors.js';
import { holdEmbeddedServer } from './embedded/embedded-database.js';
import { driftText, ensureSchema } from './schema/ensure-schema.js';
import { requireSupportedVersion } from './server-version.js';
import { SessionClient } from './session-client.js';

/** Statements of the application itself; lanes and bulk work bring connections of their own (`connect`). */
const POOL: PoolLimits = { max: 4, waitMs: null, lockWaitMs: null };
/** A program that cannot start says so within ten seconds, its own start included. */
const CONNECT_TIMEOUT_MS = 7_000;
const RECONNECT_MAX_MS = 60_000;
const RECONNECT_POLL_MS = 250;

/**
 * An open database. bigint and numeric come back as strings, as `pg` does it: convert at the statement that knows the
 * range.
 */
export interface Database {
  readonly pool: Pool;
  readonly connection: ClientConfig;
  readonly url: string;
  /**
   * What child processes find the database by. An address from a file stays there: it may hold a password, which everybody who may
   * see the process would read in its environment.
   */
  readonly environment: Readonly<Record<string, string>>;
  readonly embedded: boolean;
  /**
   * A connection of its own, which the caller ends. Losing it never ends the process: the next statement fails.
   * `query_timeout`: milliseconds after which a statement without an answer fails.
   */
  connect(applicationName: string, options?: Pick<ClientConfig, 'query_timeout'>): Promise<Client>;
  /**
   * The same database by a pool of its own, so that what waits in one pool keeps no connection of another; it connects when
   * it is first used. `applicationName` is shown in pg_stat_activity. Closing the database closes it, too.
   */
  withPool(applicationName: string, limits: PoolLimits): Database;
  /** Breaks the pool's connections, also those that wait for an answer; statements in work fail, later ones connect anew. */
  dropConnections(): void;
  /**
   * After a lost connection: returns when the database answers again. Restarts the embedded server when it died; waits
   * up to a minute for another. Throws `CostingError` DATABASE_UNAVAILABLE, or as `openDatabase` does.
   */
  ensureRunning(): Promise<void>;
  /** Bytes free on the disk that holds the data; null when that is not this machine's. */
  freeDiskBytes(): Promise<number | null>;
  /** Ends the pool and, where it is ours, shuts the embedded server down. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Shown in pg_stat_activity, and to whoever finds the embedded database in use: `costing demo`. */
  readonly applicationName: string;
  /**
   * Whether pending migrations may run; default: in the embedded database. An empty database is always set up.
   * `skip`: the schema is neither migrated nor checked, for commands that do so themselves.
   */
  readonly migrate?: boolean | 'skip';
  /** Of the pool; default: four connections, for which callers wait. */
  readonly pool?: PoolLimits;
  /** Told what was put right at the start; default: a line on stderr. */
  readonly log?: (line: string) => void;
}

type Held = Omit<Database, 'pool' | 'connect' | 'withPool' | 'dropConnections'>;

/**
 * Opens the database of DATABASE_URL, or the embedded one, which this process then has for itself alone, and makes sure
 * that version and schema are right. Throws `CostingError`: DATABASE_UNAVAILABLE, POSTGRES_TOO_OLD, DATA_FOLDER_IN_USE,
 * EMBEDDED_…, SCHEMA_….
 */
export async function openDatabase(config: Config, options: OpenDatabaseOptions): Promise<Database> {
  const database = await openUnchecked(config, options);
  try {
    await database.check();
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** A database that was perhaps not reached yet. */
export interface UncheckedDatabase extends Database {
  /** Makes sure that version and schema are right; throws as `openDatabase` does, and may be called again then. */
  check(): Promise<void>;
}

/** As `openDatabase`, but asks a server of DATABASE_URL nothing before `check`. Throws DATA_FOLDER_IN_USE, EMBEDDED_…. */
export async function openUnchecked({ database }: Config, options: OpenDatabaseOptions): Promise<UncheckedDatabase> {
  const held =
    database.url === null
      ? await openEmbedded(database.dataFolder, options)
      : openExternal(database.url, database.urlFile, options);
  const check = async (): Promise<void> => {
    await checkServer(held.connection);
    if (options.migrate === 'skip') return;
    const drift = await ensureSchema(held.connection, {
      mayMigrate: options.migrate ?? held.embedded,
      ...(!held.embedded &&
        database.migrationUrl !== null && { migrationConnection: { connectionString: database.migrationUrl } }),
    });
    if (drift.length > 0) (options.log ?? logToStderr)(`warning: ${driftText(drift)}`);
  };
  return { ...onPool(held, options.pool ?? POOL), check };
}

const logToStderr = (line: string): void => void process.stderr.write(`${printable(line)}\n`);

async function openEmbedded(root: string, options: OpenDatabaseOptions): Promise<Held> {
  const held = await holdEmbeddedServer({
    root,
    applicationName: options.applicationName,
    log: options.log ?? logToStderr,
  });
  const { server } = held;
  return {
    connection: { ...server.connection, application_name: options.applicationName },
    url: server.url,
    environment: { DATABASE_URL: server.url },
    embedded: true,
    ensureRunning: () => held.ensureRunning(),
    freeDiskBytes: () => server.freeDiskBytes(),
    close: () => held.close(),
  };
}

function openExternal(url: string, file: string | null, { applicationName }: OpenDatabaseOptions): Held {
  const connection: ClientConfig = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
  return {
    connection,
    url,
    environment: file === null ? { DATABASE_URL: url } : { DATABASE_URL: '', DATABASE_URL_FILE: file },
    embedded: false,
    ensureRunning: () => untilConnected(connection),
    freeDiskBytes: () => Promise.resolve(null),
    close: () => Promise.resolve(),
  };
}

function onPool(held: Held, limits: PoolLimits): Database {
  const pool = new BoundedPool(held.connection, limits);
  pool.on('error', ignore);
  // A client that is out when its connection breaks has no other listener: without one the process would end.
  const clients = new Set<PoolClient>();
  pool.on('connect', (client) => {
    client.on('error', ignore);
    clients.add(client);
  });
  pool.on('remove', (client) => clients.delete(client));
  const others: Database[] = [];
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    for (const other of others) await other.close();
    await pool.end();
    await held.close();
  };
  return {
    ...held,
    pool,
    connect: (applicationName, options) =>
      connected({ ...held.connection, ...options, application_name: applicationName }),
    withPool: (applicationName, otherLimits) => {
      const connection = { ...held.connection, application_name: applicationName };
      const other = onPool({ ...held, connection, close: () => Promise.resolve() }, otherLimits);
      others.push(other);
      return other;
    },
    dropConnections: () => clients.forEach(dropConnection),
    close: () => (closed ??= close()),
  };
}

function ignore(): void {
  // The statement that uses the connection next reports it.
}

async function connected(connection: ClientConfig): Promise<Client> {
  const client = newClient(connection);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw unavailable(error, targetOf(client));
  }
}

function newClient(connection: ClientConfig): Client {
  try {
    return new SessionClient(connection);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).path !== undefined) throw unreadableCertificate(error);
    // Not passed on: the parser's error carries the text, and with it the password.
    throw new CostingError(
      'INVALID_CONFIGURATION',
      'DATABASE_URL is not an address like postgres://user:password@host:5432/database.',
      {
        exitCode: 2,
      },
    );
  }
}

/** Throws POSTGRES_TOO_OLD, or DATABASE_READ_ONLY for a server that replays the log of another one. */
async function checkServer(connection: ClientConfig): Promise<void> {
  const client = await connected(connection);
  try {
    const { rows } = await client.query<{ version: string; number: number; standby: boolean }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
              pg_is_in_recovery() AS standby`,
    );
    const server = rows[0]!;
    requireSupportedVersion(server.version, server.number);
    if (server.standby) throw standbyServer(targetOf(client));
  } finally {
    await client.end();
  }
}

async function untilConnected(connection: ClientConfig): Promise<void> {
  const deadline = Date.now() + RECONNECT_MAX_MS;
  for (;;) {
    // First, because who lost a connection may know of a crash before the server does, and still be let in.
    await sleep(RECONNECT_POLL_MS);
    try {
      const client = await connected(connection);
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
