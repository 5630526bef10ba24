import type { Command } from 'commander';
import { basename, dirname } from 'node:path';
import { withFolderLock } from '#database';
import {
  type ApiKey,
  checkKeyName,
  CostingError,
  hashKey,
  isRole,
  type KeyFile,
  newKey,
  readConfig,
  readKeyFile,
  realKeyFile,
  ROLES,
  unwritableKeys,
  usageError,
  writeKeyFile,
} from '#platform';
import { askApi, confirmKeys } from '../confirm-keys.js';
import { printJson, writeLine, writeRemark } from '../output.js';
import { withJsonError } from '../json-error.js';
import { parseDate } from '../options.js';
import { printTable } from '../table.js';

interface Options {
  readonly role: string;
  readonly expires?: string;
  readonly json?: true;
}

/** `costing keys add|list|revoke`: who may call the API, in the file of API_KEYS_FILE; the API reads it by itself. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('who may call the API: keys in the file of API_KEYS_FILE');
  keys
    .command('add <name>')
    .description('make a key and show it, this once: the file keeps only its hash')
    .requiredOption('--role <role>', `${ROLES.join(', ')}: an editor changes the catalogue, an operator runs jobs`)
    .option('--expires <date>', 'the first day (YYYY-MM-DD, UTC) on which it is no longer accepted')
    .option('--json', 'one JSON document on stdout')
    .action((name: string, options: Options) => withJsonError(options.json === true, () => addKey(name, options)));
  keys
    .command('list')
    .description('names and roles; keys themselves are not kept')
    .option('--json', 'one JSON document on stdout')
    .action(({ json }: Options) => withJsonError(json === true, () => Promise.resolve(listKeys(json === true))));
  keys
    .command('revoke <name>')
    .description('take a key back; the API refuses it within a second')
    .option('--json', 'one JSON document on stdout')
    .action((name: string, { json }: Options) => withJsonError(json === true, () => revokeKey(name, json === true)));
}

async function addKey(name: string, { role, expires, json }: Options): Promise<void> {
  checkKeyName(name);
  if (!isRole(role)) throw usageError(`--role ${role}: expected one of ${ROLES.join(', ')}.`);
  const expiresAt = expires === undefined ? null : expiryAt(expires);
  const key = newKey();
  const entry: ApiKey = { name, role, sha256: hashKey(key), createdAt: new Date().toISOString(), expiresAt };
  await changeKeys(true, (keys) => {
    if (keys.some((other) => other.name === name)) {
      throw new CostingError('KEY_EXISTS', `There is a key '${name}': revoke it first, or take another name.`);
    }
    return [...keys, entry];
  });
  if (json) printJson({ ...keyDocument(entry), key });
  else {
    writeRemark(`The key of '${name}' (${role}). It is not shown again:`);
    writeLine(key);
  }
}

/** From the first moment of the day on, so that day must be to come. */
function expiryAt(text: string): string {
  const expiresAt = `${parseDate('--expires', text)}T00:00:00.000Z`;
  if (Date.parse(expiresAt) > Date.now()) return expiresAt;
  throw usageError(`--expires ${text}: the key would have expired already; expected a day after today (UTC).`);
}

function listKeys(json: boolean): void {
  const { keys } = readKeyFile(keysFile());
  if (json) printJson({ data: keys.map(keyDocument) });
  else {
    printTable(
      ['name', 'role', 'created', 'expires'],
      keys.map(({ name, role, createdAt, expiresAt }) => [name, role, createdAt.slice(0, 10), expiryOf(expiresAt)]),
    );
  }
}

async function revokeKey(name: string, json: boolean): Promise<void> {
  await changeKeys(false, (keys) => {
    const left = keys.filter((key) => key.name !== name);
    if (left.length === keys.length) throw new CostingError('UNKNOWN_KEY', `There is no key '${name}'.`);
    return left;
  });
  if (json) printJson({ name, revoked: true });
  else writeLine(`The key '${name}' is revoked.`);
}

/**
 * One process after the other, from reading to writing: of two keys added at once none is lost. Returns when the API that
 * runs here goes by the change.
 */
async function changeKeys(mayBegin: boolean, change: (keys: readonly ApiKey[]) => readonly ApiKey[]): Promise<void> {
  const { api } = readConfig();
  const path = keysFile();
  const file = realKeyFile(path);
  const lock = `${basename(file)}.lock`;
  await withFolderLock(dirname(file), lock, async () => {
    const before = keysSoFar(path, mayBegin);
    const keys = change(before?.keys ?? []);
    const asked = await askApi(api);
    const after = await writeKeyFile(path, keys);
    await confirmKeys(api, asked, before?.digest ?? null, after);
  }).catch((error: unknown) => {
    // The lock is a folder beside the file.
    throw error instanceof Error && 'syscall' in error ? unwritableKeys(file, error) : error;
  });
}

/** null: there is no file yet. */
function keysSoFar(path: string, mayBegin: boolean): KeyFile | null {
  try {
    return readKeyFile(path);
  } catch (error) {
    if (mayBegin && error instanceof CostingError && error.options.details?.['missing'] === true) return null;
    throw error;
  }
}

function keysFile(): string {
  const { keysFile: path } = readConfig().api;
  if (path !== null) return path;
  throw usageError('API_KEYS_FILE must name the file that keeps the keys; the API needs the same setting.');
}

const keyDocument = ({ name, role, createdAt, expiresAt }: ApiKey): object => {
  return { name, role, created_at: createdAt, expires_at: expiresAt };
};

function expiryOf(expiresAt: string | null): string {
  if (expiresAt === null) return 'never';
  return Date.parse(expiresAt) <= Date.now() ? `expired ${expiresAt.slice(0, 10)}` : expiresAt.slice(0, 10);
}
