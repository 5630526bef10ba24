import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clusterName } from '../../libs/database/embedded/postmaster.js';
import { ownToken, tokenIsAlive } from '../../libs/database/embedded/folder-lock.js';
import { processFacts, signal } from '../../libs/database/embedded/processes.js';

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
  removeDeadRuns();
  const folder = join(tmpdir(), PREFIX + ownToken());
  await mkdir(folder, { mode: 0o700 });
  project.provide('postgresRunFolder', folder);
  const remove = (): void => removeDataFolderSync(folder);
  // Also after Ctrl-C, when vitest leaves without its tear-down.
  process.once('exit', remove);
  return remove;
}

/** What killed runs left: servers still running, and their data. */
function removeDeadRuns(): void {
  for (const entry of readdirSync(tmpdir())) {
    const folder = join(tmpdir(), entry);
    if (!entry.startsWith(PREFIX) || tokenIsAlive(entry.slice(PREFIX.length))) continue;
    if (statSync(folder).uid === process.getuid?.()) removeDataFolderSync(folder);
  }
}

/** Stops every server below `folder` at once, without saving anything, and removes it. */
export function removeDataFolderSync(folder: string): void {
  if (!existsSync(folder)) return;
  const servers = serversBelow(folder);
  // SIGQUIT: leave at once; the server takes its backends along, which SIGKILL would not.
  for (const { pid } of servers) signal(pid, 'SIGQUIT');
  const deadline = Date.now() + STOP_MAX_MS;
  while (servers.some(({ pid, name }) => isServer(pid, name)) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  for (const link of linksBelow(folder)) rmSync(dirname(link), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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

function serversBelow(folder: string): { pid: number; name: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'base') return serversBelow(path);
    if (entry.name !== 'postmaster.pid') return [];
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return isServer(pid, clusterName(folder)) ? [{ pid, name: clusterName(folder) }] : [];
  });
}

/** By the cluster's name: a test may have put any other process's pid into that file. */
function isServer(pid: number, name: string): boolean {
  const { command = [] } = processFacts(pid) ?? {};
  return basename(command[0] ?? '') === 'postgres' && command.includes(`cluster_name=${name}`);
}
