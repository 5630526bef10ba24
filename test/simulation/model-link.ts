import type { Random } from '../oracle/random.js';
import { ModelClient, type Wire } from './model-client.js';
import { ConnectionLost, DatabaseFault } from './model-faults.js';
import type { ModelProcess } from './model-process.js';
import type { ModelServer, Sent, ServerSession } from './model-server.js';
import type { Answer } from './model-statements.js';

/** A server that hears nothing of a client for so long ends its session (keep-alives: 10 s + 3 × 5 s). */
const KEEPALIVE_MS = 25_000;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The network between one process and the server. Black: nothing passes either way and nobody is told; what was sent
 * meanwhile arrives when it heals, as TCP does it.
 */
export class ModelLink implements Wire {
  /** Since when nothing passes. */
  blackSince: number | null = null;
  /** Share of statements whose connection breaks, half before the server has them and half before its answer. */
  breakShare = 0;
  private held: (() => void)[] = [];
  private readonly sessions = new Set<ServerSession>();
  /** Closed here; the server does not know it yet. */
  private readonly closing = new Set<ServerSession>();

  constructor(
    readonly process: ModelProcess,
    private readonly server: ModelServer,
    private readonly random: Random,
  ) {
    process.whenDead(() => this.sessions.forEach((session) => this.hangUp(session)));
  }

  connect(name: string, queryTimeoutMs?: number): Promise<ModelClient> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const finish = (how: () => void): void => {
        if (isOver) return;
        isOver = true;
        this.process.clearTimeout(timer);
        how();
      };
      const timer = this.process.setTimeout(
        () => finish(() => reject(new ConnectionLost('timeout expired'))),
        CONNECT_TIMEOUT_MS,
      );
      this.toServer(() => {
        if (isOver) return;
        if (!this.server.isUp) {
          const refused = new DatabaseFault('ECONNREFUSED', 'connection refused');
          return this.toClient(() => finish(() => reject(refused)));
        }
        const session = this.server.open(name);
        this.sessions.add(session);
        const client = new ModelClient(this, session, queryTimeoutMs);
        this.toClient(() => {
          if (isOver) client.drop();
          else finish(() => resolve(client));
        });
      });
    });
  }

  ask(
    client: ModelClient,
    session: ServerSession,
    sent: Sent,
    onAnswer: (error: Error | null, answer: Answer) => void,
  ): void {
    const breaks = this.breakShare > 0 && this.random.chance(this.breakShare);
    const isLost = breaks && this.random.chance(0.5);
    this.toServer(() => {
      if (!session.isAlive) return;
      if (isLost) return this.server.close(session, new ConnectionLost());
      this.server.execute(session, sent, (error, answer) => {
        if (breaks) this.server.close(session, new ConnectionLost());
        else this.toClient(() => void (client.isBroken || onAnswer(error, answer)));
      });
    });
  }

  /** The client closes: the server hears of it when something passes again, or by its keep-alives. */
  hangUp(session: ServerSession): void {
    this.sessions.delete(session);
    this.closing.add(session);
    this.toServer(() => {
      this.closing.delete(session);
      this.server.close(session, null);
    });
  }

  toClient(run: () => void): void {
    this.pass(() => this.process.post(run));
  }

  heal(): void {
    this.blackSince = null;
    for (const run of this.held.splice(0)) this.pass(run);
  }

  tick(): void {
    if (this.blackSince === null || this.blackSince + KEEPALIVE_MS > this.server.time.now) return;
    for (const session of [...this.sessions, ...this.closing]) {
      this.sessions.delete(session);
      this.server.close(session, new ConnectionLost());
    }
  }

  private toServer(run: () => void): void {
    this.pass(run);
  }

  /** A message goes its way; in order within one connection, because each waits for the answer to the one before. */
  private pass(run: () => void): void {
    if (this.blackSince !== null) this.held.push(run);
    else {
      this.server.time.after(this.latency(), () => {
        if (this.blackSince !== null) this.held.push(run);
        else run();
      });
    }
  }

  private latency(): number {
    // Mostly a fraction of a millisecond; now and then the machine is busy.
    return this.random.chance(0.02) ? this.random.next() * 200 : 0.1 + this.random.next();
  }
}
