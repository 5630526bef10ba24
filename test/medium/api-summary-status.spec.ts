import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropUnneededGenerations } from '#jobs';
import { variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { type DeltaMill, openDeltaMill, requestDelta, skus } from '../helpers/delta-mill.js';

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

const SUMMARIES = '/api/v1/cost-summaries';
interface Summary {
  readonly sku: string;
  readonly status: string;
  readonly job_no: number | null;
}
interface Page {
  readonly data: readonly Summary[];
  readonly next_cursor: string | null;
}
const list = async (query = ''): Promise<Page> =>
  (await api.get(`${SUMMARIES}?limit=500${query}`).expect(200)).body as Page;
const skusOf = ({ data }: Page): string[] => data.map(({ sku }) => sku).sort();
const status = async (sku: string): Promise<string> =>
  ((await api.get(`${SUMMARIES}/${variantId(sku)}`).expect(200)).body as Summary).status;

/** What single summaries say agrees with the list. */
async function pending(): Promise<string[]> {
  const page = await list();
  for (const { sku, status: listed } of page.data) expect(await status(sku)).toBe(listed);
  expect(skusOf(await list('&status=PENDING'))).toEqual(
    skusOf({ ...page, data: page.data.filter((one) => one.status === 'PENDING') }),
  );
  return skusOf(await list('&status=PENDING'));
}

describe('the status of a summary', () => {
  it('is PENDING from a change that touches it to the delta that has it', async () => {
    expect((await list()).data.map((one) => one.status)).toEqual(Array<string>(20).fill('NEVER'));
    await mill.runFull();
    expect(await pending()).toEqual([]);
    expect((await list('&status=CURRENT')).data).toHaveLength(20);

    await importDocuments(mill.database.url, {
      price_rates: [{ item: 'BLUE', rate_value: 1, effective_date: '2026-02-01' }],
    });
    expect(await pending()).toEqual(skus(0, 1, 2, 3));
    await api.patch(`/api/v1/variants/${variantId('V15')}`, { parameters: { kwh: 7 } }).expect(200);
    await api.patch('/api/v1/master-yarns/GREEN-YARN', { parameters: { dye: 'BLUE' } }).expect(200);
    expect(await pending()).toEqual(skus(0, 1, 2, 3, 7, 8, 9, 15));
    // What no formula reads, and what is the same as before, touches nobody.
    await api.patch('/api/v1/parameters/idle_price', { default_value: 5 }).expect(200);
    await api.patch('/api/v1/items/BLUE', { name: 'Blue' }).expect(200);
    expect(await pending()).toEqual(skus(0, 1, 2, 3, 7, 8, 9, 15));

    await mill.stopWorker();
    const delta = (await requestDelta(mill.database))!;
    // Claimed, but not in the figures yet; asked of an API that has not looked before.
    await api.close();
    api = await TestApi.start(mill.database);
    expect(await pending()).toEqual(skus(0, 1, 2, 3, 7, 8, 9, 15));
    mill.startWorker();
    await mill.ended(delta);
    expect(await pending()).toEqual([]);
  });

  it('is NEVER before it was computed, and FAILED after a failure, with figures or without, until it may be another', async () => {
    await mill.runFull();
    const at = `/api/v1/variants/${variantId('V3')}`;
    await api.post('/api/v1/variants', { sku: 'NEW', master_yarn: 'RAW-YARN', routing: 'DYED' }).expect(201);
    await api.patch(at, { parameters: { shade: null } }).expect(200);
    expect([await status('NEW'), await status('V3')]).toEqual(['NEVER', 'PENDING']);
    await mill.runDelta({ allowedFailedShare: 1 });
    expect([await status('NEW'), await status('V3')]).toEqual(['FAILED', 'FAILED']);
    expect(skusOf(await list('&status=FAILED')).sort()).toEqual(['NEW', 'V3']);
    await api.patch(at, { parameters: { shade: 1 } }).expect(200);
    expect(await status('V3')).toBe('PENDING');
  });
});

describe('GET cost-summaries', () => {
  it('filters by routing and yarn, page by page', async () => {
    await mill.runFull();
    expect(skusOf(await list('&routing=PLAIN'))).toEqual(skus(...Array.from({ length: 10 }, (_, n) => n + 10)));
    expect(skusOf(await list('&routing=PLAIN&master_yarn=GREEN-YARN'))).toEqual(skus(17, 18, 19));
    expect(skusOf(await list('&routing=NONE'))).toEqual([]);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const page = (await api.get(`${SUMMARIES}?routing=DYED&limit=3${cursor}`).expect(200)).body as Page;
      seen.push(...skusOf(page));
      if (page.next_cursor === null) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    expect(seen.sort()).toEqual(skus(...Array(10).keys()));
    const [first] = (await list()).data;
    expect((await api.get(`${SUMMARIES}/${variantId(first!.sku)}`)).body).toEqual(first);
  });

  it('shows one generation on all its pages, or says that it is gone', async () => {
    await mill.runFull();
    const page = async (cursor: string) => api.get(`${SUMMARIES}?limit=5&cursor=${cursor}`);
    const { next_cursor } = (await api.get(`${SUMMARIES}?limit=5`)).body as Page;
    await mill.runFull();
    expect((await page(next_cursor!)).body).toMatchObject({ data: Array<object>(5).fill({ job_no: 1 }) });
    expect((await list()).data.map((one) => one.job_no)).toEqual(Array<number>(20).fill(2));
    await mill.runFull();
    // The worker may be at it, and one drops at a time.
    const expired = async (): Promise<unknown> => {
      await dropUnneededGenerations(mill.database);
      return (await page(next_cursor!)).body;
    };
    await expect.poll(expired, { timeout: 10_000 }).toMatchObject({ status: 410, code: 'CURSOR_EXPIRED' });
  });

  it.each(['status=OLD', 'cursor=AA', 'routing=%00', 'limit=0', 'cursor=WyJ4IiwieSJd', 'sku=V1'])(
    'refuses %s',
    async (query) => {
      expect((await api.get(`${SUMMARIES}?${query}`).expect(400)).body).toMatchObject({ code: 'INVALID_INPUT' });
    },
  );
});

describe('GET cost-summaries/{variant_id}/explain', () => {
  const explain = (query = '', sku = 'V0') => api.get(`${SUMMARIES}/${variantId(sku)}/explain${query}`);

  it('explains today, another day, and what a job stored', async () => {
    await mill.runFull({ asOf: '2026-06-30' });
    await importDocuments(mill.database.url, {
      price_rates: [{ item: 'BLUE', rate_value: 300, effective_date: '2026-06-01' }],
    });
    const before = await explain('?as_of=2026-05-31').expect(200);
    expect(before.body).toMatchObject({
      sku: 'V0', variant_id: variantId('V0'), routing: 'DYED', as_of: '2026-05-31', job_no: null, output_unit: 'kg',
      output_quantity: 1, total_material_cost: '2.000000', total_process_cost: '16.000000', grand_total: '18.000000',
    }); // prettier-ignore
    expect((before.body as { steps: unknown[] }).steps[1]).toEqual({
      code: 'DYEING', process: null, cost_component: 'MATERIAL', formula: 'DYE_KG * dye', value: 2,
      inputs: {
        DYE_KG: { value: 0.02, source: 'STEP' },
        dye: { value: 100, source: 'ITEM_PRICE', rate_id: expect.any(String), effective_date: '2026-01-01', item: 'BLUE' },
      },
    }); // prettier-ignore
    expect((await explain('?as_of=2026-06-01')).body).toMatchObject({ grand_total: '22.000000' });
    const { body: jobs } = (await api.get('/api/v1/jobs')) as { body: { data: { job_id: string }[] } };
    for (const job of ['1', jobs.data[0]!.job_id]) {
      expect((await explain(`?job=${job}`).expect(200)).body).toMatchObject({
        job_no: 1,
        as_of: '2026-06-30',
        grand_total: '18.000000',
      });
    }
    await api.patch(`/api/v1/variants/${variantId('V0')}`, { parameters: { shade: 9 } }).expect(200);
    expect((await explain('?job=1').expect(409)).body).toMatchObject({ code: 'INPUTS_CHANGED' });
    await api.patch(`/api/v1/variants/${variantId('V0')}`, { parameters: { shade: null } }).expect(200);
    expect((await explain().expect(200)).body).toMatchObject({
      grand_total: null,
      error: { code: 'MISSING_PARAMETER', name: 'shade' },
    });
  });

  it('says what it cannot explain', async () => {
    expect((await explain('', 'NONE').expect(404)).body).toMatchObject({ code: 'UNKNOWN_VARIANT' });
    expect((await explain('?job=7').expect(404)).body).toMatchObject({ code: 'UNKNOWN_JOB' });
    expect((await explain(`?job=${variantId('V0')}`).expect(404)).body).toMatchObject({ code: 'UNKNOWN_JOB' });
    expect((await explain('?job=1e3').expect(404)).body).toMatchObject({ code: 'UNKNOWN_JOB' });
    for (const query of ['?job=0', '?job=99999999999', '?as_of=2026-02-30', '?job=1&as_of=2026-01-01', '?x=1']) {
      await explain(query).expect(400);
    }
  });
});

describe('POST formulas/validate', () => {
  const validate = (body: object) => api.post('/api/v1/formulas/validate', body);

  it('computes, or says what is wrong and where', async () => {
    expect((await validate({ formula: 'a * 2 ^ 3', values: { a: 1.5 } }).expect(200)).body).toEqual({ value: 12 });
    expect((await validate({ formula: '1 +\n  dye_kgs', values: { dye_kg: 1 } }).expect(200)).body).toEqual({
      error: { code: 'UNKNOWN_NAME', line: 2, column: 3, message: expect.stringContaining("did you mean 'dye_kg'") },
    });
    expect((await validate({ formula: 'a / (1 - a)', values: { a: 1 } })).body).toMatchObject({
      error: { code: 'DIVISION_BY_ZERO' },
    });
    expect((await validate({ formula: 'x', names: ['x'] })).body).toMatchObject({
      error: { code: 'MISSING_PARAMETER' },
    });
    expect((await validate({ formula: '(' })).body).toMatchObject({ error: { code: 'SYNTAX_ERROR' } });
    expect((await validate({ formula: 'x+'.repeat(40_000) })).body).toMatchObject({ error: { code: 'TOO_LONG' } });
  });

  it('knows the names of a routing', async () => {
    const body = {
      formula: 'DYE_KG * power_price + cost_so_far',
      routing: 'DYED',
      values: { DYE_KG: 2, power_price: 3, cost_so_far: 1 },
    };
    expect((await validate(body)).body).toEqual({ value: 7 });
    expect((await validate({ ...body, formula: 'DYE_KGS' })).body).toMatchObject({
      error: { message: expect.stringContaining("'DYE_KG'") },
    });
    expect((await validate({ formula: '1', routing: 'NONE' }).expect(404)).body).toMatchObject({
      code: 'UNKNOWN_ROUTING',
    });
  });

  it.each([
    {},
    { formula: 1 },
    { formula: '1', values: { a: 'x' } },
    { formula: '1', values: [] },
    { formula: '1', names: 'a' },
    { formula: '1', names: ['a b'] },
    { formula: '1', routing: '' },
    { formula: '1', x: 1 },
  ])('refuses %j', async (body) => void (await validate(body).expect(400)));
});
