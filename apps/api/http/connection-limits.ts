import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '#platform';
import { networkOf } from '../access/rate-limits.js';
import type { RefusalLog } from '../access/refusal-log.js';
import { TokenBuckets } from '../access/token-buckets.js';
import { rawProblem, refuseConnection } from './raw-problem.js';

/** How often Node looks for connections whose headers or body are late; its own 30 s would add that to every limit. */
const CHECK_EVERY_MS = 1_000;
/** A whole request, an import of 20 GB over a slow line; a body that stops coming is cut off sooner. */
const REQUEST_MAX_MS = 6 * 60 * 60 * 1_000;
const RETRY_SECONDS = 10;

/** So many refused connections of an address are answered in a second; an answer costs three times as much as a reset. */
const ANSWERS_PER_SECOND = 20;

type Listener = (socket: Socket) => void;
/** Properties that Node reads and its types do not know. */
interface ServerInternals {
  connectionsCheckingInterval: number;
  httpAllowHalfOpen: boolean;
}
/** An accepted connection before Node makes a socket of it. */
interface AcceptedConnection {
  getpeername(peer: { address?: string }): number;
  /** Closes it by RST, after which the system keeps nothing of it. */
  reset(done: () => void): number;
}
interface ListeningHandle {
  onconnection: (this: ListeningHandle, error: number, accepted?: AcceptedConnection) => void;
}

/**
 * Bounds what connections can hold up: their number, that of one address, and the time for the headers of a request, which
 * is also the time for which a connection may stay without a request. To be called before the server listens.
 */
export function limitConnections(server: Server, limits: Config['api'], refusals: RefusalLog): void {
  server.headersTimeout = limits.headersSeconds * 1_000;
  server.requestTimeout = REQUEST_MAX_MS;
  server.maxConnections = limits.connectionsMax;
  // Node drops headers above its maximum without an error: `refuseManyHeaders` counts them instead. Their size is bounded.
  server.maxHeadersCount = 0;
  Object.assign(server, {
    connectionsCheckingInterval: CHECK_EVERY_MS,
    // A client that has sent its request and closes its side still waits for the answer.
    httpAllowHalfOpen: true,
  } satisfies ServerInternals);
  server.on('drop', (dropped?: { remoteAddress?: string }) =>
    refusals.note('TOO_MANY_CONNECTIONS', { address: dropped?.remoteAddress ?? null, limit: limits.connectionsMax }),
  );
  if (limits.connectionsPerAddress > 0) limitAddresses(server, limits.connectionsPerAddress, refusals);
}

/** Counts connections by address and refuses those above `max`, before Node makes a parser for them. */
function limitAddresses(server: Server, max: number, refusals: RefusalLog): void {
  const open = new Map<string, number>();
  const isFull = (source: string): boolean => (open.get(source) ?? 0) >= max;
  const noteRefusal = (address: string): void => refusals.note('TOO_MANY_CONNECTIONS', { address, limit: max });
  const answers = new TokenBuckets(ANSWERS_PER_SECOND);
  server.once('listening', () =>
    resetFlood(server, (address) => {
      const source = networkOf(address);
      if (!isFull(source) || answers.take(source) === 0) return false;
      noteRefusal(address);
      return true;
    }),
  );
  const serve = server.listeners('connection') as Listener[];
  server.removeAllListeners('connection');
  const answer = rawProblem({
    status: 429,
    code: 'TOO_MANY_CONNECTIONS',
    detail: `An address may have ${max} connections at a time: close some, or use those that there are again.`,
    retryAfterSeconds: RETRY_SECONDS,
  });
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    const source = networkOf(remoteAddress);
    if (isFull(source)) {
      noteRefusal(remoteAddress);
      refuseConnection(socket, answer);
      return;
    }
    open.set(source, (open.get(source) ?? 0) + 1);
    socket.once('close', () => {
      const left = open.get(source)! - 1;
      if (left === 0) open.delete(source);
      else open.set(source, left);
    });
    for (const listener of serve) listener.call(server, socket);
  });
}

/**
 * Resets the connections of addresses for which `isFlooding` holds before Node makes a socket of them, which is most of what a
 * connection costs (7 µs instead of 29 µs of JavaScript). The system hands over all connections that wait, up to 4,096, in
 * one turn of the event loop, and each new connection of any other client waits behind them.
 */
function resetFlood(server: Server, isFlooding: (address: string) => boolean): void {
  const { _handle: handle } = server as unknown as { _handle: ListeningHandle };
  const { onconnection } = handle;
  handle.onconnection = function (error, accepted) {
    const peer: { address?: string } = {};
    if (accepted?.getpeername(peer) === 0 && isFlooding(peer.address!)) return void accepted.reset(() => undefined);
    onconnection.call(this, error, accepted);
  };
}
