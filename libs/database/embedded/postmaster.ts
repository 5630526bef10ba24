import { statSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { allProcesses, processFacts, signal } from './processes.js';

const PID_FILE = 'postmaster.pid';
/** Besides the socket itself; a stale one names a pid, too. */
const SOCKET_FILES = ['.s.PGSQL.5432', '.s.PGSQL.5432.lock'];

/**
 * The cluster's name, which PostgreSQL shows in the titles of its processes: made of the folder's identity on its disk,
 * so that a server can be told from any other process that was given the same pid, and from the server of a copied
 * folder.
 */
export function clusterName(folder: string): string {
  const { dev, ino } = statSync(folder);
  return `costing-${dev.toString(36)}-${ino.toString(36)}`;
}

/** The pid of the server that serves `folder` now; null when none does, whatever an old pid file says. */
export async function runningServer(folder: string): Promise<number | null> {
  const pid = await recordedPid(folder);
  return pid !== null && (await serves(pid, folder)) ? pid : null;
}

async function recordedPid(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, PID_FILE), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 ? pid : null;
}

/**
 * Whether the process is a server on this folder: one of ours by its cluster name, one started by hand by its folder.
 */
async function serves(pid: number, folder: string): Promise<boolean> {
  const command = processFacts(pid)?.command ?? [];
  if (!['postgres', 'postmaster'].includes(basename(command[0] ?? ''))) return false;
  const named = command.find((argument) => argument.startsWith('cluster_name='));
  if (named) return named === `cluster_name=${clusterName(folder)}`;
  if (command[command.indexOf('-D') + 1] === folder) return true;
  // Reading another user's working directory needs a capability that containers withhold even from root.
  const [cwd, own] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => null), stat(folder)]);
  return cwd !== null && cwd.dev === own.dev && cwd.ino === own.ino;
}

/**
 * Clears what a killed server left, so that the next one starts: backends that still compute hold its shared memory,
 * and pid files whose pid now belongs to a stranger of the same user (or to a zombie) stop PostgreSQL with "is another
 * postmaster running?". Only under the start lock and with no server running. Returns whether the last server ended
 * without shutting down.
 */
export async function clearDeadServer(folder: string): Promise<boolean> {
  const crashed = (await recordedPid(folder)) !== null;
  await endOrphans(clusterName(folder));
  for (const file of [PID_FILE, ...SOCKET_FILES]) await rm(join(folder, file), { force: true });
  return crashed;
}

/** Backends outlive a killed postmaster while they compute. Nothing that they do can be committed usefully any more. */
async function endOrphans(name: string): Promise<void> {
  const titled = `postgres: ${name}: `;
  for (let round = 0; round < 200; round += 1) {
    const orphans = allProcesses().filter(({ command }) => command.join(' ').startsWith(titled));
    if (orphans.length === 0) return;
    for (const { pid } of orphans) signal(pid, 'SIGKILL');
    await sleep(25);
  }
}
