import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatMicros } from '#costing';
import { explainCost, sampleMillFiles } from '#database';
import { importFiles, importRefusal, importReport } from '../helpers/csv-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

/** Files as accountants send them, on the sample mill. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await importFiles(
    database.url,
    Object.fromEntries(sampleMillFiles().map((path) => [path.split('/').at(-1)!, readFileSync(path, 'utf8')])),
  );
});
afterAll(() => database.close());

const dryRun = { timeZone: 'UTC' };

async function costOf(sku: string, asOf = '2015-04-30'): Promise<string> {
  const { explanation } = await explainCost(database.pool, { sku }, { asOf, timeZone: 'UTC' });
  const { material, process, overhead } = explanation.cost!;
  return formatMicros(material + process + overhead);
}

interface StoredRate {
  readonly value: string;
  readonly effective: string;
  readonly expired: string | null;
  readonly notes: string | null;
}

async function ratesOf(subject: string): Promise<StoredRate[]> {
  const { rows } = await database.pool.query<StoredRate>({
    text: `SELECT trim_scale(rate_value)::text AS value, effective_date::text AS effective, expired_date::text AS expired, notes
             FROM price_rates r LEFT JOIN items i ON i.id = r.item_id LEFT JOIN parameters p ON p.id = r.parameter_id
            WHERE coalesce(i.code, p.key) = $1 ORDER BY effective_date`,
    values: [subject],
  });
  return rows;
}

const rate = (value: string, effective: string, expired: string | null = null, notes: string | null = null) => ({
  value,
  effective,
  expired,
  notes,
});

/** Imports rates of one new item; gives what is stored. */
async function pricesOf(item: string, files: Record<string, string | Buffer>, read = {}): Promise<StoredRate[]> {
  await importFiles(database.url, files, { read: { createItems: true, ...read } });
  return ratesOf(item);
}

