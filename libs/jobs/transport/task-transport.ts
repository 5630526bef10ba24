import type { PartitionNo } from '#costing';

/**
 * One partition of a job that waits for a worker. `attempt` is the number that its next claim will have: with job and
 * partition it is the message's identity, so that announcing twice is announcing once.
 */
export interface TaskAnnouncement {
  readonly jobId: string;
  readonly partitionNo: PartitionNo;
  readonly attempt: number;
}

/**
 * An announcement in the hands of one worker. It is delivered again after `ANNOUNCEMENT_WAIT_SECONDS` unless the worker
 * says something about it. None of these calls throws or waits: what is lost here the ledger makes good.
 */
export interface TaskDelivery {
  readonly jobId: string;
  readonly partitionNo: PartitionNo;
  /** Nothing more to do: the ledger says that the task is done, or that it is another's. */
  ack(): void;
  /** Still computing: the wait begins anew. */
  working(): void;
  /** Not for this worker, or not now: delivered again, to anybody, after `delayMs`. */
  giveBack(delayMs: number): void;
}

/**
 * How workers hear of tasks. It only wakes them: which task is whose, and whether it is done, is decided by the ledger.
 * Whatever is lost, doubled, late or out of order here costs time and never a row.
 */
export interface TaskTransport {
  /** `SHARED`: other processes announce here, too. `PRIVATE`: only this process does. */
  readonly kind: 'SHARED' | 'PRIVATE';
  /** false while the broker is away; the transport reconnects for ever by itself. */
  readonly isConnected: boolean;
  /** Announces tasks in order. Rejects when the broker is away or refuses: the reconciler announces them again. */
  announce(tasks: readonly TaskAnnouncement[]): Promise<void>;
  /**
   * The next announcement, handed to one worker only, or null after `waitMs` (1,000 or more), at once when `signal` is
   * aborted, and without waiting while the broker is away. An announcement that arrives for a call that has given up is
   * given back. At most one call at a time: fetch only what starts now.
   */
  next(waitMs: number, signal: AbortSignal): Promise<TaskDelivery | null>;
  /** Announcements that no worker has been given yet; null: the broker is away, or there is none. */
  countWaiting(): Promise<number | null>;
  /** Says what is to be said and closes; calls after it do nothing. */
  close(): Promise<void>;
}
