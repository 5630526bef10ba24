import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clusterName } from '../../libs/database/embedded/postmaster.js';
import { ownToken, tokenIsAlive } from '../../libs/database/embedded/folder-lock.js';
import { allProcesses, signal } from '../../libs/database/embedded/processes.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds everything that PostgreSQL servers of this test run write; the name says whose run it is. */
    postgresRunFolder: string;
  }
}

const PREFIX = 'costing-tests-';
const STOP_MAX_MS = 10_000;

/** vitest's global set-up: a folder for the run's servers, which are started when the first test asks for one. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = await createRunFolder(PREFIX);
  project.provide('postgresRunFolder', folder);
  const remove = (): void => removeDataFolderSync(folder);
  // Also after Ctrl-C, when vitest leaves without its tear-down.
  process.once('exit', remove);
  return remove;
}

/** A folder for everything that this process's servers write; its name says whose it is. Removes what dead ones left. */
export async function createRunFolder(prefix: string): Promise<string> {
  removeDeadRuns(prefix);
  const folder = join(tmpdir(), prefix + ownToken());
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** What killed runs left: servers still running, and their data. */
function removeDeadRuns(prefix: string): void {
  for (const entry of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), entry);
    if (!entry.startsWith(prefix) || tokenIsAlive(entry.slice(prefix.length))) continue;
    if (statSync(folder).uid === process.getuid?.()) removeDataFolderSync(folder);
  }
}

/**
 * Stops every server below `folder` at once, without saving anything, and removes it. Repeated until nothing is left: an
 * application that still lives may have brought its server back meanwhile.
 */
export function removeDataFolderSync(folder: string): void {
  if (!existsSync(folder)) return;
  const names = clustersBelow(folder);
  const deadline = Date.now() + STOP_MAX_MS;
  do {
    // SIGQUIT: leave at once; the server takes its backends along, which SIGKILL would not.
    for (const pid of serversNamed(names)) signal(pid, 'SIGQUIT');
    if (existsSync(folder)) {
      for (const link of linksBelow(folder)) rmSync(dirname(link), { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  } while ((serversNamed(names).length > 0 || existsSync(folder)) && Date.now() < deadline);
}

export async function removeDataFolder(folder: string): Promise<void> {
  return Promise.resolve(removeDataFolderSync(folder));
}

/** Links that deep folders made their sockets reachable by. */
function linksBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'postgres') return linksBelow(path);
    const link = entry.name === 'postgres-socket' ? readFileSync(path, 'utf8') : '';
    return /\/costing-\w{6}\/pg$/.test(link) ? [link] : [];
  });
}

/** Names of the clusters whose files lie below `folder`. */
function clustersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [];
    return existsSync(join(path, 'PG_VERSION')) ? [clusterName(path)] : clustersBelow(path);
  });
}

/** By the cluster's name, not by its pid file: a test may have put any other process's pid there. */
function serversNamed(names: readonly string[]): number[] {
  const marks = names.map((name) => `cluster_name=${name}`);
  return allProcesses()
    .filter(({ command }) => basename(command[0] ?? '') === 'postgres' && command.some((word) => marks.includes(word)))
    .map(({ pid }) => pid);
}
