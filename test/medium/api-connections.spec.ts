import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, createLog } from '#platform';
import { removeAbandonedBodies } from '../../apps/api/http/spool-body.js';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

const LIMITS: Partial<Config['api']> = {
  requestsPerSecond: 0,
  connectionsPerAddress: 20,
  headersSeconds: 1,
  bodySeconds: 1,
  importStalledSeconds: 1,
  importBodySeconds: 3,
};

let database: TestDatabase;
let keys: TestKeys;
let api: TestApi;
beforeAll(async () => {
  database = await testDatabase();
  keys = await TestKeys.ofEveryRole();
  api = await TestApi.start(database, null, { ...LIMITS, keysFile: keys.path });
});
afterAll(async () => {
  await api.close();
  keys.remove();
  await database.close();
});

/** A connection and all that comes by it. */
class RawClient {
  received = '';
  readonly closed: Promise<unknown>;
  private constructor(readonly socket: Socket) {
    socket.on('data', (part) => (this.received += String(part)));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', resolve));
  }

  static async open(server: Server, localAddress = '127.0.0.1'): Promise<RawClient> {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    return client;
  }

  send(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Status, headers and problem document, when the server has closed its side. */
  async answer(): Promise<{ status: number; head: string; body: string }> {
    if (!this.socket.readableEnded && !this.socket.destroyed) await once(this.socket, 'end');
    this.socket.destroy();
    const [head = '', body = ''] = this.received.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head, body };
  }
}

