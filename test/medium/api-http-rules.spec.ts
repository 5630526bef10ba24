import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { AnswerChecker } from '../helpers/openapi.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

interface Sent {
  readonly method?: string;
  /** Pairs, so that a header can be sent twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: number;
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>> | null;
}

let database: TestDatabase;
let api: TestApi;
let keys: TestKeys;
const checker = new AnswerChecker();

beforeAll(async () => {
  database = await testDatabase();
  await importDocuments(database.url, CHANGES_MILL);
  keys = await TestKeys.ofEveryRole();
  api = await TestApi.start(database, null, { keysFile: keys.path, requestsPerSecond: 0 });
});

afterAll(async () => {
  await api.close();
  keys.remove();
  await database.close();
});

/** What supertest would not send. */
function send(path: string, { method = 'GET', headers = [], body }: Sent = {}): Promise<Answer> {
  const { hostname, port } = new URL(api.url);
  const own = headers.some(([name]) => name === 'Authorization')
    ? []
    : [['Authorization', `Bearer ${admin()}`] as const];
  const length = [['Content-Length', String(Buffer.byteLength(body ?? ''))] as const];
  const all = [['Host', `${hostname}:${port}`] as const, ...own, ...length, ...headers].flat();
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, path, method, headers: all as unknown as [] }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (response.headers['content-type']?.startsWith('text/event-stream')) response.destroy();
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        const bytes = Buffer.concat(chunks);
        const isPlain = response.headers['content-encoding'] === undefined;
        const text = isPlain ? bytes.toString() : '';
        const isJson = /[/+]json/.test(response.headers['content-type'] ?? '') && text !== '';
        const parsed = isJson ? (JSON.parse(text) as Record<string, unknown>) : null;
        const answered = { status: response.statusCode!, headers: response.headers as Answer['headers'] };
        resolve({ ...answered, bytes: bytes.length, code: parsed?.['code'] as string | undefined, body: parsed });
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const admin = (): string => keys.sent['admin']!;
const JSON_BODY = ['Content-Type', 'application/json'] as const;

/** Every route of the document, with values in its path that nothing is changed by. */
const routes = Object.entries(checker.document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path
      .replaceAll(/\{(job_id|variant_id)\}/g, '00000000-0000-7000-8000-000000000000')
      .replaceAll(/\{id\}/g, '99999999')
      .replaceAll(/\{\w+\}/g, 'nothing'),
    template: path,
    parameters: (operation['parameters'] ?? []) as readonly { readonly in: string; readonly name: string }[],
  })),
);
const paths = [...new Set(routes.map(({ path }) => path))];

