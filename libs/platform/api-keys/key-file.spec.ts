import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ApiKey, checkKeyName, hashKey, newKey, readKeyFile, writeKeyFile } from './key-file.js';
import { includesRole, ROLES } from './roles.js';

const folder = mkdtempSync(join(tmpdir(), 'costing-keys-'));
const path = join(folder, 'keys.json');
afterAll(() => rmSync(folder, { recursive: true }));

const key = (name: string): ApiKey => {
  return { name, role: 'viewer', sha256: hashKey(name), createdAt: '2026-01-31T00:00:00.000Z', expiresAt: null };
};

describe('roles', () => {
  it.each([
    ['viewer', 'viewer'],
    ['editor', 'viewer editor'],
    ['operator', 'viewer operator'],
    ['admin', 'viewer editor operator admin'],
  ] as const)('%s includes %s', (role, included) => {
    expect(ROLES.filter((needed) => includesRole(role, needed)).join(' ')).toBe(included);
  });
});

describe('a key', () => {
  it('has 256 random bits and is not to be had from its hash', () => {
    const made = newKey();
    expect(Buffer.from(made.replace('costing_', ''), 'base64url')).toHaveLength(32);
    expect(newKey()).not.toBe(made);
    expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it.each(['', '-x', 'two words', 'cli', 'api', 'x'.repeat(65)])('is not called %j', (name) => {
    expect(() => checkKeyName(name)).toThrow(expect.objectContaining({ code: 'INVALID_KEY_NAME' }));
  });
});

describe('the file of keys', () => {
  it('comes back as it was written, for its owner alone', async () => {
    const keys = [key('joe'), { ...key('ann'), expiresAt: '2027-01-31T00:00:00.000Z' }];
    writeFileSync(path, '', { mode: 0o644 });
    await writeKeyFile(path, keys);
    expect(readKeyFile(path)).toEqual(keys);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('"expires_at": "2027');
  });

  const entry = { name: 'joe', role: 'viewer', sha256: hashKey('joe'), created_at: '2026-01-31T00:00:00Z' };
  it.each([
    ['', 'JSON'],
    ['[]', 'no list "keys"'],
    ['null', 'no list "keys"'],
    [JSON.stringify({ keys: [{ ...entry, role: 'root' }] }), 'keys[0].role'],
    [JSON.stringify({ keys: [{ ...entry, sha256: 'plain' }] }), 'keys[0].sha256'],
    [JSON.stringify({ keys: [{ ...entry, expires_at: 'soon' }] }), 'keys[0].expires_at'],
    [JSON.stringify({ keys: [entry, null] }), 'keys[1].name'],
    [JSON.stringify({ keys: [entry, entry] }), "two keys have the name 'joe'"],
  ])('is refused whole when it is broken: %s', (text, reason) => {
    writeFileSync(path, text);
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'API_KEYS_UNREADABLE' }));
    expect(() => readKeyFile(path)).toThrow(reason);
  });
});
