import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Database,
  DECIMAL_SIGNS,
  DELIMITERS,
  ENTRY_EXPORTS,
  exportEntries,
  type ExportFormat,
  type ExportOutput,
  exportRates,
  exportSummaries,
  exportVariants,
  generationTable,
} from '#database';
import { type CsvHandlers, CsvParser } from '../../libs/database/csv/csv-parser.js';
import { unprotectCell } from '../../libs/database/csv/spreadsheet-cell.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { importFiles, importRefusal, MILL } from '../helpers/csv-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, recalculate } from '../helpers/recalculation.js';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  await importDocuments(server.url, MILL);
});
afterAll(async () => {
  await database.close();
  await server.close();
});

/** What an export writes; a slow reader makes it wait after every chunk. */
async function exported(run: (output: ExportOutput) => Promise<number>, isSlow = false): Promise<string> {
  const chunks: Buffer[] = [];
  await run({
    write(chunk) {
      chunks.push(Buffer.from(chunk));
      return isSlow ? new Promise((resolve) => setImmediate(resolve)) : null;
    },
  });
  return Buffer.concat(chunks).toString('utf8');
}

const variants = (format: ExportFormat = 'csv'): Promise<string> =>
  exported((output) => exportVariants(database, output, { format }));
const rates = (format: ExportFormat = 'csv'): Promise<string> =>
  exported((output) => exportRates(database, output, { format }));
function cells(csv: string): string[] {
  const found: string[] = [];
  const handlers: CsvHandlers = {
    onRecord: ({ bytes, count, starts, ends }) => {
      for (let n = 0; n < count; n++) found.push(bytes.toString('utf8', starts[n], ends[n]));
    },
    onFault: (line, _, message) => expect.fail(`${line}: ${message}`),
  };
  const parser = new CsvParser(handlers, ',');
  parser.push(Buffer.from(csv));
  parser.end();
  return found;
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1).sort();

const NASTY = fc
  .string({
    unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\\', ' ', 'a', 'Z', '9', 'é', '漢', '😀'),
    minLength: 1,
    maxLength: 12,
  }) // prettier-ignore
  .map((text) => text.trim().normalize('NFC'))
  .filter((text) => text !== '');
const VALUE = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

