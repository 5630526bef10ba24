import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allProcesses } from '../../libs/database/embedded/processes.js';

/** The process below `builder` that runs a command of the image, not the builder's own with the same argument; null while there is none. */
export function processIn(builder: number, command: string): number | null {
  const found = allProcesses().find(
    ({ pid, command: words }) => words[0] === '/app/bin/node' && words[1] === command && isBelow(pid, builder),
  );
  return found?.pid ?? null;
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1;) {
    if (at === ancestor) return true;
    at = parentOf(at);
  }
  return false;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

/** Files and folders of a user below a container's root, but for some folders at its top. */
export function filesWrittenBy(user: number, root: string, except: readonly string[]): string[] {
  const below = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (folder === root && except.includes(name)) return [];
      const facts = lstatSync(path);
      const own = facts.uid === user ? [path.slice(root.length)] : [];
      return facts.isDirectory() ? [...own, ...below(path)] : own;
    });
  return below(root);
}
