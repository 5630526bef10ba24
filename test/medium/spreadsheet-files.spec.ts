import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReadOptions } from '#database';
import { importFiles, importRefusal, importReport, MILL } from '../helpers/csv-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** Files that LibreOffice has written, see their README. */
const file = (name: string): Buffer => readFileSync(join('test/fixtures/spreadsheets', name));
const INDIA = { decimal: 'point', dates: 'dmy' } as const;
const GERMANY = { decimal: 'comma', dates: 'dmy' } as const;
const STATES = { decimal: 'point', dates: 'mdy' } as const;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await importFiles(database.url, { 'mill.json': MILL });
});
beforeEach(async () => {
  await database.pool.query(`DELETE FROM price_rates`);
  await database.pool.query(`DELETE FROM variants`);
});
afterAll(() => database.close());

describe('files of rates that LibreOffice has written', () => {
  const FILES: [string, Partial<ReadOptions>][] = [
    ['rates-en-in.csv', INDIA],
    ['rates-de-de.csv', GERMANY],
    ['rates-en-us.csv', STATES],
    ['rates-de-de-windows-1252.csv', { ...GERMANY, encoding: 'windows-1252' }],
    ['rates-de-de-utf-16.csv', GERMANY],
    ['rates-en-in-utf-16.csv', INDIA],
  ];

  it.each(FILES)('%s is read with the options of its locale', async (name, options) => {
    await importFiles(database.url, { [name]: file(name) }, { read: { ...options, createItems: true } });
    const { rows } = await database.pool.query(
      `SELECT i.code, trim_scale(rate_value)::text AS value, effective_date::text AS day, expired_date::text AS until, notes
         FROM price_rates r JOIN items i ON i.id = r.item_id ORDER BY 1, 3`,
    );
    expect(rows.map((row: object) => Object.values(row))).toEqual([
      ['LO-DYE-A', '1234567.5', '2015-05-01', '2015-07-01', 'first line\nsecond line'],
      ['LO-DYE-A', '1300000.25', '2015-07-01', null, 'says "net", für Größe'],
      ['LO-DYE-B', '12', '2015-05-01', null, null],
      ['LO-DYE-B', '12.345', '2015-12-11', null, null],
    ]);
  });

  it.each(FILES)('%s is refused without them, and by name of the options', async (name, { encoding = null }) => {
    const { causes } = await importRefusal(
      database.url,
      { [name]: file(name) },
      { read: { encoding, createItems: true } },
    );
    const messages = causes!.map(({ message }) => message).join('\n');
    expect(messages).toContain('--dates dmy');
    expect(messages).toContain('--decimal ');
  });

  it('a workbook that is called .csv is named what it is', async () => {
    const { lines } = await importRefusal(database.url, { 'workbook.csv': file('workbook.csv') });
    expect(lines).toEqual([expect.stringContaining('workbook.csv:1: this is an Excel workbook (.xlsx), not CSV')]);
  });
});

describe('files of variants that LibreOffice has written', () => {
  it.each([
    ['variants-en-in.csv', INDIA],
    ['variants-de-de.csv', GERMANY],
    ['variants-en-us-tabs.csv', STATES],
  ])('%s is read with the options of its locale', async (name, read) => {
    const { warnings } = await importReport(database.url, { [name]: file(name) }, { read });
    expect(warnings).toEqual([]);
    const { rows } = await database.pool.query(
      `SELECT sku, is_active, (SELECT json_object_agg(key, value ORDER BY key) FROM variant_parameters WHERE variant_id = v.id) AS parameters
         FROM variants v ORDER BY sku COLLATE "C"`,
    );
    expect(rows.map((row: object) => Object.values(row))).toEqual([
      ['00123', true, { kwh: 7, waste_pct: 2 }],
      ['LO-V-1', true, { kwh: 1.25, waste_pct: 1500.5 }],
      ['LO-V-2', false, { kwh: 12.345 }],
    ]);
  });
});