describe('a table changes only its columns', () => {
  it('of variants, also by SKU alone', async () => {
    const before = await costOf('KD-30CH-NAVY-160');
    const report = await importReport(database.url, {
      'v.csv': 'sku,master_yarn,routing,lot_kg\nKD-30CH-NAVY-160,30s-CH,KNIT-DYED,2000\n',
    });
    // The size of the lot cancels out of this routing; a shade that is emptied would not.
    expect([before, await costOf('KD-30CH-NAVY-160')]).toEqual(['250.798563', '250.798563']);
    expect(report.cells).toMatchObject({ changed: 1, emptied: [] });
    expect(report.cells.listed).toEqual([
      { part: 'variants', key: 'KD-30CH-NAVY-160', column: 'lot_kg', before: expect.any(Number), after: 2000 },
    ]);
    const alone = 'SKU;LOT KG\nKD-30CH-NAVY-160;1000\n';
    expect(await importFiles(database.url, { 'v.csv': alone })).toEqual({
      variants: { inserted: 0, updated: 1, unchanged: 0 },
    });
    expect(await costOf('KD-30CH-NAVY-160')).toBe(before);
  });

  it('and says which cells it empties', async () => {
    const { cells } = await importReport(
      database.url,
      { 'v.csv': 'sku,dyeing_hours,lot_kg\nKD-30CH-NAVY-160,,\n' },
      { dryRun },
    );
    expect(cells.changed).toBe(2);
    expect(cells.emptied).toEqual(
      ['dyeing_hours', 'lot_kg'].map((column) => ({
        part: 'variants',
        column,
        count: 1,
        examples: ['KD-30CH-NAVY-160'],
      })),
    );
  });

  it('replaces whole entries when it is told to', async () => {
    const csv = 'sku,master_yarn,routing,lot_kg\nKD-30CH-NAVY-160,30s-CH,KNIT-DYED,2000\n';
    const { cells } = await importReport(database.url, { 'v.csv': csv }, { read: { replace: true }, dryRun });
    expect(cells.emptied.length).toBeGreaterThan(3);
    const { lines } = await importRefusal(database.url, { 'v.csv': 'sku,lot_kg\nKD-30CH-NAVY-160,1\n' }, { read: { replace: true } }); // prettier-ignore
    expect(lines).toEqual([expect.stringContaining("the column 'master_yarn' is missing: with --replace"), expect.stringContaining("'routing'")]); // prettier-ignore
  });

  it('of variants by SKU alone only where they exist', async () => {
    const { lines } = await importRefusal(database.url, { 'v.csv': 'sku,lot_kg\nKD-30CH-NAVY-160,1\nKD-NEW,2\n' });
    expect(lines).toEqual([
      expect.stringContaining(
        'v.csv:3 sku: "KD-NEW" is not in the catalogue, and the table has no columns master_yarn',
      ),
    ]);
  });

  it('of rates, items, parameters and master yarns', async () => {
    const first = 'item,rate_value,effective_date,expired_date,notes\nF2,10,2015-01-01,2016-01-01,quote 7\n';
    await pricesOf('F2', { 'r.csv': first });
    await importFiles(database.url, { 'r.csv': 'item,effective_date,rate_value\nF2,2015-01-01,11\n' });
    expect(await ratesOf('F2')).toEqual([rate('11', '2015-01-01', '2016-01-01', 'quote 7')]);
    await importFiles(database.url, { 'r.csv': 'item,effective_date,expired_date\nF2,2015-01-01,\n' });
    expect(await ratesOf('F2')).toEqual([rate('11', '2015-01-01', null, 'quote 7')]);
    const replaced = { 'r.csv': 'item,effective_date,rate_value\nF2,2015-01-01,12\n' };
    await importFiles(database.url, replaced, { read: { replace: true } });
    expect(await ratesOf('F2')).toEqual([rate('12', '2015-01-01')]);

    await importFiles(database.url, {
      'i.csv': 'Item,Name,Unit\nF2,Softener,kg\n',
      'p.csv': 'key,label,unit,default value\nf2_kg,Softener,kg,2\n',
      'y.csv': 'master_yarn,name,f2_kg\nF2-YARN,Yarn,3\n',
    });
    await importFiles(database.url, {
      'i.csv': 'code,unit\nF2,litre\n',
      'p.csv': 'Parameter Key,Default_Value\nf2_kg,2.5\n',
      'y.csv': 'Master Yarn,name\nF2-YARN,Another\n',
      'y2.csv': 'code,name,f2_kg\nF2-OTHER,Other,\n',
    });
    const { lines } = await importRefusal(database.url, { 'y.csv': 'code,name\nF2-YARN,Yarn\n' });
    expect(lines).toEqual([expect.stringContaining('y.csv:2 code: "F2-YARN" is a master yarn and no item')]);
    const { rows } = await database.pool.query(
      `SELECT i.name, i.unit, p.label, p.unit AS per, p.default_value, y.name AS yarn, length(y.parameters) AS bytes
         FROM items i, parameters p, master_yarns y WHERE i.code = 'F2' AND p.key = 'f2_kg' AND y.code = 'F2-YARN'`,
    );
    expect(rows).toEqual([
      { name: 'Softener', unit: 'litre', label: 'Softener', per: 'kg', default_value: 2.5, yarn: 'Another', bytes: 10 },
    ]);
  });
});

