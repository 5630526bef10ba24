import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let server: TestDatabase;
let api: TestApi;
const start = async (): Promise<void> => {
  server = await testDatabase();
  await importDocuments(server.url, CHANGES_MILL);
  api = await TestApi.start(server);
};
const stop = async (): Promise<void> => {
  await api.close();
  await server.close();
};

const V1 = '/api/v1';

interface Page {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor: string | null;
}

/** All pages of a list, one after the other. */
async function everyPage(path: string, limit: number, between: () => Promise<unknown> = async () => {}) {
  const entries: Page['data'][number][] = [];
  for (let cursor = ''; ;) {
    const { body } = (await api.get(`${V1}/${path}?limit=${limit}${cursor}`).expect(200)) as { body: Page };
    expect(body.data.length).toBeLessThanOrEqual(limit);
    entries.push(...body.data);
    if (body.next_cursor === null) return entries;
    cursor = `&cursor=${body.next_cursor}`;
    await between();
  }
}

const DYED = CHANGES_MILL.routings[0]!;
const codesOf = (body: unknown): string[] =>
  (body as { errors: { path: string; code: string }[] }).errors.map(({ path, code }) => `${path} ${code}`);

/** Each part that has codes: an entry, a change of one field, what both leave empty, and what is wrong with a third. */
const PARTS = [
  {
    path: 'parameters', key: 'liquor_ratio',
    entry: { key: 'liquor_ratio', label: 'Liquor', group: 'Dyeing', default_value: 8.5 },
    empty: { kind: 'NUMBER', unit: null, minimum: null, maximum: null },
    change: { unit: 'l/kg' },
    wrong: { default_value: 'BLUE' }, fault: '$.default_value NOT_A_NUMBER',
  },
  {
    path: 'items', key: 'Ne 30/1 "cmb" – é', entry: { code: 'Ne 30/1 "cmb" – é', name: 'Combed' }, empty: { unit: null },
    change: { unit: 'kg' }, wrong: { nmae: 'x' }, fault: '$.nmae UNKNOWN_FIELD',
  },
  {
    path: 'processes', key: 'DYE', entry: { code: 'DYE', name: 'Dyeing' }, empty: {}, change: { name: 'Jet dyeing' },
    wrong: { name: null }, fault: '$.name WRONG_TYPE',
  },
  {
    path: 'routings', key: 'JET', entry: { ...DYED, code: 'JET', parameters: { kwh: 3 } }, empty: {
      steps: DYED.steps.map((step) => ({ ...step, process: null })),
    },
    change: { output_quantity: '2' },
    wrong: { steps: [{ code: 'A', cost_component: 'MEMO', formula: 'shdae + 1' }] }, fault: '$.steps[0].formula UNKNOWN_NAME',
  },
  {
    path: 'master-yarns', key: 'YARN', entry: { code: 'YARN', name: 'Yarn', parameters: { dye: 'RED' } }, empty: {},
    change: { name: 'Other' }, wrong: { parameters: { dye: 'RDE' } }, fault: '$.parameters.dye UNKNOWN_ITEM',
  },
] as const; // prettier-ignore

describe.each(PARTS)('$path', ({ path, key, entry, empty, change, wrong, fault }) => {
  beforeAll(start);
  afterAll(stop);
  const at = `${V1}/${path}/${encodeURIComponent(key)}`;
  const full = { ...entry, ...empty };

  it('are made, read, changed, replaced and deleted', async () => {
    const made = await api.post(`${V1}/${path}`, entry).expect(201);
    expect(made.headers['location']).toBe(at);
    expect(made.body).toEqual(full);
    expect((await api.post(`${V1}/${path}`, entry).expect(409)).body).toMatchObject({
      code: 'ALREADY_EXISTS',
      existing: key,
    });
    const read = await api.get(at).expect(200);
    expect(read.body).toEqual(full);
    expect(read.headers['etag']).toBe(made.headers['etag']);
    await api.get(at).set('If-None-Match', read.headers['etag']!).expect(304);

    const changed = await api.patch(at, change).expect(200);
    expect(changed.body).toEqual({ ...full, ...change });
    expect(changed.headers['etag']).not.toBe(read.headers['etag']);
    await api.get(at).set('If-None-Match', read.headers['etag']!).expect(200);
    const refused = await api.patch(at, wrong).expect(400);
    expect(codesOf(refused.body)).toEqual([fault]);
    expect((await api.get(at)).body).toEqual(changed.body);

    expect((await api.put(at, entry).expect(200)).body).toEqual(full);
    await api.delete(at).expect(204);
    expect((await api.get(at).expect(404)).body).toMatchObject({ code: expect.stringMatching(/^UNKNOWN_/) });
    await api.delete(at).expect(404);
    await api.patch(at, change).expect(404);
    const put = await api.put(at, entry).expect(201);
    expect(put.headers).toMatchObject({ location: at, etag: made.headers['etag'] });
  });

  it('are not renamed, and not written over what the writer has not seen', async () => {
    const { headers } = await api.put(at, entry);
    const other = { ...entry, [path === 'parameters' ? 'key' : 'code']: 'other' };
    expect(codesOf((await api.put(at, other).expect(400)).body)).toEqual([
      `$.${path === 'parameters' ? 'key' : 'code'} KEY_MISMATCH`,
    ]);
    await api.put(at, entry).set('If-None-Match', '*').expect(412);
    await api.patch(at, change).set('If-Match', headers['etag']!).expect(200);
    await api.put(at, entry).set('If-Match', headers['etag']!).expect(412);
    await api.patch(at, change).set('If-Match', headers['etag']!).expect(412);
    expect((await api.delete(at).set('If-Match', '"stale"').expect(412)).body).toMatchObject({
      code: 'PRECONDITION_FAILED',
    });
    const now = await api.get(at);
    await api.delete(at).set('If-Match', `"a", ${now.headers['etag']}`).expect(204);
    await api.put(at, entry).set('If-Match', '*').expect(412);
  });
});

