import type { ClaimedTask } from '#database';
import type { Clock, JobEvents, Ledger, TaskDelivery, TaskTransport } from '#jobs';
import type { Log } from '#platform';
import type { FaultCause, JobInputs, LaneReport } from './lane-messages.js';

/** What a worker is made of; the deterministic simulation puts models in the places of all of them. */
export interface WorkerParts {
  readonly ledger: Ledger;
  readonly transport: TaskTransport;
  readonly lanes: readonly TaskLane[];
  /** Partitions that this worker may take. */
  readonly takes: (partitionNo: number) => boolean;
  readonly readInputs: (task: ClaimedTask) => Promise<JobInputs>;
  readonly events: JobEvents;
  readonly observer: WorkObserver;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/** Where tasks are computed, one at a time. */
export interface TaskLane {
  readonly isIdle: boolean;
  /** Names that its sessions have on the server while it computes. */
  readonly sessions: readonly string[];
  /** Computes a task; never rejects. */
  run(task: ClaimedTask, inputs: JobInputs): Promise<LaneReport>;
  /** Ends the computation at once; the server rolls back what it was doing, and `run` reports a fault of that cause. */
  stop(cause: FaultCause, why: string): Promise<void>;
}

/** A task in work, what it is computed with, the announcement that brought it, and when it began by the worker's clock. */
export interface Work {
  readonly task: ClaimedTask;
  readonly inputs: JobInputs;
  readonly delivery: TaskDelivery | null;
  readonly since: number;
}

/** Is told what the worker does, for metrics, log and traces. Nothing here throws. */
export interface WorkObserver {
  /** A lane has ended its attempt. */
  ended(work: Work, report: LaneReport): void;
  /** The work of an attempt is thrown away, because another attempt owns the task. */
  rejected(work: Work): void;
  /** This worker has ended the job; `startedAt` is when it began to, in milliseconds since 1970. */
  jobEnded(jobId: string, startedAt: number): Promise<void>;
}

/** `42/7, attempt 1` */
export const nameOf = ({ jobNo, partitionNo, attempt }: ClaimedTask): string =>
  `${jobNo}/${partitionNo}, attempt ${attempt}`;

/** Fields that a line of the log about a task has. */
export function logFields({ task, inputs }: Pick<Work, 'task' | 'inputs'>): object {
  const { requestId } = inputs.origin;
  return {
    job: task.jobNo,
    task: task.partitionNo,
    attempt: task.attempt,
    ...(requestId && { request_id: requestId }),
  };
}

/** Fails the job, tells of it and clears up; nothing when it has ended already. */
export async function failJob(
  parts: Pick<WorkerParts, 'ledger' | 'events' | 'observer' | 'log'>,
  jobId: string,
  reason: string,
): Promise<void> {
  const startedAt = Date.now();
  if (!(await parts.ledger.fail(jobId, reason))) return;
  parts.events.finished(jobId);
  await parts.observer.jobEnded(jobId, startedAt);
  await cleanUp(parts);
}

/** Drops what nobody needs any more, and logs what readers keep. */
export async function cleanUp(
  { ledger, log }: Pick<WorkerParts, 'ledger' | 'log'>,
  waitSeconds?: number,
): Promise<void> {
  const remark = await ledger.cleanUp(waitSeconds);
  if (remark !== null) log.info(remark);
}