describe('nothing that can be read in two ways is read', () => {
  it.each([
    ['12.000', 'AMBIGUOUS_NUMBER', '"12.000" is 12.000 or 12000: --decimal point reads 12.000, --decimal comma reads 12000'],
    ['12,50', 'AMBIGUOUS_NUMBER', '"12,50" is 12.50 only with --decimal comma'],
    ['1.234,50', 'AMBIGUOUS_NUMBER', '"1.234,50" is 1234.50 only with --decimal comma'],
    ['1,234.50', 'AMBIGUOUS_NUMBER', '"1,234.50" is 1234.50 only with --decimal point'],
  ])('the number %s in a table with semicolons', async (cell, code, message) => {
    const csv = `item;rate_value;effective_date\nREACTIVE-RED-195;${cell};2015-05-01\n`;
    const { faults } = await importRefusal(database.url, { 'r.csv': csv });
    expect(faults).toEqual([{ path: 'r.csv:2 rate_value', code, message: expect.stringContaining(message) }]);
    const variant = await importRefusal(database.url, { 'v.csv': `sku;lot_kg\nKD-30CH-NAVY-160;${cell}\n` });
    expect(variant.faults).toEqual([{ path: 'v.csv:2 lot_kg', code, message: expect.stringContaining(message) }]);
  }); // prettier-ignore

  it('but as the option says', async () => {
    const csv = 'item;rate_value;effective_date\nF4;12,50;2015-05-01\nF4;1.234,50;2015-06-01\nF4;12.000;2015-07-01\n';
    expect(await pricesOf('F4', { 'r.csv': csv }, { decimal: 'comma' })).toEqual([
      rate('12.5', '2015-05-01'),
      rate('1234.5', '2015-06-01'),
      rate('12000', '2015-07-01'),
    ]);
    await importFiles(
      database.url,
      { 'v.csv': 'sku;lot_kg\nKD-30CH-NAVY-160;1.000,0\n' },
      { read: { decimal: 'comma' } },
    );
    expect(await costOf('KD-30CH-NAVY-160')).toMatch(/^\d+\.\d{6}$/);
    const points = 'item;rate_value;effective_date\nF4P;12.000;2015-05-01\nF4P;1,234.50;2015-06-01\n';
    expect(await pricesOf('F4P', { 'r.csv': points }, { decimal: 'point' })).toEqual([
      rate('12', '2015-05-01'),
      rate('1234.5', '2015-06-01'),
    ]);
  });

  it('days that a list counts as the last are in force', async () => {
    const csv = 'item,rate_value,effective_date,valid_to\nF5,5,2021-01-01,2021-06-30\nF5,6,2021-07-01,9999-12-31\n';
    expect(await pricesOf('F5', { 'r.csv': csv })).toEqual([
      rate('5', '2021-01-01', '2021-07-01'),
      rate('6', '2021-07-01'),
    ]);
    const both = 'item,rate_value,effective_date,valid_to,expired_date\nF5,5,2021-01-01,2021-06-30,2021-07-01\n';
    const { lines } = await importRefusal(database.url, { 'r.csv': both });
    expect(lines[0]).toContain('either expired_date, the first day without it, or valid_to, the last day with it');
    const early = 'item,rate_value,effective_date,valid_to\nF5,5,2021-01-01,2020-12-31\n';
    expect((await importRefusal(database.url, { 'r.csv': early })).lines[0]).toContain(
      'the last day with it, is earlier',
    );
    // A rate may be in force on one day.
    await importFiles(database.url, { 'r.csv': 'item,effective_date,valid_to\nF5,2021-01-01,2021-01-01\n' });
    expect((await ratesOf('F5'))[0]).toEqual(rate('5', '2021-01-01', '2021-01-02'));
  });

  it('gaps and overlaps of prices are warned of', async () => {
    const gap = 'item,rate_value,effective_date,expired_date\nF6,5,2021-01-01,2021-12-31\nF6,6,2022-01-01,2022-06-01\n';
    const { warnings } = await importReport(database.url, { 'r.csv': gap }, { read: { createItems: true } });
    expect(warnings).toEqual([
      {
        code: 'PRICE_GAP',
        message: expect.stringContaining('expired_date is the first day without the rate'),
        count: 1,
        examples: ['r.csv:3: item F6 has no rate on 2021-12-31 (1 day)'],
      },
    ]);
    // Beside what is stored, too.
    const more = 'item,rate_value,effective_date,expired_date\nF6,6,2022-05-01,2022-07-01\nF6,6,2022-08-01,\n';
    const again = await importReport(database.url, { 'r.csv': more });
    expect(again.warnings.map(({ code, examples }) => [code, ...examples])).toEqual([
      ['PRICE_OVERLAP', 'r.csv:2: item F6: the rate from 2022-01-01 ends on 2022-06-01, but one from 2022-05-01 begins before that'],
      ['PRICE_GAP', 'r.csv:3: item F6 has no rate on 2022-07-01 to 2022-07-31 (31 days)'],
    ]); // prettier-ignore
  });

  it('3,254 dates are one fault, and dates in one order', async () => {
    const items = Array.from({ length: 3_254 }, (_, n) => `F7-${n}`);
    const csv = `item,rate_value,effective_date\n${items.map((item) => `${item},1,30/06/2015\n`).join('')}`;
    const refusal = await importRefusal(database.url, { 'r.csv': csv }, { read: { createItems: true } });
    expect(refusal.message).toContain('3,254 faults of 1 cause');
    expect(refusal.causes).toEqual([
      {
        code: 'AMBIGUOUS_DATE',
        message: '"30/06/2015" is day or month first: --dates dmy reads 2015-06-30',
        count: 3_254,
        places: [2, 3, 4, 5, 6].map((line) => `r.csv:${line} effective_date`),
      },
    ]);
    expect(refusal.faults).toHaveLength(3_254);
    const read = { createItems: true, dates: 'dmy' as const };
    expect(await importFiles(database.url, { 'r.csv': csv }, { read })).toMatchObject({
      price_rates: { inserted: 3_254 },
    });
    expect(await ratesOf('F7-0')).toEqual([rate('1', '2015-06-30')]);
    const { lines } = await importRefusal(
      database.url,
      { 'r.csv': csv },
      { read: { createItems: true, dates: 'mdy' } },
    );
    expect(lines[0]).toContain('there is no day 2015-30-06');
  });
});

