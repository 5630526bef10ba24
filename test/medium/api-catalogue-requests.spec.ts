import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let server: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  server = await testDatabase();
  await importDocuments(server.url, CHANGES_MILL);
  api = await TestApi.start(server);
});
afterAll(async () => {
  await api.close();
  await server.close();
});

const V1 = '/api/v1';

describe('requests for entries of the catalogue', () => {
  it.each([
    ['%00', 400], ['a%0Ab', 400], ['%20', 400], ['x'.repeat(101), 400], ['%E0%A4%A', 400], ['%2F', 404], ['..%2Fitems', 404], ['x'.repeat(100), 404],
  ])('answers a code %s with %i', async (code, status) => {
    await api.get(`${V1}/items/${code}`).expect(status);
    await api.put(`${V1}/items/${code}`, {}).expect(status === 404 ? 201 : 400);
  }); // prettier-ignore

  it.each([
    ['items?limit=0'], ['items?limit=501'], ['items?cursor=AA'], ['items?cursor=W10'], ['items?other=1'],
    [`items?cursor=${Buffer.from('["\\u0000"]').toString('base64url')}`], ['price-rates?as_of=2026-02-30'],
    [`price-rates?cursor=${Buffer.from('["9223372036854775808"]').toString('base64url')}`],
    ['price-rates?item=%00'], ['price-rates?item=a&item=b'], ['price-rates?parameter_key=A'], ['price-rates/0'],
    ['price-rates/9223372036854775808'], ['price-rates/1.5'], ['parameters/A'], ['variants/7'], ['variants?sku=%00'],
  ])('refuses GET %s', async (path) => {
    expect((await api.get(`${V1}/${path}`).expect(400)).body).toMatchObject({ code: 'INVALID_INPUT' });
  }); // prettier-ignore

  it.each([
    ['', 'MALFORMED_JSON'], ['{', 'MALFORMED_JSON'], ['[]', 'INVALID_INPUT'], ['{"code":"A","code":"B"}', 'INVALID_INPUT'],
    ['['.repeat(100_000), 'MALFORMED_JSON'], ['{"__proto__":1,"code":"A"}', 'INVALID_INPUT'],
    ['{"code":"\\u0000"}', 'INVALID_INPUT'], ['{"code":1e999}', 'INVALID_INPUT'], ['{"code":"\\ud800"}', 'INVALID_INPUT'],
  ])('refuses the body %#', async (body, code) => {
    expect((await api.post(`${V1}/processes`, body).expect(400)).body).toMatchObject({ code });
    expect((await api.get(`${V1}/processes`)).body).toMatchObject({ data: [] });
  }); // prettier-ignore

  it.each([
    ['parameters/shade', { default_value: 'a\0b' }],
    ['master-yarns/RAW-YARN', { parameters: { 'a\0b': 1 } }],
    ['master-yarns/RAW-YARN', { parameters: { dye: 'a\0b' } }],
    ['routings/PLAIN', { steps: [{ code: 'S', process: 'a\0b', cost_component: 'MEMO', formula: '1' }] }],
  ])('refuses a name with a NUL in PATCH %s %o', async (path, body) => {
    expect((await api.patch(`${V1}/${path}`, body).expect(400)).body).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('takes no body above 1 MB', async () => {
    const { body } = await api.post(`${V1}/items`, { code: 'A', name: 'x'.repeat(1_100_000) }).expect(413);
    expect(body).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});
