import type { Client } from '#database';
import type { Cast } from '../cast.js';
import { type FaultName, kindOf } from '../fault-kinds.js';
import type { LogLine } from '../member.js';
import { getJob } from '../job-client.js';
import { eventually } from './eventually.js';
import { checkLedger } from './ledger.js';
import { findLeftovers, findOpenTransactions } from './leftovers.js';
import { unexplained } from './logs.js';
import { countConnections, countPhantoms, findAnnouncements } from './stream.js';
import { checkSummaries } from './summaries.js';

export interface Found {
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  /** What the programs complained of since the last time, in order. */
  readonly complaints: readonly LogLine[];
}

export interface Expected {
  readonly key: string;
  readonly jobsBefore: number;
  readonly struck: readonly FaultName[];
  /** Faults of the round before, which programs may still speak of. */
  readonly struckBefore: readonly FaultName[];
  /** When the round began: `performance.now()`. */
  readonly startedAt: number;
  readonly knownTables: ReadonlySet<string>;
  /** To the broker, when all programs are connected. */
  readonly natsConnections: number;
}

/** Superfluous generations are dropped after a job's end; a reader of an old snapshot may hold that up. */
const CLEAN_SECONDS = 30;
/** An announcement that nobody acknowledged is delivered again after 15 s, and then acknowledged. */
const STREAM_SECONDS = 40;

/** A program that was cut off tries again every few seconds; what it then finds is said in the round that it is of. */
const REJOIN_SECONDS = 30;
/** An api whose database connections hung must have noticed by then. */
const ANSWER_SECONDS = 30;

/** Everything that must hold after a round, whatever happened in it. */
export async function checkAll(
  cast: Cast,
  { key, jobsBefore, struck, struckBefore, startedAt, knownTables, natsConnections }: Expected,
): Promise<Found> {
  const faults: string[] = [];
  const notes: string[] = [];
  await cast.enter();
  if (cast.nats) faults.push(...(await eventually(REJOIN_SECONDS, () => absences(cast, natsConnections))));
  const client = await cast.postgres.connect();
  try {
    faults.push(...(await checkLedger(client, key, jobsBefore)));
    faults.push(...(await eventually(CLEAN_SECONDS, () => findLeftovers(client, knownTables))));
    faults.push(...(await eventually(CLEAN_SECONDS, () => findOpenTransactions(client))));
    faults.push(...(await summaryFaults(client, notes)));
  } finally {
    await client.end();
  }
  faults.push(...(await eventually(ANSWER_SECONDS, () => apiFaults(cast, key))));
  if (cast.nats) faults.push(...(await announcementFaults(cast, notes)));
  const files = await cast.postgres.sweep();
  if (files.length > 0 && struck.some((name) => kindOf(name).leavesFiles)) notes.push(`${files.length} files swept`);
  else faults.push(...files.map(({ path, bytes }) => `file ${path} (${bytes} bytes) belongs to nothing`));
  const lines = cast.members.flatMap((member) => member.takeLines());
  // A connection that went black is noticed after 15 s, when its round may be over.
  faults.push(
    ...unexplained(
      lines.filter(({ at }) => at < startedAt),
      [...struckBefore, ...struck],
    ),
  );
  faults.push(
    ...unexplained(
      lines.filter(({ at }) => at >= startedAt),
      struck,
    ),
  );
  return { faults, notes, complaints: lines.sort((a, b) => a.at - b.at) };
}

async function absences({ natsMonitorPort }: Cast, expected: number): Promise<readonly string[]> {
  const count = await countConnections(natsMonitorPort);
  return count >= expected ? [] : [`${count} of ${expected} connections to NATS came back`];
}

async function summaryFaults(client: Client, notes: string[]): Promise<readonly string[]> {
  const check = await checkSummaries(client);
  if (check.failed > 0) notes.push(`${check.failed} without a cost, ${check.carried} carried`);
  return check.faults;
}

async function announcementFaults(cast: Cast, notes: string[]): Promise<readonly string[]> {
  const { natsMonitorPort, natsKills } = cast;
  const find = (): ReturnType<typeof findAnnouncements> => findAnnouncements(natsMonitorPort, cast.natsPhantoms);
  let living = await eventually(STREAM_SECONDS, async () => (await find()).living);
  if (living.length > 0 && natsKills > 0) {
    cast.natsPhantoms = await countPhantoms(natsMonitorPort);
    ({ living } = await find());
  }
  const { dead } = await find();
  const sentence = `${dead} announcements are kept that nobody will get`;
  if (dead > 0 && natsKills === 0) return [...living, sentence];
  if (dead > 0) notes.push(sentence);
  if (cast.natsPhantoms > 0) notes.push(`${cast.natsPhantoms} acknowledgements are waited for of what is gone`);
  return living;
}

/** Every api says of the job what the ledger says. */
async function apiFaults({ apis, postgres }: Cast, key: string): Promise<string[]> {
  const jobs = await postgres.ask<{ id: string; status: string }>(
    'SELECT id, status FROM recalculation_jobs WHERE idempotency_key = $1',
    [key],
  );
  if (!jobs?.[0]) return [];
  const [{ id, status }] = jobs as [{ id: string; status: string }];
  const answers = await Promise.all(apis.map((api) => getJob(api, id)));
  return answers.flatMap((answer, n) => {
    const said = typeof answer === 'string' ? answer : answer.status;
    return said === status ? [] : [`${apis[n]!.name} says of the job: ${said}; the ledger: ${status}`];
  });
}
