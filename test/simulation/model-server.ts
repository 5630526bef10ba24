import { ConnectionLost, DatabaseFault } from './model-faults.js';
import { JOB_STATEMENTS } from './model-job-statements.js';
import { type Answer, type Context, NOTHING, type Statement } from './model-statements.js';
import { Blocked, type Cell, Store, Transaction } from './model-store.js';
import { Tables, type TaskRow } from './model-tables.js';
import { TASK_STATEMENTS } from './model-task-statements.js';
import { type StatementName, statementName } from './statement-names.js';
import type { VirtualTime } from './virtual-time.js';

export interface Sent {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** What a lane has sent of its partition. */
interface Filled {
  readonly rows: bigint;
  readonly sum: bigint;
}

type OnAnswer = (error: Error | null, answer: Answer) => void;

/** A backend: one statement at a time, at most one transaction. */
export class ServerSession {
  transaction: Transaction | null = null;
  isAlive = true;
  isListening = false;
  asynchronous = false;
  idleSince = 0;
  /** Generation that its transaction has a table of. */
  generation: number | null = null;
  filled: Filled | null = null;
  /** Told when the server ends it, with the error that its client gets. */
  onEnd: (error: Error) => void = () => undefined;
  onNotice: () => void = () => undefined;

  constructor(readonly name: string) {}
}

const STATEMENTS: Partial<Record<StatementName, Statement>> = { ...TASK_STATEMENTS, ...JOB_STATEMENTS };
const ADVISORY_LOCK_HOLDER = 'costing clean-up';
/** `idle_in_transaction_session_timeout` of the application's transactions. */
const IDLE_IN_TRANSACTION_MS = 15_000;
/** The server's log writer: what was committed asynchronously so long ago is on disk. */
const FLUSH_MS = 600;

/** PostgreSQL as far as the ledger knows it: sessions, transactions, statements, a crash that forgets the last commits. */
export class ModelServer {
  readonly tables = new Tables();
  readonly store: Store;
  readonly sessions = new Set<ServerSession>();
  isUp = true;
  startedAt = -1;
  /** Whether the application's role may end other sessions. */
  mayTerminate = true;

  constructor(
    readonly time: VirtualTime,
    onChange: ConstructorParameters<typeof Store>[0],
  ) {
    this.store = new Store(onChange);
  }

  open(name: string): ServerSession {
    if (!this.isUp) throw new DatabaseFault('ECONNREFUSED', 'connection refused');
    const session = new ServerSession(name);
    this.sessions.add(session);
    return session;
  }

  /** The client is gone, or the server ends the session; `error` is what its client would get. */
  close(session: ServerSession, error: Error | null): void {
    if (!session.isAlive) return;
    session.isAlive = false;
    this.sessions.delete(session);
    this.rollback(session);
    if (error) session.onEnd(error);
  }

  /** Executes one statement; the answer comes when it has every lock that it needs, or never when the session ends. */
  execute(session: ServerSession, sent: Sent, onAnswer: OnAnswer): void {
    this.attempt(session, sent, null, onAnswer);
  }

  /** `kept`: the share of the commits not yet on disk that is found again. */
  crash(kept: number): void {
    this.isUp = false;
    for (const session of [...this.sessions]) this.close(session, new ConnectionLost());
    this.store.crash(kept);
  }

  start(): void {
    this.isUp = true;
    this.startedAt = this.time.now;
  }

  /** What the server does by itself, once in a while. */
  tick(): void {
    this.store.flush(this.time.now - FLUSH_MS);
    for (const session of [...this.sessions]) {
      if (session.transaction?.explicit && session.idleSince + IDLE_IN_TRANSACTION_MS < this.time.now) {
        this.close(session, new DatabaseFault('25P03', 'terminating connection due to idle-in-transaction timeout'));
      }
    }
  }

  hasSession(worker: string): boolean {
    for (const { name } of this.sessions) {
      if (name === `costing-worker ${worker}` || name.startsWith(`costing-lane ${worker} `)) return true;
    }
    return false;
  }

  private attempt(
    session: ServerSession,
    sent: Sent,
    snapshot: ReadonlyMap<Cell<TaskRow>, TaskRow | null> | null,
    onAnswer: OnAnswer,
  ): void {
    if (!session.isAlive) return;
    session.idleSince = Infinity;
    let answer: Answer;
    try {
      answer = this.run(session, sent, snapshot);
    } catch (error) {
      if (error instanceof Blocked) {
        const seen = snapshot ?? new Map([...this.tables.tasks.values()].map((cell) => [cell, cell.value]));
        error.holder.waiters.push(() => this.time.after(0, () => this.attempt(session, sent, seen, onAnswer)));
        return;
      }
      if (!(error instanceof DatabaseFault)) throw error;
      if (session.transaction) session.transaction.aborted = true;
      session.idleSince = this.time.now;
      return onAnswer(error, NOTHING);
    }
    session.idleSince = this.time.now;
    onAnswer(null, answer);
  }

