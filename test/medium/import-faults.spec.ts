import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importCatalogue } from '#database';
import { importDocuments, importFaults } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await importDocuments(database.url, readFileSync('test/fixtures/single-jersey.catalogue.json', 'utf8'));
});
afterAll(() => database.close());

/** `path CODE`, or with the message when it must say something in particular. */
async function faults(...documents: (object | string)[]): Promise<string[]> {
  return (await importFaults(database.url, ...documents)).map(
    ({ path, code, message }) => `${path} ${code}: ${message}`,
  );
}

const step = (code: string, formula: string, rest: object = {}) => ({
  code,
  cost_component: 'PROCESS',
  formula,
  ...rest,
});
const routing = (steps: object[], rest: object = {}) => ({
  routings: [{ code: 'R', name: 'R', output_unit: 'kg', output_quantity: '1', steps, ...rest }],
});
const variant = (rest: object) => ({ variants: [{ sku: 'V', master_yarn: 'COTTON', routing: 'SJ', ...rest }] });
const rate = (rest: object) => ({
  price_rates: [{ parameter_key: 'hours', rate_value: 1, effective_date: '2026-01-01', ...rest }],
});

describe('an import is refused for', () => {
  it.each<[string, object | string, string]>([
    ['an unknown part', { variant: [] }, "$.variant UNKNOWN_FIELD: unknown field 'variant'; did you mean 'variants'?"],
    [
      'an unknown field',
      variant({ mater_yarn: 'x' }),
      "$.variants[0].mater_yarn UNKNOWN_FIELD: unknown field 'mater_yarn'; did you mean 'master_yarn'?",
    ],
    ['no object', '[]', '$ WRONG_TYPE: a catalogue is a JSON object, not an array'],
    ['no array', { items: {} }, '$.items WRONG_TYPE: must be an array, not an object'],
    ['no object in an array', { items: ['x'] }, '$.items[0] WRONG_TYPE: must be an object, not the text "x"'],
    ['a missing field', { items: [{}] }, "$.items[0].code REQUIRED: 'code' is missing"],
    ['a wrong type', { items: [{ code: 5 }] }, '$.items[0].code WRONG_TYPE: must be text, not 5'],
    [
      'an invalid key',
      { parameters: [{ key: 'Cotton Kg' }] },
      '$.parameters[0].key INVALID_VALUE: "Cotton Kg" does not have the form',
    ],
    ['a key of the formula language', { parameters: [{ key: 'cost_so_far' }] }, '$.parameters[0].key RESERVED_NAME'],
    ['a long key', { parameters: [{ key: 'a'.repeat(64) }] }, '$.parameters[0].key INVALID_VALUE'],
    [
      'an unknown kind',
      { parameters: [{ key: 'a', kind: 'item' }] },
      `$.parameters[0].kind INVALID_VALUE: "item" is not one of NUMBER, ITEM; did you mean 'ITEM'?`,
    ],
    ['a long SKU', variant({ sku: 'x'.repeat(101) }), '$.variants[0].sku INVALID_VALUE: has 101 characters'],
    [
      'a SKU that does not print',
      variant({ sku: 'a\u200bb' }),
      '$.variants[0].sku INVALID_VALUE: holds a space of no width (U+200B)',
    ],
    ['an empty SKU', variant({ sku: '  ' }), '$.variants[0].sku INVALID_VALUE: must not be empty'],
    [
      'a control character',
      { items: [{ code: 'x', name: 'a\u0000' }] },
      '$.items[0].name INVALID_VALUE: holds a NUL character (U+0000)',
    ],
    [
      'an unknown routing',
      variant({ routing: 'SI' }),
      `$.variants[0].routing UNKNOWN_ROUTING: unknown routing "SI"; did you mean 'SJ'?`,
    ],
    [
      'an unknown master yarn',
      variant({ master_yarn: 'COTON' }),
      `$.variants[0].master_yarn UNKNOWN_MASTER_YARN: unknown master yarn "COTON"; did you mean 'COTTON'?`,
    ],
    [
      'an unknown parameter',
      variant({ parameters: { hour: 1 } }),
      `$.variants[0].parameters.hour UNKNOWN_PARAMETER: unknown parameter "hour"; did you mean 'hours'?`,
    ],
    [
      'an unknown item',
      variant({ parameters: { yarn: 'RING30' } }),
      `$.variants[0].parameters.yarn UNKNOWN_ITEM: unknown item "RING30"; did you mean 'RING-30'?`,
    ],
    [
      'an unknown process',
      routing([step('A', '1', { process: 'KNITT' })]),
      `$.routings[0].steps[0].process UNKNOWN_PROCESS: unknown process "KNITT"; did you mean 'KNIT'?`,
    ],
    [
      'a number where an item belongs',
      variant({ parameters: { yarn: 3 } }),
      "$.variants[0].parameters.yarn NOT_AN_ITEM: 'yarn' holds an item",
    ],
    [
      'text where a number belongs',
      variant({ parameters: { hours: '7' } }),
      '$.variants[0].parameters.hours NOT_A_NUMBER: the text "7" is no number',
    ],
    [
      'null for a number',
      variant({ parameters: { hours: null } }),
      '$.variants[0].parameters.hours NOT_A_NUMBER: null is no number',
    ],
    [
      'a number too large',
      '{"variants":[{"sku":"V","master_yarn":"COTTON","routing":"SJ","parameters":{"hours":1e999}}]}',
      '$.variants[0].parameters.hours NOT_A_NUMBER: 1e999 is too large',
    ],
    [
      'a default of the wrong kind',
      { parameters: [{ key: 'a', default_value: 'x' }] },
      '$.parameters[0].default_value NOT_A_NUMBER',
    ],
    [
      'is_active as text',
      variant({ is_active: 'yes' }),
      '$.variants[0].is_active WRONG_TYPE: must be true or false, not the text "yes"',
    ],
    [
      'a rate with too many digits',
      rate({ rate_value: '0.1234567890123' }),
      '$.price_rates[0].rate_value TOO_MANY_DIGITS',
    ],
    ['a rate too large', rate({ rate_value: 1e12 }), '$.price_rates[0].rate_value TOO_MANY_DIGITS'],
    [
      'a rate with lost digits',
      '{"price_rates":[{"parameter_key":"hours","rate_value":1.00000000000000000001,"effective_date":"2026-01-01"}]}',
      '$.price_rates[0].rate_value TOO_MANY_DIGITS',
    ],
    [
      'a rate that is no number',
      rate({ rate_value: '12,5' }),
      '$.price_rates[0].rate_value NOT_A_NUMBER: "12,5" is not a decimal number',
    ],
    [
      'a rate without a value',
      rate({ rate_value: null }),
      '$.price_rates[0].rate_value WRONG_TYPE: must be a number, not null',
    ],
    [
      'a day that does not exist',
      rate({ effective_date: '2026-02-30' }),
      '$.price_rates[0].effective_date INVALID_DATE: there is no day 2026-02-30',
    ],
    ['a date in another form', rate({ effective_date: '01.02.2026' }), '$.price_rates[0].effective_date INVALID_DATE'],
    [
      'dates out of order',
      rate({ expired_date: '2026-01-01' }),
      '$.price_rates[0].expired_date DATES_OUT_OF_ORDER: dates out of order',
    ],
    ['a rate of nothing', rate({ parameter_key: null }), '$.price_rates[0] ONE_SUBJECT'],
    ['a rate of two things', rate({ item: 'RING-30' }), '$.price_rates[0] ONE_SUBJECT'],
    [
      'a rate of an item parameter',
      rate({ parameter_key: 'yarn' }),
      "$.price_rates[0].parameter_key RATE_OF_ITEM_PARAMETER: 'yarn' holds an item: price the items",
    ],
    [
      'an unknown name in a formula',
      routing([step('A', 'yarn_kgs * 2')]),
      "$.routings[0].steps[0].formula UNKNOWN_NAME: unknown name 'yarn_kgs' at column 1; did you mean 'yarn_kg'?",
    ],
    [
      'a forward reference',
      routing([step('A', 'B'), step('B', '1')]),
      '$.routings[0].steps[0].formula FORWARD_REFERENCE',
    ],
    [
      'a cyclic reference',
      routing([step('A', 'B'), step('B', 'A')]),
      '$.routings[0].steps[0].formula CYCLIC_REFERENCE',
    ],
    ['a formula that does not parse', routing([step('A', '1 +')]), '$.routings[0].steps[0].formula SYNTAX_ERROR'],
    [
      'a wrong output quantity',
      routing([step('A', '1')], { output_quantity: 'B' }),
      '$.routings[0].output_quantity UNKNOWN_NAME',
    ],
    ['a step code used twice', routing([step('A', '1'), step('A', '2')]), '$.routings[0].steps[1].code DUPLICATE_STEP'],
    ['an invalid step code', routing([step('a', '1')]), '$.routings[0].steps[0].code INVALID_VALUE'],
    [
      'an unknown cost component',
      routing([step('A', '1', { cost_component: 'LABOUR' })]),
      '$.routings[0].steps[0].cost_component INVALID_VALUE',
    ],
    ['a routing without steps', routing([]), '$.routings[0].steps REQUIRED'],
    [
      'a routing without a unit',
      routing([step('A', '1')], { output_unit: ' ' }),
      '$.routings[0].output_unit INVALID_VALUE: must not be empty',
    ],
    [
      'a control character in a formula',
      routing([step('A', '1 // \u0007')]),
      '$.routings[0].steps[0].formula INVALID_VALUE: holds the control character U+0007',
    ],
    ['a currency too long', { currency: 'Indonesian rupiah' }, '$.currency INVALID_VALUE'],
    ['broken JSON', '{"items": [\n  {"code": "A"},\n]}', '$ INVALID_JSON: line 3, column 1: unexpected "]"'],
    ['an empty file', '', '$ INVALID_JSON: line 1, column 1: the file is empty'],
    [
      'a member named twice',
      '{"currency":"A","currency":"B"}',
      '$ DUPLICATE: line 1, column 17: the member "currency" stands twice',
    ],
    [
      '__proto__ as a field',
      '{"__proto__": {"currency": "IDR"}}',
      "$.__proto__ UNKNOWN_FIELD: unknown field '__proto__'",
    ],
    [
      '__proto__ as a parameter',
      '{"variants":[{"sku":"V","master_yarn":"COTTON","routing":"SJ","parameters":{"__proto__":1,"constructor":2}}]}',
      '$.variants[0].parameters.__proto__ UNKNOWN_PARAMETER',
    ],
  ])('%s', async (_, document, expected) => {
    expect((await faults(document))[0]).toContain(expected);
  });

  it('a SKU given twice, naming both places', async () => {
    const one = variant({}).variants[0]!;
    expect(await faults({ variants: [one, { ...one, sku: 'W' }, { ...one, sku: ' V\u0020' }] })).toEqual([
      '$.variants[2].sku DUPLICATE: "V" is already given at $.variants[0].sku',
    ]);
  });

  it('a rate given twice for one day', async () => {
    const one = rate({}).price_rates[0]!;
    expect(await faults({ price_rates: [one, { ...one, rate_value: 2 }] })).toEqual([
      '$.price_rates[1].effective_date DUPLICATE: "parameter hours from 2026-01-01" is already given at $.price_rates[0].effective_date',
    ]);
  });
});

