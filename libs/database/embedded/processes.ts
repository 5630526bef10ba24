import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** What the system says of a living process. */
export interface ProcessFacts {
  readonly pid: number;
  /** When it started, opaque: a pid alone may have been given to another process since. */
  readonly startedAt: string;
  /** Its arguments; PostgreSQL's backends overwrite theirs with one title (`postgres: costing-…: checkpointer`). */
  readonly command: readonly string[];
}

const LINUX = process.platform === 'linux';

/** A living process, or null. A zombie counts as gone: where process 1 does not reap, it stays for ever. */
export function processFacts(pid: number): ProcessFacts | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return LINUX ? fromProc(pid) : (fromPs(['-p', String(pid)])[0] ?? null);
}

/** Every living process that we may see. */
export function allProcesses(): ProcessFacts[] {
  if (!LINUX) return fromPs(['-ax']);
  return readdirSync('/proc').flatMap((name) => {
    const facts = /^\d+$/.test(name) ? fromProc(Number(name)) : null;
    return facts === null ? [] : [facts];
  });
}

/** `/proc`, because slim images carry no `ps`, and because these two files need no permission on the process. */
function fromProc(pid: number): ProcessFacts | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may itself hold spaces and parentheses; fields are counted behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = 'Z'] = fields;
    const startedAt = fields[19] ?? '';
    if ('ZXx'.includes(state)) return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    while (command.at(-1) === '') command.pop();
    return { pid, startedAt, command };
  } catch {
    return null;
  }
}

/** `ps` of macOS and the BSDs: `  PID STAT Mon Nov 23 09:02:36 2026 command …`. */
function fromPs(selection: readonly string[]): ProcessFacts[] {
  let text: string;
  try {
    text = execFileSync('ps', ['-ww', ...selection, '-o', 'pid=,stat=,lstart=,command='], { encoding: 'utf8' });
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    if (!found || found[2]?.startsWith('Z')) return [];
    const [, pid = '', , startedAt = '', command = ''] = found;
    return [{ pid: Number(pid), startedAt, command: command.split(' ') }];
  });
}

/** Sends a signal; a process that is gone by then is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