const key = (role: string): string => `Authorization: Bearer ${keys.sent[role]}\r\n`;
const post = (path: string, headers: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;
const open = (localAddress?: string): Promise<RawClient> => RawClient.open(api.server, localAddress);
const problem = (body: string) => JSON.parse(body) as { status: number; code: string; detail: string };

async function refusal(text: string) {
  const { status, head, body } = await (await open()).send(text).answer();
  expect(head).toContain('Content-Type: application/problem+json');
  expect(head).toMatch(/^Connection: close$/m);
  expect(problem(body)).toMatchObject({ status, type: 'about:blank' });
  return { status, head, code: problem(body).code };
}

describe('what the parser refuses', () => {
  it.each([
    ['nonsense\r\n\r\n', 400, 'MALFORMED_HTTP'],
    [`GET /health HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['GET /health/live HTTP/1.1\r\nHost: x\r\n', 408, 'REQUEST_TOO_SLOW'],
    ['', 408, 'REQUEST_TOO_SLOW'],
  ])('%#: is answered by a problem document', async (text, status, code) => {
    expect(await refusal(text)).toMatchObject({ status, code });
  });

  it('and a body that breaks off in the middle, too', async () => {
    const head = post(
      '/api/v1/formulas/validate',
      `${key('viewer')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n`,
    );
    expect(await refusal(`${head}zz\r\n`)).toMatchObject({ status: 400, code: 'MALFORMED_HTTP' });
  });
});

describe('headers', () => {
  const withHeaders = (count: number): string =>
    `GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${Array.from({ length: count - 2 }, (_, n) => `x-${n}: 1\r\n`).join('')}\r\n`;

  it('may be a hundred; the next one is not dropped but refused', async () => {
    expect(await (await open()).send(withHeaders(100)).answer()).toMatchObject({ status: 200 });
    const { status, body } = await (await open()).send(withHeaders(101)).answer();
    expect([status, problem(body).code]).toEqual([431, 'TOO_MANY_HEADERS']);
  });
});

describe('a body that is not wanted', () => {
  const LARGE = 'Content-Length: 2000000000\r\n';

  it.each([
    ['without a key', '/api/v1/recalculate/all', (): string => `${LARGE}Content-Type: application/json\r\n`, 401, 'KEY_REQUIRED'],
    ['with a wrong key', '/api/v1/recalculate/all', (): string => `${LARGE}Authorization: Bearer costing_x\r\n`, 401, 'UNKNOWN_KEY'],
    ['of another type', '/api/v1/recalculate/all', (): string => `${key('operator')}${LARGE}Content-Type: text/plain\r\n`, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['that is announced too large', '/api/v1/recalculate/all', (): string => `${key('operator')}${LARGE}Content-Type: application/json\r\n`, 413, 'BODY_TOO_LARGE'],
    ['of an import, too large', '/api/v1/variants/import', (): string => `${key('editor')}Content-Length: 30000000000\r\nContent-Type: text/csv\r\n`, 413, 'BODY_TOO_LARGE'],
  ] as const)('%s is refused before it comes, and the connection ends', async (_name, path, headers, status, code) => {
    expect(await refusal(post(path, headers()))).toMatchObject({ status, code });
  }); // prettier-ignore

  it('is not received after the refusal', async () => {
    const client = await open();
    client.send(post('/api/v1/recalculate/all', `${LARGE}Content-Type: application/json\r\n`));
    const piece = Buffer.alloc(1_000_000);
    let sent = 0;
    const send = (): void => {
      while (!client.socket.destroyed && sent < 500_000_000) {
        sent += piece.length;
        if (!client.socket.write(piece)) return void client.socket.once('drain', send);
      }
    };
    send();
    await client.closed;
    expect(client.received).toMatch(/^HTTP\/1.1 401 /);
    expect(client.socket.bytesWritten - client.socket.writableLength).toBeLessThan(50_000_000);
  });

  it('without a length is refused when it becomes too large', async () => {
    const client = await open();
    client.send(
      post(
        '/api/v1/formulas/validate',
        `${key('viewer')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n`,
      ),
    );
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    for (let n = 0; n < 17; n++) client.send(chunk);
    const { status, body } = await client.answer();
    expect([status, problem(body).code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('is not asked for where the client asks whether to send it', async () => {
    const headers = `${key('viewer')}Expect: 100-continue\r\nContent-Type: application/json\r\n`;
    const wanted = await open();
    wanted.send(post('/api/v1/formulas/validate', `${headers}Connection: close\r\nContent-Length: 17\r\n`));
    await expect.poll(() => wanted.received).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    wanted.send('{"formula":"1+1"}');
    await once(wanted.socket, 'end');
    expect(wanted.received).toMatch(/HTTP\/1.1 200 .*\{"value":2\}$/s);
    wanted.socket.destroy();
    expect(await refusal(post('/api/v1/formulas/validate', `${headers}${LARGE}`))).toMatchObject({ status: 413 });
  });
});

describe('a body that does not come', () => {
  const importAs = (role: string): Promise<Response> =>
    fetch(`${api.url}/api/v1/variants/import`, {
      method: 'POST',
      body: 'sku,master_yarn,routing\n',
      headers: { 'content-type': 'text/csv', authorization: `Bearer ${keys.sent[role]}` },
    });

  it('is not waited for', async () => {
    const headers = `${key('viewer')}Content-Type: application/json\r\nContent-Length: 17\r\n`;
    expect(await refusal(`${post('/api/v1/formulas/validate', headers)}{"form`)).toMatchObject({
      status: 408,
      code: 'BODY_TOO_SLOW',
    });
  });

  it('of an import gives its turn to others', async () => {
    const headers = `${key('editor')}Content-Type: text/csv\r\nContent-Length: 10000\r\n`;
    const stalled = [await open(), await open()];
    for (const client of stalled) client.send(`${post('/api/v1/variants/import', headers)}sku,`);
    await expect.poll(() => ownFolders().length).toBe(2);
    expect((await importAs('editor')).headers.get('retry-after')).toBe('2');
    for (const client of stalled) expect((await client.answer()).status).toBe(408);
    expect((await importAs('editor')).status).toBe(200);
  });

  it('fast enough is received for a while only, and takes no place of another key', async () => {
    const headers = `${key('editor')}Content-Type: text/csv\r\nContent-Length: 10000000\r\n`;
    const slow = [await open(), await open()];
    for (const client of slow) client.send(post('/api/v1/variants/import', headers));
    const trickle = setInterval(() => slow.forEach((client) => client.send('x'.repeat(2_000))), 200);
    await expect.poll(() => ownFolders().length, { timeout: 3_000 }).toBe(2);
    expect((await importAs('editor')).status).toBe(429);
    expect((await importAs('admin')).status).toBe(200);
    for (const client of slow) {
      const { status, body } = await client.answer();
      expect([status, problem(body).code, problem(body).detail]).toEqual([
        408,
        'BODY_TOO_SLOW',
        'The body did not come in time: all of it must arrive within 3 s.',
      ]);
    }
    clearInterval(trickle);
  });
});

describe('a client that closes its side', () => {
  it('gets its answer', async () => {
    const client = await open();
    client.socket.end(`GET /api/v1/parameters HTTP/1.1\r\nHost: x\r\n${key('viewer')}\r\n`);
    const { status, body } = await client.answer();
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ data: [], next_cursor: null });
  });
});

describe('connections of one address', () => {
  it('are limited, and those of another one are served', async () => {
    const idle = await Promise.all(Array.from({ length: 20 }, () => open('127.0.0.3')));
    const refused = await (await open('127.0.0.3')).answer();
    expect(refused.status).toBe(429);
    expect(refused.head).toMatch(/^Retry-After: \d+$/m);
    expect(problem(refused.body)).toMatchObject({ code: 'TOO_MANY_CONNECTIONS' });
    const other = await open('127.0.0.2');
    other.send('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await other.answer()).status).toBe(200);
    // Those that send nothing end by themselves, and their address may come again.
    for (const client of idle) expect((await client.answer()).status).toBe(408);
    const again = await open('127.0.0.3');
    again.send('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await again.answer()).status).toBe(200);
  });

  it('are cut off without an answer when they are many, and those of another one are served', async () => {
    const idle = await Promise.all(Array.from({ length: 20 }, () => open('127.0.0.4')));
    const refused = await Promise.all(Array.from({ length: 100 }, () => open('127.0.0.4').catch(() => null)));
    const statusOf = async (client: RawClient | null): Promise<number | null> =>
      client && client.answer().then(({ status }) => status, () => null); // prettier-ignore
    const answered = (await Promise.all(refused.map(statusOf))).filter((status) => status === 429).length;
    expect(answered).toBeGreaterThan(0);
    expect(answered).toBeLessThan(100);
    const other = await open('127.0.0.2');
    other.send('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect((await other.answer()).status).toBe(200);
    for (const client of idle) client.socket.destroy();
  });
});

describe('bodies that lie in files', () => {
  it('are removed at the next start when their process was killed', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    // The form of a name, from a body that is being received.
    const client = await open();
    client.send(
      `${post('/api/v1/variants/import', `${key('editor')}Content-Type: text/csv\r\nContent-Length: 10000\r\n`)}sku,`,
    );
    const own = await expectFolder();
    const abandoned = join(tmpdir(), own.replace(`-${process.pid}-`, `-${child.pid}-`));
    mkdirSync(abandoned);
    writeFileSync(join(abandoned, 'variants.csv'), 'sku');
    await removeAbandonedBodies(createLog('silent', 'test'));
    expect(existsSync(abandoned)).toBe(false);
    expect(existsSync(join(tmpdir(), own))).toBe(true);
    client.socket.destroy();
  });
});

async function expectFolder(): Promise<string> {
  await expect.poll(ownFolders).toHaveLength(1);
  return ownFolders()[0]!;
}

/** Of bodies that this process receives or imports. */
const ownFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('costing-upload-') && name.includes(`-${process.pid}-`));
