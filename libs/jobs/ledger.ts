import type { ClaimableTask, ClaimedTask, DeadTask, Job, LostTask } from '#database';

export type TaskName = Pick<ClaimedTask, 'jobId' | 'partitionNo'>;

/** Why a task is given back; `counts`: it failed by itself, which it may do a few times only. */
export interface TaskFault {
  readonly message: string;
  readonly counts: boolean;
}

/**
 * What one worker asks of the ledger, each call one atomic step there. Every promise may reject because the ledger is
 * away; nobody then knows whether the step was taken, and nothing may depend on it.
 */
export interface Ledger {
  /** Says that the worker lives, and how many of its attempts were rejected so far. */
  heartbeat(rejected: number): Promise<void>;
  /** The named task, or any that the worker may take; null: none is free. */
  claim(named: TaskName | null): Promise<ClaimedTask | null>;
  /** Renews the leases of what is computed; gives what is lost. */
  renew(tasks: readonly ClaimedTask[]): Promise<readonly LostTask[]>;
  /** null: the task is another's by now, or its job has ended. */
  giveBack(task: ClaimedTask, fault: TaskFault): Promise<'PENDING' | 'FAILED' | null>;
  /** The task went on without this attempt, in a job that was neither cancelled nor failed. */
  isTakenOver(task: ClaimedTask): Promise<boolean>;
  activeJob(): Promise<Pick<Job, 'jobId' | 'jobNo' | 'status'> | null>;
  /** A task of a delta is done: it may be merged while others are computed. */
  mergeAhead(jobId: string): void;
  /** Ends a job whose tasks are all done; false: they are not, or somebody else has ended it. */
  finish(jobId: string): Promise<boolean>;
  /** Ends a job without result; false: it had ended already. */
  fail(jobId: string, reason: string): Promise<boolean>;
  /**
   * Drops what no job and no reader needs any more. Gives a sentence about what readers still keep, when that is not the
   * one of the last time. `waitSeconds`: how long one statement waits for them.
   */
  cleanUp(waitSeconds?: number): Promise<string | null>;
  /** Takes or renews the term of the one worker that looks after the ledger; false: another one has it. */
  takeTerm(): Promise<boolean>;
  /** Tasks that may be claimed now. */
  claimable(): Promise<readonly ClaimableTask[]>;
  /** Marks tasks failed that died once too often; gives all that are failed. */
  failDead(): Promise<readonly DeadTask[]>;
  /** Sessions of the worker's lanes that the server has. */
  laneSessions(): Promise<readonly string[]>;
  /** Breaks all connections, also those that wait for an answer; the next call connects anew. */
  disconnect(): Promise<void>;
  /** The worker stops: its term ends and nobody counts on it any more. */
  leave(): Promise<void>;
}
