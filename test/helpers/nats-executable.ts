import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from '../../libs/database/embedded/folder-lock.js';

const run = promisify(execFile);
const INSTALL_MAX_MS = 300_000;
/** Debian keeps servers where the PATH of ordinary users does not look. */
const BESIDES_PATH = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * The file of nats-server: on PATH, or where systems put servers. Root on a system with apt-get gets it installed, once
 * and by one process at a time; anybody else an error that says what to install.
 */
export async function natsExecutable(): Promise<string> {
  const found = await findExecutable('nats-server');
  if (found !== null) return found;
  const aptGet = process.getuid?.() === 0 ? await findExecutable('apt-get') : null;
  if (aptGet === null) throw new Error(ABSENT);
  return withFolderLock(tmpdir(), 'costing-install-nats', async () => {
    // Whoever held the lock before has installed it.
    if ((await findExecutable('nats-server')) === null) await install(aptGet);
    const installed = await findExecutable('nats-server');
    if (installed === null) throw new Error(ABSENT);
    return installed;
  });
}

const ABSENT =
  'Tests of task transport need the program nats-server, 2.9 or newer, on PATH: install it with `apt-get install ' +
  'nats-server` (Debian, Ubuntu), `brew install nats-server` (macOS), or from the releases of nats-io/nats-server.';

async function install(aptGet: string): Promise<void> {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: INSTALL_MAX_MS };
  try {
    await run(aptGet, ['update', '-qq'], options);
    await run(aptGet, ['install', '-y', '-qq', '--no-install-recommends', 'nats-server'], options);
  } catch (cause) {
    throw new Error(`${ABSENT} (apt-get could not.)`, { cause });
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