describe('export', () => {
  it('writes variants and rates that an import finds unchanged, whatever texts and numbers they hold', async () => {
    const [skus, values] = [
      fc.sample(fc.uniqueArray(NASTY, { minLength: 300, maxLength: 300 }), 1)[0]!,
      fc.sample(VALUE, 300),
    ];
    const catalogue = {
      master_yarns: skus.slice(0, 50).map((code) => ({ code, name: 'Yarn' })),
      items: skus.slice(0, 50).map((code) => ({ code })),
      variants: skus.map((sku, n) => ({
        sku,
        master_yarn: skus[n % 50],
        routing: 'RING',
        is_active: n % 7 > 0,
        ...(n % 3 === 0 && { batch_no: skus[(n * 7) % 300] }),
        parameters: { ...(n % 2 === 0 && { kwh: values[n] }), ...(n % 5 === 0 && { fibre: skus[n % 50] }) },
      })),
      price_rates: [
        ...skus.slice(0, 50).map((item, n) => ({
          item,
          rate_value: `${n}.${'120'.repeat(n % 4)}`,
          effective_date: '2026-01-01',
          ...(n % 2 === 0 && { notes: skus[299 - n], expired_date: '2026-12-31' }),
        })),
        { parameter_key: 'kwh', rate_value: '0.5', effective_date: '2026-01-01' },
      ],
    };
    await importDocuments(server.url, catalogue);
    const [variantsCsv, ratesCsv] = [await variants(), await rates()];
    expect(cells(variantsCsv + ratesCsv).filter((cell) => /^[=+@\t\r]|^-(?![0-9.e+-]+$)/.test(cell))).toEqual([]);
    expect(variantsCsv.split('\n')[0]).toBe('sku,master_yarn,routing,batch_no,is_active,fibre,kwh');
    expect(await importFiles(server.url, { 'v.csv': variantsCsv, 'r.csv': ratesCsv })).toEqual({
      price_rates: { inserted: 0, updated: 0, unchanged: 51 },
      variants: { inserted: 0, updated: 0, unchanged: 300 },
    });
    const parse = async (text: Promise<string>): Promise<unknown[]> =>
      (await text).split('\n').slice(0, -1).map((line) => JSON.parse(line) as unknown); // prettier-ignore
    const again = { variants: await parse(variants('ndjson')), price_rates: await parse(rates('ndjson')) };
    expect(await importDocuments(server.url, again)).toEqual({
      price_rates: { inserted: 0, updated: 0, unchanged: 51 },
      variants: { inserted: 0, updated: 0, unchanged: 300 },
    });
  });

  it('writes entries a line that an import finds unchanged, each part in a file of its own', async () => {
    const format = 'ndjson';
    const files: Record<string, string> = { 'v.ndjson': await variants(format), 'r.ndjson': await rates(format) };
    for (const part of ENTRY_EXPORTS) {
      files[`${part}.ndjson`] = await exported((output) => exportEntries(database, output, { format, part }));
    }
    const counts = await importFiles(server.url, files);
    expect(Object.keys(counts)).toEqual(['items', 'parameters', 'price_rates', 'master_yarns', 'variants']);
    for (const { inserted, updated } of Object.values(counts)) expect([inserted, updated]).toEqual([0, 0]);
    const wrong = { 'r.ndjson': `\n${files['r.ndjson']!.replace(/"rate_value":"[^"]*"/, '"rate_value":"much"')}` };
    expect((await importRefusal(server.url, wrong)).lines).toEqual([
      'r.ndjson:2 rate_value: "much" is not a decimal number such as 12.5',
    ]);
    const only = await importRefusal(server.url, { 'r.ndjson': files['r.ndjson']! }, { only: 'variants' });
    expect(only.lines.join()).toContain("'sku' is missing");
  });

  it('writes what an import finds unchanged in every spelling of a table, with all parts', async () => {
    await importDocuments(server.url, {
      price_rates: [
        { item: 'S-6', rate_value: '12.345', effective_date: '2025-01-01', notes: 'two\nlines' },
        { item: 'S-6', rate_value: '0.000000000001', effective_date: '2025-02-01', expired_date: '2025-03-01' },
      ],
      variants: [{ sku: 'SPELLED', master_yarn: 'Y1', routing: 'RING', parameters: { kwh: 12.345, waste_pct: 1e-7 } }],
    });
    for (const decimal of DECIMAL_SIGNS) {
      for (const delimiter of DELIMITERS.filter((one) => decimal === 'point' || one !== ',')) {
        for (const hasMark of [false, true]) {
          const options = { format: 'csv' as const, table: { decimal, delimiter, hasMark } };
          const files: Record<string, string> = {
            'v.csv': await exported((output) => exportVariants(database, output, options)),
            'r.csv': await exported((output) => exportRates(database, output, options)),
          };
          for (const part of ENTRY_EXPORTS) {
            files[`${part}.csv`] = await exported((output) => exportEntries(database, output, { ...options, part }));
          }
          // A point needs no option in any table.
          const read = decimal === 'comma' ? { decimal } : {};
          for (const replace of [false, true]) {
            const counts = await importFiles(server.url, files, { read: { ...read, replace } });
            expect(Object.keys(counts)).toEqual(['items', 'parameters', 'price_rates', 'master_yarns', 'variants']);
            for (const { inserted, updated } of Object.values(counts)) expect([inserted, updated]).toEqual([0, 0]);
          }
        }
      }
    }
    const narrowed = await exported((output) =>
      exportVariants(database, output, { format: 'ndjson', filter: { routing: 'RING', masterYarn: 'Y1' } }),
    );
    expect(lines(narrowed).map((line) => (JSON.parse(line) as { master_yarn: string }).master_yarn)).toEqual(['Y1']);
    const unknown = exportVariants(database, { write: () => null }, { format: 'csv', filter: { routing: 'RINK' } });
    await expect(unknown).rejects.toThrow("There is no routing 'RINK'; did you mean 'RING'?");
  });

  it('writes the summaries that readers see, and those of an older job', async () => {
    await importDocuments(server.url, {
      price_rates: [{ parameter_key: 'kwh', rate_value: '3.25', effective_date: '2020-01-01' }],
    });
    const before = await recalculate(database, { allowedFailedShare: 1 });
    await database.pool.query(`UPDATE routings SET output_quantity = '7'`);
    const job = await recalculate(database, { allowedFailedShare: 1 });
    expect(job.status).toBe('COMPLETED');
    for (const { jobNo, table } of [
      { jobNo: undefined, table: generationTable(job.jobNo) },
      { jobNo: before.jobNo, table: generationTable(before.jobNo) },
    ]) {
      const { rows } = await database.pool.query<Record<string, string | number>>(
        `SELECT v.sku, v.id AS variant_id, y.code AS master_yarn, 'RING' AS routing, 'kg' AS output_unit, 'INR' AS currency,
                (material_micros * 0.000001)::numeric(24,6) AS total_material_cost,
                (process_micros * 0.000001)::numeric(24,6) AS total_process_cost,
                (overhead_micros * 0.000001)::numeric(24,6) AS total_overhead,
                ((material_micros + process_micros + overhead_micros) * 0.000001)::numeric(24,6) AS grand_total,
                s.job_no, j.as_of::text, to_char(j.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS calculated_at,
                CASE WHEN s.job_no IS NULL THEN 'NEVER' WHEN s.job_no < s.generation THEN 'FAILED' ELSE 'CURRENT' END AS status
           FROM variants v ${jobNo === undefined ? 'LEFT' : ''} JOIN ${table} s ON v.id = s.variant_id JOIN master_yarns y ON y.id = v.master_yarn_id
                LEFT JOIN recalculation_jobs j ON j.job_no = s.job_no`,
      );
      expect(rows.length).toBeGreaterThan(190);
      const options = { format: 'ndjson' as const, ...(jobNo !== undefined && { jobNo }) };
      const text = await exported((output) => exportSummaries(database, output, options), true);
      expect(lines(text)).toEqual(rows.map((row) => JSON.stringify(row)).sort());
      const csv = await exported((output) => exportSummaries(database, output, { ...options, format: 'csv' }));
      expect(csv.split('\n')[0]).toBe(Object.keys(rows[0]!).join(','));
      const skus = cells(csv).filter((_, n) => n >= 14 && n % 14 === 0);
      expect(skus.filter((sku) => /^[=+\-@]/.test(sku))).toEqual([]);
      expect(skus.map(unprotectCell).sort()).toEqual(rows.map(({ sku }) => sku).sort());
      const money = rows.map((row) => `,kg,INR,${Object.values(row).slice(6).join(',')}`);
      expect(csv.split('\n').slice(1, -1).map((line) => line.slice(line.lastIndexOf(',kg,INR,'))).sort()).toEqual(money.sort()); // prettier-ignore
    }
  });

  it('writes every amount exactly, up to the largest and of any sign', async () => {
    const largest = String(Number.MAX_SAFE_INTEGER);
    const micros = ['0', '1', '-1', '999999', '-1000000', '1000001', largest, `-${largest}`, '-9', '12345678901'];
    const { rows: ids } = await database.pool.query<{ id: string }>(
      `SELECT variant_id AS id FROM variant_cost_summaries LIMIT 200`,
    );
    for (const [n, { id }] of ids.entries()) {
      const pick = (which: number): string => micros[which % micros.length]!;
      await database.pool.query(
        `UPDATE cost_summaries SET material_micros = $2, process_micros = $3, overhead_micros = $4 WHERE variant_id = $1`,
        [id, pick(n), pick(Math.floor(n / 10)), n < 100 ? '0' : pick(n * 7)],
      );
    }
    const text = await exported((output) => exportSummaries(database, output, { format: 'ndjson' }));
    const { rows } = await database.pool.query<Record<string, string>>(
      `SELECT v.variant_id, total_material_cost AS m, total_process_cost AS p, total_overhead AS o,
              (((material_micros::numeric + process_micros + overhead_micros) * 0.000001)::numeric(30,6))::text AS g
         FROM variant_cost_summaries v JOIN cost_summaries USING (variant_id, generation)`,
    );
    const costed = lines(text).filter((line) => !line.includes('"NEVER"'));
    const got = costed.map((line) => JSON.parse(line) as Record<string, string>);
    const figures = got.map((o) => [o['variant_id'], o['total_material_cost'], o['total_process_cost'], o['total_overhead'], o['grand_total']].join()); // prettier-ignore
    expect(figures.sort()).toEqual(rows.map((row) => Object.values(row).join()).sort());
  });

  it('says which job cannot be exported', async () => {
    const attempt = exportSummaries(database, { write: () => null }, { format: 'csv', jobNo: 4711 });
    await expect(attempt).rejects.toMatchObject({ code: 'GENERATION_NOT_HELD' });
  });

  it('stops when nobody reads any more', async () => {
    const failing = exportSummaries(
      database,
      {
        write: () => {
          throw new Error('gone');
        },
      },
      { format: 'csv' },
    );
    await expect(failing).rejects.toThrow('gone');
  });

  it('keeps its generation from being dropped until it ends', async () => {
    const { rows } = await database.pool.query<{ g: number }>('SELECT generation AS g FROM released_generation');
    const drop = `DROP TABLE ${generationTable(rows[0]!.g)}_p63`;
    const dropper = await database.connect('test drop');
    await dropper.query(`SET lock_timeout = '50ms'`);
    const outcomes: unknown[] = [];
    await exportSummaries(
      database,
      {
        write: () => dropper.query(drop).then((result) => void outcomes.push(result), (error: unknown) => void outcomes.push(error)),
      },
      { format: 'csv' },
    ); // prettier-ignore
    await dropper.end();
    expect(outcomes).toEqual([expect.objectContaining({ code: '55P03' })]);
    const attempt = exportSummaries(database, { write: () => null }, { format: 'csv', jobNo: rows[0]!.g });
    expect(await attempt).toBeGreaterThan(0);
  });
});
