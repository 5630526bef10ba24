import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, exportSummaries, exportVariants, type Job } from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CLI_MAIN } from '../helpers/command-line.js';
import { requestDelta } from '../helpers/delta-mill.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, requestJob } from '../helpers/recalculation.js';
import { StandingWorker } from '../helpers/worker-process.js';

const run = promisify(execFile);
/** Eight statements of a filtered page, and a dozen chunks of an export. */
const VARIANTS = 8_000;
/** One variant in so many is on the routing that lists are filtered by. */
const RARE = 20;

let server: TestDatabase;
let database: Database;
let worker: StandingWorker;
let api: TestApi;
let price = 10;

beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  worker = new StandingWorker(database, {});
  worker.start();
  const routing = (code: string): object => ({
    code,
    name: code,
    output_unit: 'kg',
    output_quantity: '1',
    steps: [{ code: 'COTTON', cost_component: 'MATERIAL', formula: 'cotton' }],
  });
  await importDocuments(server.url, {
    parameters: [{ key: 'cotton', default_value: price }],
    routings: [routing('RARE'), routing('COMMON')],
    master_yarns: [{ code: 'Y', name: 'Y' }],
    variants: Array.from({ length: VARIANTS }, (_, n) => ({
      sku: `V${n}`,
      master_yarn: 'Y',
      routing: n % RARE === 0 ? 'RARE' : 'COMMON',
    })),
  });
  await worker.ended(await requestJob(database));
  api = await TestApi.start(server);
});
afterAll(async () => {
  await api.close();
  await worker.kill();
  await database.close();
  await server.close();
});

/** A price changes, and a delta gives every variant another cost; it is what a variant costs from now on. */
async function reprice(): Promise<Job> {
  price += 1;
  await database.pool.query(`UPDATE parameters SET default_value = $1`, [price]);
  const job = await worker.ended((await requestDelta(database))!);
  expect(job).toMatchObject({ status: 'COMPLETED', plan: 'MERGE' });
  return job;
}

interface Row {
  readonly sku: string;
  readonly job_no: number | null;
  readonly grand_total: string | null;
  readonly as_of: string | null;
  readonly status: string;
}
const SUMMARIES = '/api/v1/cost-summaries';
const money = (value: number): string => `${value}.000000`;
const momentsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.map(({ job_no, grand_total, as_of, status }) => [job_no, grand_total, as_of, status].join())),
];
const parse = (ndjson: string): Row[] => ndjson.trimEnd().split('\n').map((line) => JSON.parse(line) as Row); // prettier-ignore

/** What an export gives whose reader does something after its first chunk. */
async function exported(meanwhile: () => Promise<void>): Promise<Row[]> {
  const chunks: Buffer[] = [];
  await exportSummaries(
    database,
    {
      write: (chunk) => {
        chunks.push(Buffer.from(chunk));
        return chunks.length === 1 ? meanwhile() : null;
      },
    },
    { format: 'ndjson' },
  );
  expect(chunks.length).toBeGreaterThan(2);
  return parse(Buffer.concat(chunks).toString('utf8'));
}

describe('an export', () => {
  it('is of the moment at which it began, whatever deltas and full jobs do meanwhile', async () => {
    const before = price;
    const rows = await exported(async () => {
      const { jobNo } = await reprice();
      await server.pool.query(`UPDATE recalculation_jobs SET as_of = '2026-07-31' WHERE job_no = $1`, [jobNo]);
      for (let n = 0; n < 3; n++) await worker.ended(await requestJob(database));
    });
    expect(rows).toHaveLength(VARIANTS);
    expect(momentsOf(rows)).toEqual([[1, money(before), '2026-06-30', 'CURRENT'].join()]);
    const after = await exported(() => Promise.resolve());
    expect(momentsOf(after)).toEqual([expect.stringContaining(`,${money(price)},`)]);
  });

  it('of variants is of one moment, too', async () => {
    const chunks: Buffer[] = [];
    await exportVariants(
      database,
      {
        write: (chunk) => {
          chunks.push(Buffer.from(chunk));
          const change = `UPDATE variants SET batch_no = 'late'`;
          return chunks.length === 1 ? server.pool.query(change).then(() => undefined) : null;
        },
      },
      { format: 'ndjson' },
    );
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks).toString('utf8')).not.toContain('late');
  });

  it('says that it is not whole when a row cannot be written', async () => {
    const where = `WHERE variant_id = (SELECT id FROM variants_p63 ORDER BY id DESC LIMIT 1)`;
    const set = (jobNo: string): Promise<unknown> =>
      server.pool.query(`UPDATE cost_summaries SET job_no = ${jobNo} ${where}`);
    const { rows } = await server.pool.query<{ job_no: number }>(`SELECT max(job_no) AS job_no FROM cost_summaries`);
    const exportAgain = async (): Promise<string> => {
      // A job of the test before may still be writing its last rows.
      await set('4711');
      const response = await fetch(`${api.url}${SUMMARIES}/export`);
      expect(response.status).toBe(200);
      return response.text().then(
        () => 'whole',
        () => 'broken off',
      );
    };
    try {
      await expect.poll(exportAgain, { timeout: 20_000 }).toBe('broken off');
      const env = { ...process.env, DATABASE_URL: server.url };
      const command = run(process.execPath, [CLI_MAIN, 'export', 'summaries'], { env, maxBuffer: 1 << 26 });
      await expect(command).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/by job 4711.*not complete/s),
      });
    } finally {
      await set(String(rows[0]!.job_no));
    }
  });
});

describe('GET cost-summaries', () => {
  it('gives figures of one moment in each answer, with deltas at work', async () => {
    const state = { done: false };
    const moments: string[][] = [];
    const read = async (): Promise<void> => {
      while (!state.done) {
        const { body } = await api.get(`${SUMMARIES}?routing=RARE&limit=500`).expect(200);
        const { data } = body as { data: Row[] };
        expect(data).toHaveLength(VARIANTS / RARE);
        moments.push(momentsOf(data));
      }
    };
    const reading = Promise.all([read(), read()]);
    const costs = [money(price)];
    for (let n = 0; n < 6; n++) {
      await reprice();
      costs.push(money(price));
    }
    state.done = true;
    await reading;
    expect(moments.filter((found) => found.length !== 1)).toEqual([]);
    const seen = new Set(moments.flat().map((found) => found.split(',')[1]));
    expect(costs.filter((cost) => seen.has(cost)).length).toBeGreaterThan(2);
  });

  it('ends a list whose figures a delta has changed, and goes on with one that a release left behind', async () => {
    const page = (cursor: string) => api.get(`${SUMMARIES}?limit=5${cursor && `&cursor=${cursor}`}`);
    const first = (await page('').expect(200)).body as { data: Row[]; next_cursor: string };
    await reprice();
    const gone = (await page(first.next_cursor).expect(410)).body as object;
    expect(gone).toMatchObject({ code: 'CURSOR_EXPIRED', detail: expect.stringMatching(/without a cursor/) });
    const again = (await page('').expect(200)).body as { data: Row[]; next_cursor: string };
    await worker.ended(await requestJob(database));
    const next = (await page(again.next_cursor).expect(200)).body as { data: Row[] };
    expect(momentsOf([...next.data, ...again.data])).toHaveLength(1);
    // A delta into the released generation leaves the one before as it is.
    await reprice();
    expect((await page(again.next_cursor).expect(200)).body).toEqual(next);
  });
});
