import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** Where a proxy forwards to. */
export type Target = { readonly path: string } | { readonly host: string; readonly port: number };

/** Which way nothing comes through: to the server, from it, or both. */
export type Direction = 'up' | 'down' | 'both';

/** What becomes of the connections when the proxy heals: they go on where they were, or they are reset. */
export type Healing = 'resume' | 'reset';

/** Changes bytes on their way to the server. */
export type Filter = (chunk: Buffer) => Buffer;

/**
 * A TCP proxy on 127.0.0.1 that can go black, as a network does whose cable is pulled: connections stay open, nothing
 * of what is sent arrives, nobody is told of an end, and new connections are accepted and hang.
 */
export class TcpProxy {
  private readonly pairs = new Set<Pair>();
  private black: Direction | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: Target,
    private readonly makeFilter: () => Filter | null,
  ) {
    server.on('connection', (client) => this.accept(client));
  }

  /** `makeFilter` is asked once for each connection; null lets everything pass as it is. */
  static async start(target: Target, makeFilter: () => Filter | null = () => null): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target, makeFilter);
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  goBlack(direction: Direction): void {
    this.black = direction;
    for (const pair of this.pairs) pair.hold(direction);
  }

  heal(healing: Healing): void {
    this.black = null;
    for (const pair of [...this.pairs]) {
      if (healing === 'reset') pair.reset();
      else pair.release();
    }
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const pair of [...this.pairs]) pair.reset();
    await closed;
  }

  private accept(client: Socket): void {
    const pair = new Pair(client, this.target, this.makeFilter(), () => this.pairs.delete(pair));
    this.pairs.add(pair);
    if (this.black) pair.hold(this.black);
    else pair.release();
  }
}

/** One connection through the proxy: the client's socket and, as soon as anything may pass, the server's. */
class Pair {
  private upstream: Socket | null = null;
  private held: Direction | null = null;
  /** A side that was lost while the other may not hear of it. */
  private lost = false;

  constructor(
    private readonly client: Socket,
    private readonly target: Target,
    private readonly filter: Filter | null,
    private readonly onEnd: () => void,
  ) {
    this.watch(client);
  }

  hold(direction: Direction): void {
    this.held = direction;
    // A connection that is new in the dark does not reach the server: a handshake needs both directions.
    if (!this.upstream) return;
    if (direction !== 'down') this.client.pause();
    if (direction !== 'up') this.upstream.pause();
  }

  release(): void {
    this.held = null;
    if (this.lost) return this.reset();
    this.upstream ??= this.connect();
    this.client.resume();
    this.upstream.resume();
    this.passEnds();
  }

  /** Ends both sides at once. */
  reset(): void {
    this.onEnd();
    for (const socket of [this.client, this.upstream]) {
      if (!socket || socket.destroyed) continue;
      if (socket === this.upstream && 'path' in this.target) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  private connect(): Socket {
    const { client, filter } = this;
    const upstream = createConnection({ ...this.target, allowHalfOpen: true, noDelay: true });
    this.watch(upstream);
    client.on('data', (chunk: Buffer) => forward(client, upstream, filter ? filter(chunk) : chunk));
    upstream.on('data', (chunk: Buffer) => forward(upstream, client, chunk));
    client.on('end', () => this.passEnds());
    upstream.on('end', () => this.passEnds());
    upstream.on('drain', () => (this.held === null || this.held === 'down') && client.resume());
    client.on('drain', () => (this.held === null || this.held === 'up') && upstream.resume());
    return upstream;
  }

  /** Tells each side of the other's end; a socket's end is seen though it is paused, and may not be told while it is held. */
  private passEnds(): void {
    const { client, upstream } = this;
    if (this.held !== null || !upstream) return;
    if (client.readableEnded) upstream.end();
    if (upstream.readableEnded) client.end();
  }

  private watch(socket: Socket): void {
    socket.on('error', () => undefined);
    socket.on('close', (hadError) => {
      this.lost = true;
      if (this.held !== null) return;
      const other = socket === this.client ? this.upstream : this.client;
      this.onEnd();
      // What the server said last, such as why it ends the session, still has to arrive.
      if (!hadError && socket.readableEnded) other?.destroySoon();
      else this.reset();
    });
  }
}

function forward(from: Socket, to: Socket, chunk: Buffer): void {
  if (to.destroyed || chunk.length === 0) return;
  if (!to.write(chunk)) from.pause();
}
