import { chmod, chown, lchown, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CostingError } from '#platform';
import { type Binaries } from './binaries.js';
import { ownToken, removeDead } from './folder-lock.js';
import { runProgram } from './run-program.js';
import { type ServerUser } from './server-user.js';
import { settingsFile } from './settings.js';

export const OWNER_ROLE = 'costing';
const VERSION_FILE = 'PG_VERSION';

/**
 * Makes sure that `folder` holds a cluster that `user` may serve. A new one is made under another name beside it and
 * renamed, so it is complete or absent; about one second. Throws `CostingError` DATA_FOLDER_VERSION or
 * EMBEDDED_SERVER_FAILED.
 */
export async function ensureCluster(folder: string, binaries: Binaries, user: ServerUser | null): Promise<void> {
  const version = await readFile(join(folder, VERSION_FILE), 'utf8').catch(() => null);
  if (version === null) await createCluster(folder, binaries, user);
  else if (Number.parseInt(version, 10) !== binaries.majorVersion) throw otherVersion(folder, version, binaries);
  else await handOver(folder, user);
}

async function createCluster(folder: string, binaries: Binaries, user: ServerUser | null): Promise<void> {
  const fresh = `${folder}.new.${ownToken()}`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    if (user) await chown(fresh, user.uid, user.gid);
    await runProgram(binaries, 'initdb', initialisation(), fresh, user);
    await rename(fresh, folder);
    await syncFolder(join(folder, '..'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') throw notACluster(folder);
    throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** `initdb`'s arguments. */
function initialisation(): string[] {
  return [
    `--username=${OWNER_ROLE}`,
    // Whoever reaches the socket has passed the 0700 folder and could as well read and write the files themselves; a
    // password would have to lie beside them and guard nothing. That holds for a shared user like `nobody` too.
    '--auth=trust',
    '--encoding=UTF8',
    // Built-in rules sort the same on every system and survive its updates; the system's locales do neither.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    // One call instead of a thousand; as durable.
    ...(process.platform === 'linux' ? ['--sync-method=syncfs'] : []),
  ];
}

/** Removes what killed initialisations left. Only while the start lock is held. */
export async function removeUnfinishedClusters(root: string, name: string): Promise<void> {
  await removeDead(root, `${name}.new.`);
}

/** Written at every start, so that an update of the software brings its settings along. */
export async function writeSettings(
  folder: string,
  settings: Readonly<Record<string, string>>,
  user: ServerUser | null,
): Promise<void> {
  const path = join(folder, 'postgresql.conf');
  const fresh = `${path}.new`;
  await writeFile(fresh, settingsFile(settings), { mode: 0o600 });
  if (user) await chown(fresh, user.uid, user.gid);
  await rename(fresh, path);
}

/**
 * A copied or restored cluster may belong to root, whom PostgreSQL refuses, or be open to others, which it refuses too.
 */
async function handOver(folder: string, user: ServerUser | null): Promise<void> {
  const { uid, mode } = await stat(folder);
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
  if (!user || uid === user.uid) return;
  const entries = await readdir(folder, { recursive: true });
  await Promise.all(entries.map((entry) => lchown(join(folder, entry), user.uid, user.gid)));
  await chown(folder, user.uid, user.gid);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

function otherVersion(folder: string, version: string, { majorVersion }: Binaries): CostingError {
  return new CostingError(
    'DATA_FOLDER_VERSION',
    `${folder} was made by PostgreSQL ${version.trim()}, and this version of the software brings ${majorVersion}. ` +
      `Export what you need with the version that made it, then move the folder away, or set DATABASE_URL.`,
  );
}

function notACluster(folder: string): CostingError {
  return new CostingError(
    'DATA_FOLDER_VERSION',
    `${folder} is not empty and holds no PostgreSQL cluster. Move it away, then start again.`,
  );
}