describe('files are read as people save them', () => {
  const expected = [rate('12.5', '2015-05-01', null, 'two\nlines, "quoted"')];
  const table = 'Item, Rate Value ,Effective Date,Notes,,\nF8,12.5,2015-05-01,"two\nlines, ""quoted""",,\n,,,,,\n';
  const utf16 = (text: string, isBigEndian: boolean): Buffer => {
    const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
    return isBigEndian ? bytes.swap16() : bytes;
  };
  const inSemicolons = table.replaceAll(/,(?! )/g, ';').replaceAll(', Rate', ';Rate');
  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${table}`), {}],
    ['a line sep=;', Buffer.from(`sep=;\r\n${inSemicolons}`), {}],
    ['the same after a byte order mark', Buffer.from(`\ufeff"sep=;"\r\n${inSemicolons}`), {}],
    ['UTF-16, little endian', utf16(table.replaceAll(/,(?! )/g, '\t').replaceAll(', Rate', '\tRate'), false), {}],
    ['UTF-16, big endian', utf16(table, true), {}],
    ['UTF-16 without a mark, on request', utf16(table, false).subarray(2), { encoding: 'utf-16le' }],
    ['lines of titles above the header', Buffer.from(`Price list 12" rolls\n\nas of;01.05.2015\n${table}`), {}],
    ['capitals, hyphens and another order', Buffer.from('NOTES|EFFECTIVE-DATE|RATE_VALUE|ITEM\n"two\nlines, ""quoted"""|2015-05-01|12.5|F8\n'), {}],
    ['columns of other names', Buffer.from('Dye;Price = net;From;Notes;Remarks\nF8;12.5;2015-05-01;"two\nlines, ""quoted""";x\n'), { map: new Map([['Dye', 'item'], ['price = NET', 'rate_value'], ['From', 'effective_date'], ['Remarks', '']]) }],
  ])('with %s', async (_, bytes, read) => {
    await database.pool.query(`DELETE FROM price_rates WHERE item_id = (SELECT id FROM items WHERE code = 'F8')`);
    const stored = await pricesOf('F8', { 'r.csv': bytes }, read);
    expect(stored.map((one) => ({ ...one, notes: one.notes!.replaceAll(';', ',').replaceAll('\t', ',') }))).toEqual(expected);
  }); // prettier-ignore

  it('in Windows-1252 on request, with its typographic characters', async () => {
    const bytes = Buffer.from('item,rate_value,effective_date,notes\nF8-W,1,2015-05-01,\x80 5 \x96 f\xfcr\n', 'latin1');
    const { faults } = await importRefusal(database.url, { 'r.csv': bytes });
    expect(faults[0]).toMatchObject({ path: 'r.csv:2', code: 'INVALID_ENCODING' });
    expect(faults[0]!.message).toContain('--encoding windows-1252');
    expect(await pricesOf('F8-W', { 'r.csv': bytes }, { encoding: 'windows-1252' })).toEqual([
      rate('1', '2015-05-01', null, '€ 5 – für'),
    ]);
    await expect(importFiles(database.url, { 'r.csv': bytes }, { read: { encoding: 'latin-x' } })).rejects.toThrow(
      '--encoding latin-x: expected an encoding such as',
    );
  });

  it.each([
    ['PK\x03\x04\x14\x00\x06\x00', 'this is an Excel workbook (.xlsx)'],
    ['\xd0\xcf\x11\xe0\xa1\xb1', 'this is an Excel workbook of the old kind (.xls)'],
    [`PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.spreadsheet`, 'this is a spreadsheet (.ods)'],
    ['%PDF-1.4', 'this is a PDF'],
    ['\x1f\x8b\x08', 'this is compressed'],
    ['<html><table>', 'this is a web page'],
    ['{"items": []}', 'this is JSON'],
  ])('is no %j', async (bytes, message) => {
    const { lines } = await importRefusal(database.url, { 'r.csv': Buffer.from(bytes, 'latin1') });
    expect(lines).toEqual([expect.stringContaining(`r.csv:1: ${message}`)]);
  }); // prettier-ignore

  it('values below no title, and titles that are unknown, are named with what to do', async () => {
    const untitled = 'item,rate_value,effective_date,\nF8,1,2015-05-01,x\n';
    expect((await importRefusal(database.url, { 'r.csv': untitled })).lines).toEqual([
      'r.csv:2: column 4 has no title, but holds "x": give it a title, or empty it',
    ]);
    const unknown = 'Item,Rate Vlue,Effective Date\nF8,1,2015-05-01\n';
    expect((await importRefusal(database.url, { 'r.csv': unknown })).lines[0]).toContain(
      `unknown column "Rate Vlue" in a table of rates; did you mean 'rate_value'?; --map 'Rate Vlue=NAME'`,
    );
    const nothing = { read: { map: new Map([['Prise', 'rate_value']]) } };
    await expect(importFiles(database.url, { 'r.csv': unknown.replace('Vlue', 'Value') }, nothing)).rejects.toThrow(
      `--map 'Prise=…': no file has a column 'Prise'`,
    );
  });
});

