import type { PartitionNo } from '#costing';
import { type Database, type KnownWorker, listWorkers } from '#database';
import { LEASE_SECONDS } from '../leases.js';
import type { ControlLink } from './control-link.js';
import type { WorkerStatus, WorkInHand } from './control-messages.js';

/** A worker as REST and `jobs workers --json` show it: what the ledger knows and what it says itself. */
export interface WorkerDocument {
  readonly worker: string;
  readonly host: string;
  readonly pid: number;
  readonly lanes: number;
  readonly partition_start: PartitionNo;
  readonly partition_end: PartitionNo;
  readonly transport: string;
  /** Attempts whose work was thrown away because another one owned the task by then. */
  readonly rejected: number;
  readonly started_at: string;
  /** When it last renewed its leases. */
  readonly seen_at: string;
  /** It has a session in the database and renewed within a lease. */
  readonly live: boolean;
  /** Whether it answered just now; null: without a broker nobody can be asked. */
  readonly responding: boolean | null;
  /** Partitions that it holds leases of. */
  readonly partitions: readonly PartitionNo[];
  /** What its lanes compute, by its own words; null when it said none. */
  readonly working_on: readonly WorkInHand[] | null;
}

/** All workers that the ledger knows, the longest first, each with what it answers; takes a second when one is silent. */
export async function describeWorkers(database: Database, control: ControlLink): Promise<WorkerDocument[]> {
  const known = await listWorkers(database.pool, LEASE_SECONDS);
  const answers = await control.askWorkers(known.map(({ worker }) => worker));
  return known.map((worker) => document(worker, answers));
}

function document(known: KnownWorker, answers: readonly WorkerStatus[] | null): WorkerDocument {
  const answer = answers?.find(({ worker }) => worker === known.worker) ?? null;
  return {
    worker: known.worker,
    host: known.host,
    pid: known.pid,
    lanes: known.lanes,
    partition_start: known.partitionStart,
    partition_end: known.partitionEnd,
    transport: known.transport,
    rejected: Math.max(known.rejected, answer?.rejected ?? 0),
    started_at: known.startedAt,
    seen_at: known.seenAt,
    live: known.live,
    responding: answers && answer !== null,
    partitions: known.partitions,
    working_on: answer?.working_on ?? null,
  };
}
