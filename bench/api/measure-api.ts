import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, readReleasedGeneration, readToday, SummaryReader } from '#database';
import type { Config } from '#platform';
import { BENCH_FOLDER, ensureCatalogue } from '../bench-database.js';
import { describeMachine } from '../machine.js';
import type { BenchOptions } from '../options.js';
import { Ours } from '../rows/ours.js';
import type { ApiReport, Release } from './api-report.js';
import { readExport, readSlowly } from './exports.js';
import { Served } from './served.js';
import { type Latencies, readAsFastAsPossible } from './single-reads.js';
import { SteadyReader } from './steady-reads.js';

const IDS = 1_000;
const LOOK_UPS = 2_000;
const SNAPSHOT_MS = 60_000;
const MARGIN_MS = 2_000;

type Log = (line: string) => void;

/** Reads of single summaries beside a bare route, reads while a job runs and is released, and exports. */
export async function measureApi(
  database: Database,
  config: Config,
  options: BenchOptions,
  log: Log,
): Promise<ApiReport> {
  const client = await database.connect('costing bench');
  const folder = join(config.database.dataFolder, BENCH_FOLDER);
  await mkdir(folder, { recursive: true });
  await ensureCatalogue(database, client, options, log);
  const asOf = await readToday(client, config.timeZone);
  const ours = new Ours({ database, config, options, client, log, folder, asOf });
  const served: Served[] = [];
  try {
    log('a first job, not measured');
    await ours.prepare();
    const ids = await someIds(client);
    const api = await Served.start('apps/api/main', { DATABASE_URL: database.url });
    const bare = await Served.start('bench/api/bare-route');
    served.push(api, bare);
    return {
      machine: await describeMachine(client, folder),
      variants: options.variants,
      runs: options.runs,
      single: await measureSingle(api, bare, ids, options.runs, log),
      look_up_microseconds: await measureLookUps(database, client, ids),
      releases: [
        await readThroughRelease(database, ours, api, ids, { besides: 'nothing', log }),
        await readThroughRelease(database, ours, api, ids, { besides: 'an old snapshot and a slow export', log }),
      ],
      export: await measureExport(api, ids, log),
    };
  } finally {
    for (const one of served) await one.stop();
    await ours.close();
    await client.end();
  }
}

async function someIds(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    text: `SELECT id FROM variants WHERE is_active ORDER BY uuid_hash_extended(id, 5) LIMIT $1`,
    values: [IDS],
  });
  return rows.map(({ id }) => id);
}

const pathsOf = (ids: readonly string[]): string[] => ids.map((id) => `/api/v1/cost-summaries/${id}`);
const byNumber = (a: number, b: number): number => a - b;
const medianOf = (all: readonly Latencies[], key: keyof Latencies): number =>
  all.map((one) => one[key]).sort(byNumber)[all.length >> 1]!;

async function measureSingle(
  api: Served,
  bare: Served,
  ids: readonly string[],
  runs: number,
  log: Log,
): Promise<ApiReport['single']> {
  const summary: Latencies[] = [];
  const constant: Latencies[] = [];
  for (let run = 1; run <= runs; run++) {
    constant.push(await readAsFastAsPossible(bare.url, ['/constant']));
    summary.push(await readAsFastAsPossible(api.url, pathsOf(ids)));
    log(`  run ${run}: a constant ${JSON.stringify(constant.at(-1))}, a summary ${JSON.stringify(summary.at(-1))}`);
  }
  const of = (all: readonly Latencies[]): Latencies => ({
    p50: medianOf(all, 'p50'),
    p99: medianOf(all, 'p99'),
    per_second: medianOf(all, 'per_second'),
  });
  const rates = summary.map((one, n) => one.per_second / constant[n]!.per_second).sort(byNumber);
  return { constant: of(constant), summary: of(summary), summary_over_constant: rates[rates.length >> 1]! };
}

