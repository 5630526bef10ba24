import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

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

async function withApi(requestsPerSecond: number, work: (api: TestApi) => Promise<void>): Promise<void> {
  const api = await TestApi.start(database, null, { keysFile: keys.path, requestsPerSecond });
  await work(api).finally(() => api.close());
}

describe('too many requests', () => {
  const ask = (api: TestApi, key: string) => api.get('/health/live').set('Authorization', `Bearer ${key}`);

  it('of one key are answered by 429 and when to go on, those of another are not', async () => {
    await withApi(3, async (api) => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(api, keys.sent['viewer']!)));
      const refused = answers.find(({ status }) => status === 429);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(6);
      expect(refused?.body).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
      expect(refused?.headers['retry-after']).toBe('1');
      await ask(api, keys.sent['editor']!).expect(200);
      await expect.poll(async () => (await ask(api, keys.sent['viewer']!)).status, { timeout: 5_000 }).toBe(200);
    });
  });

  it('with wrong keys come to an end sooner, and hold up nobody whose key is right', async () => {
    await withApi(2_000, async (api) => {
      const tries = await Promise.all(Array.from({ length: 60 }, () => ask(api, 'costing_guess')));
      expect(tries.filter(({ status }) => status === 401).length).toBeLessThan(40);
      expect(tries.some(({ status }) => status === 429)).toBe(true);
      await ask(api, keys.sent['viewer']!).expect(200);
    });
  });

  it('are not five hundred a second', async () => {
    await withApi(2_000, async (api) => {
      const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(api, keys.sent['viewer']!)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });
  });
});

describe('every answer', () => {
  it('forbids a browser what it does not need, and names no other origin', async () => {
    await withApi(0, async (api) => {
      for (const path of ['/health/live', '/nowhere', '/api/v1/stats']) {
        const { headers } = await api.get(path);
        expect(headers).toMatchObject({
          'content-security-policy': expect.stringContaining("default-src 'self'"),
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
        });
        expect(Object.keys(headers).filter((name) => /powered|strict-transport|allow-origin/.test(name))).toEqual([]);
      }
    });
  });

  it('of what is no HTTP, or has too large a header, is short', async () => {
    await withApi(0, async (api) => {
      const { port } = api.server.address() as AddressInfo;
      const answer = (text: string): Promise<string> =>
        new Promise((resolve, reject) => {
          let said = '';
          const socket = connect(port, '127.0.0.1', () => socket.write(text));
          socket
            .on('data', (part) => (said += String(part)))
            .on('end', () => resolve(said))
            .once('error', reject);
        });
      expect(await answer('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request\r\n[^<]*$/);
      const large = `GET /health HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`;
      expect(await answer(large)).toMatch(/^HTTP\/1.1 431 [^<]*$/);
    });
  });

  it('has its bounds of time and number; headers are counted, for Node would drop some', async () => {
    await withApi(0, (api) => {
      const { headersTimeout, requestTimeout, maxConnections, maxHeadersCount } = api.server;
      expect([headersTimeout, requestTimeout, maxConnections, maxHeadersCount]).toEqual([10_000, 21_600_000, 4_000, 0]);
      return Promise.resolve();
    });
  });
});
