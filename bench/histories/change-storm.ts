import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, countPendingChanges, type Database, seedCatalogue } from '#database';
import { ALLOWED_FAILED_SHARE, createDeltaJob, createFullJob } from '#jobs';
import { readConfig } from '#platform';
import { checkGeneration } from '../../test/oracle/check-generation.js';
import { orNull } from '../../test/history/random-history.js';
import { Random } from '../../test/oracle/random.js';
import { openOwnStage, type OwnStage } from './stage.js';

const VARIANTS_PER_YARN = 1_000;
const PARAMETERS = 12;
const REST_POLL_MS = 100;
/** The watching worker is killed at random moments, so far apart. */
const KILL_MIN_MS = 4_000;
const KILL_MAX_MS = 16_000;

export interface StormOptions {
  readonly seed: number;
  readonly changes: number;
  readonly writers: number;
  readonly variants: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const REQUEST = {
  asOf: null,
  timeZone: 'UTC',
  release: true,
  allowedFailedShare: ALLOWED_FAILED_SHARE,
  idempotencyKey: null,
} as const;

/**
 * Changes of single variants by many writers at once, some in transactions that are taken back, while a worker that
 * watches runs one delta after the other. At rest every summary must be exact and every change processed by one job.
 */
export async function runStorm({ seed, changes, writers, variants, signal, print }: StormOptions): Promise<boolean> {
  const catalogue = {
    yarns: Math.max(1, Math.ceil(variants / VARIANTS_PER_YARN)),
    parameters: PARAMETERS,
    seed,
    replace: false,
  };
  const stage = await openOwnStage(
    readConfig(),
    (database) => seedCatalogue(database, { ...catalogue, variantsPerYarn: VARIANTS_PER_YARN }),
    { DELTA_WATCH: 'on' },
  );
  try {
    await firstFigures(stage);
    const { database } = stage;
    const { rows } = await database.pool.query<{ id: string }>(`SELECT id FROM variants`);
    const ids = rows.map(({ id }) => id);
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1_000;
    const writing = new AbortController();
    const shares = Array.from({ length: writers }, (_, n) => Math.floor((changes + n) / writers));
    const [committed, kills] = await Promise.all([
      Promise.all(shares.map((count, n) => write(database, ids, new Random(seed * 1_000 + n), count, signal))).finally(
        () => writing.abort(),
      ),
      killWorkers(stage, new Random(seed), writing.signal),
    ]);
    const total = committed.reduce((sum, count) => sum + count, 0);
    const seconds = elapsed();
    print(`${total} changes by ${writers} writers in ${seconds.toFixed(1)} s; the worker was killed ${kills} times`);
    await rest(stage);
    print(`at rest after another ${(elapsed() - seconds).toFixed(1)} s`);
    return await judge(database, seed, total, print);
  } finally {
    await stage.close();
  }
}

/**
 * Until told to stop; gives how often. Not before a delta has ended since the last time: a worker that is killed in the
 * middle of the same task again and again is another fault, and fails the job.
 */
async function killWorkers(stage: OwnStage, random: Random, signal: AbortSignal): Promise<number> {
  let ended = 0;
  for (let kills = 0; ; kills++) {
    const pause = KILL_MIN_MS + random.below(KILL_MAX_MS - KILL_MIN_MS);
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    for (const before = ended; ended === before && !signal.aborted;) {
      ended = await countEnded(stage.database);
      await sleep(REST_POLL_MS);
    }
    if (signal.aborted) return kills;
    await stage.worker.replace();
  }
}

async function countEnded(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ ended: number }>(
    `SELECT count(*)::integer AS ended FROM recalculation_jobs WHERE mode = 'DELTA' AND finished_at IS NOT NULL`,
  );
  return rows[0]!.ended;
}

/** The watching worker may be first: the catalogue is a change, too. */
async function firstFigures(stage: OwnStage): Promise<void> {
  const job = await orNull('JOB_RUNNING', createFullJob(stage.database, { ...REQUEST, baseParams: {} }));
  if (job) await stage.worker.ended(job);
  await rest(stage);
}

/** Changes `count` variants, up to twenty in a transaction; one transaction in eight is taken back and begun anew. */
async function write(
  database: Database,
  ids: readonly string[],
  random: Random,
  count: number,
  signal: AbortSignal,
): Promise<number> {
  const client = await database.connect('costing writer');
  try {
    let committed = 0;
    while (committed < count && !signal.aborted) {
      const size = Math.min(1 + random.below(20), count - committed);
      const chosen = new Set(Array.from({ length: size }, () => random.pick(ids)));
      // In one order for all: else they would wait for each other.
      if (await changeVariants(client, [...chosen].sort(), random.chance(1 / 8))) committed += chosen.size;
    }
    return committed;
  } finally {
    await client.end();
  }
}

async function changeVariants(client: Client, ids: readonly string[], isTakenBack: boolean): Promise<boolean> {
  await client.query('BEGIN');
  for (const id of ids) {
    await client.query({
      name: 'change-variant',
      text: `UPDATE variants SET parameters = set_byte(parameters, 4, (get_byte(parameters, 4) + 1) % 256) WHERE id = $1`,
      values: [id],
    });
  }
  await client.query(isTakenBack ? 'ROLLBACK' : 'COMMIT');
  return !isTakenBack;
}

/** Until nothing is pending and nothing is left to compute. */
async function rest({ database, worker }: OwnStage): Promise<void> {
  const request = { ...REQUEST, baseParams: {}, changeIds: null, retriesFailed: false };
  for (;;) {
    await sleep(REST_POLL_MS);
    if ((await countPendingChanges(database.pool)).count > 0) continue;
    const last = await orNull(
      'JOB_RUNNING',
      createDeltaJob(database, request).then((job) => ({ job })),
    );
    if (last?.job === null) return;
    if (last) await worker.ended(last.job);
  }
}

async function judge(database: Database, seed: number, total: number, print: (line: string) => void): Promise<boolean> {
  const { rows } = await database.pool.query<Record<'recorded' | 'processed' | 'jobs', number>>(
    `SELECT count(*)::float8 AS recorded, count(processed_at)::float8 AS processed, count(DISTINCT job_id)::float8 AS jobs
       FROM calculation_changes WHERE change_type = 'VARIANT'`,
  );
  const { recorded, processed, jobs } = rows[0]!;
  print(`${recorded} changes recorded, ${processed} processed, by ${jobs} jobs`);
  const { faults, recomputed } = await checkGeneration(database, { share: 0.1, seed });
  for (const fault of faults) print(fault);
  print(`${recomputed} variants recomputed by SQL, ${faults.length} faults`);
  return recorded === total && processed === total && faults.length === 0;
}
