import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../test/oracle/random.js';
import type { Cast } from './cast.js';
import { changeCatalogue } from './catalogue-changes.js';
import { checkAll } from './checks/check-all.js';
import type { FaultName, FaultPlan } from './fault-kinds.js';
import { type Struck, Faults } from './inflict.js';
import { JobWatch } from './job-watch.js';
import { post } from './job-client.js';
import type { LogLine } from './member.js';

/** What one round did and found. Times in seconds. */
export interface Round {
  readonly faults: readonly Struck[];
  readonly startedAt: number;
  /** Of the job, or what it was when it was given up. */
  readonly status: string;
  readonly jobSeconds: number;
  /** From when the last fault could be overcome (`Faults.surmountableFrom`) to the job's end; 0 when that came first. */
  readonly recoverySeconds: number;
  readonly checkSeconds: number;
  readonly notes: readonly string[];
  readonly complaints: readonly LogLine[];
  /** Everything that is wrong; empty: exact. */
  readonly wrong: readonly string[];
}

export interface RoundOptions {
  readonly random: Random;
  readonly plans: readonly FaultPlan[];
  /** Kinds of the faults of the round before. */
  readonly struckBefore: readonly FaultName[];
  readonly knownTables: ReadonlySet<string>;
  /** To the broker, when all programs are connected. */
  readonly natsConnections: number;
  readonly signal: AbortSignal;
  readonly key: string;
}

/** Within this the job must be over. */
export const RECOVERY_MAX_SECONDS = 40;
/** A job that hangs is given up after so long, to tell "late" from "never". */
const PATIENCE_SECONDS = 2 * RECOVERY_MAX_SECONDS;
const POLL_MS = 20;
/** Rounds in which two clients ask two apis at once with the same key. */
const BOTH_SHARE = 0.3;

/** Changes the catalogue, asks an api for a full job, lets the faults strike and holds everything that is left against what should be. */
export async function playRound(cast: Cast, options: RoundOptions): Promise<Round> {
  const { random, plans, key, signal } = options;
  const wrong: string[] = [];
  const notes: string[] = [];
  const client = await cast.postgres.connect();
  await changeCatalogue(client, random).finally(() => client.end());
  const jobsBefore = await countJobs(cast);
  const first = random.below(cast.apis.length);
  const both = random.chance(BOTH_SHARE);
  const faults = new Faults(cast, plans);
  const watch = new JobWatch(cast.postgres, key);
  let startedAt = performance.now();
  try {
    await faults.before();
    startedAt = performance.now();
    faults.start(watch);
    await ask(cast, { first, key, signal, both }, notes);
    if (!(await untilOver(watch, faults, signal))) wrong.push(...(await describeHang(cast, watch)));
    if (watch.job?.status === 'FAILED' && plans.length > 0) {
      notes.push(`FAILED (${watch.job.error}), taken up again by an operator`);
      watch.forgetEnd();
      await post(cast.apis, `/api/v1/jobs/${watch.job.jobId}/retry`, { first, key: `${key} retry`, signal });
      if (!(await untilOver(watch, faults, signal))) wrong.push(...(await describeHang(cast, watch)));
    }
  } catch (error) {
    wrong.push((error as Error).message);
  } finally {
    await faults.end();
    await watch.stop();
  }
  const endedAt = watch.endedAt ?? performance.now();
  const recoverySeconds = Math.max(0, (endedAt - Math.max(faults.surmountableFrom, watch.beganAt ?? 0)) / 1_000);
  const checkedAt = performance.now();
  let complaints: readonly LogLine[] = [];
  if (!signal.aborted) {
    const struck = faults.struck.map(({ plan }) => plan.kind);
    const found = await checkAll(cast, {
      key,
      jobsBefore,
      struck,
      struckBefore: options.struckBefore,
      startedAt,
      knownTables: options.knownTables,
      natsConnections: options.natsConnections,
    });
    wrong.push(...faults.troubles, ...found.faults);
    notes.push(...found.notes);
    complaints = found.complaints;
  }
  if (plans.length > 0 && recoverySeconds > RECOVERY_MAX_SECONDS) {
    wrong.push(`recovery took longer than ${RECOVERY_MAX_SECONDS} s`);
  }
  return {
    faults: faults.struck,
    startedAt,
    status: watch.job?.status ?? 'NO JOB',
    jobSeconds: (endedAt - startedAt) / 1_000,
    recoverySeconds: plans.length > 0 ? recoverySeconds : 0,
    checkSeconds: (performance.now() - checkedAt) / 1_000,
    notes,
    complaints,
    wrong,
  };
}

/** Asks one api, or both at once; there must be one job all the same. */
async function ask(
  { apis }: Cast,
  { first, both, key, signal }: { first: number; both: boolean; key: string; signal: AbortSignal },
  notes: string[],
): Promise<void> {
  const path = '/api/v1/recalculate/all';
  const askers = both ? [first, first + 1] : [first];
  const answers = await Promise.all(askers.map((at) => post(apis, path, { first: at, key, signal })));
  const retries = answers.reduce((sum, answer) => sum + answer.retries, 0);
  if (both) notes.push('both apis asked at once');
  if (retries > 0) notes.push(`asked again ${retries} times`);
  const jobs = new Set(answers.map(({ job }) => job.job_id));
  if (jobs.size !== 1) throw new Error(`the same key gave ${jobs.size} jobs`);
}

/** Waits for the end of the job and of all faults; false when the job does not end. */
async function untilOver(watch: JobWatch, faults: Faults, signal: AbortSignal): Promise<boolean> {
  let patience = performance.now();
  while (!watch.hasEnded || !faults.areOver) {
    signal.throwIfAborted();
    await sleep(POLL_MS);
    const quiet = Math.max(patience, faults.lastEnd);
    if (faults.struck.some(({ endedAt }) => endedAt === null)) patience = performance.now();
    else if (performance.now() - quiet > PATIENCE_SECONDS * 1_000) return false;
  }
  return true;
}

async function countJobs({ postgres }: Cast): Promise<number> {
  const rows = await postgres.ask<{ count: number }>('SELECT count(*)::integer AS count FROM recalculation_jobs');
  return rows![0]!.count;
}

/** What people need to find out why a job does not end. */
async function describeHang({ postgres }: Cast, { job }: JobWatch): Promise<string[]> {
  if (!job) return ['no job was made'];
  const tasks = await postgres.ask<{ sentence: string }>(
    `SELECT format('  task %s: %s, attempt %s, failures %s, worker %s, lease until %s: %s', partition_no, status, attempt,
                   failures, worker, lease_until, error) AS sentence
       FROM recalculation_tasks WHERE job_id = $1 AND status <> 'DONE' ORDER BY partition_no LIMIT 10`,
    [job.jobId],
  );
  const sessions = await postgres.ask<{ sentence: string }>(
    `SELECT format('  session %s (%s): %s, waits for %s %s since %s, blocked by %s: %s', pid, application_name, state,
                   wait_event_type, wait_event, state_change, pg_blocking_pids(pid), left(query, 100)) AS sentence
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND (xact_start IS NOT NULL OR cardinality(pg_blocking_pids(pid)) > 0)`,
  );
  const head = `job ${job.jobNo} hangs: ${job.status}, ${job.done} of ${job.tasks} tasks done, clock ${new Date().toISOString()}`;
  return [head, ...[...(tasks ?? []), ...(sessions ?? [])].map(({ sentence }) => sentence)];
}
