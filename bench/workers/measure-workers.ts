import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, listUnneededGenerations, readToday } from '#database';
import { openTaskTransport, type TaskTransport } from '#jobs';
import { type Config, createLog, readConfig } from '#platform';
import { NatsServer } from '../../test/helpers/nats-server.js';
import { ensureCatalogue } from '../bench-database.js';
import { settle } from '../lanes.js';
import { describeMachine } from '../machine.js';
import type { BenchOptions } from '../options.js';
import { Fleet, type FleetRun, type FleetSettings } from './fleet.js';

const CLEAN_UP_POLL_MS = 50;

interface WorkersReport {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly variants: number;
  readonly runs: number;
  readonly rows: readonly {
    readonly name: string;
    readonly variants_per_second: { readonly min: number; readonly median: number; readonly max: number };
    /** Of its rate by that of the row of one process with as many lanes, round by round: their median. */
    readonly over_one_process: number | null;
    readonly orchestration: number;
  }[];
}

/** `1 × 8` against `8 × 1` and so on; the last two show what the broker is worth. */
function fleets(natsUrl: string): readonly (FleetSettings & { readonly against: string | null })[] {
  const fleet = (processes: number, lanesEach: number) => ({
    name: `${processes} × ${lanesEach}`,
    processes,
    lanesEach,
    natsUrl,
    brokerKilled: false,
    against: processes === 1 ? null : `1 × ${processes * lanesEach}`,
  });
  const none = { ...fleet(4, 1), name: '4 × 1, no broker', natsUrl: null, against: '4 × 1' };
  const killed = { ...fleet(4, 1), name: '4 × 1, broker killed', brokerKilled: true, against: '4 × 1' };
  return [fleet(1, 2), fleet(2, 1), fleet(1, 4), fleet(4, 1), fleet(1, 8), fleet(8, 1), none, killed];
}

/** Many worker processes beside one with as many lanes, on one machine, interleaved; with a broker and without. */
export async function measureWorkers(
  database: Database,
  config: Config,
  options: BenchOptions,
  log: (line: string) => void,
): Promise<WorkersReport> {
  const client = await database.connect('costing bench');
  const nats = await NatsServer.start();
  const natsConfig = readConfig({ NATS_URL: nats.url });
  const transport = await openTaskTransport(natsConfig, createLog('error', 'bench'), 'costing bench');
  try {
    await ensureCatalogue(database, client, options, log);
    const asOf = await readToday(client, config.timeZone);
    const runs = new Map<string, FleetRun[]>();
    for (let round = 1; round <= options.runs; round++) {
      for (const settings of fleets(nats.url)) {
        const run = await measureOne({ database, client, transport, asOf, nats }, settings);
        runs.set(settings.name, [...(runs.get(settings.name) ?? []), run]);
        const rate = Math.round(run.rows / run.seconds).toLocaleString('en');
        log(`${round}/${options.runs} ${settings.name}: ${rate} variants/s, ${(run.orchestration * 100).toFixed(1)} %`);
      }
    }
    const machine = await describeMachine(client, config.database.dataFolder);
    return { machine, variants: options.variants, runs: options.runs, rows: reportRows(fleets(nats.url), runs) };
  } finally {
    await transport.close();
    await nats.stop();
    await client.end();
  }
}

/** A first job warms the threads and is not measured. */
async function measureOne(
  {
    database,
    client,
    transport,
    asOf,
    nats,
  }: {
    readonly database: Database;
    readonly client: Client;
    readonly transport: TaskTransport;
    readonly asOf: string;
    readonly nats: NatsServer;
  },
  settings: FleetSettings,
): Promise<FleetRun> {
  const fleet = await Fleet.start(settings, database);
  try {
    const run = async (): Promise<FleetRun> => {
      while ((await listUnneededGenerations(client)).length > 0) await sleep(CLEAN_UP_POLL_MS);
      await settle(client);
      const shared = settings.natsUrl === null ? null : transport;
      return fleet.run(database, client, shared, asOf, availableParallelism(), shared && nats.pid);
    };
    await run();
    if (settings.brokerKilled) await nats.kill();
    return await run();
  } finally {
    if (settings.brokerKilled) await nats.restart();
    await fleet.stop();
  }
}

function reportRows(
  settings: readonly { readonly name: string; readonly against: string | null }[],
  runs: ReadonlyMap<string, readonly FleetRun[]>,
): WorkersReport['rows'] {
  const rates = (name: string): number[] => runs.get(name)!.map(({ rows, seconds }) => rows / seconds);
  return settings.map(({ name, against }) => {
    const own = rates(name);
    const other = against === null ? null : rates(against);
    return {
      name,
      variants_per_second: {
        min: Math.round(Math.min(...own)),
        median: Math.round(median(own)),
        max: Math.round(Math.max(...own)),
      },
      over_one_process: other && median(own.map((rate, n) => rate / other[n]!)),
      orchestration: median(runs.get(name)!.map(({ orchestration }) => orchestration)),
    };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** For a person. */
export function workersTable({ variants, runs, rows }: WorkersReport): string {
  const lines = rows.map(({ name, variants_per_second: { median: rate }, over_one_process: ratio, orchestration }) => {
    const beside = ratio === null ? '' : `÷ its peer ${ratio.toFixed(2)}`;
    return `${name.padEnd(18)} ${rate.toLocaleString('en').padStart(9)}/s  orchestration ${(orchestration * 100).toFixed(1)} %  ${beside}`;
  });
  return `${variants.toLocaleString('en')} variants, processes × lanes, medians of ${runs} run(s)\n\n${lines.join('\n')}\n`;
}
