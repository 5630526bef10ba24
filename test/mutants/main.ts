import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';
import { type Mutant, MUTANTS } from './mutants.js';

const COPIED = ['apps', 'libs', 'migrations', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
/** What is not changed; vitest's own set-up, which is none of the tests', loads the build. */
const LINKED = ['node_modules', 'dist'];
/** A bug may make a test run for ever: that is caught, too. */
const SPEC_MAX_MS = 1_200_000;

/**
 * Makes each deliberate bug in a copy of the sources and expects the test that is named with it to fail; the unchanged
 * sources must pass first. With words as arguments only bugs whose name holds one of them.
 */
async function main(words: readonly string[]): Promise<void> {
  const chosen = MUTANTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  const folder = await copySources();
  try {
    for (const spec of new Set(chosen.map(({ caughtBy }) => caughtBy))) {
      if (await passes(folder, spec)) continue;
      process.stdout.write(`${spec} fails without any bug: nothing can be told\n`);
      process.exitCode = 1;
      return;
    }
    let missed = 0;
    for (const mutant of chosen) {
      const begun = performance.now();
      const caught = await isCaught(folder, mutant);
      if (!caught) missed++;
      const seconds = ((performance.now() - begun) / 1000).toFixed(0).padStart(4);
      process.stdout.write(
        `${caught ? 'caught' : 'MISSED'} ${seconds} s  ${mutant.name.padEnd(52)} ${mutant.caughtBy}\n`,
      );
    }
    process.stdout.write(`${chosen.length - missed} of ${chosen.length} bugs were caught\n`);
    process.exitCode = missed > 0 ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copySources(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'costing-mutants-'));
  for (const part of COPIED) await cp(join(PROJECT_ROOT, part), join(folder, part), { recursive: true });
  for (const part of LINKED) await symlink(join(PROJECT_ROOT, part), join(folder, part));
  return folder;
}

async function isCaught(folder: string, { name, edits, caughtBy }: Mutant): Promise<boolean> {
  const originals = new Map<string, string>();
  try {
    for (const { file, find, replace } of edits) {
      const path = join(folder, file);
      const source = await readFile(path, 'utf8');
      if (source.split(find).length !== 2) throw new Error(`${name}: ${file} does not hold its text exactly once`);
      if (!originals.has(path)) originals.set(path, source);
      await writeFile(
        path,
        source.replace(find, () => replace),
      );
    }
    return !(await passes(folder, caughtBy));
  } finally {
    for (const [path, source] of originals) await writeFile(path, source);
  }
}

function passes(folder: string, spec: string): Promise<boolean> {
  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', spec], { cwd: folder, stdio: 'ignore', timeout: SPEC_MAX_MS });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

void main(process.argv.slice(2));
