import { randomBytes } from 'node:crypto';
import {
  type BaseParams,
  type CalculationInputs,
  type ClientBase,
  createGeneration,
  type Database,
  estimateVariants,
  findActiveJob,
  insertJob,
  insertJobSnapshot,
  insertTasks,
  inTransaction,
  type IdempotentRequest,
  type Job,
  type NewJob,
  notify,
  readJob,
  readSnapshot,
  readToday,
  rememberCatalogueSnapshot,
} from '#database';
import { CostingError } from '#platform';
import { aheadOfWatch } from './ahead-of-watch.js';
import { earlierAnswer, type IdempotencyScope, idempotent, rememberAnswer } from './idempotency.js';
import { noteUnusedValues } from './job-warnings.js';
import { jobRunning } from './job-running.js';
import { JOBS_CHANNEL } from './leases.js';

export interface JobRequest {
  /** `YYYY-MM-DD`; null: today in the mill, see `readMillDay`. */
  readonly asOf: string | null;
  readonly timeZone: string | null;
  readonly baseParams: BaseParams;
  /** false: the job stops at STAGED. */
  readonly release: boolean;
  /** Share of failed variants (0 … 1) up to which the job may be released. */
  readonly allowedFailedShare: number;
  /** Session name of the command that asks and waits for the end; null: none does. */
  readonly command?: string | null;
  readonly idempotencyKey: string | null;
  /** Whose key that is, and what was sent with it. */
  readonly idempotencyScope?: IdempotencyScope;
}

export const ALLOWED_FAILED_SHARE = 0.01;

/** Room for a row of a generation: 76 bytes of heap, 32 of index, and slack for the key's sort. */
const BYTES_PER_VARIANT = 150;
const DISK_RESERVE_BYTES = 256 * 1024 * 1024;

export type DiskOfDatabase = Pick<Database, 'freeDiskBytes'>;

const UNIQUE_VIOLATION = '23505';

/**
 * Writes a full job with its snapshot, its 64 tasks and the table of its generation in one REPEATABLE READ
 * transaction and announces it. The same idempotency key gives the same job. Throws `JOB_RUNNING` (409, with
 * `running_job_id`) while another job of an operator is active and `DISK_FULL` when the result would not fit.
 */
export function createFullJob(database: Database, request: JobRequest): Promise<Job> {
  return aheadOfWatch(database, () => createFull(database, request));
}

async function createFull(database: Database, request: JobRequest): Promise<Job> {
  const key = idempotent(request.idempotencyKey, request.idempotencyScope);
  const earlier = await earlierAnswer(database, key);
  if (earlier?.job) return earlier.job;
  const running = await findActiveJob(database.pool);
  if (running) throw jobRunning(running);
  const today = await readToday(database.pool, request.timeZone);
  const asOf = request.asOf ?? today;
  const total = await estimateVariants(database.pool);
  await assertDiskRoom(database, total);
  const jobId = uuidV7();
  const create = async (client: ClientBase): Promise<string> => {
    const inputs = await readSnapshot(client, { asOf, baseParams: request.baseParams });
    const full = { mode: 'FULL', plan: null, baseGeneration: null, isPartial: false, requestedBy: 'OPERATOR' } as const;
    const { command = null } = request;
    const job = { ...request, ...full, jobId, asOf, isAsOfToday: asOf === today, command, total };
    await buildGeneration(client, job, inputs);
    return jobId;
  };
  const winner = await createOnce(database, key, create);
  return winner?.job ?? (await readJob(database.pool, { jobId }))!;
}

/** Writes a job that computes everything into a new generation, and announces it. */
export async function buildGeneration(client: ClientBase, job: NewJob, inputs: CalculationInputs): Promise<void> {
  const jobNo = await insertJob(client, job);
  await insertJobSnapshot(client, job.jobId, inputs, null);
  await noteUnusedValues(client, job.jobId, inputs.snapshot);
  await rememberCatalogueSnapshot(client, job.jobId);
  await insertTasks(client, job.jobId);
  await createGeneration(client, jobNo);
  await notify(client, JOBS_CHANNEL, job.jobId);
}

/**
 * Runs `create` in a REPEATABLE READ transaction, and again when what it read was changed meanwhile: another generation was
 * released, or another delta took the changes. `create` returns the id of its job, null for nothing to do, which is
 * remembered under the key of the request. The same request was made meanwhile: its answer is returned. Another job was
 * created meanwhile: `JOB_RUNNING`. null: it was created.
 */
export async function createOnce(
  database: Database,
  request: IdempotentRequest | null,
  create: (client: ClientBase) => Promise<string | null>,
): Promise<{ readonly job: Job | null } | null> {
  try {
    await inTransaction(
      database.pool,
      async (client) => rememberAnswer(client, request, await create(client)),
      'REPEATABLE READ',
    );
    return null;
  } catch (error) {
    const earlier = await earlierAnswer(database, request);
    if (earlier) return earlier;
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw jobRunning(await findActiveJob(database.pool));
  }
}

/** Throws `DISK_FULL` when a generation of so many variants would not fit. */
export async function assertDiskRoom({ freeDiskBytes }: DiskOfDatabase, variants: number): Promise<void> {
  const free = await freeDiskBytes();
  const needed = variants * BYTES_PER_VARIANT + DISK_RESERVE_BYTES;
  if (free === null || free >= needed) return;
  const mb = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
  throw new CostingError(
    'DISK_FULL',
    `The new summaries need about ${mb(needed)} beside the old ones and ${mb(free)} are free. ` +
      'Free some space or drop a generation that is no longer needed; nothing was started.',
    { httpStatus: 503 },
  );
}

/** RFC 9562 version 7: ordered by time, so that the ledger's keys are too. PostgreSQL has a function only from 18. */
export function uuidV7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.floor(performance.timeOrigin + performance.now()), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