describe('whole price lists', () => {
  it('bring their items, parameters and yarns, or have the items made', async () => {
    const csv = 'item,rate_value,effective_date\nF9-A,1,2015-05-01\nF9-B,2,2015-05-01\nF9-A,3,2015-06-01\n';
    const { lines } = await importRefusal(database.url, { 'r.csv': csv });
    expect(lines[0]).toMatch(/unknown item "F9-A";.* --create-items makes the items that rates name/);
    const report = await importReport(database.url, { 'r.csv': csv }, { read: { createItems: true } });
    expect(report.counts).toEqual({
      items: { inserted: 2, updated: 0, unchanged: 0 },
      price_rates: { inserted: 3, updated: 0, unchanged: 0 },
    });
    const close = 'item,rate_value,effective_date\nf9-a,1,2015-05-01\n';
    const warned = await importReport(database.url, { 'r.csv': close }, { read: { createItems: true }, dryRun });
    expect(warned.warnings).toMatchObject([{ code: 'ALMOST_THE_SAME_ITEM', examples: ['r.csv:2 item: "f9-a" beside "F9-A"'] }]); // prettier-ignore
  });

  it('may leave out what is the same in every row', async () => {
    const constants = new Map([['item', 'F9-A'] as const]);
    const monthly = 'month;price\n1997-01;1,5\n1997-02;1,75\n';
    const map = new Map([['month', 'effective_date'], ['price', 'rate_value']]); // prettier-ignore
    const read = { constants, map, decimal: 'comma' as const };
    expect((await importRefusal(database.url, { 'r.csv': monthly }, { read })).lines[0]).toContain(
      '"1997-01" is a month: --dates ymd reads its first day, 1997-01-01',
    );
    await importFiles(database.url, { 'r.csv': monthly }, { read: { ...read, dates: 'ymd' } });
    expect((await ratesOf('F9-A')).slice(0, 2)).toEqual([rate('1.5', '1997-01-01'), rate('1.75', '1997-02-01')]);
    const byDate = new Map([['effective_date', '2016-01-01'] as const]);
    await importFiles(database.url, { 'r.csv': 'item,rate_value\nF9-A,9\n' }, { read: { constants: byDate } });
    expect((await ratesOf('F9-A')).at(-1)).toEqual(rate('9', '2016-01-01'));
    const ofParameter = new Map([['parameter_key', 'wage_per_hour'], ['effective_date', '2030-01-01']] as const); // prettier-ignore
    await expect(importFiles(database.url, { 'r.csv': 'rate value\n9\n' }, { read: { constants: ofParameter } })).rejects.toThrow(/UNKNOWN|unknown parameter|refused/); // prettier-ignore
    await expect(
      importFiles(database.url, { 'r.csv': 'item,rate_value,effective_date\nF9-A,9,2016-01-01\n' }, { read: { constants: byDate } }),
    ).rejects.toThrow('--effective-date 2016-01-01: no file of rates without a column'); // prettier-ignore
  });

  it('have more digits than fit only when they are rounded, which is counted', async () => {
    const csv =
      'item,rate_value,effective_date\nF9-A,1.1234567890125,2017-01-01\nF9-A,0.00000000000049,2017-02-01\nF9-A,2,2017-03-01\n';
    const { faults } = await importRefusal(database.url, { 'r.csv': csv });
    expect(faults.map(({ code }) => code)).toEqual(['TOO_MANY_DIGITS', 'TOO_MANY_DIGITS']);
    expect(faults[0]!.message).toContain('--round 12 rounds it');
    const report = await importReport(database.url, { 'r.csv': csv }, { read: { roundTo: 12 } });
    expect(report.rounded).toBe(2);
    expect((await ratesOf('F9-A')).slice(-3).map(({ value }) => value)).toEqual(['1.123456789013', '0', '2']);
  });
});