/** One after the other, without HTTP: ours, and by the view, whose statement is planned over 64 partitions. */
async function measureLookUps(
  database: Database,
  client: Client,
  ids: readonly string[],
): Promise<ApiReport['look_up_microseconds']> {
  const reader = new SummaryReader(database.pool);
  const time = async (look: (id: string) => Promise<unknown>): Promise<number> => {
    for (const id of ids.slice(0, 100)) await look(id);
    const started = performance.now();
    for (let n = 0; n < LOOK_UPS; n++) await look(ids[n % ids.length]!);
    return Math.round(((performance.now() - started) * 1000) / LOOK_UPS);
  };
  const text = `SELECT * FROM variant_cost_summaries WHERE variant_id = $1`;
  const released = await time((id) => reader.read(id));
  await client.query(`SET plan_cache_mode = force_custom_plan`);
  const byView = await time((id) => client.query({ name: 'bench-view', text, values: [id] }));
  await client.query(`RESET plan_cache_mode`);
  return { released_leaf: released, view: byView };
}

/** A full job, from before it begins to after its release, while summaries are read 500 times a second. */
async function readThroughRelease(
  database: Database,
  ours: Ours,
  api: Served,
  ids: readonly string[],
  { besides, log }: { readonly besides: string; readonly log: Log },
): Promise<Release> {
  const before = (await readReleasedGeneration(database.pool)).generation!;
  const slow = new AbortController();
  const snapshot = besides === 'nothing' ? null : await OldSnapshot.open(database);
  const slowly = snapshot ? readSlowly(api.url, slow.signal) : Promise.resolve();
  const reader = new SteadyReader(api.url, ids);
  try {
    await sleep(MARGIN_MS);
    const { seconds } = await ours.run();
    await sleep(MARGIN_MS);
    const reads = await reader.stop(before);
    const isOld = snapshot ? await snapshot.isStillWhole() : null;
    log(`  released after ${seconds.toFixed(2)} s beside ${besides}: ${JSON.stringify(reads)}`);
    return { besides, ...reads, snapshot_saw_all_of_the_old: isOld };
  } finally {
    slow.abort();
    await slowly.catch(() => undefined);
    await snapshot?.close();
    await ours.discard();
  }
}

/** A reader whose repeatable-read transaction stays open for a minute. */
class OldSnapshot {
  private constructor(
    private readonly client: Client,
    private readonly since: number,
    private readonly sums: string,
  ) {}

  static async open(database: Database): Promise<OldSnapshot> {
    const client = await database.connect('costing bench snapshot');
    await client.query(`BEGIN ISOLATION LEVEL REPEATABLE READ`);
    return new OldSnapshot(client, performance.now(), await sumsOf(client));
  }

  /** After the minute: what it reads is what it read at first. */
  async isStillWhole(): Promise<boolean> {
    await sleep(Math.max(0, this.since + SNAPSHOT_MS - performance.now()));
    return (await sumsOf(this.client)) === this.sums;
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

async function sumsOf(client: Client): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(
    `SELECT count(*) AS rows, sum(grand_total) AS total, min(job_no) AS oldest, max(job_no) AS newest
       FROM variant_cost_summaries`,
  );
  return JSON.stringify(rows[0]);
}

/** One export alone, and single reads beside one that nobody takes off the server. */
async function measureExport(api: Served, ids: readonly string[], log: Log): Promise<ApiReport['export']> {
  const { rows, seconds } = await readExport(api.url);
  const rss = api.peakRssMb();
  log(`  export: ${rows.toLocaleString('en')} rows in ${seconds.toFixed(2)} s, the API's memory ${rss} MB at most`);
  const slow = new AbortController();
  const slowly = readSlowly(api.url, slow.signal);
  const beside = await readAsFastAsPossible(api.url, pathsOf(ids));
  slow.abort();
  await slowly.catch(() => undefined);
  const alone = await readAsFastAsPossible(api.url, pathsOf(ids));
  return { rows, rows_per_second: Math.round(rows / seconds), api_rss_mb: rss, reads_beside_slow_one: beside, alone };
}
