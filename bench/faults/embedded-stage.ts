import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, openDatabase, orphanFiles } from '#database';
import { type CommandResult, Installation } from '../../test/helpers/installation.js';
import type { Random } from '../../test/oracle/random.js';
import { changeCatalogue } from './catalogue-changes.js';
import { findLeftovers, findOpenTransactions, listTables } from './checks/leftovers.js';
import { checkSummaries } from './checks/summaries.js';
import { type Stage, type StageOptions, YARNS } from './stage.js';
import { findVictim, type Victim, VICTIMS } from './victims.js';

const COMMANDS_MAX = 3;
/** Longest delay before the kill: a little longer than the whole recalculation takes. */
const DELAY_MAX_MS = 2_500;
const VICTIM_POLL_MS = 5;

/** The command line on an installation of its own. */
export class EmbeddedStage implements Stage {
  private constructor(
    private readonly installation: Installation,
    private readonly knownTables: ReadonlySet<string>,
  ) {}

  static async prepare({ variants }: StageOptions): Promise<EmbeddedStage> {
    const installation = await Installation.create();
    try {
      const perYarn = String(Math.ceil(variants / YARNS));
      const seeded = await installation.run('seed', '--yarns', String(YARNS), '--variants-per-yarn', perYarn, '--json');
      if (seeded.exitCode !== 0) throw new Error(`the seed failed: ${seeded.stderr}`);
      return new EmbeddedStage(installation, await withClient(installation, listTables));
    } catch (error) {
      await installation.remove();
      throw error;
    }
  }

  play(_n: number, random: Random): Promise<{ line: string; wrong: readonly string[] }> {
    return playEmbeddedRound(this.installation, random, this.knownTables);
  }

  end(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  remove(): Promise<void> {
    return this.installation.remove();
  }
}

/**
 * `recalculate` on the embedded server, with a part of it killed: the command, its worker, the server, a backend. The
 * next start must set everything right by itself; then every summary must be exact, with no table and no file too many.
 */
async function playEmbeddedRound(
  installation: Installation,
  random: Random,
  knownTables: ReadonlySet<string>,
): Promise<{ line: string; wrong: readonly string[] }> {
  await withClient(installation, (client) => changeCatalogue(client, random));
  const victim = random.pick(VICTIMS);
  const command = installation.start('recalculate', '--json');
  let said = '';
  command.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  command.stdout?.resume();
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
  const when = killedAt === null ? 'never, it was over' : `after ${killedAt} ms`;
  const exit =
    exitCode === null
      ? 'was killed'
      : exitCode === 0
        ? 'succeeded'
        : `ended with ${exitCode} (${said.trim().split('\n').at(-1)})`;
  return { line: `embedded, ${victim} killed ${when}; the command ${exit}, ${commands} command(s) in all`, wrong };
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

/** Runs `work` with the embedded server up and for us alone. */
async function withClient<T>(installation: Installation, work: (client: Client) => Promise<T>): Promise<T> {
  const database = await openDatabase(installation.config, { applicationName: 'costing faults' });
  try {
    const client = await database.connect('costing faults');
    return await work(client).finally(() => client.end());
  } finally {
    await database.close();
  }
}
