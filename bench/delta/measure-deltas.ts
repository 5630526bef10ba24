import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, type Database, type DeltaPlan, type Job, readToday } from '#database';
import { createDeltaJob } from '#jobs';
import type { Config } from '#platform';
import { BENCH_FOLDER, ensureCatalogue } from '../bench-database.js';
import { settle } from '../lanes.js';
import { describeMachine } from '../machine.js';
import type { BenchOptions } from '../options.js';
import { Ours } from '../rows/ours.js';
import { editRouting, editWage, ensureScatteredRouting, SCATTERED, TENTH } from './scattered-routing.js';
import { timeWatchedVariants } from './watched-variant.js';
import { measureWriting, type WritingCosts } from './writing-side.js';

/** Under watch, one after the other: so many, but no more than a hundredth of all. */
const WATCHED_MAX = 200;
const WRITING_ROUNDS = 3;
const WARM_UP_ROUNDS = 8;

interface DeltaRow {
  readonly name: string;
  readonly plan: DeltaPlan | null;
  readonly variants: number;
  readonly seconds: { readonly min: number; readonly median: number; readonly max: number };
  /** How many times as long a full job takes, round by round: their median. */
  readonly full_over_it: number;
}

export interface DeltasReport {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly variants: number;
  readonly parameters: number;
  readonly runs: number;
  readonly rows: readonly DeltaRow[];
  /** From the commit of one variant's change to the read of its new cost. */
  readonly watched_milliseconds: { readonly median: number; readonly p99: number; readonly max: number };
  readonly writing: WritingCosts;
}

interface Run {
  readonly seconds: number;
  readonly variants: number;
  readonly plan: DeltaPlan | null;
}

/** A change, which is not timed, and what its delta is called. */
interface Edit {
  readonly name: string;
  readonly edit: (client: Client) => Promise<void>;
}

const MERGES: readonly Edit[] = [
  { name: 'delta of 10 %, scattered', edit: (client) => editRouting(client, TENTH) },
  { name: 'delta of 1 %, scattered', edit: (client) => editRouting(client, SCATTERED) },
];
/**
 * Large ones first: after a job that makes a generation's tables every session of the server looks its catalogue up anew,
 * 30 ms which are not the small one's.
 */
const EDITS: readonly Edit[] = [{ name: 'delta of all', edit: editWage }, ...MERGES];

/** Full jobs and deltas of three sizes in turns, then single variants under watch, then what writers pay. */
export async function measureDeltas(
  database: Database,
  config: Config,
  options: BenchOptions,
  log: (line: string) => void,
): Promise<DeltasReport> {
  const client = await database.connect('costing bench');
  const folder = join(config.database.dataFolder, BENCH_FOLDER);
  await mkdir(folder, { recursive: true });
  try {
    await ensureCatalogue(database, client, options, log);
    await ensureScatteredRouting(client);
    const asOf = await readToday(client, config.timeZone);
    const ours = new Ours({ database, config, options, client, log, folder, asOf });
    const rows = await runTurns(ours, client, database, options, log);
    const watchedCount = Math.min(WATCHED_MAX, Math.ceil(options.variants / 100));
    log(`${watchedCount} single variants under watch`);
    const watched = (await timeWatchedVariants(database, client, watchedCount)).sort((a, b) => a - b);
    log('what recording changes costs writers');
    const writing = await measureWriting(client, WRITING_ROUNDS);
    const { variants, parameters, runs } = options;
    const at = (share: number): number => Number(watched[Math.ceil(share * watched.length) - 1]!.toFixed(1));
    return {
      machine: await describeMachine(client, folder),
      ...{ variants, parameters, runs, rows },
      watched_milliseconds: { median: at(0.5), p99: at(0.99), max: at(1) },
      writing,
    };
  } finally {
    await client.end();
  }
}

/**
 * Rounds of a full job and the deltas in turns. A worker in service has computed many deltas before, and its code is
 * compiled by then: some rounds of deltas beforehand are told, but not counted.
 */
