import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from './config.js';

const hadParent = process.connected;

/** SIGTERM: a supervisor stops the process. SIGINT: a person does. `disconnect`: the program that started it is gone. */
export type StopCause = 'SIGTERM' | 'SIGINT' | 'disconnect';

/**
 * Calls `stop`, once or more often, on SIGTERM, SIGINT and when the program that started this one is gone, however that
 * ended; also when it went while this one was still starting and nobody listened.
 */
export function onStop(stop: (cause: StopCause) => void): void {
  for (const cause of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.once(cause, () => stop(cause));
  if (hadParent && !process.connected) stop('disconnect');
}

/** Lets go of the parent's channel, which would keep a process alive that has nothing left to do. */
export function letGoOfParent(): void {
  if (process.connected) process.disconnect();
}

/**
 * Starts another program of this project (`apps/worker/main`) with the environment changed by `overrides`, each of which also
 * wins over a file of that name (`DATABASE_URL` over `DATABASE_URL_FILE`). It has a
 * session of its own, so that Ctrl-C reaches only its parent, and a channel whose end tells it that the parent is gone.
 * Its stdout goes to stderr: stdout belongs to the command. `nodeFlags` are for Node itself (`--cpu-prof`).
 */
export function startProgram(
  program: string,
  args: readonly string[],
  overrides: Readonly<Record<string, string>>,
  nodeFlags: readonly string[] = [],
): ChildProcess {
  return spawn(process.execPath, [...nodeFlags, join(PROJECT_ROOT, 'dist', `${program}.js`), ...args], {
    env: { ...process.env, ...withoutFiles(overrides), ...overrides },
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: true,
  });
}

const withoutFiles = (overrides: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.keys(overrides).map((name) => [`${name}_FILE`, '']));
