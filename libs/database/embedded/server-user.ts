import { access, constants, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { CostingError } from '#platform';

/** Whom the server runs as when we are root; PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/**
 * The unprivileged user for the server, or null when the current user serves.
 *
 * A cluster that exists keeps its owner, so one made as `nobody` still starts after a package brought a user
 * `postgres`. Throws `CostingError` DATA_FOLDER_NOT_OURS when an ordinary user meets a cluster of somebody else.
 */
export async function serverUser(clusterFolder: string): Promise<ServerUser | null> {
  const owner = await stat(clusterFolder).catch(() => null);
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) {
    if (owner && owner.uid !== uid) throw notOurs(clusterFolder, owner.uid);
    return null;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return findAccount(accounts, 'postgres') ?? findAccount(accounts, 'nobody') ?? NOBODY;
}

/** Throws `CostingError` DATA_FOLDER_NOT_OURS when we may not write in `root`. */
export async function requireWritable(root: string): Promise<void> {
  try {
    await access(root, constants.W_OK | constants.X_OK);
  } catch {
    throw notOurs(root, (await stat(root)).uid);
  }
}

/** A user's ids by `/etc/passwd`; null when unknown there, or root under another name. */
export function findAccount(passwd: string, name: string): ServerUser | null {
  const fields = passwd.split('\n').find((line) => line.startsWith(`${name}:`));
  const [, , uid = '', gid = ''] = fields?.split(':') ?? [];
  return Number(uid) > 0 && Number(gid) > 0 ? { uid: Number(uid), gid: Number(gid) } : null;
}

function notOurs(folder: string, owner: number): CostingError {
  const { username } = userInfo();
  return new CostingError(
    'DATA_FOLDER_NOT_OURS',
    `${folder} belongs to user id ${owner}, and you are ${username}. ` +
      `It was probably made by a run as root: go on as root, hand it over with \`sudo chown -R ${username} ${folder}\` while nothing runs, or set DATABASE_URL.`,
  );
}