  private run(session: ServerSession, sent: Sent, snapshot: Context['snapshot']): Answer {
    if (sent.text.startsWith('lane: ')) return this.runLane(session, sent);
    const name = statementName(sent);
    const { transaction } = session;
    switch (name) {
      case 'begin':
      case 'beginBulk':
        session.transaction = new Transaction(this.time.now, true);
        session.transaction.synchronous = name === 'begin';
        return NOTHING;
      case 'commit':
        return this.commit(session);
      case 'rollback':
        this.rollback(session);
        return NOTHING;
      case 'listen':
        session.isListening = true;
        return NOTHING;
      case 'commitAsynchronously':
        session.asynchronous = true;
        return NOTHING;
      case 'notify':
        transaction!.announced.push((sent.values as string[])[1]!);
        return NOTHING;
      case 'nameLeaf':
        return this.nameLeaf(session, sent);
      default:
        return this.inTransaction(session, (own) => {
          const statement = STATEMENTS[name];
          if (!statement) throw new Error(`the model has no ${name}`);
          return statement(this.context(own, sent, snapshot, session));
        });
    }
  }

  private inTransaction(session: ServerSession, work: (transaction: Transaction) => Answer): Answer {
    if (session.transaction?.aborted) throw new DatabaseFault('25P02', 'current transaction is aborted');
    if (session.transaction) return work(session.transaction);
    const own = new Transaction(this.time.now, false);
    own.synchronous = !session.asynchronous;
    let answer: Answer;
    try {
      answer = work(own);
    } catch (error) {
      this.store.end(own);
      throw error;
    }
    // What only reads has nothing to flush.
    if (own.writes.size > 0) this.store.commit(own, this.time.now);
    return answer;
  }

  private context(
    transaction: Transaction,
    { text, values }: Sent,
    snapshot: Context['snapshot'],
    session: ServerSession,
  ): Context {
    return {
      tables: this.tables,
      transaction,
      now: this.time.now,
      startedAt: this.startedAt,
      values: (values ?? []) as readonly never[],
      text,
      snapshot,
      hasSession: (worker) => this.hasSession(worker),
      laneSessions: (worker) =>
        [...this.sessions].map(({ name }) => name).filter((name) => name.startsWith(`costing-lane ${worker} `)),
      terminateLanes: (jobNo, seconds) => this.terminateLanes(jobNo, seconds),
      tryAdvisoryLock: () =>
        ![...this.sessions].some((other) => other !== session && other.name === ADVISORY_LOCK_HOLDER),
    };
  }

  private commit(session: ServerSession): Answer {
    const { transaction } = session;
    session.transaction = null;
    session.generation = null;
    if (!transaction || transaction.aborted) {
      if (transaction) this.store.end(transaction);
      return NOTHING;
    }
    this.store.commit(transaction, this.time.now);
    if (transaction.announced.length > 0) {
      for (const other of this.sessions) if (other.isListening) other.onNotice();
    }
    return NOTHING;
  }

  private rollback(session: ServerSession): void {
    const { transaction } = session;
    session.transaction = null;
    session.generation = null;
    if (transaction) this.store.end(transaction);
  }

  /** What a lane does with its leaf before the fence, which needs no model: it is nobody else's. */
  private runLane(session: ServerSession, { text, values }: Sent): Answer {
    if (text === 'lane: create leaf') {
      const [jobNo] = values as [number];
      if (!this.tables.generations.get(jobNo)?.value) throw new DatabaseFault('42P01', 'there is no such generation');
      session.generation = jobNo;
    } else {
      const [rows, sum] = values as [bigint, bigint];
      session.filled = { rows, sum };
    }
    return NOTHING;
  }

  private nameLeaf(session: ServerSession, { text }: Sent): Answer {
    const [, jobNo, partitionNo, attempt] = /cost_summaries_g(\d+)_p(\d+)_a(\d+)/.exec(text)!;
    const leaf = this.tables.leaf(Number(jobNo), Number(partitionNo));
    session.transaction!.lock(leaf);
    if (leaf.value) throw new DatabaseFault('42P07', `a leaf of partition ${partitionNo} is there already`);
    session.transaction!.write(leaf, {
      jobNo: Number(jobNo),
      partitionNo: Number(partitionNo),
      attempt: Number(attempt),
      worker: session.name.split(' ')[1]!,
      ...session.filled!,
    });
    return NOTHING;
  }

  private terminateLanes(jobNo: number, seconds: number): void {
    for (const session of [...this.sessions]) {
      if (session.generation !== jobNo || session.transaction!.startedAt > this.time.now - seconds * 1000) continue;
      if (!this.mayTerminate) throw new DatabaseFault('42501', 'permission denied to terminate process');
      this.close(session, new DatabaseFault('57P01', 'terminating connection due to administrator command'));
    }
  }
}
