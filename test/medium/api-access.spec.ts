import { writeFileSync } from 'node:fs';
import type request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog, readConfig, readKeyFile, type Role, ROLES } from '#platform';
import { createApi } from '../../apps/api/create-api.js';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** Who may call what. A route that is not here fails the test: give it a rule with `@Allow`, and a line. */
const RULES: Readonly<Record<string, Role | 'anyone'>> = {
  'GET /': 'anyone',
  'GET /health': 'anyone',
  'GET /health/live': 'anyone',
  'GET /health/ready': 'anyone',
  'GET /health/startup': 'anyone',
  'GET /metrics': 'viewer',
  'GET /api/v1/audit': 'admin',
  'GET /api/v1/changes': 'viewer',
  'GET /api/v1/cost-summaries': 'viewer',
  'GET /api/v1/cost-summaries/:variant_id': 'viewer',
  'GET /api/v1/cost-summaries/:variant_id/explain': 'viewer',
  'GET /api/v1/cost-summaries/by-sku/:sku': 'viewer',
  'GET /api/v1/cost-summaries/export': 'viewer',
  'GET /api/v1/items': 'viewer',
  'GET /api/v1/items/:code': 'viewer',
  'GET /api/v1/jobs': 'viewer',
  'GET /api/v1/jobs/:job_id': 'viewer',
  'GET /api/v1/jobs/:job_id/diff': 'viewer',
  'GET /api/v1/jobs/:job_id/errors': 'viewer',
  'GET /api/v1/jobs/:job_id/errors/variants': 'viewer',
  'GET /api/v1/jobs/:job_id/events': 'viewer',
  'GET /api/v1/master-yarns': 'viewer',
  'GET /api/v1/master-yarns/:code': 'viewer',
  'GET /api/v1/openapi.json': 'anyone',
  'GET /api/v1/parameters': 'viewer',
  'GET /api/v1/parameters/:key': 'viewer',
  'GET /api/v1/price-rates': 'viewer',
  'GET /api/v1/price-rates/:id': 'viewer',
  'GET /api/v1/processes': 'viewer',
  'GET /api/v1/processes/:code': 'viewer',
  'GET /api/v1/routings': 'viewer',
  'GET /api/v1/routings/:code': 'viewer',
  'GET /api/v1/stats': 'viewer',
  'GET /api/v1/variants': 'viewer',
  'GET /api/v1/variants/:variant_id': 'viewer',
  'GET /api/v1/variants/count': 'viewer',
  'GET /api/v1/watch': 'viewer',
  'GET /api/v1/workers': 'viewer',
  'POST /api/v1/formulas/validate': 'viewer',
  'POST /api/v1/items': 'editor',
  'POST /api/v1/jobs/:job_id/cancel': 'operator',
  'POST /api/v1/jobs/:job_id/discard': 'operator',
  'POST /api/v1/jobs/:job_id/keep': 'operator',
  'POST /api/v1/jobs/:job_id/release': 'operator',
  'POST /api/v1/jobs/:job_id/retry': 'operator',
  'POST /api/v1/jobs/:job_id/rollback': 'operator',
  'POST /api/v1/master-yarns': 'editor',
  'POST /api/v1/parameters': 'editor',
  'POST /api/v1/price-rates': 'editor',
  'POST /api/v1/processes': 'editor',
  'POST /api/v1/recalculate/all': 'operator',
  'POST /api/v1/recalculate/delta': 'operator',
  'POST /api/v1/routings': 'editor',
  'POST /api/v1/variants': 'editor',
  'POST /api/v1/variants/import': 'editor',
  'POST /api/v1/price-rates/import': 'editor',
  'POST /api/v1/watch/resume': 'operator',
  'PUT /api/v1/items/:code': 'editor',
  'PUT /api/v1/master-yarns/:code': 'editor',
  'PUT /api/v1/parameters/:key': 'editor',
  'PUT /api/v1/processes/:code': 'editor',
  'PUT /api/v1/routings/:code': 'editor',
  'PUT /api/v1/variants/:variant_id': 'editor',
  'PATCH /api/v1/items/:code': 'editor',
  'PATCH /api/v1/master-yarns/:code': 'editor',
  'PATCH /api/v1/parameters/:key': 'editor',
  'PATCH /api/v1/price-rates/:id': 'editor',
  'PATCH /api/v1/processes/:code': 'editor',
  'PATCH /api/v1/routings/:code': 'editor',
  'PATCH /api/v1/variants/:variant_id': 'editor',
  'DELETE /api/v1/items/:code': 'editor',
  'DELETE /api/v1/master-yarns/:code': 'editor',
  'DELETE /api/v1/parameters/:key': 'editor',
  'DELETE /api/v1/price-rates/:id': 'editor',
  'DELETE /api/v1/processes/:code': 'editor',
  'DELETE /api/v1/routings/:code': 'editor',
  'DELETE /api/v1/variants/:variant_id': 'editor',
};

