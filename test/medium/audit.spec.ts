import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actingAs, connectClient, importCatalogue, inTransaction, listAudit, variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

const MILL = 'test/fixtures/worked-examples.catalogue.json';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** What was written since the last look, oldest first. */
let seen = '0';
async function news(): Promise<string[]> {
  const all = await listAudit(database.pool, { limit: 10_000 });
  const fresh = all.filter(({ id }) => BigInt(id) > BigInt(seen)).reverse();
  seen = all[0]?.id ?? seen;
  return fresh.map(({ actor, action, kind, key, before, after }) =>
    [actor, action, kind, key, JSON.stringify(before), JSON.stringify(after)].join(' '),
  );
}

const as = (actor: string, ...statements: string[]): Promise<void> =>
  actingAs(actor, () =>
    inTransaction(database.pool, async (client) => {
      for (const statement of statements) await client.query(statement);
    }),
  );

describe('the audit', () => {
  it('of an import has each row of the small tables, and the variants as one', async () => {
    const client = await connectClient({ connectionString: database.url }, 'test');
    await actingAs('cli', () => importCatalogue(client, [MILL]));
    const entries = await news();
    expect(entries.every((entry) => entry.startsWith('cli INSERT ') || / (UPDATE|IMPORT) /.test(entry))).toBe(true);
    expect(entries).toContain('cli IMPORT variants * null {"updated":0,"inserted":6}');
    const { rows } = await database.pool.query<{ count: string }>(
      `SELECT (SELECT count(*) FROM items) + (SELECT count(*) FROM parameters) + (SELECT count(*) FROM price_rates)
              + (SELECT count(*) FROM processes) + (SELECT count(*) FROM routings) + (SELECT count(*) FROM process_steps)
              + (SELECT count(*) FROM master_yarns) AS count`,
    );
    expect(entries.filter((entry) => entry.startsWith('cli INSERT '))).toHaveLength(Number(rows[0]!.count));

    await actingAs('cli', () => importCatalogue(client, [MILL]));
    expect(await news()).toEqual([]);
    await client.end();
  });

  it('says what a row was and is, in the words of people', async () => {
    await as(
      'joe',
      `INSERT INTO parameters (key) VALUES ('lustre')`,
      `INSERT INTO items (code) VALUES ('SILK')`,
      `INSERT INTO parameters (key, kind) VALUES ('fibre', 'ITEM')`,
      `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, 7, '2026-01-01' FROM items WHERE code = 'SILK'`,
    );
    await news();
    await as('joe', `UPDATE price_rates SET rate_value = 8.5 WHERE rate_value = 7 AND effective_date = '2026-01-01'`);
    const [rate, ...others] = await news();
    expect(others).toEqual([]);
    expect(rate).toMatch(/^joe UPDATE price-rates SILK 2026-01-01 .*"rate_value":7(\.0+)?,.*"rate_value":8\.50*,/);
    await as(
      'ann',
      `INSERT INTO master_yarns (code, name, parameters) SELECT 'Y', 'Y', pack_parameters(
         ARRAY[p.id, f.id], ARRAY[0.5, i.id]) FROM parameters p, parameters f, items i
        WHERE p.key = 'lustre' AND f.key = 'fibre' AND i.code = 'SILK'`,
    );
    expect((await news())[0]).toContain('"parameters":{"fibre":"SILK","lustre":0.5}');
    await as(
      'ann',
      `UPDATE master_yarns SET name = name WHERE code = 'Y'`,
      `DELETE FROM master_yarns WHERE code = 'Y'`,
    );
    expect(await news()).toEqual([expect.stringMatching(/^ann DELETE master-yarns Y \{.*\} null$/)]);
    await as('ann', `UPDATE process_steps SET formula_expression = formula_expression || ' ' WHERE id = 1`);
    expect((await news())[0]).toMatch(/^ann UPDATE process-steps \S+ [A-Z]\w* \{/);
    await as('ann', `UPDATE catalogue_settings SET currency = 'EUR'`);
    expect((await news())[0]).toMatch(/^ann UPDATE catalogue-settings currency .*"EUR"/);
  });

  it('lives and dies with its change, and no setting turns it off', async () => {
    const undone = as('joe', `INSERT INTO items (code) VALUES ('NEVER')`, 'SELECT 1 / 0');
    await expect(undone).rejects.toThrow('division by zero');
    expect(await news()).toEqual([]);
    await as('joe', `SET LOCAL costing.track = 'off'`, `INSERT INTO items (code) VALUES ('QUIET')`);
    expect(await news()).toEqual([expect.stringMatching(/^joe INSERT items QUIET null /)]);
    await database.pool.query(`DELETE FROM items WHERE code = 'QUIET'`);
    const [{ role }] = (await database.pool.query<{ role: string }>('SELECT session_user AS role')).rows as [never];
    expect(await news()).toEqual([expect.stringMatching(new RegExp(`^${String(role)} DELETE items QUIET `))]);
  });

  it('says which generation is shown, also when it is none', async () => {
    await as(
      'joe',
      `UPDATE released_generation SET generation = 7`,
      `UPDATE released_generation SET generation = NULL`,
    );
    expect(await news()).toEqual([
      'joe RELEASE released-generation 7 {"generation":null} {"generation":7}',
      'joe RELEASE released-generation none {"generation":7} {"generation":null}',
    ]);
  });

  it('has many rows of one statement as one', async () => {
    await as('joe', `INSERT INTO items (code) SELECT 'MANY-' || n FROM generate_series(1, 1001) n`);
    expect(await news()).toEqual(['joe INSERT items * null {"rows":1001}']);
    await as(
      'joe',
      `DELETE FROM items WHERE code LIKE 'MANY-%' AND code <> 'MANY-1'`,
      `DELETE FROM items WHERE code = 'MANY-1'`,
    );
    expect(await news()).toHaveLength(1001);
  });
});

describe('a write by REST', () => {
  let keys: TestKeys;
  let api: TestApi;
  beforeAll(async () => {
    keys = await TestKeys.ofEveryRole();
    await keys.add('planning', 'editor');
    api = await TestApi.start(database, null, { keysFile: keys.path });
    await database.pool.query(`INSERT INTO items (code) VALUES ('WOOL')`);
    await news();
  });
  afterAll(async () => {
    await api.close();
    keys.remove();
  });
  const send = (method: 'post' | 'put' | 'patch' | 'delete', path: string, body?: object, key = 'editor') =>
    api[method](`/api/v1/${path}`, body).set('Authorization', `Bearer ${keys.sent[key]}`);
  async function someNames(): Promise<{ master_yarn: string; routing: string }> {
    const { rows } = await database.pool.query<{ master_yarn: string; routing: string }>(
      `SELECT y.code AS master_yarn, r.code AS routing FROM master_yarns y, routings r LIMIT 1`,
    );
    return rows[0]!;
  }
  const at = (sku: string): string => `variants/${variantId(sku)}`;

  it('of the catalogue is of the key that sent it', async () => {
    const rate = { item: 'WOOL', rate_value: '7', effective_date: '2026-01-01' };
    const { body } = await send('post', 'price-rates', rate).expect(201);
    await send('patch', `price-rates/${(body as { id: string }).id}`, { rate_value: '8.5' }).expect(200);
    await send('put', 'items/WOOL', { name: 'Merino' }).expect(200);
    expect(await news()).toEqual([
      expect.stringMatching(/^editor INSERT price-rates WOOL 2026-01-01 null \{.*"rate_value":7(\.0+)?,/),
      expect.stringMatching(
        /^editor UPDATE price-rates WOOL 2026-01-01 .*"rate_value":7(\.0+)?,.*"rate_value":8\.50*,/,
      ),
      expect.stringMatching(/^editor UPDATE items WOOL \{.*"name":null.*\} \{.*"name":"Merino"/),
    ]);
  });

  it('of a variant is one entry with what it was and is, if it changes anything', async () => {
    const made = (await send('put', at('NEW'), { ...(await someNames()), sku: 'NEW' }).expect(201)).body as object;
    await send('patch', at('NEW'), { batch_no: null }).expect(200);
    const changed = (await send('patch', at('NEW'), { batch_no: 'B7' }).expect(200)).body as object;
    await send('patch', at('NEW'), { routing: 'NONE' }).expect(400);
    await send('delete', at('NEW')).expect(204);
    const entries = await listAudit(database.pool, { limit: 10, kind: 'variants', key: 'NEW' });
    expect(entries.map(({ actor, action, before, after }) => [actor, action, before, after])).toEqual([
      ['editor', 'DELETE', changed, null],
      ['editor', 'UPDATE', made, changed],
      ['editor', 'INSERT', null, made],
    ]);
  });

  it('of many variants is one entry with counts', async () => {
    await news();
    const { master_yarn, routing } = await someNames();
    const bring = async (yarn: string): Promise<number> => {
      const lines = ['A', 'B'].map((sku) => JSON.stringify({ sku, master_yarn: yarn, routing }));
      const headers = { Authorization: `Bearer ${keys.sent['planning']}`, 'Content-Type': 'application/x-ndjson' };
      const request = { method: 'POST', headers, body: lines.join('\n') };
      return (await fetch(`${api.url}/api/v1/variants/import`, request)).status;
    };
    expect([await bring('NONE'), await bring(master_yarn)]).toEqual([400, 200]);
    expect(await news()).toEqual(['planning IMPORT variants * null {"updated":0,"inserted":2}']);
  });

  it('is of its own key also when others write at the same time', async () => {
    await news();
    const writers = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? 'editor' : 'planning'));
    const codes = writers.map((key, n) => `${key} ${n}`);
    await Promise.all(codes.map((code, n) => send('post', 'items', { code }, writers[n]).expect(201)));
    const said = (await news()).map((entry) => /^(.*) INSERT items (.*) \d+ null /.exec(entry)!.slice(1));
    expect(said).toHaveLength(12);
    for (const [actor, writer] of said) expect(actor).toBe(writer);
  });
});

describe('GET /api/v1/audit', () => {
  it('names the key that started and ended a job, page by page, to admins', async () => {
    const keys = await TestKeys.ofEveryRole();
    const api = await TestApi.start(database, null, { keysFile: keys.path });
    const bearer = (name: string): [string, string] => ['Authorization', `Bearer ${keys.sent[name]}`];
    const { body } = await api
      .post('/api/v1/recalculate/all', {})
      .set(...bearer('operator'))
      .expect(202);
    const { job_id, job_no } = body as { job_id: string; job_no: number };
    await api
      .post(`/api/v1/jobs/${job_id}/cancel`)
      .set(...bearer('admin'))
      .expect(200);

    const list = (query: string) =>
      api
        .get(`/api/v1/audit?${query}`)
        .set(...bearer('admin'))
        .expect(200);
    const first = (await list(`subject=jobs&key=${job_no}&limit=1`)).body as { data: object[]; next_cursor: string };
    expect(first.data).toEqual([
      {
        id: expect.any(String),
        at: expect.stringMatching(/Z$/),
        actor: 'admin',
        db_role: expect.any(String),
        action: 'CANCELLED',
        subject: 'jobs',
        key: String(job_no),
        before: { status: 'PENDING', kept_name: null, error: null },
        after: { status: 'CANCELLED', kept_name: null, error: 'cancelled by the user' },
        transaction_id: expect.any(String),
      },
    ]);
    const second = (await list(`subject=jobs&key=${job_no}&limit=1&cursor=${first.next_cursor}`)).body as object;
    expect(second).toMatchObject({ data: [{ actor: 'operator', action: 'START' }], next_cursor: null });
    await api
      .get('/api/v1/audit?cursor=x')
      .set(...bearer('admin'))
      .expect(400);
    await api.close();
    keys.remove();
  });
});
