import { lstat, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A socket's address holds 107 bytes on Linux and 103 on macOS; `/.s.PGSQL.5432` is part of it. */
const ADDRESS_MAX_BYTES = 103;
const SOCKET_NAME = '/.s.PGSQL.5432';

/**
 * The folder that clients give as `host`: the cluster's own, or, where that is too deep for a socket address, a link to
 * it in a private folder for temporary files. The link is remembered in `root` and serves again after a crash, so that
 * the address which child processes were given stays good.
 */
export async function socketFolder(clusterFolder: string, root: string): Promise<string> {
  if (fits(clusterFolder)) return clusterFolder;
  const record = join(root, 'postgres-socket');
  const remembered = (await readFile(record, 'utf8').catch(() => '')).trim();
  if (remembered && (await isOurLink(remembered, clusterFolder))) return remembered;
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((folder) => fits(join(folder, 'costing-XXXXXX', 'pg')));
  const link = join(await mkdtemp(join(parent ?? '/tmp', 'costing-')), 'pg');
  await symlink(clusterFolder, link);
  await writeFile(record, link, { mode: 0o600 });
  return link;
}

/** Removes the link, when there is one. */
export async function removeSocketFolder(clusterFolder: string, root: string): Promise<void> {
  const record = join(root, 'postgres-socket');
  const remembered = (await readFile(record, 'utf8').catch(() => '')).trim();
  if (remembered && (await isOurLink(remembered, clusterFolder))) {
    await rm(dirname(remembered), { recursive: true, force: true });
  }
  await rm(record, { force: true });
}

export function fits(folder: string): boolean {
  return Buffer.byteLength(folder + SOCKET_NAME) <= ADDRESS_MAX_BYTES;
}

/**
 * Others may write in the folder for temporary files too: only a private folder of ours, leading where it should, is
 * trusted.
 */
async function isOurLink(link: string, clusterFolder: string): Promise<boolean> {
  try {
    const { uid, mode } = await lstat(dirname(link));
    return uid === process.getuid?.() && (mode & 0o077) === 0 && (await readlink(link)) === clusterFolder;
  } catch {
    return false;
  }
}
