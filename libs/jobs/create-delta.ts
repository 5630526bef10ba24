import {
  claimChanges,
  type ClientBase,
  type Database,
  findActiveJob,
  insertDeltaTasks,
  insertJob,
  insertJobSnapshot,
  type Job,
  type JobRequester,
  markChangesMerged,
  markJobMerged,
  type NewJob,
  notify,
  readJob,
  rememberCatalogueSnapshot,
} from '#database';
import { aheadOfWatch } from './ahead-of-watch.js';
import { assertDiskRoom, buildGeneration, createOnce, type DiskOfDatabase, uuidV7 } from './create-job.js';
import { earlierAnswer, type IdempotencyScope, idempotent } from './idempotency.js';
import { noteUnusedValues } from './job-warnings.js';
import { jobRunning } from './job-running.js';
import { JOBS_CHANNEL } from './leases.js';
import { type DeltaRequest, planDelta, type PlannedDelta } from './plan-delta.js';
import { assertMayWatch, BY_ITSELF, noteRelease } from './watch-rules.js';

export interface DeltaJobRequest extends DeltaRequest {
  /** Of a delta that builds a new generation: share of failed variants (0 … 1) up to which it may be released. */
  readonly allowedFailedShare: number;
  /** `WATCH`: it yields to requests of operators. Default `OPERATOR`. */
  readonly requestedBy?: JobRequester;
  /** Session name of the command that asks and waits for the end; null: none does. */
  readonly command?: string | null;
  readonly idempotencyKey: string | null;
  readonly idempotencyScope?: IdempotencyScope;
}

/**
 * Writes a delta job in one REPEATABLE READ transaction: what it computes with, the changes that it claims, and tasks for
 * the partitions that they touch. null: nothing is pending and nothing would come out differently. Changes that cost no
 * work end with the transaction, as processed, by a job that is COMPLETED at once. Throws as `createFullJob` does, and
 * `NOT_PENDING` for chosen changes that are not; for the watch `WATCH_WAITS` when it is suspended or an operator waits.
 */
export function createDeltaJob(database: Database, request: DeltaJobRequest): Promise<Job | null> {
  const create = (): Promise<Job | null> => createDelta(database, request);
  return request.requestedBy === 'WATCH' ? create() : aheadOfWatch(database, create);
}

async function createDelta(database: Database, request: DeltaJobRequest): Promise<Job | null> {
  const key = idempotent(request.idempotencyKey, request.idempotencyScope);
  const earlier = await earlierAnswer(database, key);
  if (earlier) return earlier.job;
  const running = await findActiveJob(database.pool);
  if (running) throw jobRunning(running);
  const disk: DiskOfDatabase = { freeDiskBytes: () => database.freeDiskBytes() };
  const jobId = uuidV7();
  let isNothing = false;
  const winner = await createOnce(database, key, async (client) => {
    // Before anything is planned: what an active delta has claimed is not pending, and that is not nothing.
    const active = await findActiveJob(client);
    if (active) throw jobRunning(active);
    const planned = await planDelta(client, request);
    // What readers see is locked by now: whoever moves them and suspends the watch has done so, or waits.
    if (request.requestedBy === 'WATCH') await assertMayWatch(client);
    isNothing = planned.plan === 'NOTHING' && !planned.isPending;
    if (isNothing) return null;
    if (planned.plan === 'REBUILD') await assertDiskRoom(disk, planned.variants);
    await writeDelta(client, jobOf(jobId, request, planned), request, planned);
    return jobId;
  });
  if (winner) return winner.job;
  return isNothing ? null : (await readJob(database.pool, { jobId }))!;
}

function jobOf(jobId: string, request: DeltaJobRequest, planned: PlannedDelta): NewJob {
  const { plan, baseGeneration, isPartial, asOf, isAsOfToday, baseParams, total } = planned;
  const { release, allowedFailedShare, requestedBy = 'OPERATOR', command = null, idempotencyKey } = request;
  const delta = {
    jobId,
    mode: 'DELTA',
    plan,
    baseGeneration,
    isPartial,
    asOf,
    isAsOfToday,
    baseParams,
    total,
  } as const;
  return { ...delta, release, allowedFailedShare, requestedBy, command, idempotencyKey };
}

async function writeDelta(
  client: ClientBase,
  job: NewJob,
  { changeIds }: DeltaJobRequest,
  { plan, inputs, sharedParts, tasks }: PlannedDelta,
): Promise<void> {
  // Claims nothing: its generation will hold what its snapshot sees.
  if (plan === 'REBUILD') return buildGeneration(client, job, inputs);
  const jobNo = await insertJob(client, job);
  await insertJobSnapshot(client, job.jobId, inputs, sharedParts);
  await noteUnusedValues(client, job.jobId, inputs.snapshot);
  await rememberCatalogueSnapshot(client, job.jobId);
  await claimChanges(client, job.jobId, changeIds);
  if (plan === 'NOTHING') {
    await markChangesMerged(client, job.jobId, job.baseGeneration!);
    await markJobMerged(client, job.jobId);
    await noteRelease(client, { ...job, jobNo }, BY_ITSELF);
  } else await insertDeltaTasks(client, job.jobId, tasks);
  await notify(client, JOBS_CHANNEL, job.jobId);
}
