import { ConnectionLost } from './model-faults.js';
import type { ModelProcess } from './model-process.js';
import type { Answer } from './model-statements.js';
import type { Sent, ServerSession } from './model-server.js';

/** What a connection goes over. */
export interface Wire {
  readonly process: ModelProcess;
  ask(
    client: ModelClient,
    session: ServerSession,
    sent: Sent,
    onAnswer: (error: Error | null, answer: Answer) => void,
  ): void;
  hangUp(session: ServerSession): void;
  toClient(run: () => void): void;
}

interface Query {
  readonly sent: Sent;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
  timer: object | null;
  isOver: boolean;
}

/**
 * A connection as `pg` has it: statements one after the other, a time limit that fails a statement but not the
 * connection, `end` and `notification` events, and the stream's `destroy`.
 */
export class ModelClient {
  readonly connection = { stream: { destroy: (): void => this.drop() } };
  isBroken = false;
  private readonly queue: Query[] = [];
  private active: Query | null = null;
  private readonly endListeners: (() => void)[] = [];
  private noticeListener: () => void = () => undefined;

  constructor(
    private readonly link: Wire,
    private readonly session: ServerSession,
    private readonly queryTimeoutMs: number | undefined,
  ) {
    session.onEnd = (error) => link.toClient(() => this.break(error));
    session.onNotice = () => link.toClient(() => void (this.isBroken || this.noticeListener()));
  }

  query(statement: string | Sent, values?: readonly unknown[]): Promise<Answer> {
    const sent = typeof statement === 'string' ? { text: statement, ...(values && { values }) } : statement;
    return new Promise((resolve, reject) => {
      if (this.isBroken) {
        return reject(new ConnectionLost('Client has encountered a connection error and is not queryable'));
      }
      const query: Query = { sent, resolve, reject, timer: null, isOver: false };
      if (this.queryTimeoutMs !== undefined) {
        query.timer = this.link.process.setTimeout(() => this.giveUp(query), this.queryTimeoutMs);
      }
      this.queue.push(query);
      this.pulse();
    });
  }

  once(event: 'end', listener: () => void): void {
    if (event === 'end') this.endListeners.push(listener);
  }

  on(event: string, listener: () => void): void {
    if (event === 'notification') this.noticeListener = listener;
  }

  async end(): Promise<void> {
    this.drop();
  }

  /** Closes the connection from this side: what waits for an answer fails. */
  drop(): void {
    if (this.isBroken) return;
    this.link.hangUp(this.session);
    this.break(new ConnectionLost());
  }

  private pulse(): void {
    if (this.active) return;
    const query = this.queue.shift();
    if (!query) return;
    this.active = query;
    this.link.ask(this, this.session, query.sent, (error, answer) => {
      if (this.active !== query) return;
      this.active = null;
      if (error) this.settle(query, () => query.reject(error));
      else this.settle(query, () => query.resolve(answer));
      this.pulse();
    });
  }

  private giveUp(query: Query): void {
    const at = this.queue.indexOf(query);
    if (at >= 0) this.queue.splice(at, 1);
    this.settle(query, () => query.reject(new ConnectionLost('Query read timeout')));
  }

  private settle(query: Query, how: () => void): void {
    if (query.isOver) return;
    query.isOver = true;
    if (query.timer) this.link.process.clearTimeout(query.timer);
    how();
  }

  private break(error: Error): void {
    if (this.isBroken) return;
    this.isBroken = true;
    const open = [...(this.active ? [this.active] : []), ...this.queue.splice(0)];
    this.active = null;
    for (const query of open) this.settle(query, () => query.reject(error));
    for (const listener of this.endListeners.splice(0)) listener();
  }
}
