/** A row: what is committed, and the transaction that has changed it. null: there is none. */
export class Cell<T> {
  holder: Transaction | null = null;

  constructor(
    readonly key: string,
    public value: T | null = null,
  ) {}
}

export interface Change {
  readonly cell: Cell<unknown>;
  readonly before: unknown;
  readonly after: unknown;
}

/** A statement has to wait for the transaction that holds a row; it begins anew then. */
export class Blocked extends Error {
  constructor(readonly holder: Transaction) {
    super('blocked');
  }
}

export class Transaction {
  readonly writes = new Map<Cell<unknown>, unknown>();
  /** Called when it has ended, whichever way. */
  readonly waiters: (() => void)[] = [];
  readonly announced: string[] = [];
  synchronous = true;
  aborted = false;

  /** `now`: when it began. */
  constructor(
    readonly startedAt: number,
    readonly explicit: boolean,
  ) {}

  read<T>(cell: Cell<T>): T | null {
    return (this.writes.has(cell) ? this.writes.get(cell) : cell.value) as T | null;
  }

  /** Throws `Blocked`; a statement locks all that it changes before it changes any. */
  lock(...cells: readonly Cell<unknown>[]): void {
    for (const { holder } of cells) if (holder && holder !== this) throw new Blocked(holder);
    for (const cell of cells) {
      cell.holder = this;
      if (!this.writes.has(cell)) this.writes.set(cell, cell.value);
    }
  }

  write<T>(cell: Cell<T>, value: T | null): void {
    this.lock(cell);
    this.writes.set(cell, value);
  }
}

/**
 * Rows under transactions, READ COMMITTED, and a log whose end a crash forgets: what was committed asynchronously, up to
 * the last flush. A synchronous commit flushes all that was committed before it.
 */
export class Store {
  private log: { readonly at: number; readonly changes: readonly Change[] }[] = [];

  constructor(private readonly onChange: (changes: readonly Change[], forgotten: boolean) => void) {}

  commit(transaction: Transaction, now: number): void {
    const changes: Change[] = [];
    for (const [cell, after] of transaction.writes) {
      if (after !== cell.value) changes.push({ cell, before: cell.value, after });
      cell.value = after;
    }
    if (changes.length > 0) this.log.push({ at: now, changes });
    if (transaction.synchronous) this.log = [];
    this.end(transaction);
    if (changes.length > 0) this.onChange(changes, false);
  }

  end(transaction: Transaction): void {
    for (const cell of transaction.writes.keys()) if (cell.holder === transaction) cell.holder = null;
    transaction.writes.clear();
    for (const waiter of transaction.waiters.splice(0)) waiter();
  }

  /** The server's log writer: what was committed before `time` is safe. */
  flush(time: number): void {
    if (this.log.length > 0) this.log = this.log.filter(({ at }) => at >= time);
  }

  /** Forgets commits that are not flushed, from the end; `kept` (0 … 1) is the share that was written all the same. */
  crash(kept: number): number {
    const lost = this.log.splice(Math.floor(this.log.length * kept)).reverse();
    for (const { changes } of lost) {
      for (const { cell, before } of changes) cell.value = before;
      this.onChange(
        changes.map(({ cell, before, after }) => ({ cell, before: after, after: before })),
        true,
      );
    }
    this.log = [];
    return lost.length;
  }
}
