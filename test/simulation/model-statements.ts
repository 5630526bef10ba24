import { type Cell, type Transaction } from './model-store.js';
import type { Tables, TaskRow } from './model-tables.js';

export interface Answer {
  readonly rows: readonly object[];
  readonly rowCount: number;
}

/** What a statement runs in: its transaction, the moment, and who is connected. */
export interface Context {
  readonly tables: Tables;
  readonly transaction: Transaction;
  readonly now: number;
  readonly startedAt: number;
  readonly values: readonly never[];
  readonly text: string;
  /** Task rows as the statement saw them when it began; it may have waited for a lock since. null: it has not waited. */
  readonly snapshot: ReadonlyMap<Cell<TaskRow>, TaskRow | null> | null;
  readonly hasSession: (worker: string) => boolean;
  readonly laneSessions: (worker: string) => string[];
  readonly terminateLanes: (jobNo: number, seconds: number) => void;
  readonly tryAdvisoryLock: () => boolean;
}

export type Statement = (context: Context) => Answer;

export const NOTHING: Answer = { rows: [], rowCount: 0 };
export const answer = (...rows: object[]): Answer => ({ rows, rowCount: rows.length });

/**
 * Tasks that an UPDATE changes, locked: found as of its beginning, and still matching when the lock was got. What began to
 * match while it waited is not found.
 */
export function lockMatching(
  { transaction, snapshot }: Context,
  tasks: Iterable<Cell<TaskRow>>,
  where: (task: TaskRow) => boolean,
): Cell<TaskRow>[] {
  const found = [...tasks].filter((cell) => {
    const seen = snapshot && !transaction.writes.has(cell) ? snapshot.get(cell) : transaction.read(cell);
    return seen && where(seen);
  });
  transaction.lock(...found);
  return found.filter((cell) => where(transaction.read(cell)!));
}

export function update<T>(transaction: Transaction, cell: Cell<T>, change: Partial<T>): T {
  const row = { ...(transaction.read(cell) as T), ...change };
  transaction.write(cell, row);
  return row;
}
