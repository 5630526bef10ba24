import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../test/oracle/random.js';
import type { Cast } from './cast.js';
import { changeCatalogue } from './catalogue-changes.js';
import { checkAll } from './checks/check-all.js';
import { post } from './job-client.js';
import { JobWatch } from './job-watch.js';
import type { Member } from './member.js';
import type { RoundOptions } from './round.js';

/** Three leases and a second. */
const STOPPED_SECONDS = 46;
const POLL_MS = 20;
/** A task whose end was on its way when its worker was stopped is done by then. */
const SETTLE_MS = 1_000;
/** After it goes on a zombie must come to its end within this. */
const REJECTED_MAX_SECONDS = 30;
/** Less than workers stand still: the job must not wait for them. */
const JOB_MAX_SECONDS = 40;

interface Zombie {
  readonly member: Member;
  /** Name in the ledger. */
  readonly worker: string;
  readonly rejectedBefore: number;
}

export interface ZombieTrial {
  /** Workers that stood still in the middle of a task. */
  readonly zombies: number;
  readonly rejected: number;
  readonly line: string;
  readonly wrong: readonly string[];
}

/**
 * Stops all workers but one in the middle of a job for three leases and lets them go on: what they computed is late, and
 * must be rejected and counted. The job must not wait for them, and every cost must be right.
 */
export async function playZombies(
  cast: Cast,
  random: Random,
  { knownTables, natsConnections, signal }: Pick<RoundOptions, 'knownTables' | 'natsConnections' | 'signal'>,
): Promise<ZombieTrial> {
  const client = await cast.postgres.connect();
  await changeCatalogue(client, random).finally(() => client.end());
  const [{ jobsBefore } = { jobsBefore: 0 }] = (await cast.postgres.ask<{ jobsBefore: number }>(
    'SELECT count(*)::integer AS "jobsBefore" FROM recalculation_jobs',
  ))!;
  const key = `zombies ${randomUUID()}`;
  const watch = new JobWatch(cast.postgres, key);
  const spared = random.below(cast.workers.length);
  const victims = cast.workers.filter((_, n) => n !== spared);
  const wrong: string[] = [];
  const startedAt = performance.now();
  try {
    await post(cast.apis, '/api/v1/recalculate/all', { first: 0, key, signal });
    const moment = 0.1 + random.next() / 2;
    while (watch.progress < moment && !watch.hasEnded) await sleep(POLL_MS / 4, undefined, { signal });
    const stoppedAt = performance.now();
    const zombies = await stop(cast, victims);
    const ended = await until(() => watch.hasEnded, JOB_MAX_SECONDS, signal);
    if (!ended) {
      wrong.push(`the job waits for stopped workers: ${watch.job?.done} of ${watch.job?.tasks} tasks are done`);
    }
    const jobSeconds = (performance.now() - stoppedAt) / 1_000;
    await sleep(Math.max(0, STOPPED_SECONDS - jobSeconds) * 1_000, undefined, { signal });
    for (const member of victims) member.signal('SIGCONT');
    const rejected = await countRejected(cast, zombies, signal);
    if (rejected < zombies.length) wrong.push(`${zombies.length} zombies came back and ${rejected} were rejected`);
    await until(() => watch.hasEnded, JOB_MAX_SECONDS, signal);
    const struck = victims.map(() => 'worker stopped' as const);
    const expected = { key, jobsBefore, struck, startedAt, knownTables, natsConnections };
    wrong.push(...(await checkAll(cast, { ...expected, struckBefore: ['worker stopped'] })).faults);
    const line = `${zombies.length} of ${victims.length} workers stopped within a task at ${Math.round(moment * 100)} %; the others ended the job after ${jobSeconds.toFixed(1)} s; ${rejected} rejected`;
    return { zombies: zombies.length, rejected, line, wrong };
  } finally {
    for (const member of victims) member.signal('SIGCONT');
    await watch.stop();
  }
}

/** Stops them; gives those that a task is still in the hands of a moment later. */
async function stop({ postgres }: Cast, victims: readonly Member[]): Promise<Zombie[]> {
  for (const member of victims) member.signal('SIGSTOP');
  await sleep(SETTLE_MS);
  const rows = await postgres.ask<{ pid: number; worker: string; rejectedBefore: number }>(
    `SELECT w.pid, w.worker, w.rejected::integer AS "rejectedBefore" FROM recalculation_workers w
      WHERE w.pid = ANY ($1) AND EXISTS (SELECT FROM recalculation_tasks t JOIN recalculation_jobs j ON j.id = t.job_id
                                          WHERE t.worker = w.worker AND t.status = 'RUNNING' AND j.status = 'RUNNING')`,
    [victims.map(({ pid }) => pid)],
  );
  return rows!.map((row) => ({ ...row, member: victims.find(({ pid }) => pid === row.pid)! }));
}

/** Zombies whose counter has moved; waits until all have, for a while. */
async function countRejected({ postgres }: Cast, zombies: readonly Zombie[], signal: AbortSignal): Promise<number> {
  let rejected = 0;
  const look = async (): Promise<boolean> => {
    const rows = await postgres.ask<{ worker: string; rejected: number }>(
      'SELECT worker, rejected::integer AS rejected FROM recalculation_workers WHERE worker = ANY ($1)',
      [zombies.map(({ worker }) => worker)],
    );
    const now = new Map(rows?.map((row) => [row.worker, row.rejected]));
    rejected = zombies.filter(({ worker, rejectedBefore }) => (now.get(worker) ?? 0) > rejectedBefore).length;
    return rejected === zombies.length;
  };
  await until(look, REJECTED_MAX_SECONDS, signal);
  return rejected;
}

async function until(isSo: () => boolean | Promise<boolean>, seconds: number, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS, undefined, { signal });
  }
  return true;
}
