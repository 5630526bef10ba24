import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type ConnectionOptions, credsAuthenticator, Events, type NatsConnection } from 'nats';
import { CostingError, type Log, type NatsConfig } from '#platform';
import { connectFailure, natsPlace } from './nats-errors.js';
import { withDeadline } from './deadline.js';

/** One server's answer; a black hole costs this at every try. */
const DIAL_MAX_MS = 3_000;
/** All servers of the list: with the queue's check a program that cannot start has said so within 10 s. */
const CONNECT_MAX_MS = 5_000;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 5_000;
/** A server that does not answer two pings is gone: 20 to 30 s after a network went black without a word. */
const PING_INTERVAL_MS = 10_000;

/**
 * How this program connects to NATS, for `connect` of nats.js and for whatever calls it itself: reconnects for ever,
 * after 0.1 s at first and 5 s at most, each process at moments of its own; the first connection is tried once.
 * `name` is what the server's monitoring shows. Throws `CostingError` when the credentials' file cannot be read.
 */
export function natsOptions(nats: NatsConfig, name: string): ConnectionOptions {
  return {
    name,
    servers: [...nats.servers],
    ...(nats.user === null ? {} : { user: nats.user, pass: nats.password ?? '' }),
    ...(nats.token === null ? {} : { token: nats.token }),
    ...(nats.credentialsFile === null ? {} : { authenticator: credentials(nats.credentialsFile) }),
    ...(nats.tls ? { tls: nats.caFile === null ? {} : { caFile: nats.caFile } } : {}),
    timeout: DIAL_MAX_MS,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectDelayHandler: backoff(),
    waitOnFirstConnect: false,
    // Without it nats.js gives up for good when credentials are refused twice, e.g. while they are being changed.
    ignoreAuthErrorAbort: true,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
  };
}

/**
 * Connects, or throws a `CostingError` within 5 s that says what is wrong, where and what to do. The connection is lost
 * and found again by itself, and says so in the log once each time.
 */
export async function connectNats(nats: NatsConfig, log: Log, name: string): Promise<NatsConnection> {
  const connecting = connect(natsOptions(nats, name));
  let connection: NatsConnection;
  try {
    connection = await withDeadline(connecting, CONNECT_MAX_MS);
  } catch (error) {
    // Whoever comes too late is sent away.
    connecting.then(async (late) => late.close()).catch(() => undefined);
    throw connectFailure(nats, error);
  }
  void reportStatus(connection, natsPlace(nats), log).catch((error: unknown) => log.error(error, 'status of NATS'));
  return connection;
}

function credentials(file: string): NonNullable<ConnectionOptions['authenticator']> {
  try {
    return credsAuthenticator(readFileSync(file));
  } catch (cause) {
    const message = `NATS_CREDENTIALS_FILE=${file} cannot be read (${String(cause)}): name a .creds file as nsc writes it.`;
    throw new CostingError('NATS_CREDENTIALS', message, { cause });
  }
}

/** One line for a loss, one for its end, and one for each different complaint of the server between them. */
async function reportStatus(connection: NatsConnection, place: string, log: Log): Promise<void> {
  let isAway = false;
  const said = new Set<string>();
  for await (const { type, data } of connection.status()) {
    if (connection.isClosed()) return;
    // nats.js says `disconnect` at every failed attempt to reconnect, and `reconnect` once for each of them.
    if (type === Events.Disconnect && !isAway) {
      isAway = true;
      log.warn(`${place} is away; connecting again until it is back. Work goes on by looking into the database.`);
    } else if (type === Events.Reconnect && isAway) {
      isAway = false;
      said.clear();
      log.info(`${place} is back`);
    } else if (type === Events.Error && typeof data === 'string' && !said.has(data)) {
      said.add(data);
      log.warn(`${place} says: ${data}`);
    }
  }
}

/**
 * nats.js asks for the delay several times between two attempts: it is doubled only when the former one is over, and
 * begins anew when nobody has asked for long. The half that is left to chance keeps workers from coming back all at
 * once.
 */
function backoff(): () => number {
  let [step, delay, dueAt] = [RECONNECT_MIN_MS, 0, 0];
  return () => {
    const now = performance.now();
    if (now < dueAt) return delay;
    const isNewLoss = now > dueAt + 2 * RECONNECT_MAX_MS;
    step = isNewLoss ? RECONNECT_MIN_MS : Math.min(RECONNECT_MAX_MS, 2 * step);
    delay = randomInt(Math.floor(step / 2), step + 1);
    dueAt = now + delay;
    return delay;
  };
}
