import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from '#platform';
import { networkOf } from '../access/rate-limits.js';
import type { RefusalLog } from '../access/refusal-log.js';
import { rawProblem, refuseConnection } from './raw-problem.js';

/** How often Node looks for connections whose headers or body are late; its own 30 s would add that to every limit. */
const CHECK_EVERY_MS = 1_000;
/** A whole request, an import of 20 GB over a slow line; a body that stops coming is cut off sooner. */
const REQUEST_MAX_MS = 6 * 60 * 60 * 1_000;
const RETRY_SECONDS = 10;

type Listener = (socket: Socket) => void;
/** Properties that Node reads and its types do not know. */
interface ServerInternals {
  connectionsCheckingInterval: number;
  httpAllowHalfOpen: boolean;
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

/** Before Node makes a parser for it: a refused connection costs a system call or two. */
function limitAddresses(server: Server, max: number, refusals: RefusalLog): void {
  const serve = server.listeners('connection') as Listener[];
  server.removeAllListeners('connection');
  const open = new Map<string, number>();
  const answer = rawProblem({
    status: 429,
    code: 'TOO_MANY_CONNECTIONS',
    detail: `An address may have ${max} connections at a time: close some, or use those that there are again.`,
    retryAfterSeconds: RETRY_SECONDS,
  });
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket;
    const source = networkOf(remoteAddress);
    const count = open.get(source) ?? 0;
    if (count >= max) {
      refusals.note('TOO_MANY_CONNECTIONS', { address: remoteAddress, limit: max });
      refuseConnection(socket, answer);
      return;
    }
    open.set(source, count + 1);
    socket.once('close', () => {
      const left = open.get(source)! - 1;
      if (left === 0) open.delete(source);
      else open.set(source, left);
    });
    for (const listener of serve) listener.call(server, socket);
  });
}
