import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CostingError } from '#platform';
import { processFacts } from './processes.js';

const POLL_MS = 20;
/** Whoever holds the lock may be waiting for a crash recovery; longer than this it is stuck. */
const WAIT_MAX_MS = 15 * 60_000;
let taken = 0;

/**
 * Runs `action` while this process alone holds the lock `name` in `folder`; waits for another holder. The lock dies
 * with its process.
 *
 * It is a folder that holds one file named after its owner. `rename` of a prepared folder over it succeeds only while
 * it is absent or empty, so one taker wins. A dead owner is evicted by unlinking the file with *its* name, which can
 * never evict whoever came after it: the race that makes pid files unsafe. (Node offers no `flock`.)
 */
export async function withFolderLock<T>(folder: string, name: string, action: () => Promise<T>): Promise<T> {
  const lock = join(folder, name);
  const token = ownToken();
  await acquire(folder, lock, token);
  try {
    return await action();
  } finally {
    await unlink(join(lock, token)).catch(() => undefined);
    await rmdir(lock).catch(() => undefined);
  }
}

/** `pid-start-count`, unique among the living; `tokenIsAlive` reads it back. */
export function ownToken(): string {
  const startedAt = processFacts(process.pid)?.startedAt ?? '';
  taken += 1;
  return `${process.pid}-${startedAt.replace(/\W/g, '')}-${taken}`;
}

/** Whether the process that made the token still runs. */
export function tokenIsAlive(token: string): boolean {
  const [pid = '', startedAt = ''] = token.split('-');
  const facts = processFacts(Number(pid));
  return facts !== null && facts.startedAt.replace(/\W/g, '') === startedAt;
}

async function acquire(folder: string, lock: string, token: string): Promise<void> {
  const prepared = `${lock}.${token}`;
  await mkdir(prepared, { mode: 0o700 });
  await writeFile(join(prepared, token), '');
  const deadline = Date.now() + WAIT_MAX_MS;
  while (!(await moveInto(prepared, lock))) {
    const owners = await readdir(lock).catch(() => []);
    const dead = owners.filter((owner) => !tokenIsAlive(owner));
    await Promise.all(dead.map((owner) => unlink(join(lock, owner)).catch(() => undefined)));
    if (dead.length > 0) continue;
    if (Date.now() > deadline) {
      await rm(prepared, { recursive: true, force: true });
      throw stuck(folder, owners);
    }
    await sleep(POLL_MS);
  }
  await removeDead(folder, `${basename(lock)}.`);
}

/** Renames over `lock` when that is absent or empty; false when somebody is in it. */
async function moveInto(prepared: string, lock: string): Promise<boolean> {
  try {
    await rename(prepared, lock);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes what killed processes left unfinished: entries of `folder` named `prefix` and the token of a dead process.
 */
export async function removeDead(folder: string, prefix: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(prefix) || tokenIsAlive(entry.slice(prefix.length))) continue;
    await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function stuck(folder: string, owners: readonly string[]): CostingError {
  const pid = owners[0]?.split('-')[0] ?? 'unknown';
  return new CostingError(
    'DATA_FOLDER_IN_USE',
    `Process ${pid} has been at work with what is in ${folder} for ${WAIT_MAX_MS / 60_000} minutes. ` +
      `Look at what it does, or end it with \`kill ${pid}\`, and start again.`,
  );
}
