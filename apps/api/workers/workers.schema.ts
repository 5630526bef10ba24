import type { WorkerDocument } from '#jobs';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';
import {
  COUNT,
  described,
  FLAG,
  JOB_NO,
  listOf,
  NUMBER,
  objectSchema,
  oneOf,
  orNull,
  pageOf,
  PARTITION_NO,
  TEXT,
  TIME,
  UUID,
} from '../openapi/schema.js';

const WORK = objectSchema<NonNullable<WorkerDocument['working_on']>[number]>(
  'WorkInHand',
  'What a lane of a worker computes.',
  { job_id: UUID, job_no: JOB_NO, partition_no: PARTITION_NO, attempt: COUNT, seconds: NUMBER },
  { job_id: JOB_ID_EXAMPLE, job_no: 42, partition_no: 7, attempt: 1, seconds: 0.4 },
);

const WORKER = objectSchema<WorkerDocument>(
  'Worker',
  'A worker: what the ledger knows of it and what it says itself.',
  {
    worker: TEXT,
    host: TEXT,
    pid: COUNT,
    lanes: described(COUNT, 'Partitions that it computes at once.'),
    partition_start: PARTITION_NO,
    partition_end: PARTITION_NO,
    transport: oneOf('JETSTREAM', 'IN_PROCESS'),
    rejected: described(COUNT, 'Attempts whose work was thrown away because another one owned the task by then.'),
    started_at: TIME,
    seen_at: TIME,
    live: described(FLAG, 'It has a session in the database and renewed within a lease.'),
    responding: described(orNull(FLAG), 'Whether it answers; null: without a broker nobody can be asked.'),
    partitions: listOf(PARTITION_NO),
    working_on: orNull(listOf(WORK)),
  },
  {
    worker: 'mill-2-4711',
    host: 'mill-2',
    pid: 4711,
    lanes: 2,
    partition_start: 0,
    partition_end: 63,
    transport: 'JETSTREAM',
    rejected: 0,
    started_at: '2026-06-30T06:00:00.000Z',
    seen_at: '2026-06-30T18:00:01.000Z',
    live: true,
    responding: true,
    partitions: [7],
    working_on: [WORK.example],
  },
);

export const WORKER_PAGE = pageOf(WORKER);