describe('methods', () => {
  it.each(paths)('of %s are those that OPTIONS and 405 name', async (path) => {
    const options = await send(path, { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    const allowed = options.headers['allow']!.split(', ');
    const own = routes.filter((route) => route.path === path).map(({ method }) => method);
    expect(allowed).toEqual(expect.arrayContaining([...own, 'OPTIONS']));
    expect(allowed.includes('HEAD')).toBe(allowed.includes('GET'));
    expect('accept-patch' in options.headers).toBe(allowed.includes('PATCH'));
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !allowed.includes(one))) {
      const answer = await send(path, { method });
      expect([answer.status, answer.code, answer.headers['allow']]).toEqual([
        405,
        'METHOD_NOT_ALLOWED',
        allowed.join(', '),
      ]);
    }
  });

  it('of a path that there is not are none', async () => {
    for (const method of ['OPTIONS', 'GET', 'DELETE']) {
      expect(await send('/api/v1/nowhere', { method })).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    }
  });

  it('need no key to be asked for, and are told whoever asks', async () => {
    for (const key of ['', 'Bearer costing_unknown']) {
      const { status, headers } = await send('/api/v1/items', { method: 'OPTIONS', headers: [['Authorization', key]] });
      expect([status, headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
    }
  });
});

describe('every route', () => {
  it.each(routes)('$name refuses what could be understood in two ways', async ({ method, path, parameters }) => {
    const expected = { status: 400 };
    const twice = {
      method,
      headers: [
        ['Authorization', `Bearer ${admin()}`],
        ['Authorization', 'Bearer x'],
      ] as const,
    };
    expect(await send(path, twice)).toMatchObject({ ...expected, code: 'DUPLICATE_HEADER' });
    const unknown = await send(`${path}?no_such=1`, { method });
    const known = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    expect(unknown).toMatchObject({ ...expected, body: { errors: [{ path: 'no_such', code: 'UNKNOWN_FIELD' }] } });
    const [{ message }] = unknown.body!['errors'] as [{ message: string }];
    for (const name of known) expect(message).toContain(name);
    for (const name of [...known, 'no_such']) {
      for (const text of ['%00', 'a%0Ab', '%7F', '%C2%85', '%FF', '%ED%A0%80', '%E0%A4', '%']) {
        expect(await send(`${path}?${name}=${text}`, { method }), `${name}=${text}`).toMatchObject(expected);
      }
    }
    expect(await send(`${path}/%FF`, { method })).toMatchObject(expected);
    expect(await send(`${path}?%00=1`, { method })).toMatchObject(expected);
  });

  it.each(routes.filter(({ path }) => !path.endsWith('/import')))(
    '$name reads only JSON that has one meaning',
    async ({ method, path }) => {
      const refused = async (body: string | Buffer): Promise<unknown> => {
        const { status, code } = await send(path, { method, headers: [JSON_BODY], body });
        return [status, code];
      };
      expect(await refused('{"a":1,"a":2}')).toEqual([400, 'INVALID_INPUT']);
      expect(await refused('{"a":{"b":1,"\\u0062":2}}')).toEqual([400, 'INVALID_INPUT']);
      expect(await refused(Buffer.from('{"a":"\xff"}', 'latin1'))).toEqual([400, 'MALFORMED_JSON']);
      expect(await refused(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`)).toEqual([400, 'INVALID_INPUT']);
      expect(await refused(`{"a":[${'1,'.repeat(100_000)}1]}`)).toEqual([400, 'INVALID_INPUT']);
      expect(await refused(`{"a":"${'x'.repeat(200_000)}"}`)).toEqual([400, 'INVALID_INPUT']);
      expect(await refused(`{"a":${'1'.repeat(200_000)}}`)).toEqual([400, 'INVALID_INPUT']);
    },
  );

  it.each(routes)('$name says which media types it takes and gives', async ({ method, path, template }) => {
    const wrong = await send(path, { method, headers: [['Content-Type', 'text/plain']], body: 'a' });
    expect([wrong.status, wrong.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const types = wrong.body!['supported'] as string[];
    if (method === 'PATCH') {
      expect(wrong.headers['accept-patch']).toBe('application/merge-patch+json, application/json');
    }
    if (method === 'POST') expect(wrong.headers['accept-post']).toBe(types.join(', '));
    const utf16 = await send(path, { method, headers: [['Content-Type', `${types[0]}; charset=utf-16`]], body: 'a' });
    expect(utf16.status).toBe(415);
    const gives = JSON.stringify(checker.document.paths[template]![method.toLowerCase()]!['responses']).includes(
      '"content"',
    );
    const answer = await send(path, { method, headers: [['Accept', 'image/png']] });
    if (gives) {
      expect(answer).toMatchObject({
        status: 406,
        code: 'NOT_ACCEPTABLE',
        headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/) },
      });
    } else expect(answer.status).not.toBe(406);
  });
});

describe('health', () => {
  it.each(['/health', '/health/live', '/health/ready', '/health/startup'])(
    '%s is open whatever the key',
    async (path) => {
      for (const key of ['Bearer costing_unknown', 'Basic am9lOmpvZQ==', 'nonsense']) {
        expect((await send(path, { headers: [['Authorization', key]] })).status).toBe(200);
      }
    },
  );
});

describe('HEAD', () => {
  /** Of the connection or the request, not of the answer; a date moves on between two requests. */
  const OWN = ['date', 'x-request-id', 'transfer-encoding', 'connection', 'keep-alive'];
  /** Answers that count seconds are longer a second later. */
  const COUNT_SECONDS = ['/api/v1/changes', '/health'];

  it.each(routes.filter(({ method }) => method === 'GET'))('has the headers of $name and no body', async ({ path }) => {
    for (const encoding of ['identity', 'gzip', 'br']) {
      const headers = [['Accept-Encoding', encoding] as const];
      const [get, head] = [await send(path, { headers }), await send(path, { method: 'HEAD', headers })];
      const of = ({ status, headers: all }: Answer): unknown => [
        status,
        Object.entries(all).filter(
          ([name]) => !OWN.includes(name) && !(name === 'content-length' && COUNT_SECONDS.includes(path)),
        ),
      ];
      expect(of(head)).toEqual(of(get));
      expect(head.bytes).toBe(0);
    }
  });
});

describe('an answer', () => {
  it.each(routes)('of $name says how it may be stored', async ({ method, path }) => {
    for (const authorization of [`Bearer ${admin()}`, 'Bearer costing_unknown']) {
      const { headers } = await send(path, { method, headers: [['Authorization', authorization]] });
      expect(headers['cache-control']).toMatch(/no-store|no-cache/);
    }
  });

  it('of an entry may be kept and asked for by its ETag', async () => {
    const { headers } = await send('/api/v1/items/BLUE');
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await send('/api/v1/items/BLUE', { headers: [['If-None-Match', headers['etag']!]] });
    expect(again.status).toBe(304);
  });

  it('is compressed above 1 kB, as the client prefers', async () => {
    const encoded = async (path: string, encoding: string): Promise<unknown> =>
      fetch(`${api.url}${path}`, {
        headers: { 'Accept-Encoding': encoding, Authorization: `Bearer ${admin()}` },
      }).then(async (response) => {
        expect(await response.json()).toBeTypeOf('object');
        return response.headers.get('content-encoding');
      });
    expect(await encoded('/api/v1/openapi.json', 'gzip')).toBe('gzip');
    expect(await encoded('/api/v1/openapi.json', 'gzip, br')).toBe('br');
    expect(await encoded('/api/v1/openapi.json', 'identity')).toBeNull();
    expect(await encoded('/api/v1/changes', 'br')).toBe('br');
    expect(await encoded('/api/v1/items/BLUE', 'gzip')).toBeNull();
  });
});

describe('a PATCH', () => {
  it('is a merge patch by either name', async () => {
    for (const [type, name] of [
      ['application/merge-patch+json', 'Blue'],
      ['application/json; charset=UTF-8', 'Navy'],
    ] as const) {
      const sent = { method: 'PATCH', headers: [['Content-Type', type] as const], body: JSON.stringify({ name }) };
      expect(await send('/api/v1/items/BLUE', sent)).toMatchObject({ status: 200, body: { name } });
    }
  });
});