/** Written out once more, so that a wrong inclusion is noticed. */
const MAY: Readonly<Record<Role, readonly string[]>> = {
  viewer: ['anyone', 'viewer'],
  editor: ['anyone', 'viewer', 'editor'],
  operator: ['anyone', 'viewer', 'operator'],
  admin: ['anyone', 'viewer', 'editor', 'operator', 'admin'],
};
const PATIENCE = { timeout: 5_000, interval: 50 };

let database: TestDatabase;
let keys: TestKeys;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase();
  keys = await TestKeys.ofEveryRole();
  await keys.add('gone', 'admin');
  await keys.add('expired', 'admin', '2026-01-31T00:00:00Z');
  await keys.revoke('gone');
  api = await TestApi.start(database, null, { keysFile: keys.path, requestsPerSecond: 0 });
});

afterAll(async () => {
  await api.close();
  keys.remove();
  await database.close();
});

/** A request for a route with values that no handler does anything with. */
function call(route: string, key: string | null): request.Test {
  const [method, path = ''] = route.split(' ');
  // What reads without parameters of its own would do its work; an unknown one is refused behind the guard.
  const isOpen = RULES[route] === 'anyone' || path === '/api/v1/stats';
  const url = `${path.replaceAll(/:\w+/g, 'x')}${isOpen ? '' : '?no_such_parameter=1'}`;
  const sent = api[method!.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'](url);
  return key === null ? sent : sent.set('Authorization', `Bearer ${key}`);
}

describe('the routes', () => {
  it('have a rule each, and none is forgotten here', () => {
    // The page of the document is made of files for anyone, and holds no data.
    const routes = api.routes.filter((route) => !/^GET \/api\/docs/.test(route));
    expect(routes.sort()).toEqual(Object.keys(RULES).sort());
  });

  it('are described for anyone', async () => {
    for (const path of ['/api/v1/openapi.json', '/api/docs']) {
      expect((await fetch(`${api.url}${path}`)).status).toBe(200);
    }
  });

  it.each(Object.entries(RULES))('%s is for: %s', async (route, rule) => {
    const outcomes = async (key: string | null): Promise<number> => (await call(route, key)).status;
    for (const role of ROLES) {
      const status = await outcomes(keys.sent[role]!);
      if (MAY[role].includes(rule)) expect([401, 403, 500], `${role} ${status}`).not.toContain(status);
      else expect(status, role).toBe(403);
    }
    if (rule === 'anyone') expect(await outcomes(null)).toBe(200);
    else expect(await outcomes(null)).toBe(401);
    const refused = rule === 'anyone' ? 200 : 401;
    for (const name of ['gone', 'expired']) expect(await outcomes(keys.sent[name]!), name).toBe(refused);
  });
});

describe('a request', () => {
  it('without a key, or with one that is unknown, is told how to do better', async () => {
    const without = await api.get('/api/v1/jobs').expect(401);
    expect(without.headers['www-authenticate']).toBe('Bearer realm="costing"');
    expect([without.type, without.body]).toMatchObject(['application/problem+json', { code: 'KEY_REQUIRED' }]);
    for (const header of [
      'Bearer costing_unknown',
      'Basic am9lOmpvZQ==',
      'Bearer',
      `Bearer ${keys.sent['viewer']} x`,
    ]) {
      const unknown = await api.get('/api/v1/jobs').set('Authorization', header).expect(401);
      expect(unknown.headers['www-authenticate']).toContain('error="invalid_token"');
      expect(unknown.body).toMatchObject({ code: 'UNKNOWN_KEY' });
    }
  });

  it('with too small a role is told which it needs', async () => {
    const { body } = await call('POST /api/v1/recalculate/all', keys.sent['editor']!).expect(403);
    expect(body).toMatchObject({ code: 'ROLE_REQUIRED', role_required: 'operator' });
  });

  it('without a key is refused before its body is read', async () => {
    await api.post('/api/v1/recalculate/all').set('Content-Type', 'application/json').send('{"cut').expect(401);
    await api.post('/health').send({ a: 1 }).expect(401);
  });

  it('may come by any name of this machine: the key says who it is', async () => {
    const named = api.get('/api/v1/jobs').set('Host', 'costing.mill').set('Origin', 'https://costing.mill');
    const { headers } = await named.set('Authorization', `bearer ${keys.sent['viewer']}`).expect(200);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the file of keys', () => {
  const status = async (name: string): Promise<number> => (await call('GET /api/v1/stats', keys.sent[name]!)).status;

  it('is obeyed within a second, without a restart, also in what it takes back', async () => {
    await keys.add('late', 'viewer');
    await expect.poll(() => status('late'), { timeout: 1_000, interval: 50 }).toBe(200);
    await keys.revoke('late');
    await expect.poll(() => status('late'), { timeout: 1_000, interval: 50 }).toBe(401);
  });

  it('that is broken leaves the keys from before in force', async () => {
    writeFileSync(keys.path, '{"keys": [');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([await status('viewer'), await status('late')]).toEqual([200, 401]);
    const inForce = async (): Promise<unknown> => ((await api.get('/health')).body as { api_keys: unknown }).api_keys;
    expect(await inForce()).toMatchObject({ state: 'UNREADABLE' });
    await keys.add('mended', 'viewer');
    await expect.poll(() => status('mended'), PATIENCE).toBe(200);
    expect(await inForce()).toEqual({ state: 'IN_FORCE', digest: readKeyFile(keys.path).digest });
  });
});

describe('without keys', () => {
  const start = (settings: object): Promise<unknown> => {
    const config = readConfig({ DATABASE_URL: database.url });
    return createApi({ ...config, api: { ...config.api, ...settings } }, createLog('silent', 'test'));
  };

  it.each(['0.0.0.0', '::', '192.0.2.1', 'mill.example', '::ffff:192.0.2.1'])('does not listen on %s', async (host) => {
    await expect(start({ host })).rejects.toMatchObject({
      code: 'KEYS_REQUIRED',
      message: expect.stringContaining('keys add'),
    });
  });

  it('does not start when the file that is named cannot be read, and is for nobody when it is empty', async () => {
    await expect(start({ keysFile: `${keys.path}.none` })).rejects.toMatchObject({ code: 'API_KEYS_UNREADABLE' });
    const none = await TestKeys.ofEveryRole();
    for (const role of ROLES) await none.revoke(role);
    const closed = await TestApi.start(database, null, { keysFile: none.path });
    await closed.get('/api/v1/stats').expect(401);
    await closed.close();
    none.remove();
  });

  it('everything is for programs of this machine', async () => {
    const open = await TestApi.start(database);
    await open.get('/api/v1/stats').expect(200);
    await open.get('/api/v1/stats').set('Host', 'costing.mill').expect(403);
    await open.close();
  });
});
