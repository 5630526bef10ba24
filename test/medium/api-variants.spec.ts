import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countPendingChanges, variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { costedBy, type DeltaMill, expectExact, openDeltaMill, skus } from '../helpers/delta-mill.js';

let mill: DeltaMill;
let api: TestApi;
beforeEach(async () => {
  mill = await openDeltaMill();
  api = await TestApi.start(mill.database);
});
afterEach(async () => {
  await api.close();
  await mill.close();
});

const VARIANTS = '/api/v1/variants';
const at = (sku: string): string => `${VARIANTS}/${variantId(sku)}`;
const NEW = { sku: 'Neu 1', master_yarn: 'RAW-YARN', routing: 'DYED', parameters: { dye: 'RED', shade: 2.5 } };

interface Page {
  readonly data: readonly { readonly sku: string }[];
  readonly next_cursor: string | null;
}
const list = async (query: string): Promise<Page> => (await api.get(`${VARIANTS}?${query}`).expect(200)).body as Page;

describe('variants', () => {
  it('are made, read, changed, replaced and deleted', async () => {
    const made = await api.post(VARIANTS, NEW).expect(201);
    expect(made.headers['location']).toBe(at('Neu 1'));
    expect(made.body).toEqual({
      variant_id: variantId('Neu 1'), ...NEW, batch_no: null, is_active: true,
      created_at: expect.any(String), updated_at: made.body.created_at,
    }); // prettier-ignore
    expect((await api.post(VARIANTS, { ...NEW, sku: ' Neu 1' }).expect(409)).body).toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    await api.get(at('Neu 1')).set('If-None-Match', made.headers['etag']!).expect(304);
    expect(await list('sku=Neu%201')).toMatchObject({ data: [made.body], next_cursor: null });

    const { body } = await api.patch(at('Neu 1'), { batch_no: 'B7', parameters: { dye: null, kwh: 3 } }).expect(200);
    expect(body).toMatchObject({ batch_no: 'B7', parameters: { shade: 2.5, kwh: 3 } });
    expect(body.updated_at > body.created_at).toBe(true);
    await api.put(at('Neu 1'), NEW).set('If-Match', made.headers['etag']!).expect(412);
    expect((await api.put(at('Neu 1'), { ...NEW, sku: undefined }).expect(200)).body).toMatchObject({
      ...NEW,
      batch_no: null,
    });
    await api.delete(at('Neu 1')).expect(204);
    await api.get(at('Neu 1')).expect(404);
    expect((await api.patch(at('Neu 1'), {}).expect(404)).body).toMatchObject({ code: 'UNKNOWN_VARIANT' });
    await api.put(at('Neu 1'), NEW).expect(201);
    expect((await api.get(`${VARIANTS}/count`)).body).toEqual({ count: 21, exact: true });
  });

  it.each([
    [{ sku: 'Neu 2' }, '$.sku KEY_MISMATCH'],
    [{ sku: null }, '$.sku WRONG_TYPE'],
    [{ routing: 'DYE' }, '$.routing UNKNOWN_ROUTING: unknown routing "DYE"; did you mean \'DYED\'?'],
    [{ parameters: { shade: 'RED' } }, '$.parameters.shade NOT_A_NUMBER'],
    [{ is_active: 1 }, '$.is_active WRONG_TYPE'],
    [{ created_at: 'x' }, '$.created_at UNKNOWN_FIELD'],
  ])('refuse %j', async (wrong, fault) => {
    const { body } = await api.put(at('Neu 1'), { ...NEW, ...wrong }).expect(400);
    const { errors } = body as { errors: { path: string; code: string; message: string }[] };
    expect(errors.map(({ path, code, message }) => `${path} ${code}: ${message}`)[0]).toContain(fault);
    expect((await api.get(`${VARIANTS}/count`)).body).toEqual({ count: 20, exact: true });
  });

  it('of one SKU that several make at once is made once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => api.put(at('Neu 1'), NEW)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    const posts = await Promise.all(Array.from({ length: 4 }, () => api.post(VARIANTS, { ...NEW, sku: 'Neu 2' })));
    expect(posts.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('are listed by id, routing and yarn, page by page', async () => {
    const all = await list('limit=500');
    const pages: string[] = [];
    for (let page = await list('limit=7'); ;) {
      pages.push(...page.data.map(({ sku }) => sku));
      if (page.next_cursor === null) break;
      await api.delete(at(page.data[0]!.sku)).expect(204);
      page = await list(`limit=7&cursor=${page.next_cursor}`);
    }
    expect(pages).toEqual(all.data.map(({ sku }) => sku));
    for (const { sku } of all.data) await api.put(at(sku), { ...NEW, sku, routing: sku < 'V3' ? 'DYED' : 'PLAIN' });
    const dyed = await list('routing=DYED&limit=500');
    expect(dyed.data.map(({ sku }) => sku)).toEqual(all.data.map(({ sku }) => sku).filter((sku) => sku < 'V3'));
    const [first] = dyed.data;
    const rest = await list(`routing=DYED&limit=500&cursor=${(await list('routing=DYED&limit=1')).next_cursor}`);
    expect([first, ...rest.data]).toEqual(dyed.data);
    expect((await list('master_yarn=GREEN-YARN')).data).toEqual([]);
    expect((await list('sku=V1&routing=PLAIN')).data).toEqual([]);
  });
});

describe('after a write', () => {
  it('a delta costs just what it touches', async () => {
    await mill.runFull();
    const pending = async () => (await countPendingChanges(mill.database.pool)).byType;
    expect(await pending()).toEqual({});
    const { data } = (await api.get('/api/v1/price-rates?item=BLUE')).body as { data: { id: string }[] };
    await api.patch(`/api/v1/price-rates/${data[0]!.id}`, { rate_value: 120 }).expect(200);
    // The same once more is no change.
    await api.patch(`/api/v1/price-rates/${data[0]!.id}`, { rate_value: '120.00' }).expect(200);
    expect(await pending()).toEqual({ PRICE_RATE: 1 });
    expect(await costedBy(mill.database, await mill.runDelta())).toEqual(skus(0, 1, 2, 3));
    await expectExact(mill.database);

    await api.patch(at('V19'), { parameters: { kwh: 5 } }).expect(200);
    await api.patch(at('V18'), { batch_no: 'B1' }).expect(200);
    await api.post(VARIANTS, NEW).expect(201);
    await api.patch('/api/v1/master-yarns/GREEN-YARN', { parameters: { dye: 'BLUE' } }).expect(200);
    await api.delete(at('V0')).expect(204);
    expect(await pending()).toEqual({ VARIANT: 3, MASTER_YARN: 1 });
    expect(await costedBy(mill.database, await mill.runDelta())).toEqual(['Neu 1', ...skus(7, 8, 9, 19)].sort());
    await expectExact(mill.database);

    await api.patch('/api/v1/routings/PLAIN', { output_quantity: '2' }).expect(200);
    expect(await pending()).toEqual({ FORMULA: 1 });
    await mill.runDelta();
    await expectExact(mill.database);
  });
});
