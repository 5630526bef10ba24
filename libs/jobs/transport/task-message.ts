import { PARTITION_COUNT } from '#costing';
import type { TaskAnnouncement } from './task-transport.js';

/** What a message says of its task; its attempt is the ledger's affair. */
export type TaskMessage = Omit<TaskAnnouncement, 'attempt'>;

/** `{ job_id, partition_start, partition_end }`; a message holds one partition, so both are the same. */
export function encodeTask({ jobId, partitionNo }: TaskMessage): string {
  return JSON.stringify({ job_id: jobId, partition_start: partitionNo, partition_end: partitionNo });
}

/** null when it is not understood. */
export function decodeTask(text: string): TaskMessage | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  const { job_id: jobId, partition_start: first, partition_end: last } = body as Readonly<Record<string, unknown>>;
  const isPartition = typeof first === 'number' && Number.isInteger(first) && first >= 0 && first < PARTITION_COUNT;
  if (typeof jobId !== 'string' || !/^[\w-]{1,64}$/.test(jobId) || !isPartition || last !== first) return null;
  return { jobId, partitionNo: first };
}
