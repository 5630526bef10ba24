// Makes a checkout ready to run with nothing but Node on the machine: installs what the lockfile names and
// compiles what changed. Every npm script that runs the project starts here; when nothing changed it costs
// a few milliseconds. Plain JavaScript because it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCES = ['apps', 'libs', 'bench', 'clients', 'migrations', 'test', 'tools'];
const LOCK = join(ROOT, '.ready-lock');
const LOCK_STALE_MS = 10 * 60_000;

/** Runs a command; its output goes to stderr so that `--json` owns stdout. Ends this process when it fails. */
function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: false });
  if (status === 0) return;
  console.error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ` with exit code ${status}`}.`);
  rmSync(LOCK, { recursive: true, force: true });
  process.exit(1);
}

/** One at a time: two commands started together must not install or compile into each other's files. */
function withLock(work) {
  for (;;) {
    try {
      mkdirSync(LOCK);
      writeFileSync(join(LOCK, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (holderIsGone()) rmSync(LOCK, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function holderIsGone() {
  try {
    process.kill(Number(readFileSync(join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // The pid file is written just after the folder: without one, only age tells a dead holder from a new one.
    return existsSync(LOCK) && Date.now() - statSync(LOCK).mtimeMs > (error.code === 'ENOENT' ? 5_000 : LOCK_STALE_MS);
  }
}

function lockfileStamp() {
  return createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .update(process.version)
    .digest('hex');
}

/** A digest of every source's path, size and time: changes when a file is edited, added or taken away. */
function sourcesStamp() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'tsconfig.build.json')));
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith('.ts')) hash.update(`${path}:${statSync(path).size}:${statSync(path).mtimeMs}\n`);
    }
  };
  for (const folder of SOURCES) walk(join(ROOT, folder));
  return hash.digest('hex');
}

const stale = (file, stamp) => !existsSync(file) || readFileSync(file, 'utf8') !== stamp;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: this project needs 20.19 or newer.`);
  process.exit(1);
}

const installed = join(ROOT, 'node_modules', '.ready-stamp');
const built = join(ROOT, 'dist', '.ready-stamp');
if (stale(installed, lockfileStamp()) || stale(built, sourcesStamp())) {
  withLock(() => {
    if (stale(installed, lockfileStamp())) {
      console.error('Installing packages (npm ci) …');
      run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
      writeFileSync(installed, lockfileStamp());
    }
    const sources = sourcesStamp();
    if (stale(built, sources)) {
      console.error('Compiling …');
      run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
      writeFileSync(built, sources);
    }
  });
}
