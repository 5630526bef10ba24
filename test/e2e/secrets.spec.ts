import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';

const PASSWORD = 'n0t-to-be-seen';
const line = CommandLine.forThisFile();
let file = '';
beforeAll(() => {
  const url = new URL(line.env['DATABASE_URL']!.replace('@/', '@localhost/'));
  url.password = PASSWORD;
  // The server of the tests trusts whoever reaches its socket: the password is in the address only.
  file = line.file('database-url', url.href.replace('@localhost/', '@/'));
  expect(readFileSync(file, 'utf8')).toContain(`:${PASSWORD}@/`);
});
const started: ChildProcess[] = [];
afterAll(() => started.forEach((child) => child.kill('SIGKILL')));

/** The process and all that it has started, with what everybody who may see them reads of them. */
function family(pid: number): { pid: number; seen: string }[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [
          { pid: Number(name), parent: Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))![1]) },
        ];
      } catch {
        return [];
      }
    });
  const below = (of: number): number[] => [
    of,
    ...parents.filter(({ parent }) => parent === of).flatMap(({ pid: child }) => below(child)),
  ];
  return below(pid).map((member) => ({
    pid: member,
    seen: readFileSync(`/proc/${member}/environ`, 'latin1') + readFileSync(`/proc/${member}/cmdline`, 'latin1'),
  }));
}

it.skipIf(process.platform !== 'linux').each([
  [['serve'], 3, 'listening on'],
  [['worker'], 2, ''],
  [['recalculate', '--mode', 'delta', '--watch'], 2, ''],
])('%j hands no password from a file to a process that it starts', async (args, members, said) => {
  const env = { ...process.env, DATABASE_URL: '', DATABASE_URL_FILE: file, PORT: '0' };
  const child = spawn(process.execPath, [CLI_MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => family(child.pid!).length, { timeout: 30_000 }).toBe(members);
  await expect.poll(() => output, { timeout: 30_000 }).toContain(said);
  for (const { seen } of family(child.pid!)) expect(seen).not.toContain(PASSWORD);
  for (const { seen } of family(child.pid!).slice(1)) expect(seen).toContain(file);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
