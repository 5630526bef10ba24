import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { CostingError } from '#platform';
import { type Binaries } from './binaries.js';
import { type ServerUser } from './server-user.js';

/** Nothing of the caller's environment (PGDATA, PGOPTIONS, LD_LIBRARY_PATH …) reaches PostgreSQL. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Starts `initdb` or `postgres` on `folder`, in a session of its own (Ctrl-C in the terminal ends us, not it), as
 * `user`.
 *
 * Dropped privileges may not be enough to walk to the folder: a checkout below `/root` (0700). But the folder itself is
 * the user's, and it becomes the working directory while we are still root. `/proc/self/cwd` leads there from within
 * without searching any parent, in the server and in every process that it forks; PostgreSQL resolves all else relative
 * to that.
 */
export function spawnProgram(
  { binFolder }: Binaries,
  program: 'initdb' | 'postgres',
  args: readonly string[],
  folder: string,
  user: ServerUser | null,
  output: 'pipe' | number,
): ChildProcess {
  const dataFolder = user && process.platform === 'linux' ? '/proc/self/cwd' : folder;
  return spawn(join(binFolder, program), ['-D', dataFolder, ...args], {
    ...user,
    cwd: folder,
    detached: true,
    env: ENVIRONMENT,
    stdio: ['ignore', output, output],
  });
}

/** Runs a program to its end; throws `CostingError` EMBEDDED_SERVER_FAILED with the end of what it said. */
export async function runProgram(
  binaries: Binaries,
  program: 'initdb',
  args: readonly string[],
  folder: string,
  user: ServerUser | null,
): Promise<void> {
  const child = spawnProgram(binaries, program, args, folder, user, 'pipe');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const exit = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (exit !== 0) throw serverFailed(`${program} ended with ${exit}`, folder, said);
}

/** The server could not be brought up: what it said last is the reason. */
export function serverFailed(what: string, folder: string, said: string): CostingError {
  const end = said.trim().split('\n').slice(-6).join(' | ');
  const advice = /No space left on device|could not extend/i.test(said)
    ? 'The disk is full: make room and start again.'
    : 'Put that right, or set DATABASE_URL to another PostgreSQL.';
  return new CostingError(
    'EMBEDDED_SERVER_FAILED',
    `The embedded PostgreSQL in ${folder} cannot run: ${what}. Its last lines: ${end} | ${advice}`,
  );
}
