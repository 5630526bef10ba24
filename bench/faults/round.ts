import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, orphanFiles } from '#database';
import type { CommandResult, Installation } from '../../test/helpers/installation.js';
import { checkGeneration } from '../../test/oracle/check-generation.js';
import { findVictim, type Victim } from './processes.js';

/** What one round did and found. */
export interface Round {
  readonly victim: Victim;
  /** Milliseconds after the command's start at which the victim was killed; null: the command was faster. */
  readonly killedAt: number | null;
  /** Exit code of the command that was disturbed; null: it was killed itself. */
  readonly exitCode: number | null;
  /** How often a job had to be asked for until one was released. */
  readonly commands: number;
  readonly faults: readonly string[];
}

const COMMANDS_MAX = 3;

/**
 * Changes a rate, starts a recalculation, kills the victim after `delayMs` and lets the next start go on. Then every
 * summary must equal the oracle's, all of one generation, with no file that the catalogue does not know.
 */
export async function playRound(
  installation: Installation,
  victim: Victim,
  delayMs: number,
  rate: number,
): Promise<Round> {
  await changeRate(installation, rate);
  const command = installation.start('recalculate', '--json');
  const ended = once(command, 'exit') as Promise<[number | null]>;
  const killedAt = await killAfter(installation, victim, command.pid!, delayMs, ended);
  const [exitCode] = await ended;
  let commands = 1;
  let last: Pick<CommandResult, 'exitCode' | 'stderr'> = { exitCode, stderr: '' };
  while (last.exitCode !== 0 && commands < COMMANDS_MAX) {
    commands++;
    last = await installation.run('recalculate', '--json');
  }
  const faults = await findFaults(installation);
  if (last.exitCode !== 0) faults.unshift(`no job was released after ${commands} commands: ${last.stderr.trim()}`);
  return { victim, killedAt, exitCode, commands, faults };
}

async function changeRate(installation: Installation, rate: number): Promise<void> {
  const database = await openDatabase(installation.config, { applicationName: 'costing faults' });
  try {
    const statement = `UPDATE price_rates SET rate_value = rate_value * $1 WHERE parameter_id IS NOT NULL`;
    await database.pool.query(statement, [rate]);
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
    await sleep(5);
  }
  return null;
}

async function findFaults(installation: Installation): Promise<string[]> {
  const database = await openDatabase(installation.config, { applicationName: 'costing faults' });
  try {
    const check = await checkGeneration(database, { share: 1, seed: 1 });
    const client = await database.connect('costing faults');
    const orphans = await orphanFiles(client, { alone: true });
    await client.end();
    return [...check.faults, ...(orphans ?? []).map(({ path, bytes }) => `file ${path} (${bytes} bytes) is unknown`)];
  } finally {
    await database.close();
  }
}
