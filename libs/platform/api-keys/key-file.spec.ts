import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type ApiKey, checkKeyName, hashKey, newKey, readKeyFile, realKeyFile, writeKeyFile } from './key-file.js';
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
  it('comes back as it was written, for its owner only when it is new', async () => {
    const keys = [key('joe'), { ...key('ann'), expiresAt: '2027-01-31T00:00:00.000Z' }];
    const digest = await writeKeyFile(path, keys);
    expect(readKeyFile(path)).toEqual({ keys, digest });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('"expires_at": "2027');
    expect(await writeKeyFile(path, keys.slice(1))).not.toBe(digest);
    expect(readdirSync(folder)).toEqual(['keys.json']);
  });

  it('keeps mode, owner and group', async () => {
    await writeKeyFile(path, [key('joe')]);
    // Only root may give a file away; everybody else keeps the owner anyway.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(path, 12_345, 23_456);
    chmodSync(path, 0o440);
    const before = statSync(path);
    await writeKeyFile(path, [key('ann')]);
    const { mode, uid, gid, ino } = statSync(path);
    expect([mode, uid, gid]).toEqual([before.mode, before.uid, before.gid]);
    expect(ino).not.toBe(before.ino);
    expect(readKeyFile(path).keys).toEqual([key('ann')]);
    rmSync(path);
  });

  it('is replaced where its links lead, as in a mounted Secret', async () => {
    const mount = mkdtempSync(join(folder, 'mount-'));
    mkdirSync(join(mount, '..2026_01_31'));
    symlinkSync('..2026_01_31', join(mount, '..data'));
    const link = join(mount, 'keys.json');
    symlinkSync('..data/keys.json', link);
    expect(() => readKeyFile(link)).toThrow('there is no such file');
    await writeKeyFile(link, [key('joe')]);
    chmodSync(link, 0o440);
    await writeKeyFile(link, [key('ann')]);
    expect([readlinkSync(link), readlinkSync(join(mount, '..data'))]).toEqual(['..data/keys.json', '..2026_01_31']);
    expect(readKeyFile(join(mount, '..2026_01_31', 'keys.json')).keys).toEqual([key('ann')]);
    expect(readKeyFile(link)).toEqual(readKeyFile(realKeyFile(link)));
    expect(readdirSync(mount).sort()).toEqual(['..2026_01_31', '..data', 'keys.json']);
  });

  it('is refused by its folder and by links without an end', async () => {
    const nowhere = join(folder, 'nowhere', 'keys.json');
    await expect(writeKeyFile(nowhere, [])).rejects.toThrow(`there is no folder ${join(folder, 'nowhere')}`);
    const round = join(folder, 'round');
    symlinkSync('round', round);
    expect(() => realKeyFile(round)).toThrow(expect.objectContaining({ code: 'API_KEYS_UNWRITABLE' }));
  });

  it.each([0o604, 0o644, 0o602, 0o666])('is refused with mode %o, which lets every user at it', async (mode) => {
    await writeKeyFile(path, [key('joe')]);
    chmodSync(path, mode);
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'API_KEYS_UNREADABLE' }));
    expect(() => readKeyFile(path)).toThrow(`its mode 0${mode.toString(8)}`);
    chmodSync(path, 0o640);
    expect(readKeyFile(path).keys).toHaveLength(1);
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
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => readKeyFile(path)).toThrow(expect.objectContaining({ code: 'API_KEYS_UNREADABLE' }));
    expect(() => readKeyFile(path)).toThrow(reason);
  });
});