describe('an import looks before it leaps', () => {
  it('shows before and after, whom it touches, and changes nothing', async () => {
    const dump = async (): Promise<unknown> =>
      (
        await database.pool.query(
          `SELECT (SELECT json_agg(r ORDER BY id) FROM price_rates r) AS rates, (SELECT json_agg(i ORDER BY id) FROM items i) AS items,
                  (SELECT json_agg(p ORDER BY id) FROM parameters p) AS parameters, (SELECT json_agg(v ORDER BY id) FROM variants v) AS variants,
                  (SELECT count(*) FROM calculation_changes) AS changes, (SELECT count(*) FROM audit_entries) AS audit,
                  (SELECT last_value FROM parameters_id_seq) AS numbers`,
        )
      ).rows;
    const before = await dump();
    const files = {
      'r.csv': 'item,rate_value,effective_date\nREACTIVE-RED-195,398.50,2015-05-01\n',
      'v.csv': 'sku,master_yarn,routing,lot_kg\nKD-30CH-NAVY-160,30s-CH,KNIT-DYED,1500\nF10-NEW,30s-CH,KNIT-DYED,500\n',
      'p.csv': 'key,default_value\nf10_new,1\n',
    };
    const { counts, cells, touches } = await importReport(database.url, files, { dryRun });
    expect(await dump()).toEqual(before);
    expect(counts).toMatchObject({ price_rates: { inserted: 1 }, variants: { inserted: 1, updated: 1 }, parameters: { inserted: 1 } });
    expect(cells.listed).toContainEqual({
      part: 'price_rates', key: 'item REACTIVE-RED-195 from 2015-05-01', column: 'rate_value', before: expect.any(Number), after: '398.5',
    });
    expect(cells.listed).toContainEqual({ part: 'variants', key: 'F10-NEW', column: 'sku', before: null, after: 'F10-NEW' });
    const { rows } = await database.pool.query<{ routing: string; variants: number }>(
      `SELECT r.code AS routing, count(DISTINCT v.id)::int AS variants
         FROM variants v JOIN routings r ON r.id = v.routing_id LEFT JOIN variant_parameters p ON p.variant_id = v.id
        WHERE v.is_active AND (p.item = 'REACTIVE-RED-195' OR v.sku = 'KD-30CH-NAVY-160') GROUP BY r.code`,
    );
    const own = new Map(rows.map(({ routing, variants }) => [routing, variants]));
    const sum = touches!.byRouting.reduce((total, { variants }) => total + variants, 0);
    // More than those that hold the dye themselves: routings name it for the rest.
    for (const { routing, variants } of touches!.byRouting) expect(variants).toBeGreaterThanOrEqual(own.get(routing) ?? 0);
    expect(touches!.variants).toBe(sum + 1);
  }); // prettier-ignore

  it('warns of what a spreadsheet has done to codes, by line', async () => {
    const skus = ['1.23E+10', '12-Mar', '#REF!', '1234567890123456000', '42.0', 'TRUE', '2015-06-30'];
    const rows = skus.map((sku) => `${sku},30s-CH,KNIT-DYED\n`).join('');
    const { warnings } = await importReport(
      database.url,
      { 'v.csv': `sku,master_yarn,routing\n${rows}GOOD-12,30s-CH,KNIT-DYED\n2000,30s-CH,KNIT-DYED\n` },
      { dryRun },
    );
    expect(warnings.every(({ code }) => code === 'LOOKS_LIKE_SPREADSHEET_DAMAGE')).toBe(true);
    expect(warnings.flatMap(({ examples }) => examples).sort()).toEqual(
      skus.map((sku, n) => `v.csv:${n + 2} sku: ${JSON.stringify(sku)}`).sort(),
    );
  });

  it('warns of SKUs that differ by case or leading zeros, among each other and from stored ones', async () => {
    const skus = ['000123', '123', 'kd-30ch-navy-160', 'F10-X'];
    const csv = `sku,master_yarn,routing\n${skus.map((sku) => `${sku},30s-CH,KNIT-DYED\n`).join('')}`;
    const { warnings } = await importReport(database.url, { 'v.csv': csv }, { dryRun });
    expect(warnings).toMatchObject([
      {
        code: 'ALMOST_THE_SAME_SKU',
        count: 2,
        examples: [
          expect.stringContaining('"123" beside "000123"'),
          expect.stringContaining('v.csv:4 sku: "kd-30ch-navy-160" beside "KD-30CH-NAVY-160"'),
        ],
      },
    ]);
    // What is there already is no news.
    const known = await importReport(database.url, { 'v.csv': 'sku,lot_kg\nKD-30CH-NAVY-160,1000\n' }, { dryRun });
    expect(known.warnings).toEqual([]);
  });

  it('refuses the year 0025, and warns of prices that jump by more than the setting', async () => {
    const year = 'item,rate_value,effective_date\nREACTIVE-RED-195,1,0025-05-01\n';
    expect((await importRefusal(database.url, { 'r.csv': year })).lines).toEqual([
      'r.csv:2 effective_date: the year 0025 is before 1900',
    ]);
    const cheap = 'item,rate_value,effective_date\nF9-B,0.02,2015-06-01\nF9-B,0.021,2015-07-01\n';
    const { warnings } = await importReport(database.url, { 'r.csv': cheap }, { dryRun });
    expect(warnings).toMatchObject([
      { code: 'PRICE_JUMP', count: 1, examples: ['r.csv:2: item F9-B: 2 becomes 0.02 (-99.0 %) on 2015-06-01'] },
    ]);
    const strict = await importReport(database.url, { 'r.csv': cheap }, { dryRun, priceJumpPercent: 4 });
    expect(strict.warnings[0]!.count).toBe(2);
  });
});