describe('a refused import', () => {
  it('lists every fault of every file and changes nothing', async () => {
    const before = await contents();
    const list = await faults(
      { currency: 'USD', items: [{ code: 'NEW' }], ...routing([step('A', 'x'), step('B', 'y + z')]) },
      '{',
      { ...variant({ routing: 'NONE', parameters: { nothing: 1, hours: 'x' } }), price_rates: [{}] },
    );
    expect(list.map((line) => line.split(':')[0])).toEqual([
      'b.json $ INVALID_JSON',
      'c.json $.price_rates[0].effective_date REQUIRED',
      'c.json $.price_rates[0] ONE_SUBJECT',
      'c.json $.price_rates[0].rate_value REQUIRED',
      'a.json $.routings[0].steps[0].formula UNKNOWN_NAME',
      'a.json $.routings[0].steps[1].formula UNKNOWN_NAME',
      'a.json $.routings[0].steps[1].formula UNKNOWN_NAME',
      'c.json $.variants[0].routing UNKNOWN_ROUTING',
      'c.json $.variants[0].parameters.nothing UNKNOWN_PARAMETER',
      'c.json $.variants[0].parameters.hours NOT_A_NUMBER',
    ]);
    expect(await contents()).toEqual(before);
  });

  it('may not change the kind of a parameter that is used', async () => {
    const kinds = async (key: string, kind: string) => faults({ parameters: [{ key, kind }] });
    expect(await kinds('yarn', 'NUMBER')).toEqual([
      "$.parameters[0].kind KIND_IN_USE: 'yarn' is of kind ITEM and used by routing SJ: its kind cannot become NUMBER; use a new key",
    ]);
    expect((await kinds('wage_per_hour', 'ITEM'))[0]).toMatch(/used by routing SJ, price rate \d+:/);
    await importDocuments(database.url, { parameters: [{ key: 'spare' }, { key: 'unused' }] });
    await importDocuments(database.url, variant({ sku: 'SPARE', parameters: { hours: 1, spare: 1 } }));
    expect((await kinds('spare', 'ITEM'))[0]).toContain('used by variant SPARE');
    await importDocuments(database.url, { parameters: [{ key: 'unused', kind: 'ITEM' }] });
  });

  async function contents(): Promise<unknown> {
    const { rows } = await database.pool.query(
      `SELECT (SELECT currency FROM catalogue_settings), (SELECT jsonb_agg(i) FROM items i),
              (SELECT jsonb_agg(r) FROM routings r), (SELECT jsonb_agg(v) FROM variants v)`,
    );
    return rows;
  }
});

describe('a file that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'costing-files-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What importing the file says; the database is not reached. */
  async function problem(name: string, content?: Buffer): Promise<string> {
    const path = join(folder, name);
    if (content) writeFileSync(path, content);
    return importCatalogue(new Client(), [path]).then(
      () => 'imported',
      (error: Error) => error.message.replace(folder, ''),
    );
  }

  it('is named with the reason', async () => {
    expect(await problem('prices.xlsx')).toBe(
      '/prices.xlsx: an import takes catalogue files that end in .json, tables that end in .csv, and .ndjson files with an entry a line.',
    );
    expect(await problem('missing.json')).toBe('/missing.json does not exist.');
    expect(await problem('latin1.json', Buffer.from('{"currency": "\xa3"}', 'latin1'))).toContain('not UTF-8');
    expect(await problem('../.json')).toContain('does not exist');
    const large = join(folder, 'large.json');
    writeFileSync(large, '');
    truncateSync(large, 512_000_001);
    expect(await problem('large.json')).toContain('Give the variants as CSV');
  });
});
