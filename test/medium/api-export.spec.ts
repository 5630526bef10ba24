import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, exportSummaries, seedCatalogue } from '#database';
import { TestApi } from '../helpers/api.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, recalculate } from '../helpers/recalculation.js';

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

const EXPORT = '/api/v1/cost-summaries/export';
/** More than the socket's buffers hold: 150 bytes a row. */
const MANY = { yarns: 10, variantsPerYarn: 20_000, parameters: 4, seed: 1 };

/** Begins an export of which nothing is read after the first bytes. */
async function stalled(): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${api.url}${EXPORT}?format=ndjson`, { agent: false }, (response) => {
      response.once('readable', () => resolve(response));
      response.on('error', () => undefined);
    }).once('error', reject);
  });
}

async function connections(): Promise<number> {
  const { rows } = await server.pool.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'costing export' AND datname = current_database()`,
  );
  return Number(rows[0]!.count);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(10);
}

describe('GET cost-summaries/export', () => {
  it('streams what is released, as a table or line by line', async () => {
    expect((await api.get(EXPORT).expect(409)).body).toMatchObject({ code: 'NOTHING_RELEASED' });
    await api.get(`${EXPORT}?format=xml`).expect(400);
    await seedCatalogue(database, { yarns: 2, variantsPerYarn: 50, parameters: 4, seed: 1 });
    await recalculate(database);
    const csv = await fetch(api.url + EXPORT);
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/csv/)]);
    const lines = (await csv.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(101);
    expect(lines[0]).toMatch(/^sku,variant_id,master_yarn,routing,/);
    const ndjson = await (await fetch(`${api.url}${EXPORT}?format=ndjson`)).text();
    const rows = ndjson
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(100);
    const one = (await api.get(`/api/v1/cost-summaries/${String(rows[7]!['variant_id'])}`)).body as Record<
      string,
      unknown
    >;
    expect(rows[7]).toMatchObject(one);
    await until(async () => (await connections()) === 0);
  });

  it('ends with its client, holds nobody up meanwhile, and lets two run at a time', async () => {
    await seedCatalogue(database, MANY);
    await recalculate(database);
    const clients = [await stalled(), await stalled()];
    expect(await connections()).toBe(4);
    expect((await api.get(EXPORT).expect(429)).body).toMatchObject({ code: 'TOO_MANY_EXPORTS' });
    // Its own connections: those of the pool are free.
    await Promise.all(Array.from({ length: 8 }, () => api.get('/api/v1/cost-summaries?limit=5').expect(200)));
    await api.get(`/api/v1/cost-summaries/${randomUUID()}`).expect(404);
    // One that is read begins later and ends, again and again: what nobody reads does not go on.
    for (let n = 0; n < 2; n++) await exportSummaries(database, { write: () => null }, { format: 'ndjson' });
    expect(await connections()).toBe(4);
    for (const client of clients) client.destroy();
    await until(async () => (await connections()) === 0);
    expect((await (await fetch(api.url + EXPORT)).text()).split('\n')).toHaveLength(200_002);
  });
});
