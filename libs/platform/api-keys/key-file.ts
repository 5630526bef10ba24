import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
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

/** The keys in the file at `path`, expired ones included. Throws `CostingError` API_KEYS_UNREADABLE naming path and reason. */
export function readKeyFile(path: string): readonly ApiKey[] {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as { readonly keys?: unknown };
    if (!Array.isArray(document?.keys)) throw new Error('it has no list "keys"');
    const keys = document.keys.map(keyOf);
    const repeated = keys.find(({ name }, n) => keys.findIndex((other) => other.name === name) !== n);
    if (repeated) throw new Error(`two keys have the name '${repeated.name}'`);
    return keys;
  } catch (error) {
    throw new CostingError(
      'API_KEYS_UNREADABLE',
      `The keys in ${path} (API_KEYS_FILE) cannot be used: ${whyUnreadable(error)}. \`keys add NAME --role viewer\` makes the file.`,
      { cause: error, details: { missing: (error as NodeJS.ErrnoException).code === 'ENOENT' } },
    );
  }
}

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
 * Replaces the file whole, for its owner's eyes only: whoever reads it finds the keys from before or these, whatever
 * happens meanwhile. Two who change it at once must take turns, from reading to writing: see `keys add`.
 */
export async function writeKeyFile(path: string, keys: readonly ApiKey[]): Promise<void> {
  const entries = keys.map(({ name, role, sha256, createdAt, expiresAt }) => {
    return { name, role, sha256, created_at: createdAt, ...(expiresAt !== null && { expires_at: expiresAt }) };
  });
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(unfinished, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ keys: entries }, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new CostingError('API_KEYS_UNWRITABLE', `${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
