import { randomUUID } from 'node:crypto';
import { seedCatalogue } from '#database';
import { Random } from '../../test/oracle/random.js';
import { Cast } from './cast.js';
import { listTables } from './checks/leftovers.js';
import { drawFaults } from './fault-kinds.js';
import { describeFault } from './inflict.js';
import { playRound, type Round } from './round.js';

export interface CampaignOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Number of the first round: a round's faults depend on seed and number only. */
  readonly from: number;
  readonly variants: number;
  /** No fault lasts longer. */
  readonly longestSeconds: number;
  readonly useNats: boolean;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

const YARNS = 100;

/** Plays the rounds; true when every one of them was exact. */
export async function runCampaign(options: CampaignOptions): Promise<boolean> {
  const { seed, rounds, from, useNats, print, signal } = options;
  const cast = await Cast.prepare({ useNats });
  let exact = 0;
  let played = 0;
  try {
    const knownTables = await prepare(cast, options);
    for (let n = from; n < from + rounds && !signal.aborted; n++) {
      // A generator of its own, so that a round can be played alone.
      const random = new Random(seed * 1_000_003 + n);
      const plans = drawFaults(random, options);
      const key = `round ${n} ${randomUUID()}`;
      const round = await playRound(cast, { random, plans, knownTables, signal, key });
      played++;
      if (round.wrong.length === 0) exact++;
      for (const line of describeRound(n, round)) print(line);
      if (round.wrong.length > 0 && round.status !== 'COMPLETED') await beginAnew(cast, print);
    }
    if (!signal.aborted) for (const sentence of await cast.leave()) print(`at the end: ${sentence}`);
  } finally {
    await cast.remove();
  }
  print(`${exact} of ${played} rounds were exact${played < rounds ? `, ${rounds - played} were not played` : ''}`);
  return exact === rounds;
}

/** The catalogue, and a first job, after which every table is there that stays. */
async function prepare(cast: Cast, { variants, print, signal, seed }: CampaignOptions): Promise<ReadonlySet<string>> {
  const client = await cast.postgres.connect();
  try {
    const database = { connect: () => cast.postgres.connect() };
    await seedCatalogue(database, { yarns: YARNS, variantsPerYarn: Math.ceil(variants / YARNS), seed });
    const knownTables = await listTables(client);
    await cast.enter();
    const random = new Random(seed);
    for (let n = 0; n < 2; n++) {
      const first = await playRound(cast, { random, plans: [], knownTables, signal, key: `first ${randomUUID()}` });
      for (const line of describeRound(0, first)) print(line);
      if (first.wrong.length > 0) throw new Error('the system does not work without faults');
    }
    return knownTables;
  } finally {
    await client.end();
  }
}

function describeRound(n: number, round: Round): string[] {
  const { faults, startedAt, status, notes, wrong } = round;
  const parts = [
    faults.length === 0 ? 'calm' : faults.map((fault) => describeFault(fault, startedAt)).join(' + '),
    `${status} after ${round.jobSeconds.toFixed(1)} s`,
    ...(faults.length === 0 ? [] : [`recovery ${round.recoverySeconds.toFixed(1)} s`]),
    ...notes,
    `checked in ${round.checkSeconds.toFixed(1)} s`,
    wrong.length === 0 ? 'exact' : 'WRONG',
  ];
  return [`round ${n}: ${parts.join('; ')}`, ...wrong.slice(0, 30).map((fault) => `  ${fault}`)];
}

/** After a round that did not end: new processes, and the job given up, so that the next round means something. */
async function beginAnew(cast: Cast, print: (line: string) => void): Promise<void> {
  for (const member of cast.members) member.signal('SIGKILL');
  await cast.postgres.restart();
  await cast.nats?.restart();
  await cast.postgres.ask(
    `UPDATE recalculation_jobs SET status = 'CANCELLED', finished_at = clock_timestamp(), error = 'given up by the campaign'
      WHERE status IN ('PENDING', 'RUNNING', 'STAGED')`,
  );
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await cast.enter();
  for (const member of cast.members) member.takeLines();
  print('  the processes were replaced and the job was cancelled');
}
