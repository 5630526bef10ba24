import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#platform';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly refused?: string;
  readonly [field: string]: unknown;
}

let database: TestDatabase;
let keys: TestKeys;
beforeAll(async () => {
  database = await testDatabase();
  keys = await TestKeys.ofEveryRole();
});
afterAll(async () => {
  keys.remove();
  await database.close();
});

/** The lines about refusals that `work` makes the API write at its default level, its end included. */
async function refusalsOf(settings: Partial<Config['api']>, work: (api: TestApi) => Promise<void>): Promise<Line[]> {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  const api = await TestApi.start(database, null, settings, { log: pino({ level: 'info' }, sink) });
  await work(api).finally(() => api.close());
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line); // prettier-ignore
  for (const key of Object.values(keys.sent)) expect(text).not.toContain(key);
  return lines.filter(({ refused }) => refused !== undefined);
}

const withKey = (api: TestApi, path: string, key: string) => api.get(path).set('Authorization', `Bearer ${key}`);

describe('what is refused', () => {
  it('to a wrong key leaves a line at once, and a count of what follows', async () => {
    const wrong = `costing_abcd${'x'.repeat(39)}`;
    const lines = await refusalsOf({ keysFile: keys.path }, async (api) => {
      for (let n = 0; n < 3; n++) await withKey(api, '/api/v1/stats', wrong).expect(401);
      await withKey(api, '/api/v1/stats', 'hunter2 and more').expect(401);
    });
    expect(lines).toMatchObject([
      { level: 40, refused: 'UNKNOWN_KEY', key: 'costing_abcd…', address: '127.0.0.1', path: '/api/v1/stats' },
      { level: 40, refused: 'UNKNOWN_KEY', key: 'not a key' },
      { level: 40, refused: 'UNKNOWN_KEY', key: 'costing_abcd…', count: 2 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/costing_abcdx|hunter2/);
  });

  it('to a role names the key and the route', async () => {
    const lines = await refusalsOf({ keysFile: keys.path }, async (api) => {
      await api.post('/api/v1/recalculate/all', {}).set('Authorization', `Bearer ${keys.sent['viewer']}`).expect(403);
      await api.get('/api/v1/audit').expect(401);
    });
    expect(lines).toMatchObject([
      {
        refused: 'ROLE_REQUIRED',
        key: 'viewer',
        method: 'POST',
        path: '/api/v1/recalculate/all',
        address: '127.0.0.1',
      },
      { refused: 'KEY_REQUIRED', key: null, path: '/api/v1/audit' },
    ]);
  });

  it('by a limit names the limit', async () => {
    const lines = await refusalsOf({ keysFile: keys.path, requestsPerSecond: 1 }, async (api) => {
      const ask = () => withKey(api, '/health/live', keys.sent['editor']!);
      const answers = await Promise.all(Array.from({ length: 5 }, ask));
      expect(
        answers.filter(({ status }) => status === 429).every(({ headers }) => headers['retry-after'] === '1'),
      ).toBe(true);
    });
    expect(lines).toMatchObject([
      { refused: 'TOO_MANY_REQUESTS', key: 'editor' },
      { refused: 'TOO_MANY_REQUESTS', key: 'editor', count: 2 },
    ]);
  });
});

describe('without keys', () => {
  const FOREIGN: readonly (readonly [string, string, string])[] = [
    ['Sec-Fetch-Site', 'cross-site', 'another site'],
    ['Sec-Fetch-Site', 'same-site', 'another site'],
    ['Forwarded', 'for=192.0.2.1', "a proxy (it sent the header 'forwarded')"],
    ['X-Forwarded-For', '192.0.2.1', 'a proxy'],
    ['X-Forwarded-Proto', 'https', 'a proxy'],
    ['X-Real-IP', '192.0.2.1', 'a proxy'],
    ['Via', '1.1 nginx', 'a proxy'],
    ['Host', 'costing.mill', 'the host name "costing.mill"'],
    ['Host', '192.0.2.1:3000', 'the host name'],
    ['Host', '127.0.0.1.evil.example', 'the host name'],
    ['Origin', 'https://evil.example', 'the origin "https://evil.example"'],
    ['Origin', 'null', 'the origin'],
  ];
  const OWN: readonly (readonly [string, string])[] = [
    ['Host', '127.0.0.2:3000'],
    ['Host', '127.9.9.9'],
    ['Host', 'LocalHost:3000'],
    ['Host', '[::1]:3000'],
    ['Sec-Fetch-Site', 'same-origin'],
    ['Sec-Fetch-Site', 'none'],
  ];

  it('whatever does not come from a program of this machine is refused with the reason, and the others are answered', async () => {
    const lines = await refusalsOf({ requestsPerSecond: 0 }, async (api) => {
      for (const [name, value, reason] of FOREIGN) {
        for (const path of ['/api/v1/stats', '/health/live']) {
          const { body } = await api.get(path).set(name, value).expect(403);
          expect(body, `${name}: ${value}`).toMatchObject({ code: 'FOREIGN_ORIGIN' });
          expect((body as { detail: string }).detail).toContain(reason);
        }
      }
      for (const [name, value] of OWN) await api.get('/health/live').set(name, value).expect(200);
    });
    expect(lines[0]).toMatchObject({ refused: 'FOREIGN_ORIGIN', address: '127.0.0.1' });
    expect(lines.at(-1)).toMatchObject({ refused: 'FOREIGN_ORIGIN', count: 2 * FOREIGN.length - 1 });
  });
});