async function runTurns(
  ours: Ours,
  client: Client,
  database: Database,
  { runs }: BenchOptions,
  log: (line: string) => void,
): Promise<DeltaRow[]> {
  const measured = new Map<string, Run[]>();
  const tell = (name: string, { seconds, variants, plan }: Run): void =>
    log(`  ${name}: ${seconds.toFixed(2)} s, ${variants.toLocaleString('en')} variants, ${plan ?? 'full'}`);
  const note = (name: string, run: Run): void => {
    measured.set(name, [...(measured.get(name) ?? []), run]);
    tell(name, run);
  };
  log('starting the worker; a first job');
  try {
    await ours.prepare();
    for (let round = 1; round <= WARM_UP_ROUNDS; round++) {
      log(`warming up, ${round} of ${WARM_UP_ROUNDS}; not counted`);
      await runDeltas(MERGES, ours, client, database, tell);
    }
    for (let round = 1; round <= runs; round++) {
      log(`round ${round} of ${runs}`);
      await settle(client);
      const { seconds, rows } = await ours.run();
      note('full', { seconds, variants: rows, plan: null });
      await ours.discard();
      await runDeltas(EDITS, ours, client, database, note);
    }
  } finally {
    await ours.close();
  }
  const full = measured.get('full')!.map(({ seconds }) => seconds);
  return [...measured].map(([name, all]) => reportRow(name, all, full));
}

async function runDeltas(
  edits: readonly Edit[],
  ours: Ours,
  client: Client,
  database: Database,
  note: (name: string, run: Run) => void,
): Promise<void> {
  for (const { name, edit } of edits) {
    await edit(client);
    await settle(client);
    const { seconds, job } = await ours.timeJob((request) =>
      createDeltaJob(database, { ...request, baseParams: {}, changeIds: null, retriesFailed: false }),
    );
    if (job.plan === 'MERGE') await assertAllDiffer(client, job);
    note(name, { seconds, variants: job.processed, plan: job.plan });
    await ours.discard();
  }
}

/** A delta that writes less than it computes would look faster than it is. */
async function assertAllDiffer(client: Client, { jobId, processed }: Job): Promise<void> {
  const { rows } = await client.query<{ staged: number }>({
    text: `SELECT sum(staged_count)::float8 AS staged FROM recalculation_tasks WHERE job_id = $1`,
    values: [jobId],
  });
  const { staged } = rows[0]!;
  if (staged !== processed) throw new Error(`the edit changed ${staged} of ${processed} figures`);
}

function reportRow(name: string, runs: readonly Run[], full: readonly number[]): DeltaRow {
  const seconds = runs.map((run) => run.seconds).sort((a, b) => a - b);
  const { plan, variants } = runs.at(-1)!;
  return {
    name,
    plan,
    variants,
    seconds: { min: seconds[0]!, median: median(seconds), max: seconds.at(-1)! },
    full_over_it: median(runs.map((run, n) => full[n]! / run.seconds)),
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The report for a person. */
export function deltaTable({
  rows,
  watched_milliseconds: watched,
  writing,
  variants,
  parameters,
}: DeltasReport): string {
  const ratio = ({ recorded, without }: { recorded: number; without: number }): string =>
    `${recorded.toFixed(1)} µs, without recording ${without.toFixed(1)} µs: × ${(recorded / without).toFixed(2)}`;
  const lines = rows.map(({ name, plan, variants: computed, seconds, full_over_it }) => {
    const counted = computed.toLocaleString('en').padStart(13);
    const times = [seconds.min, seconds.median, seconds.max].map((s) => s.toFixed(2).padStart(7)).join('');
    return `${name.padEnd(26)}${(plan ?? '').padEnd(10)}${counted}${times}${full_over_it.toFixed(2).padStart(11)}`;
  });
  return [
    `${variants.toLocaleString('en')} variants with ${parameters} parameters; seconds from request to the end`,
    '',
    `${''.padEnd(26)}${'plan'.padEnd(10)}${'computed'.padStart(13)}${'min'.padStart(7)}${'median'.padStart(7)}${'max'.padStart(7)}${'full ÷ it'.padStart(11)}`,
    ...lines,
    '',
    `one variant under watch, commit to read: median ${watched.median} ms, p99 ${watched.p99} ms, at most ${watched.max} ms`,
    `an update of one variant: ${ratio(writing.update_microseconds)}`,
    `a row of an import: ${ratio(writing.copy_microseconds)}`,
    '',
  ].join('\n');
}
