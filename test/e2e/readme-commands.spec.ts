import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { CLI_MAIN, CommandLine } from '../helpers/command-line.js';

const run = promisify(execFile);
const line = CommandLine.forThisFile();
const folder = mkdtempSync(join(tmpdir(), 'costing-readme-'));
symlinkSync(resolve('examples'), join(folder, 'examples'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shell blocks of "Use it" that need no other server than the database, in their order. */
function blocks(): string[] {
  const section = /^## Use it\n(.*?)^## /ms.exec(readFileSync('README.md', 'utf8'))![1]!;
  const all = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  return all.filter((block) => !block.includes('DATABASE_URL='));
}

/** `npm run -s costing --` as it is, without its check of the build; what runs until Ctrl-C gets it after some seconds. */
const SHELL = `
set -o errexit -o pipefail
npm() {
  [ "$1 $2 $3 $4" = "run -s costing --" ] || { echo "not a command of the command line: npm $*" >&2; return 9; }
  shift 4
  case "$* " in
    "serve "*|*" --watch "*) timeout --preserve-status -s INT 12 "$NODE" "$CLI" "$@" ;;
    *) "$NODE" "$CLI" "$@" ;;
  esac
  echo "ran: $*" >&3
}
`;

it('has commands that run as they stand and in order', async () => {
  const script = blocks().join('');
  const commands = [...script.matchAll(/^npm run -s costing -- (.*?)(?: *#.*)?$/gm)].map(([, command]) => command!);
  expect(commands.length).toBeGreaterThan(12);
  const env = { ...line.env, NODE: process.execPath, CLI: resolve(CLI_MAIN), PORT: '0' };
  const ran = await run('bash', ['-c', `exec 3>&1 1>output\n${SHELL}${script}`], { env, cwd: folder });
  const said = ran.stdout.trimEnd().split('\n');
  expect(said).toHaveLength(commands.length);
  expect(said.at(-1)).toBe('ran: watch resume');
  expect(readFileSync(join(folder, 'costs.csv'), 'utf8').split('\n').length).toBeGreaterThan(80);
  expect(readFileSync(join(folder, 'output'), 'utf8')).toMatch(/job 1 → job 2[^]*listening on http/);
}, 400_000);
