import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Database, openDatabase, orphanFiles } from '#database';
import type { CommandResult, Installation } from '../../test/helpers/installation.js';
import type { Random } from '../../test/oracle/random.js';
import { changeCatalogue } from './catalogue-changes.js';
import { findLeftovers, findOpenTransactions } from './checks/leftovers.js';
import { checkSummaries } from './checks/summaries.js';
import { findVictim, type Victim, VICTIMS } from './victims.js';

/** What one round with the command line and its embedded server did and found. */
export interface EmbeddedRound {
  readonly victim: Victim;
  /** Milliseconds after the command's start at which the victim was killed; null: the command was faster. */
  readonly killedAt: number | null;
  /** Exit code of the command that was disturbed; null: it was killed itself. */
  readonly exitCode: number | null;
  /** How often a job had to be asked for until one was released. */
  readonly commands: number;
  readonly wrong: readonly string[];
}

const COMMANDS_MAX = 3;
/** Longest delay before the kill: a little longer than the whole recalculation takes. */
const DELAY_MAX_MS = 2_500;
const VICTIM_POLL_MS = 5;

/**
 * `recalculate` on the embedded server, with a part of it killed: the command, its worker, the server, a backend. The
 * next start must set everything right by itself; then every summary must be exact, with no table and no file too many.
 */
export async function playEmbeddedRound(
  installation: Installation,
  random: Random,
  knownTables: ReadonlySet<string>,
): Promise<EmbeddedRound> {
  await withClient(installation, (client) => changeCatalogue(client, random));
  const victim = random.pick(VICTIMS);
  const command = installation.start('recalculate', '--json');
  const ended = once(command, 'exit') as Promise<[number | null]>;
  const killedAt = await killAfter(installation, victim, command.pid!, random.next() * DELAY_MAX_MS, ended);
  const [exitCode] = await ended;
  let commands = 1;
  let last: Pick<CommandResult, 'exitCode' | 'stderr'> = { exitCode, stderr: '' };
  while (last.exitCode !== 0 && commands < COMMANDS_MAX) {
    commands++;
    last = await installation.run('recalculate', '--json');
  }
  const wrong = await withClient(installation, (client) => check(client, knownTables));
  if (last.exitCode !== 0) wrong.unshift(`no job was released after ${commands} commands: ${last.stderr.trim()}`);
  return { victim, killedAt, exitCode, commands, wrong };
}

/** Runs `work` with the embedded server up and for us alone. */
export async function withClient<T>(installation: Installation, work: (client: Client) => Promise<T>): Promise<T> {
  const database: Database = await openDatabase(installation.config, { applicationName: 'costing faults' });
  try {
    const client = await database.connect('costing faults');
    return await work(client).finally(() => client.end());
  } finally {
    await database.close();
  }
}

async function killAfter(
  installation: Installation,
  victim: Victim,
  commandPid: number,
  delayMs: number,
  ended: Promise<unknown>,
): Promise<number | null> {
  const started = performance.now();
  const state = { over: false };
  void ended.then(() => (state.over = true));
  await sleep(delayMs);
  // The victim may not have started yet.
  while (!state.over) {
    const pid = findVictim(victim, installation.folder, commandPid);
    if (pid !== null) {
      process.kill(pid, 'SIGKILL');
      return Math.round(performance.now() - started);
    }
    await sleep(VICTIM_POLL_MS);
  }
  return null;
}

async function check(client: Client, knownTables: ReadonlySet<string>): Promise<string[]> {
  const { faults } = await checkSummaries(client);
  const orphans = (await orphanFiles(client, { alone: true })) ?? [];
  return [
    ...faults,
    ...(await findLeftovers(client, knownTables)),
    ...(await findOpenTransactions(client)),
    ...orphans.map(({ path, bytes }) => `file ${path} (${bytes} bytes) belongs to nothing`),
  ];
}

/** One line for people, and one for each fault. */
export function describeEmbeddedRound(n: number, round: EmbeddedRound): string[] {
  const { victim, killedAt, exitCode, commands, wrong } = round;
  const when = killedAt === null ? 'never, it was over' : `after ${killedAt} ms`;
  const exit = exitCode === null ? 'was killed' : `ended with ${exitCode}`;
  const outcome = wrong.length === 0 ? 'exact' : 'WRONG';
  const line = `round ${n}: embedded, ${victim} killed ${when}; the command ${exit}, ${commands} command(s) in all; ${outcome}`;
  return [line, ...wrong.slice(0, 30).map((fault) => `  ${fault}`)];
}
