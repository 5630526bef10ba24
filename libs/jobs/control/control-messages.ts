import type { JobNo, PartitionNo } from '#costing';

/** Subjects of the Nest NATS transport between API and workers. What is lost here, the ledger makes good. */
export const CONTROL = {
  /** Event `JobEvent`, from a worker to every API: something about the job changed; how it stands is in the ledger. */
  progress: 'costing.jobs.progress',
  /** Event `JobEvent`, from whoever ended a job to one API, which cleans up. A last `progress` goes to all before it. */
  finished: 'costing.jobs.finished',
  /** Event `JobEvent`, from whoever cancelled a job to every worker. */
  cancel: 'costing.jobs.cancel',
  /** Request `{}`, answered by every worker with its `WorkerStatus`. */
  workerStatus: 'costing.workers.status',
} as const;

/** Queue group of the API's replicas, for what one of them shall do. */
export const API_QUEUE = 'costing-api';

/** Payload of the three events. */
export interface JobEvent {
  readonly job_id: string;
}

/** What a worker answers about itself; times are RFC 3339 in UTC. */
export interface WorkerStatus {
  readonly worker: string;
  readonly host: string;
  readonly pid: number;
  /** Partitions that it computes at once. */
  readonly lanes: number;
  readonly partition_start: PartitionNo;
  readonly partition_end: PartitionNo;
  readonly transport: 'JETSTREAM' | 'IN_PROCESS';
  /** Whether its connection to the broker stands; true without one. */
  readonly connected: boolean;
  readonly since: string;
  /** Attempts whose work was thrown away because another one owned the task by then. */
  readonly rejected: number;
  readonly working_on: readonly WorkInHand[];
}

export interface WorkInHand {
  readonly job_id: string;
  readonly job_no: JobNo;
  readonly partition_no: PartitionNo;
  readonly attempt: number;
  /** Since the lane began. */
  readonly seconds: number;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The job that a received `JobEvent` names; null for whatever else somebody published on the subject. */
export function jobIdOf(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { job_id: jobId } = payload as Partial<Record<keyof JobEvent, unknown>>;
  return typeof jobId === 'string' && UUID.test(jobId) ? jobId.toLowerCase() : null;
}

/** A received `WorkerStatus`; null for whatever else somebody answered. */
export function workerStatusOf(payload: unknown): WorkerStatus | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const { worker, working_on: workingOn } = payload as Partial<Record<keyof WorkerStatus, unknown>>;
  return typeof worker === 'string' && Array.isArray(workingOn) ? (payload as WorkerStatus) : null;
}
