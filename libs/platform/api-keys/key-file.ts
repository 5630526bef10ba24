import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CostingError } from '../errors.js';
import { whyUnreadable } from '../setting-or-file.js';
import { isRole, type Role, ROLES } from './roles.js';

/** A key as the file keeps it: never the key itself. */
export interface ApiKey {
  /** Who it was given to; the audit names its changes after it. */
  readonly name: string;
  readonly role: Role;
  /** `hashKey` of the key, hexadecimal. */
  readonly sha256: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339; from then on it is unknown. null: it does not expire. */
  readonly expiresAt: string | null;
}

const KEY_BYTES = 32;
const DIGEST_DIGITS = 16;
/** As many as Linux follows. */
const LINKS_MAX = 40;
const NEW_FILE_MODE = 0o600;
const OTHERS_READ_OR_WRITE = 0o006;
const KEY_NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
/** What the audit calls changes that came without a key. */
const NAMES_TAKEN: readonly string[] = ['api', 'cli'];

/** A new key. The prefix is for those who look for secrets where none should be. */
export function newKey(): string {
  return `costing_${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/**
 * SHA-256, which is fast, is right here: slow hashes make up for passwords that people choose and machines can guess.
 * Of 256 random bits nothing can be guessed, and every request pays for the hash.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** Throws a `CostingError` of a name that no key may have. */
export function checkKeyName(name: string): void {
  if (KEY_NAME.test(name) && !NAMES_TAKEN.includes(name)) return;
  throw new CostingError(
    'INVALID_KEY_NAME',
    `'${name}' cannot name a key: 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit; not ${NAMES_TAKEN.join(' or ')}.`,
    { exitCode: 2 },
  );
}

/** What a key file holds, and which contents that was. */
export interface KeyFile {
  readonly keys: readonly ApiKey[];
  /** Tells one content of the file from another; says nothing about the keys. */
  readonly digest: string;
}

/**
 * The keys in the file at `path`, expired ones included; links are followed, as a mounted Kubernetes Secret needs it. Throws
 * `CostingError` API_KEYS_UNREADABLE naming path and reason; a file that every user may read or write is refused, too.
 */
export function readKeyFile(path: string): KeyFile {
  try {
    const text = readPrivately(path);
    const document = JSON.parse(text) as { readonly keys?: unknown };
    if (!Array.isArray(document?.keys)) throw new Error('it has no list "keys"');
    const keys = document.keys.map(keyOf);
    const repeated = keys.find(({ name }, n) => keys.findIndex((other) => other.name === name) !== n);
    if (repeated) throw new Error(`two keys have the name '${repeated.name}'`);
    return { keys, digest: digestOf(text) };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const remedy = missing ? ' `keys add NAME --role viewer` makes the file.' : '';
    throw new CostingError(
      'API_KEYS_UNREADABLE',
      `The keys in ${path} (API_KEYS_FILE) cannot be used: ${whyUnreadable(error)}.${remedy}`,
      { cause: error, details: { missing } },
    );
  }
}

/** Mode and contents come from one descriptor: a file that replaces it in between cannot lend it its mode. */
function readPrivately(path: string): string {
  const descriptor = openSync(path, 'r');
  try {
    const { mode } = fstatSync(descriptor);
    // Windows has no such bits, and Node reports them all as set.
    if (process.platform !== 'win32' && (mode & OTHERS_READ_OR_WRITE) !== 0) {
      const octal = (mode & 0o7777).toString(8).padStart(4, '0');
      throw new Error(
        `its mode ${octal} lets every user of the machine read or write it: run \`chmod o-rwx ${path}\`, or set ` +
          '`defaultMode: 0440` where it is a mounted Secret',
      );
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);

function keyOf(entry: unknown, n: number): ApiKey {
  const { name, role, sha256, created_at, expires_at } = (entry ?? {}) as Record<string, unknown>;
  const wrong = (field: string, expected: string): Error => new Error(`keys[${n}].${field} is not ${expected}`);
  if (typeof name !== 'string' || !KEY_NAME.test(name)) throw wrong('name', 'the name of a key');
  if (!isRole(role)) throw wrong('role', `one of ${ROLES.join(', ')}`);
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) throw wrong('sha256', '64 hexadecimal digits');
  if (!isTime(created_at)) throw wrong('created_at', 'a time');
  if (expires_at !== undefined && expires_at !== null && !isTime(expires_at)) throw wrong('expires_at', 'a time');
  return { name, role, sha256, createdAt: created_at, expiresAt: expires_at ?? null };
}

const isTime = (value: unknown): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value));

/**
 * Replaces the file at `path` as a whole and gives the digest of the new contents: a reader finds the old keys or the new
 * ones, whatever happens meanwhile. Links stay: the file that they lead to is replaced, and keeps its owner, group and mode; a
 * new file is readable by its owner only. Two processes that change it take turns, from reading to writing: see `keys add`.
 * Throws `CostingError` API_KEYS_UNWRITABLE; the file is then as it was.
 */
export async function writeKeyFile(path: string, keys: readonly ApiKey[]): Promise<string> {
  const entries = keys.map(({ name, role, sha256, createdAt, expiresAt }) => {
    return { name, role, sha256, created_at: createdAt, ...(expiresAt !== null && { expires_at: expiresAt }) };
  });
  const text = `${JSON.stringify({ keys: entries }, null, 2)}\n`;
  const file = realKeyFile(path);
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw unwritableKeys(file, error);
  }
  return digestOf(text);
}

/** What keeps the key file at `path`, or a file beside it, from being written, as a `CostingError` API_KEYS_UNWRITABLE. */
export function unwritableKeys(path: string, error: unknown): CostingError {
  const message = `${path} cannot be written: ${whyUnwritable(error)}`;
  return new CostingError('API_KEYS_UNWRITABLE', message, { cause: error });
}

/**
 * The file that `path` leads to through links, whether it exists or not: what is locked, written beside and replaced. Throws
 * `CostingError` API_KEYS_UNWRITABLE for a missing folder or a loop of links.
 */
export function realKeyFile(path: string): string {
  let file = resolve(path);
  try {
    for (let links = 0; links < LINKS_MAX; links += 1) {
      file = join(realpathSync(dirname(file)), basename(file));
      const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(file) : null;
      if (target === null) return file;
      file = resolve(dirname(file), target);
    }
    throw new Error(`more than ${LINKS_MAX} links lead on from one another`);
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? `there is no folder ${dirname(file)}` : whyUnreadable(error);
    throw new CostingError('API_KEYS_UNWRITABLE', `API_KEYS_FILE=${path} cannot be written: ${why}.`, {
      cause: error,
      exitCode: 2,
    });
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const before = statSync(path, { throwIfNoEntry: false });
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(unfinished, 'wx', NEW_FILE_MODE);
    try {
      if (before) {
        const { uid, gid } = await file.stat();
        // Before the mode: a change of the owner takes set-id bits away.
        if (uid !== before.uid || gid !== before.gid) await file.chown(before.uid, before.gid);
        await file.chmod(before.mode & 0o7777);
      }
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What the system's error means for whoever changes keys, and what to do. */
function whyUnwritable(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EROFS') return 'it is on a read-only file system. Change a mounted Secret where it is kept.';
  if (syscall === 'fchown') {
    return `this user may not keep its owner. Run \`keys\` as its owner or as root. (${message})`;
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return 'this user may not write into its folder. Run `keys` as its owner or as root.';
  }
  return message;
}
