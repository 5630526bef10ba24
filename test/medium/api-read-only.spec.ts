import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let server: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  server = await testDatabase();
  await importDocuments(server.url, { ...CHANGES_MILL, processes: [{ code: 'DYEING', name: 'Dyeing' }] });
  api = await TestApi.start(server);
});

afterAll(async () => {
  await api.close();
  await server.close();
});

const PARTS = ['parameters', 'items', 'processes', 'routings', 'master-yarns', 'price-rates', 'variants'] as const;

/** Where each entry of a part is. */
async function entries(part: (typeof PARTS)[number]): Promise<readonly string[]> {
  const { body } = await api.get(`/api/v1/${part}?limit=500`).expect(200);
  const keyOf = (one: Record<string, string>): string => (one['variant_id'] ?? one['id'] ?? one['code'] ?? one['key'])!;
  return (body as { data: Record<string, string>[] }).data.map(
    (one) => `/api/v1/${part}/${encodeURIComponent(keyOf(one))}`,
  );
}

describe.each(PARTS)('what GET gives of %s', (part) => {
  it('PUT and PATCH take back, and change nothing by it', async () => {
    const paths = (await entries(part)).slice(0, 8);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const { body, headers } = await api.get(path).expect(200);
      for (const method of part === 'price-rates' ? (['patch'] as const) : (['put', 'patch'] as const)) {
        const back = await api[method](path, body as object)
          .set('If-Match', headers['etag'] as string)
          .expect(200);
        expect([back.body, back.headers['etag']]).toEqual([body, headers['etag']]);
      }
    }
  });

  it('is refused where a read-only field differs', async () => {
    const [path] = await entries(part);
    const { body } = await api.get(path!).expect(200);
    const document = body as Record<string, unknown>;
    for (const name of ['id', 'variant_id', 'created_at', 'updated_at'].filter((field) => field in document)) {
      for (const method of part === 'price-rates' ? (['patch'] as const) : (['put', 'patch'] as const)) {
        const { body: problem } = await api[method](path!, { ...document, [name]: 'another' }).expect(400);
        expect(problem).toMatchObject({ errors: [{ path: `$.${name}`, code: 'READ_ONLY' }] });
      }
    }
  });
});

describe('a new variant', () => {
  it('may be put with its id, not with times of its own', async () => {
    const id = variantId('NEW-1');
    const variant = { sku: 'NEW-1', master_yarn: 'RAW-YARN', routing: 'PLAIN' };
    await api.put(`/api/v1/variants/${id}`, { ...variant, created_at: '2026-01-01T00:00:00Z' }).expect(400);
    await api.put(`/api/v1/variants/${id}`, { ...variant, variant_id: variantId('NEW-2') }).expect(400);
    await api.put(`/api/v1/variants/${id}`, { ...variant, variant_id: id }).expect(201);
  });
});

describe('If-None-Match on a write', () => {
  it('keeps what is there from being changed, whatever the method', async () => {
    const path = '/api/v1/items/BLUE';
    const { headers } = await api.get(path).expect(200);
    const etag = headers['etag'] as string;
    for (const text of ['*', etag, `W/${etag}`, `"other", ${etag}`]) {
      await api.put(path, { name: 'X' }).set('If-None-Match', text).expect(412);
      await api.patch(path, { name: 'X' }).set('If-None-Match', text).expect(412);
      await api.delete(path).set('If-None-Match', text).expect(412);
    }
    await api.post('/api/v1/items', { code: 'BLUE' }).set('If-None-Match', '*').expect(412);
    await api.post('/api/v1/items', { code: 'BLUE' }).expect(409);
    expect((await api.get(path)).headers['etag']).toBe(etag);
    await api.post('/api/v1/items', { code: 'NEW' }).set('If-None-Match', '*').expect(201);
    await api.put('/api/v1/items/NEWER', { name: 'N' }).set('If-None-Match', '*').expect(201);
  });

  it('is refused when it is no list of ETags, which nothing would match', async () => {
    for (const text of ['BLUE', '"a" "b"', '**']) {
      const { body } = await api.put('/api/v1/items/BLUE', { name: 'X' }).set('If-None-Match', text).expect(400);
      expect(body).toMatchObject({ errors: [{ path: 'If-None-Match', code: 'MALFORMED' }] });
    }
  });
});
