import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a round may kill with SIGKILL. */
export const VICTIMS = ['worker', 'command', 'postmaster', 'backend'] as const;
export type Victim = (typeof VICTIMS)[number];

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Finds the victim among the processes that belong to one installation; null when it does not run now. */
export function findVictim(victim: Victim, folder: string, commandPid: number): number | null {
  const rows = processes();
  const postmaster = readPostmasterPid(folder);
  const candidates = {
    command: () => [commandPid],
    worker: () =>
      rows.filter(({ command }) => command.includes(join(folder, 'dist/apps/worker/main.js'))).map(({ pid }) => pid),
    postmaster: () => (postmaster === null ? [] : [postmaster]),
    backend: () =>
      rows.filter((row) => row.parent === postmaster && /COPY|CREATE|ALTER/.test(row.command)).map(({ pid }) => pid),
  }[victim]();
  return candidates.find((pid) => rows.some((row) => row.pid === pid)) ?? null;
}

function readPostmasterPid(folder: string): number | null {
  try {
    return Number(readFileSync(join(folder, '.data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

/** The machine's processes from /proc; one that ends meanwhile is left out. */
function processes(): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      rows.push({ pid: Number(entry), parent, command });
    } catch {
      continue;
    }
  }
  return rows;
}
