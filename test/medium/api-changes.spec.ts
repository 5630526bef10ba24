import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { releaseChangesMill } from '../helpers/changes-mill.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
let api: TestApi;
beforeEach(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  api = await TestApi.start(server);
});
afterEach(async () => {
  await api.close();
  await database.close();
  await server.close();
});

interface Entry {
  change_type: string;
  affected_key: string;
  touches: number | null;
  why: string[] | null;
}

const EXPLAINED = '/api/v1/changes?pending=true&explain=true&as_of=2026-06-30';
const rate = (subject: object, rate_value: string, effective_date: string) => ({
  ...subject,
  rate_value,
  effective_date,
});

/** What one import changes, in the order of its changes: key, touched variants and why. */
async function explained(
  document: object,
): Promise<{ touches: number; entries: [string, number | null, string[] | null][] }> {
  await releaseChangesMill(database);
  await importDocuments(server.url, document);
  const { body } = (await api.get(EXPLAINED).expect(200)) as { body: { touches: number; data: Entry[] } };
  return { touches: body.touches, entries: body.data.map((one) => [one.affected_key, one.touches, one.why]) };
}

describe('GET changes?explain=true', () => {
  it('follows a dye to the variants that hold it, themselves or by their yarn', async () => {
    const prices = ['BLUE', 'GREEN'].map((item) => rate({ item }, '120', '2026-03-01'));
    expect(await explained({ price_rates: prices })).toEqual({
      touches: 7,
      entries: [
        ['GREEN', 3, ['GREEN → dye → DYEING (MATERIAL) in routing DYED: 3 variants']],
        ['BLUE', 4, ['BLUE → dye → DYEING (MATERIAL) in routing DYED: 4 variants']],
      ],
    });
  });

  it('says why rates touch nothing, and that one of a routing’s two formulas reads a default', async () => {
    const document = {
      parameters: [{ key: 'kwh', default_value: 3 }],
      price_rates: [
        rate({ parameter_key: 'idle_price' }, '2', '2026-02-01'),
        rate({ parameter_key: 'power_price' }, '9', '2026-07-01'),
        rate({ parameter_key: 'power_price' }, '7', '2025-01-01'),
      ],
    };
    const { touches, entries } = await explained(document);
    expect(touches).toBe(20);
    expect(Object.fromEntries(entries.map(([key, count, why]) => [`${key} ${count}`, why?.[0]]))).toEqual({
      'kwh 20': 'kwh → POWER (PROCESS) in routing DYED: 10 variants',
      'idle_price 0': `no formula reads 'idle_price'`,
      'power_price 0': expect.stringMatching(
        /^comes into force on 2026-07-01|gives no formula another value on 2026-06-30$/,
      ),
    });
  });

  it('knows formulas, yarns and single variants', async () => {
    const [dyed] = CHANGES_MILL.routings;
    const document = {
      routings: [
        {
          ...dyed,
          steps: dyed!.steps.map((step) =>
            step.code === 'POWER' ? { ...step, formula: 'kwh * power_price + 1' } : step,
          ),
        },
      ],
      master_yarns: [{ code: 'RAW-YARN', name: 'Raw', parameters: { kwh: 5 } }],
      variants: [{ ...CHANGES_MILL.variants[19]!, parameters: { shade: 3 } }],
    };
    const { touches, entries } = await explained(document);
    // All of DYED, and the seven of PLAIN that are of the yarn, and the last one by itself.
    expect(touches).toBe(18);
    expect(new Map(entries.map(([key, count, why]) => [key.slice(0, 8), [count, why]]))).toEqual(
      new Map([
        ['DYED', [10, ['formulas or parameters in routing DYED: 10 variants']]],
        ['RAW-YARN', [7, ['RAW-YARN → kwh → POWER (PROCESS) in routing PLAIN: 7 variants']]],
        [entries[0]![0].slice(0, 8), [1, ['the variant itself']]],
      ]),
    );
  });

  it('notices by itself that a rate came into force', async () => {
    await importDocuments(server.url, CHANGES_MILL, {
      price_rates: [rate({ parameter_key: 'power_price' }, '9', '2026-07-01')],
    });
    await releaseChangesMill(database);
    const on = async (day: string) =>
      (await api.get(`/api/v1/changes?explain=true&pending=true&as_of=${day}`).expect(200)).body as object;
    expect(await on('2026-06-30')).toMatchObject({ pending: { count: 0 }, touches: 0, without_change: [], data: [] });
    expect(await on('2026-07-01')).toMatchObject({
      pending: { count: 0 },
      touches: 20,
      without_change: [{ cause: 'PARAMETER', key: 'power_price', touches: 20 }],
      data: [],
    });
  });
});

describe('GET changes', () => {
  it('lists page by page, newest first, and counts nothing unless asked', async () => {
    await releaseChangesMill(database);
    await importDocuments(server.url, {
      price_rates: ['BLUE', 'RED', 'GREEN'].map((item) => rate({ item }, '1', '2026-02-01')),
    });
    const keys: string[] = [];
    let path: string | null = '/api/v1/changes?pending=true&limit=2';
    while (path !== null) {
      const { body } = (await api.get(path).expect(200)) as { body: { data: Entry[]; next_cursor: string | null } };
      for (const { affected_key, touches } of body.data) keys.push(`${affected_key} ${touches}`);
      path = body.next_cursor === null ? null : `/api/v1/changes?pending=true&limit=2&cursor=${body.next_cursor}`;
    }
    expect(keys).toEqual(['RED null', 'GREEN null', 'BLUE null']);
    const { body } = await api.get('/api/v1/changes?limit=1').expect(200);
    expect(body).toMatchObject({
      pending: { count: 3, oldest_seconds: expect.any(Number), by_type: { PRICE_RATE: 3 } },
      data: [
        {
          change_type: 'PRICE_RATE',
          old_value: null,
          new_value: { item: 'RED', rate_value: 1 },
          status: 'PENDING',
          job_no: null,
        },
      ],
    });
  });

  it.each(['cursor=MQ', 'limit=0', 'limit=501', 'pending=yes', 'as_of=2026-02-30', 'other=1'])(
    'refuses %s',
    async (query) => {
      expect((await api.get(`/api/v1/changes?${query}`).expect(400)).body).toMatchObject({ code: 'INVALID_INPUT' });
    },
  );
});
