import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, readSnapshot, readToday } from '#database';
import type { Config } from '#platform';
import { BENCH_FOLDER, ensureCatalogue, SEED } from './bench-database.js';
import type { BenchContext, BenchRow } from './bench-row.js';
import { describeMachine, readServerSettings } from './machine.js';
import type { BenchOptions, RowName } from './options.js';
import { dropBenchSchema } from './prepare/bench-schema.js';
import { type BenchReport, ratiosOf, reportRow } from './report.js';
import { type RowRuns, runRounds } from './rounds.js';
import { Floor } from './rows/floor.js';
import { JsonbSql } from './rows/jsonb-sql.js';
import { Ours } from './rows/ours.js';
import { Replaced } from './rows/replaced.js';
import { TypedSql } from './rows/typed-sql.js';

/** Seeds, prepares, measures. The worker of ours runs from the beginning to the end, idle while others have the machine. */
export async function runBench(
  database: Database,
  config: Config,
  options: BenchOptions,
  log: (line: string) => void,
): Promise<BenchReport> {
  const client = await database.connect('costing bench');
  try {
    await ensureCatalogue(database, client, options, log);
    return await measure({ database, config, options, client, log });
  } finally {
    if (!database.embedded) await dropBenchSchema(client);
    await client.end();
  }
}

async function measure(base: Pick<BenchContext, 'database' | 'config' | 'options' | 'client' | 'log'>) {
  const { config, options, client, log } = base;
  const folder = join(config.database.dataFolder, BENCH_FOLDER);
  await mkdir(folder, { recursive: true });
  const asOf = await readToday(client, config.timeZone);
  const ours = new Ours({ ...base, folder, asOf });
  const others: BenchRow[] = [];
  try {
    log('starting the worker; a first job, not measured');
    await ours.prepare();
    const inputs = await readSnapshot(client, { asOf, baseParams: {} });
    const context: BenchContext = { ...base, folder, asOf, ...inputs };
    const rows = options.only.map((name) => makeRow(name, context, ours));
    others.push(...rows.filter((row) => row !== ours));
    for (const row of others) await row.prepare();
    return await makeReport(context, ours, await runRounds(context, rows));
  } finally {
    for (const row of others) await row.close();
    await ours.close();
  }
}

function makeRow(name: RowName, context: BenchContext, ours: Ours): BenchRow {
  switch (name) {
    case 'ours':
      return ours;
    case 'floor':
      return new Floor(context);
    case 'sql':
    case 'sql_bare':
      return new TypedSql(name, context);
    case 'sql_jsonb':
      return new JsonbSql(context);
    case 'replaced':
      return new Replaced(context);
  }
}

async function makeReport(
  { client, config, options, folder, asOf, database }: BenchContext,
  ours: Ours,
  measured: { rows: RowRuns[]; checks: string[] },
): Promise<BenchReport> {
  const rows = measured.rows.map((row) => reportRow(row, row.name === 'ours' ? ours.peakRssMb() : null));
  const { lanes, batchRows } = config.worker;
  return {
    machine: await describeMachine(client, folder),
    settings: {
      runs: options.runs,
      lanes,
      batch_rows: batchRows,
      bulk_synchronous_commit: config.database.bulkSynchronousCommit,
      embedded: database.embedded,
      seed: SEED,
      as_of: asOf,
      profile: options.profile,
      rows_measured: Object.fromEntries(
        measured.rows.map(({ name, runs }) => [name, runs.reduce((sum, run) => sum + run.rows, 0)]),
      ),
      checks: measured.checks,
      not_timed: `between runs a CHECKPOINT and 0.3 s; dropping old results (ours: ${longest(ours.cleanUpSeconds)} s at most)`,
      server: await readServerSettings(client),
    },
    variants: options.variants,
    parameters: options.parameters,
    rows,
    ratios: ratiosOf(rows),
  };
}

const longest = (seconds: readonly number[]): string => Math.max(0, ...seconds).toFixed(2);
