import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hashKey } from '#platform';
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
])('refuses %j as wrong usage', async (args, message) => {
  const { code, stdout, stderr } = await keys(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
