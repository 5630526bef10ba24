import { readdirSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

const BYTES_MAX = 3_000_000;
let server: TestDatabase;
let api: TestApi;
beforeEach(async () => {
  server = await testDatabase();
  await importDocuments(server.url, CHANGES_MILL);
  api = await TestApi.start(server, null, { importBytesMax: BYTES_MAX });
});
afterEach(async () => {
  await api.close();
  await server.close();
  expect(spooled()).toEqual([]);
});

const IMPORT = '/api/v1/variants/import';
const NDJSON = 'application/x-ndjson';
/** Those of this process: other specs run beside this one. */
const spooled = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('costing-upload-') && name.includes(`-${process.pid}-`));

async function send(body: string | Buffer, type = NDJSON, path = IMPORT) {
  const response = await fetch(api.url + path, { method: 'POST', body, headers: { 'content-type': type } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const line = (sku: string, more: object = {}): string =>
  `${JSON.stringify({ sku, master_yarn: 'RAW-YARN', routing: 'DYED', parameters: { dye: 'RED', shade: 2.5 }, ...more })}\n`;
const faultsOf = ({ body }: { body: Record<string, unknown> }): string[] =>
  (body['errors'] as { path: string; code: string }[]).map(({ path, code }) => `${path} ${code}`);
const count = async (): Promise<number> => ((await api.get('/api/v1/variants/count')).body as { count: number }).count;

/** Begins to send and leaves the rest to the test. */
function begin(): ClientRequest {
  const sending = request(api.url + IMPORT, { method: 'POST', headers: { 'content-type': NDJSON }, agent: false });
  sending.on('error', () => undefined);
  return sending;
}

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await sleep(10);
}

describe('POST variants/import', () => {
  it('brings in lines and tables, and says what it did', async () => {
    const lines = `\ufeff${line('A')}\r\n${line('Ä 2', { is_active: false, batch_no: 'B' })}${line('V0').trimEnd()}`;
    expect(await send(lines)).toMatchObject({ status: 200, body: { inserted: 2, updated: 1, unchanged: 0 } });
    expect(await send(lines, 'application/x-ndjson; charset=utf-8')).toMatchObject({
      status: 200,
      body: { inserted: 0, updated: 0, unchanged: 3 },
    });
    expect((await api.get(`/api/v1/variants/${variantId('Ä 2')}`)).body).toMatchObject({
      sku: 'Ä 2', is_active: false, batch_no: 'B', parameters: { dye: 'RED', shade: 2.5 },
    }); // prettier-ignore
    const table = 'sku,master_yarn,routing,shade\nA,RAW-YARN,PLAIN,7\nC,GREEN-YARN,DYED,\n';
    expect(await send(table, 'text/csv')).toMatchObject({
      status: 200,
      body: { inserted: 1, updated: 1, unchanged: 0 },
    });
    expect(await send('')).toMatchObject({ status: 200, body: { inserted: 0, updated: 0, unchanged: 0 } });
    expect(await count()).toBe(23);
  });

  it('takes nothing when a line has a fault, and lists them all', async () => {
    const bad = [
      line('A'), '{"sku":"B"\n', '[]\n', line('C', { routing: 'DYE' }), line('D', { parameters: { shade: 'x', dye: 'RDE' } }), '\n',
      '{"sku":"E","sku":"F"}\n', line('G', { colour: 1 }), line('H'), `"${'x'.repeat(1_100_000)}"\n`, line('I', { master_yarn: null }),
    ]; // prettier-ignore
    const answer = await send(Buffer.concat([Buffer.from(bad.join('')), Buffer.from('{"sku":"\xff"}\n', 'latin1')]));
    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([
      'variants.ndjson:2 INVALID_JSON', 'variants.ndjson:3 WRONG_TYPE', 'variants.ndjson:4 routing UNKNOWN_ROUTING',
      'variants.ndjson:5 shade NOT_A_NUMBER', 'variants.ndjson:5 dye UNKNOWN_ITEM', 'variants.ndjson:7 DUPLICATE',
      'variants.ndjson:8 colour UNKNOWN_FIELD', 'variants.ndjson:10 LINE_TOO_LONG', 'variants.ndjson:11 master_yarn WRONG_TYPE',
      'variants.ndjson:12 INVALID_ENCODING',
    ]); // prettier-ignore
    expect(JSON.stringify(answer.body)).not.toContain(tmpdir());
    expect(faultsOf(await send(line('A') + line('B') + line(' A')))).toEqual(['variants.ndjson:3 sku DUPLICATE']);
    expect(faultsOf(await send('sku,master_yarn,routing\nA,RAW-YARN,DYED\nB,RAW,DYED\n', 'text/csv'))).toEqual([
      'variants.csv:3 master_yarn UNKNOWN_MASTER_YARN',
    ]);
    expect(faultsOf(await send('item,rate_value,effective_date\nRED,1,2026-01-05\n', 'text/csv'))).toEqual([
      'variants.csv:1 UNKNOWN_HEADER',
    ]);
    expect(await count()).toBe(20);
  });

  it('refuses other bodies, and larger ones', async () => {
    for (const type of ['application/json', 'text/plain', 'text/csvx']) {
      expect(await send(line('A'), type)).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    }
    const large = Buffer.from(line('A', { batch_no: 'x'.repeat(90) }).repeat(20_000));
    expect(large.length).toBeGreaterThan(BYTES_MAX);
    await expect(send(large)).resolves.toMatchObject({ status: 413, body: { code: 'BODY_TOO_LARGE' } });
    // Without a length it shows on the way.
    const sending = begin();
    const status = new Promise((resolve) => sending.once('response', ({ statusCode }) => resolve(statusCode)));
    sending.write(large);
    expect(await status).toBe(413);
    expect(await count()).toBe(20);
  });

  it('forgets what a client sent that goes away in the middle', async () => {
    const sending = begin();
    sending.write(line('A').repeat(1_000));
    await until(() => spooled().length === 1);
    sending.destroy();
    await until(() => spooled().length === 0);
    expect(await count()).toBe(20);
  });

  it('takes back what it imports for a client that goes away before the answer', async () => {
    const holder = await server.pool.connect();
    await holder.query('BEGIN');
    // The import has checked everything and waits with its first row.
    await holder.query('LOCK TABLE variants_p00 IN ACCESS EXCLUSIVE MODE');
    const importing = async (): Promise<boolean> => {
      const { rowCount } = await server.pool.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'costing import' AND wait_event_type = 'Lock'
            AND datname = current_database()`,
      );
      return rowCount === 1;
    };
    const sending = begin();
    sending.end(Array.from({ length: 500 }, (_, n) => line(`N${n}`)).join(''));
    await until(importing);
    sending.destroy();
    await until(() => spooled().length === 0);
    await holder.query('COMMIT');
    holder.release();
    await until(
      async () =>
        (
          await server.pool.query(
            `SELECT FROM pg_stat_activity WHERE application_name = 'costing import' AND datname = current_database()`,
          )
        ).rowCount === 0,
    );
    expect(await count()).toBe(20);
    expect(await send(line('A'))).toMatchObject({ status: 200 });
  });
});

describe('a dry run over REST', () => {
  it('of variants answers what would change and changes nothing', async () => {
    const table = 'SKU;Shade\nV0;7,5\n';
    expect(await send(table, 'text/csv', `${IMPORT}?decimal=comma&dry_run=true`)).toMatchObject({
      status: 200,
      body: {
        updated: 1,
        dry_run: true,
        cells_changed: 1,
        changes: [{ part: 'variants', key: 'V0', column: 'shade', after: 7.5 }],
        touches: { variants: 1 },
      },
    });
    expect((await api.get(`/api/v1/variants/${variantId('V0')}`)).body).not.toMatchObject({
      parameters: { shade: 7.5 },
    });
    expect((await send(table, 'text/csv', `${IMPORT}?decimal=comma`)).body).not.toHaveProperty('dry_run');
    expect((await api.get(`/api/v1/variants/${variantId('V0')}`)).body).toMatchObject({ parameters: { shade: 7.5 } });
    expect(await send(table, 'text/csv', `${IMPORT}?decimal=dot`)).toMatchObject({ status: 400 });
    expect(await send(table, 'text/csv', `${IMPORT}?create_items=true`)).toMatchObject({ status: 400 });
  });

  it('and of rates, with their options', async () => {
    const path = '/api/v1/price-rates/import';
    const list = 'Dye;Price;Remarks\nRED;1.234,50;x\nGOLD;2;\n';
    const options =
      'map=Dye%3Ditem&map=Price%3Drate_value&map=Remarks%3D&effective_date=2026-02-01&create_items=true&decimal=comma';
    const dry = await send(list, 'text/csv', `${path}?${options}&dry_run=true`);
    expect(dry).toMatchObject({
      status: 200,
      body: { inserted: 2, items: { inserted: 1 }, dry_run: true, warnings: [{ code: 'PRICE_JUMP' }] },
    });
    const rates = async (): Promise<unknown[]> =>
      ((await api.get('/api/v1/price-rates?item=RED&as_of=2026-02-01')).body as { data: unknown[] }).data;
    expect(await rates()).not.toMatchObject([{ rate_value: '1234.5' }]);
    expect((await send(list, 'text/csv', `${path}?${options}`)).status).toBe(200);
    expect(await rates()).toMatchObject([{ rate_value: '1234.5' }]);
    expect(faultsOf(await send('item,rate_value,effective_date\nRED,1,01/02/2026\n', 'text/csv', path))).toEqual([
      'rates.csv:2 effective_date AMBIGUOUS_DATE',
    ]);
    expect(faultsOf(await send('sku\nV0\n', 'text/csv', path))).toEqual(['rates.csv:1 UNKNOWN_HEADER']);
    expect(await send('{}', NDJSON, path)).toMatchObject({ status: 415 });
  });
});
