import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, inTransaction, retryConflicts, variantId } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { importFiles } from '../helpers/csv-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
let api: TestApi;
beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  await importDocuments(server.url, CHANGES_MILL);
  api = await TestApi.start(server);
});
afterAll(async () => {
  await api.close();
  await database.close();
  await server.close();
});

/** Resolves when `count` sessions of that name wait for a lock of a row. */
async function untilBlocked(applicationName: string): Promise<void> {
  const blocked = async (): Promise<number> => {
    const { rowCount } = await server.pool.query(
      `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'
          AND datname = current_database()`,
      [applicationName],
    );
    return rowCount ?? 0;
  };
  await expect.poll(blocked, { timeout: 20_000, interval: 2 }).toBe(1);
}

/** How many deadlocks PostgreSQL has ended in this database. */
async function deadlocks(): Promise<number> {
  const { rows } = await server.pool.query<{ deadlocks: string }>(
    `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  return Number(rows[0]!.deadlocks);
}

/**
 * Another writer changes by `first`, then, when `work` waits for that, by `second` what `work` has locked. Its own look for
 * deadlocks is put off, so that the other session is the one that PostgreSQL ends.
 */
async function crossing<T>(first: string, second: string, waiting: string, work: () => Promise<T>): Promise<T> {
  const before = await deadlocks();
  const writer: Client = await database.connect('writer by SQL');
  try {
    await writer.query(`SET deadlock_timeout = '60s'`);
    await writer.query('BEGIN');
    await writer.query(first);
    const result = work();
    await untilBlocked(waiting);
    await writer.query(second);
    await writer.query('COMMIT');
    const done = await result;
    await expect.poll(deadlocks, { timeout: 20_000 }).toBe(before + 1);
    return done;
  } finally {
    await writer.end();
  }
}

const setBatch = (sku: string, batch: string): string =>
  `UPDATE variants SET batch_no = '${batch}' WHERE id = '${variantId(sku)}'`;

/** SKUs in the order in which an import writes their rows. */
async function writtenOrder(): Promise<string[]> {
  const { rows } = await server.pool.query<{ sku: string }>(
    `SELECT sku FROM variants ORDER BY tableoid::regclass::text, id`,
  );
  return rows.map(({ sku }) => sku);
}

const VALUES = { master_yarn: 'RAW-YARN', routing: 'DYED' };

describe('a deadlock with a writer by SQL', () => {
  it('does not end an import by REST, which is made again', async () => {
    const skus = await writtenOrder();
    const [first, last] = [skus[0]!, skus.at(-1)!];
    const lines = skus.map((sku) => `${JSON.stringify({ sku, ...VALUES, batch_no: 'import' })}\n`).join('');
    const importAll = async () => {
      const headers = { 'content-type': 'application/x-ndjson' };
      const response = await fetch(`${api.url}/api/v1/variants/import`, { method: 'POST', body: lines, headers });
      return { status: response.status, body: (await response.json()) as object };
    };
    const answer = await crossing(setBatch(last, 'sql'), setBatch(first, 'sql'), 'costing import', importAll);
    expect(answer).toMatchObject({ status: 200, body: { inserted: 0, updated: skus.length, unchanged: 0 } });
    const { rows } = await server.pool.query(`SELECT DISTINCT batch_no FROM variants`);
    expect(rows).toEqual([{ batch_no: 'import' }]);
  });

  it('does not end an import by the command, either', async () => {
    const skus = await writtenOrder();
    const [first, last] = [skus[0]!, skus.at(-1)!];
    const table = `sku,master_yarn,routing,shade\n${skus.map((sku) => `${sku},RAW-YARN,DYED,3.25\n`).join('')}`;
    const result = await crossing(setBatch(last, 'sql'), setBatch(first, 'sql'), 'csv', () =>
      importFiles(`${server.url}&application_name=csv`, { 'variants.csv': table }),
    );
    expect(result.variants).toEqual({ inserted: 0, updated: skus.length, unchanged: 0 });
  });

  it('does not end a write of an entry, which is made again', async () => {
    const routing = `UPDATE routings SET name = 'by SQL' WHERE code = 'DYED'`;
    const step = `UPDATE process_steps SET formula_expression = formula_expression
      WHERE routing_id = (SELECT id FROM routings WHERE code = 'DYED')`;
    const { steps, output_quantity, output_unit } = (await api.get('/api/v1/routings/DYED')).body;
    const body = { name: 'by REST', steps, output_quantity: `${output_quantity} * 1`, output_unit };
    const changed = { ...body, steps: steps.map((one: object) => ({ ...one, formula: '1' })) };
    const answer = await crossing(step, routing, 'costing api writes', async () =>
      api.patch('/api/v1/routings/DYED', changed),
    );
    expect([answer.status, answer.body.name]).toEqual([200, 'by REST']);
  });
});

describe('transactions that stand in each other’s way', () => {
  it('are begun again, and after five attempts the error is thrown', async () => {
    for (const code of ['40001', '40P01']) {
      let attempts = 0;
      const fail = (times: number) => async (): Promise<number> => {
        if (++attempts <= times) throw Object.assign(new Error('in the way'), { code });
        return attempts;
      };
      expect(await retryConflicts(fail(4))).toBe(5);
      attempts = 0;
      await expect(retryConflicts(fail(5))).rejects.toMatchObject({ code });
      expect(attempts).toBe(5);
    }
  });

  it('both do their work, whichever PostgreSQL ends', async () => {
    const skus = (await writtenOrder()).slice(0, 6);
    const orders = [skus, [...skus].reverse(), [...skus].sort(), [...skus].sort().reverse()];
    const write = (order: readonly string[], n: number): Promise<void> =>
      inTransaction(server.pool, async (client) => {
        for (const sku of order) await client.query(setBatch(sku, `writer ${n}`));
      });
    const patched = skus.map((sku) => api.patch(`/api/v1/variants/${variantId(sku)}`, { batch_no: 'rest' }));
    const answers = await Promise.all([...patched, ...orders.map(write)]);
    const statuses = answers.slice(0, skus.length).map((answer) => (answer as { status: number }).status);
    expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([]);
  });
});
