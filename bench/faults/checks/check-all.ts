import type { Client } from '#database';
import type { Cast } from '../cast.js';
import { type FaultName, kindOf } from '../fault-kinds.js';
import { eventually } from './eventually.js';
import { checkLedger } from './ledger.js';
import { findLeftovers, findOpenTransactions } from './leftovers.js';
import { unexplained } from './logs.js';
import { findAnnouncements } from './stream.js';
import { checkSummaries } from './summaries.js';

export interface Expected {
  readonly key: string;
  readonly jobsBefore: number;
  readonly struck: readonly FaultName[];
  readonly knownTables: ReadonlySet<string>;
}

/** Superfluous generations are dropped after a job's end; a reader of an old snapshot may hold that up. */
const CLEAN_SECONDS = 30;
/** An announcement that nobody acknowledged is delivered again after 15 s, and then acknowledged. */
const STREAM_SECONDS = 40;

/** Everything that must hold after a round, whatever happened in it. */
export async function checkAll(
  cast: Cast,
  { key, jobsBefore, struck, knownTables }: Expected,
): Promise<{ readonly faults: readonly string[]; readonly notes: readonly string[] }> {
  const faults: string[] = [];
  const notes: string[] = [];
  await cast.enter();
  const client = await cast.postgres.connect();
  try {
    faults.push(...(await checkLedger(client, key, jobsBefore)));
    faults.push(...(await eventually(CLEAN_SECONDS, () => findLeftovers(client, knownTables))));
    faults.push(...(await eventually(CLEAN_SECONDS, () => findOpenTransactions(client))));
    faults.push(...(await summaryFaults(client, notes)));
  } finally {
    await client.end();
  }
  const { nats } = cast;
  if (nats) faults.push(...(await eventually(STREAM_SECONDS, () => findAnnouncements(nats))));
  const files = await cast.postgres.sweep();
  if (files.length > 0 && struck.some((name) => kindOf(name).leavesFiles)) notes.push(`${files.length} files swept`);
  else faults.push(...files.map(({ path, bytes }) => `file ${path} (${bytes} bytes) belongs to nothing`));
  const lines = cast.members.flatMap((member) => member.takeLines());
  faults.push(...unexplained(lines, struck));
  return { faults, notes };
}

async function summaryFaults(client: Client, notes: string[]): Promise<readonly string[]> {
  const check = await checkSummaries(client);
  if (check.failed > 0) notes.push(`${check.failed} without a cost, ${check.carried} carried`);
  return check.faults;
}