describe('the catalogue', () => {
  beforeEach(start);
  afterEach(stop);

  it('lets one of two writers who saw the same win', async () => {
    const at = `${V1}/items/BLUE`;
    const { headers } = await api.get(at);
    const put = (name: string) => api.put(at, { name }).set('If-Match', headers['etag']!);
    const answers = await Promise.all([put('Navy'), put('Sky')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = answers.find(({ status }) => status === 200)!;
    expect((await api.get(at)).body).toEqual(winner.body);
  });

  it('merges maps of parameters key by key, and replaces them whole', async () => {
    const at = `${V1}/master-yarns/GREEN-YARN`;
    const parameters = async (answer: Promise<{ body: { parameters: object } }>) => (await answer).body.parameters;
    expect(await parameters(api.patch(at, { parameters: { kwh: 1e-7, shade: 2 } }))).toEqual({
      dye: 'GREEN',
      kwh: 1e-7,
      shade: 2,
    });
    expect(await parameters(api.patch(at, { parameters: { shade: null, dye: 'RED' } }))).toEqual({
      dye: 'RED',
      kwh: 1e-7,
    });
    expect(await parameters(api.put(at, { name: 'Green', parameters: { shade: 3 } }))).toEqual({ shade: 3 });
    expect(await parameters(api.patch(at, { name: 'G' }))).toEqual({ shade: 3 });
    expect(await parameters(api.put(at, { name: 'Green' }))).toEqual({});
    expect(codesOf((await api.put(at, { name: 'G', parameters: { kwh: null } }).expect(400)).body)).toEqual([
      '$.parameters.kwh NOT_A_NUMBER',
    ]);
  });

  it('is not deleted while something uses it, and says what does', async () => {
    const users = async (path: string) => {
      const { body } = await api.delete(`${V1}/${path}`).expect(409);
      expect(body).toMatchObject({ code: 'IN_USE' });
      const { users, count, count_is_exact } = body as {
        users: { part: string; key: string }[];
        count: number;
        count_is_exact: boolean;
      };
      return [users.map(({ part, key }) => `${part} ${key}`), count, count_is_exact] as const;
    };
    expect((await users('routings/PLAIN'))[0]).toHaveLength(10);
    expect((await users('routings/PLAIN')).slice(1)).toEqual([10, true]);
    expect((await users('master-yarns/RAW-YARN')).slice(1)).toEqual([11, false]);
    expect(await users('items/BLUE')).toEqual([[expect.stringMatching(/^price_rates \d+$/)], 1, false]);
    const { body: rates } = await api.get(`${V1}/price-rates?item=BLUE`);
    await api.delete(`${V1}/price-rates/${(rates as Page).data[0]!['id'] as string}`).expect(204);
    const [blue, ...found] = await users('items/BLUE');
    expect([[...blue].sort(), ...found]).toEqual([
      ['variants V0', 'variants V1', 'variants V2', 'variants V3'],
      4,
      true,
    ]);
    expect((await users('items/GREEN'))[0]).toEqual([
      'master_yarns GREEN-YARN',
      expect.stringMatching(/^price_rates /),
    ]);
    expect((await users('parameters/power_price'))[0].slice(0, 2)).toEqual(['routings DYED', 'routings PLAIN']);
    await api.post(`${V1}/parameters`, { key: 'lone' });
    await api.patch(`${V1}/variants/${(await variants('V5'))[0]}`, { parameters: { lone: 1 } }).expect(200);
    expect(await users('parameters/lone')).toEqual([['variants V5'], 1, true]);
    await api.post(`${V1}/processes`, { code: 'DYE', name: 'Dye' });
    await api
      .patch(`${V1}/routings/DYED`, { steps: DYED.steps.map((step) => ({ ...step, process: 'DYE' })) })
      .expect(200);
    expect(await users('processes/DYE')).toEqual([['routings DYED'], 1, true]);
  });

  const variants = async (sku: string): Promise<string[]> =>
    ((await api.get(`${V1}/variants?sku=${sku}`)).body as Page).data.map(({ variant_id }) => variant_id as string);

  it('keeps every digit of a rate, or refuses it', async () => {
    const rate = (value: string) => `{ "item": "RED", "effective_date": "2026-05-01", "rate_value": ${value} }`;
    for (const value of ['1234567890123.5', '0.1234567890123']) {
      expect(codesOf((await api.post(`${V1}/price-rates`, rate(value)).expect(400)).body)).toEqual([
        '$.rate_value TOO_MANY_DIGITS',
      ]);
    }
    const exact = '123456789012.123456789012';
    const { body } = await api.post(`${V1}/price-rates`, rate(exact)).expect(201);
    expect(body).toMatchObject({ item: 'RED', parameter_key: null, rate_value: exact, expired_date: null });
    expect((await api.post(`${V1}/price-rates`, rate('1')).expect(409)).body).toMatchObject({
      code: 'ALREADY_EXISTS',
      existing: body.id,
    });
    const at = `${V1}/price-rates/${body.id}`;
    expect((await api.patch(at, { notes: 'spot' }).expect(200)).body).toEqual({ ...body, notes: 'spot' });
    const moved = await api.patch(at, '{ "effective_date": "2026-06-01", "rate_value": 0.10 }').expect(200);
    expect(moved.body).toEqual({ ...body, notes: 'spot', effective_date: '2026-06-01', rate_value: '0.1' });
    expect(codesOf((await api.patch(at, { item: 'BLUE' }).expect(400)).body)).toEqual(['$.item KEY_MISMATCH']);
    expect(codesOf((await api.patch(at, { expired_date: '2026-06-01' }).expect(400)).body)).toEqual([
      '$.expired_date DATES_OUT_OF_ORDER',
    ]);
    expect((await api.patch(at, { effective_date: '2026-01-01' }).expect(409)).body).toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    await api.delete(at).expect(204);
    await api.get(at).expect(404);
  });

  it('lists rates of a parameter or item, and those in force on a day', async () => {
    await importDocuments(server.url, {
      price_rates: [
        { item: 'BLUE', rate_value: 2, effective_date: '2026-03-01', expired_date: '2026-04-01' },
        { item: 'BLUE', rate_value: 3, effective_date: '2026-06-01' },
      ],
    });
    const values = async (query: string) =>
      ((await api.get(`${V1}/price-rates?${query}`).expect(200)).body as Page).data.map((rate) => rate['rate_value']);
    expect(await values('item=BLUE')).toEqual(['100', '2', '3']);
    expect(await values('parameter_key=power_price')).toEqual(['8']);
    expect(await values('item=BLUE&as_of=2026-03-31')).toEqual(['2']);
    expect(await values('item=BLUE&as_of=2026-04-01')).toEqual(['100']);
    expect(await values('as_of=2026-06-01')).toHaveLength(5);
    expect(await values('as_of=2025-06-01')).toEqual([]);
  });

  it('goes on where a page ended, whatever was added or deleted before it', async () => {
    await importDocuments(server.url, {
      items: Array.from({ length: 20 }, (_, n) => ({ code: `I${String.fromCharCode(97 + n)}` })),
    });
    let added = 0;
    const listed = await everyPage('items', 3, async () => {
      await api.post(`${V1}/items`, { code: `A${added++}` }).expect(201);
      await api.delete(`${V1}/items/Ia`);
    });
    const codes = listed.map(({ code }) => code as string);
    expect(codes).toEqual([...codes].sort());
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => /^I[b-t]$/.test(code))).toHaveLength(19);
    for (const path of ['parameters', 'processes', 'routings', 'master-yarns', 'price-rates', 'variants']) {
      const all = await everyPage(path, 500);
      expect(await everyPage(path, 1)).toEqual(all);
    }
  });

  it('waits a while for an import, then says that it is busy', async () => {
    const importer = await server.pool.connect();
    await importer.query('BEGIN');
    await importer.query(`SELECT pg_advisory_xact_lock(hashtextextended('costing:import', 0))`);
    const writes = ['items', 'variants'].map((path) =>
      api.put(`${V1}/${path}/${path === 'items' ? 'NEW' : 'b7a2c5d0-3c1f-5e6b-8f42-9d0e7a61c3f4'}`, { code: 'NEW' }),
    );
    for (const { status, body } of await Promise.all(writes)) {
      expect({ status, code: (body as { code: string }).code }).toEqual({ status: 409, code: 'CATALOGUE_BUSY' });
    }
    const waiting = api.put(`${V1}/items/NEW`, {}).then(({ status }) => status);
    await api.get(`${V1}/items`).expect(200);
    await importer.query('COMMIT');
    importer.release();
    expect(await waiting).toBe(201);
  });

  it('takes a parameter of any name that the catalogue allows', async () => {
    await api.post(`${V1}/parameters`, { key: 'constructor', default_value: 1 }).expect(201);
    const { body } = await api.patch(`${V1}/master-yarns/RAW-YARN`, { parameters: { constructor: 2 } }).expect(200);
    expect(body.parameters).toEqual({ constructor: 2 });
  });
});
