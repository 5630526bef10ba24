import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importFiles, importRefusal, MILL } from '../helpers/csv-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await importFiles(database.url, { 'mill.json': MILL });
});
afterEach(() => database.close());

/** Both ways of loading. */
const LOADS = [
  { how: 'by merging', options: { fillLeavesFromBytes: Infinity } },
  { how: 'straight into empty leaves', options: { fillLeavesFromBytes: 0 } },
] as const;

async function stored(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT v.sku, y.code AS yarn, r.code AS routing, v.batch_no, v.is_active,
            (SELECT json_object_agg(p.key, coalesce(to_json(p.item), to_json(p.value)) ORDER BY p.key)
               FROM variant_parameters p WHERE p.variant_id = v.id) AS parameters
       FROM variants v JOIN master_yarns y ON y.id = v.master_yarn_id JOIN routings r ON r.id = v.routing_id
      ORDER BY v.sku COLLATE "C"`,
  );
  return rows.map((row: Record<string, unknown>) => Object.values(row));
}

const count = async (table: string): Promise<number> =>
  Number((await database.pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]!.n);

describe('import of a table of variants', () => {
  it.each(LOADS)('takes what accountants write, $how', async ({ options }) => {
    const csv = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(
        ' sku ; master_yarn;routing;is_active;fibre;waste_pct;kwh;batch_no\r\n' +
          'A-1;Y1;RING;;S-6;;1.5;B1\r\n' +
          '"  Größe ""12""; 5 ";"30/1 ""Ne"", ü";RING;FALSE;;-0;1e3;\r\n' +
          ";;;;;;;\r\n\r\n'=SUM(1);Y1; RING ;TRUE;'=DYE;;; 7",
      ),
    ]);
    expect(await importFiles(database.url, { 'v.csv': csv }, options)).toEqual({
      variants: { inserted: 3, updated: 0, unchanged: 0 },
    });
    expect(await stored()).toEqual([
      ['=SUM(1)', 'Y1', 'RING', ' 7', true, { fibre: '=DYE' }],
      ['A-1', 'Y1', 'RING', 'B1', true, { fibre: 'S-6', kwh: 1.5 }],
      ['Größe "12"; 5', '30/1 "Ne", ü', 'RING', null, false, { kwh: 1000, waste_pct: 0 }],
    ]);
    const { rows } = await database.pool.query(
      `SELECT count(*)::int AS indexes FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relname LIKE 'variants_p%' AND i.indisprimary AND i.indisvalid`,
    );
    expect(rows).toEqual([{ indexes: 64 }]);
  });

  it('changes only the columns that the table has, or with `replace` whole entries, and counts', async () => {
    await importFiles(database.url, {
      'v.csv': 'sku,master_yarn,routing,kwh,waste_pct\nA,Y1,RING,1,2\nB,Y1,RING,1,\n',
    });
    const turned = 'sku,waste_pct,master_yarn,kwh,routing\nA,2,Y1,1,RING\nB,,Y1,1,RING\n';
    expect(await importFiles(database.url, { 'v.csv': turned })).toEqual({
      variants: { inserted: 0, updated: 0, unchanged: 2 },
    });
    const again = 'sku\tmaster_yarn\trouting\tkwh\nB\tY1\tRING\t1\nA\tY1\tRING\t1\nC\tY1\tRING\t\n';
    expect(await importFiles(database.url, { 'v.csv': again }, { fillLeavesFromBytes: 0 })).toEqual({
      variants: { inserted: 1, updated: 0, unchanged: 2 },
    });
    expect(await importFiles(database.url, { 'v.csv': again }, { read: { replace: true } })).toEqual({
      variants: { inserted: 0, updated: 1, unchanged: 2 },
    });
    expect((await stored()).map((row) => (row as unknown[]).at(-1))).toEqual([{ kwh: 1 }, { kwh: 1 }, null]);
  });

  it.each(LOADS)('may refer to what other files of the same import bring, $how', async ({ options }) => {
    const files = {
      'v.csv': 'sku,master_yarn,routing,steam\nA,Y9,RING,3\n',
      'more.json': {
        parameters: [{ key: 'steam' }],
        master_yarns: [{ code: 'Y9', name: 'New' }],
        variants: [{ sku: 'J', master_yarn: 'Y9', routing: 'RING' }],
      },
      'rates.csv': 'parameter_key,item,rate_value,effective_date,expired_date,notes\nsteam,,1.10,2026-01-01,,\n',
    };
    expect(await importFiles(database.url, files, options)).toEqual({
      parameters: { inserted: 1, updated: 0, unchanged: 0 },
      price_rates: { inserted: 1, updated: 0, unchanged: 0 },
      master_yarns: { inserted: 1, updated: 0, unchanged: 0 },
      variants: { inserted: 2, updated: 0, unchanged: 0 },
    });
  });

  it('has nothing to do for a header alone', async () => {
    expect(await importFiles(database.url, { 'v.csv': 'sku,master_yarn,routing\n' })).toEqual({});
  });

  it('names every fault by line and column, and imports nothing', async () => {
    const csv = [
      'sku,master_yarn,routing,batch_no,is_active,kwh,fibre',
      'A,Y2,RING,,,,',
      ',Y1,ring,,,,',
      'B,Y1,RING,,yes,"12,5",S-7',
      'C,Y1,RING,,',
      'D,Y1,RING,,,abc,1',
      'E,Y1,RING,"x\ny",,1e999,',
      'F"x,Y1,RING,,,,',
      'G,Y1,RING,,,1,S-6',
      '"H,Y1,RING,,,1,S-6',
    ].join('\n');
    for (const { options } of LOADS) {
      const { lines, message } = await importRefusal(database.url, { 'v.csv': csv }, options);
      expect(lines).toEqual([
        `v.csv:2 master_yarn: unknown master yarn "Y2"; did you mean 'Y1'?`,
        `v.csv:3 sku: 'sku' is missing`,
        `v.csv:3 routing: unknown routing "ring"; did you mean 'RING'?`,
        'v.csv:4 kwh: "12,5" is 12.5 only with --decimal comma: give the option, or write 12.5',
        'v.csv:4 is_active: must be true or false, not the text "yes"',
        `v.csv:4 fibre: unknown item "S-7"; did you mean 'S-6'?`,
        expect.stringMatching(/^v\.csv:5: has 5 fields, the header has 7/),
        'v.csv:6 kwh: "abc" is no number; leave the cell empty where there is none',
        'v.csv:6 fibre: unknown item "1"',
        'v.csv:7 kwh: 1e999 is too large',
        'v.csv:7 batch_no: holds a line break',
        expect.stringMatching(/^v\.csv:9 sku: a quote in the wrong place/),
        'v.csv:11 sku: the quote opened here is not closed; what follows was not read',
      ]);
      expect(message).toContain('13 faults, nothing was changed');
    }
    expect(await count('variants')).toBe(0);
  });

  it.each(LOADS)('names both lines of a SKU that is there twice, $how', async ({ options }) => {
    const files = {
      'a.csv': 'sku,master_yarn,routing\nA,Y1,RING\nB,Y1,RING\n"A ",Y1,RING\n',
      'b.csv': 'routing,master_yarn,sku\nRING,Y1,C\nRING,Y1,B\nRING,Y1,J\nRING,Y1,A\n',
      'j.json': { variants: [{ sku: 'J', master_yarn: 'Y1', routing: 'RING' }] },
    };
    const { lines } = await importRefusal(database.url, files, options);
    expect(lines).toEqual([
      'a.csv:4 sku: "A" is already given at a.csv:2 sku',
      'b.csv:3 sku: "B" is already given at a.csv:3 sku',
      'b.csv:4 sku: "J" is already given at j.json $.variants[0].sku',
      'b.csv:5 sku: "A" is already given at a.csv:2 sku',
    ]);
    expect(await count('variants')).toBe(0);
  });

  it('lists ten thousand faults and counts the others by code', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, n) => `${n},Y1,${n % 2 ? 'NO' : 'RING'},${n % 4 === 0 ? 'x' : 1}\n`,
    );
    const twice = rows.filter((_, n) => n % 4 === 2);
    const csv = `sku,master_yarn,routing,kwh\n${rows.join('')}${twice.join('')}`;
    const { faults, message } = await importRefusal(database.url, { 'v.csv': csv });
    expect(message).toContain('20,000 faults of 3 causes');
    expect(faults.slice(10_000).map((fault) => fault.message)).toEqual([
      '3,334 more of UNKNOWN_ROUTING, not listed',
      '1,666 more of NOT_A_NUMBER, not listed',
      '5,000 more of DUPLICATE, not listed',
    ]);
  });

  it('lists faults of all files when a catalogue file has some', async () => {
    const files = {
      'v.csv': 'sku,master_yarn,routing,steam\nA,Y9,RING,3\nB,Y8,RING,x\n',
      'more.json': { parameters: [{ key: 'steam' }], master_yarns: [{ code: 'Y9', name: '' }] },
    };
    expect((await importRefusal(database.url, files)).lines).toEqual([
      'more.json $.master_yarns[0].name: must not be empty',
      'v.csv:3 steam: "x" is no number; leave the cell empty where there is none',
      expect.stringContaining('v.csv:3 master_yarn: unknown master yarn "Y8"'),
    ]);
  });

  it.each([
    ['sku,master_yarn,routing,kwhs,kwh,kwh,\n', [expect.stringContaining("unknown column \"kwhs\" in a table of variants; did you mean 'kwh'?"), "v.csv:1: the column 'kwh' is there twice"]],
    ['rate_value;item\n', ["v.csv:1: the column 'effective_date' is missing"]],
    ['', ['v.csv:1: the file is empty; a CSV file begins with a line of column names']],
    ['a,b\n1,2\n', [expect.stringContaining('v.csv:1: no table has the columns "a", "b"; variants have a column sku')]],
    [Buffer.from('sku,master_yarn,routing\n', 'utf16le'), [expect.stringContaining('--encoding utf-16le reads it')]],
  ])('refuses the header of %j', async (csv, lines) => {
    expect((await importRefusal(database.url, { 'v.csv': csv })).lines).toEqual(lines);
  }); // prettier-ignore
});

describe('import of a table of rates', () => {
  it('takes rates digit for digit and says what is unchanged', async () => {
    const csv =
      'item;parameter_key;rate_value;effective_date;expired_date;notes\r\n' +
      `;kwh;0.100000000001;2026-01-01;2026-02-01;"a; ""b"""\r\n'=DYE;;1e2;2026-01-01;;'-x\r\n''=DYE;;7.50;2026-01-01;;`;
    const counts = { inserted: 3, updated: 0, unchanged: 0 };
    expect(await importFiles(database.url, { 'r.csv': csv })).toEqual({ price_rates: counts });
    const { rows } = await database.pool.query(
      `SELECT i.code, trim_scale(rate_value)::text AS value, expired_date::text, notes
         FROM price_rates r LEFT JOIN items i ON i.id = r.item_id ORDER BY 2`,
    );
    expect(rows.map((row: object) => Object.values(row))).toEqual([
      [null, '0.100000000001', '2026-02-01', 'a; "b"'],
      ['=DYE', '100', null, '-x'],
      ["'=DYE", '7.5', null, null],
    ]);
    expect(await importFiles(database.url, { 'r.csv': csv })).toEqual({
      price_rates: { inserted: 0, updated: 0, unchanged: 3 },
    });
  });

  it('names every fault by line and column', async () => {
    const csv =
      'parameter_key,item,rate_value,effective_date,expired_date,notes\n' +
      'kwhh,,1,2026-01-01,,\nkwh,S-6,1,2026-01-01,,\n,,1,2026-01-01,,\nkwh,,"1,5",01/02/2026,,\n' +
      'kwh,,1,2026-02-01,2026-01-01,\nkwh,,1,2026-02-01,,\nfibre,,1.1234567890123,2026-01-01,,\nkwh,,,,,\n';
    const { faults } = await importRefusal(database.url, { 'r.csv': csv });
    expect(faults.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'r.csv:5 rate_value AMBIGUOUS_NUMBER',
      'r.csv:5 effective_date AMBIGUOUS_DATE',
      'r.csv:3 ONE_SUBJECT',
      'r.csv:4 ONE_SUBJECT',
      'r.csv:6 expired_date DATES_OUT_OF_ORDER',
      'r.csv:8 rate_value TOO_MANY_DIGITS',
      'r.csv:9 effective_date REQUIRED',
      'r.csv:9 rate_value REQUIRED',
      'r.csv:7 effective_date DUPLICATE',
      'r.csv:2 parameter_key UNKNOWN_PARAMETER',
      'r.csv:8 parameter_key RATE_OF_ITEM_PARAMETER',
    ]);
  });
});
