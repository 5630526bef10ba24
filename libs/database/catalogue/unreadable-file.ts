import { CostingError } from '#platform';

/** What a person can do something about becomes a `FILE_UNREADABLE`; every other error stays as it is. */
export function unreadableFile(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : UNREADABLE[code];
  return reason === undefined ? error : new CostingError('FILE_UNREADABLE', `${path} ${reason}.`, { cause: error });
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder, not a file',
  EIO: 'cannot be read: the disk reports an error',
};
