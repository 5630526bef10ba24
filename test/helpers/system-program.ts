import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from '../../libs/database/embedded/folder-lock.js';

const run = promisify(execFile);
type RunOptions = { readonly env: NodeJS.ProcessEnv; readonly timeout: number };
const INSTALL_MAX_MS = 300_000;
/** Debian keeps servers where the PATH of ordinary users does not look. */
const BESIDES_PATH = ['/usr/bin', '/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

const OWN_PROGRAMS = '/usr/local/bin';

/** Where a program comes from that is not one package of its own name. */
export interface SystemPackages {
  /** Debian's packages to install; default: the one of the program's name. */
  readonly packages?: readonly string[];
  /** Paths that have to be there beside the program. */
  readonly files?: readonly string[];
  /** Only the program is taken out of this package, because installing it would start its service. */
  readonly partOf?: string;
}

/**
 * The file of a program that npm does not carry: on PATH, or where systems put servers. Root on a system with apt-get
 * gets its packages installed, once and by one process at a time; anybody else `absent`, which says what to install.
 */
export async function systemProgram(name: string, absent: string, from: SystemPackages = {}): Promise<string> {
  const find = (): Promise<string | null> =>
    (from.files ?? []).every((file) => existsSync(file)) ? findExecutable(name) : Promise.resolve(null);
  const found = await find();
  if (found !== null) return found;
  const aptGet = process.getuid?.() === 0 ? await findExecutable('apt-get') : null;
  if (aptGet === null) throw new Error(absent);
  // One lock for all: apt-get has only one itself.
  return withFolderLock(tmpdir(), 'costing-install', async () => {
    // Whoever held the lock before has installed it.
    if ((await find()) === null) await install(aptGet, name, absent, from);
    const installed = await find();
    if (installed === null) throw new Error(absent);
    return installed;
  });
}

async function install(aptGet: string, name: string, absent: string, from: SystemPackages): Promise<void> {
  const { packages = [name], partOf } = from;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: INSTALL_MAX_MS };
  try {
    await run(aptGet, ['update', '-qq'], options);
    if (partOf === undefined) {
      await run(aptGet, ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
    } else await extract(aptGet, name, partOf, options);
  } catch (cause) {
    throw new Error(`${absent} (apt-get could not.)`, { cause });
  }
}

async function extract(aptGet: string, name: string, packageName: string, options: RunOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'costing-package-'));
  try {
    await run(aptGet, ['download', '-qq', packageName], { ...options, cwd: folder });
    const archive = (await readdir(folder)).find((file) => file.endsWith('.deb'));
    await run('dpkg-deb', ['--extract', join(folder, archive ?? ''), folder], options);
    await copyFile(join(folder, 'usr', 'bin', name), join(OWN_PROGRAMS, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findExecutable(name: string): Promise<string | null> {
  const { PATH = '' } = { ...process.env };
  for (const folder of [...PATH.split(delimiter), ...BESIDES_PATH]) {
    const file = join(folder, name);
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && isExecutable) return file;
  }
  return null;
}
