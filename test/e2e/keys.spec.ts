import { chmodSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hashKey, readKeyFile } from '#platform';
import { CommandLine } from '../helpers/command-line.js';

const line = CommandLine.forThisFile();
const path = line.path('keys.json');
const keys = (...args: string[]) => line.costing('keys', ...args);

beforeAll(() => void vi.stubEnv('API_KEYS_FILE', path));
afterAll(() => void vi.unstubAllEnvs());

it('makes keys that only their owner has, lists them and takes them back', async () => {
  const added = await keys('add', 'joe', '--role', 'operator', '--expires', '2027-01-31');
  expect([added.code, added.stdout]).toEqual([0, expect.stringMatching(/^costing_[\w-]{43}\n$/)]);
  expect(readFileSync(path, 'utf8')).not.toContain(added.stdout.trim());
  expect(readFileSync(path, 'utf8')).toContain(hashKey(added.stdout.trim()));
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const json = JSON.parse((await keys('add', 'ann', '--role', 'viewer', '--json')).stdout) as Record<string, string>;
  expect(json).toMatchObject({
    name: 'ann',
    role: 'viewer',
    expires_at: null,
    key: expect.stringMatching(/^costing_/),
  });
  const listed = JSON.parse((await keys('list', '--json')).stdout) as object;
  const at = expect.any(String);
  expect(listed).toEqual({
    data: [
      { name: 'joe', role: 'operator', created_at: at, expires_at: '2027-01-31T00:00:00.000Z' },
      { name: 'ann', role: 'viewer', created_at: at, expires_at: null },
    ],
  });
  expect((await keys('list')).stdout).toMatch(/joe +operator +\d{4}-\d\d-\d\d +2027-01-31\nann +viewer +\S+ +never\n$/);

  expect((await keys('add', 'joe', '--role', 'viewer')).stderr).toContain("There is a key 'joe'");
  expect(JSON.parse((await keys('revoke', 'joe', '--json')).stdout)).toEqual({ name: 'joe', revoked: true });
  expect(await keys('revoke', 'joe')).toMatchObject({ code: 1, stderr: "error: There is no key 'joe'.\n" });
});

it('loses none of those that are made at once', async () => {
  const names = Array.from({ length: 6 }, (_, n) => `machine-${n}`);
  const made = await Promise.all(names.map((name) => keys('add', name, '--role', 'viewer')));
  expect(made.map(({ code }) => code)).toEqual(names.map(() => 0));
  const { data } = JSON.parse((await keys('list', '--json')).stdout) as { data: { name: string }[] };
  expect(data.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
});

it.each([
  [['add', 'x', '--role', 'root'], '--role root: expected one of viewer, editor, operator, admin'],
  [['add', 'cli', '--role', 'viewer'], "'cli' cannot name a key"],
  [['add', 'x', '--role', 'viewer', '--expires', 'soon'], '--expires soon'],
  [['add', 'x', '--role', 'viewer', '--expires', '2020-01-31'], 'the key would have expired already'],
  [['add', 'x', '--role', 'viewer', '--expires', new Date().toJSON().slice(0, 10)], 'expected a day after today'],
])('refuses %j as wrong usage', async (args, message) => {
  const { code, stdout, stderr } = await keys(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

it('refuses a file that every user may read, and says how to close it', async () => {
  chmodSync(path, 0o644);
  for (const args of [['list'], ['revoke', 'ann'], ['add', 'x', '--role', 'viewer']]) {
    const { code, stderr } = await keys(...args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`chmod o-rwx ${path}`)]);
  }
  chmodSync(path, 0o600);
});

describe('where an API runs', () => {
  /** What its /health says of the keys: the state to come stays away, or comes with the next content of the file. */
  let answers: () => object;
  const api = createServer((_request, response) => void response.end(JSON.stringify({ api_keys: answers() })));

  beforeAll(async () => {
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    vi.stubEnv('PORT', String((api.address() as AddressInfo).port));
  });
  afterAll(() => new Promise((resolve) => api.close(resolve)));

  it('waits until the API goes by the change', async () => {
    let asked = 0;
    let digest = readKeyFile(path).digest;
    answers = () => {
      if ((asked += 1) > 3) digest = readKeyFile(path).digest;
      return { state: 'IN_FORCE', digest };
    };
    expect(await keys('add', 'late', '--role', 'viewer')).toMatchObject({ code: 0 });
    expect(asked).toBe(4);
  });

  it.each(['UNREADABLE', 'IN_FORCE'])('fails when the API goes by the old keys (%s)', async (state) => {
    const { digest } = readKeyFile(path);
    answers = () => ({ state, digest });
    const { code, stderr } = await keys('revoke', state === 'IN_FORCE' ? 'late' : 'machine-0');
    expect(code).toBe(1);
    expect(stderr).toContain('still goes by the keys from before, revoked ones included');
  });

  it('leaves an API of another file, or without keys, alone', async () => {
    for (const state of ['IN_FORCE', 'NONE']) {
      answers = () => ({ state, digest: state === 'NONE' ? null : 'of-another-file' });
      expect(await keys('add', `beside-${state}`, '--role', 'viewer')).toMatchObject({ code: 0 });
    }
  });
});
