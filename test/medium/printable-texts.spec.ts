import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDown, migrateUp } from '#database';
import { PrintableTexts1796072568766 } from '../../migrations/1796072568766-printable-texts.js';
import { MIGRATION_NAMES } from '../../libs/database/schema/migration-list.js';
import { unprintableText } from '../../libs/database/catalogue/unprintable-text.js';
import { TestApi } from '../helpers/api.js';
import { importFaults } from '../helpers/catalogue-files.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

const CHECK = '23514';
const ESCAPE = '\u001b';
const TURN = '\u202e';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query(
    `INSERT INTO items (code) VALUES ('YARN');
     INSERT INTO parameters (key) VALUES ('power');
     INSERT INTO master_yarns (code, name) VALUES ('Y', 'Y');
     INSERT INTO routings (code, name, output_quantity, output_unit) VALUES ('R', 'R', '1', 'kg');
     INSERT INTO process_steps (routing_id, sequence_order, code, formula_expression, cost_component)
       VALUES (1, 1, 'A', E'1 +\\r\\n\\t2 // two', 'MEMO')`,
  );
});
afterAll(() => database.close());

describe('SQL', () => {
  const write = (statement: string, text: string): Promise<unknown> =>
    database.pool.query({ text: statement, values: [text] });
  const variant = (column: string): string =>
    `INSERT INTO variants (id, master_yarn_id, routing_id, sku, batch_no)
     VALUES (gen_random_uuid(), 1, 1, ${column === 'sku' ? `$1, '1'` : `'S', $1`})`;

  describe.each([
    ['a currency', `UPDATE catalogue_settings SET currency = $1`],
    ['the code of an item', `INSERT INTO items (code) VALUES ($1)`],
    ['the name of an item', `UPDATE items SET name = $1`],
    ['the unit of an item', `UPDATE items SET unit = $1`],
    ['the code of a yarn', `INSERT INTO master_yarns (code, name) VALUES ($1, 'N')`],
    ['the name of a yarn', `UPDATE master_yarns SET name = $1`],
    ['a group', `INSERT INTO parameter_groups (name) VALUES ($1)`],
    ['a label', `UPDATE parameters SET label = $1`],
    ['the unit of a parameter', `UPDATE parameters SET unit = $1`],
    ['a note', `INSERT INTO price_rates (item_id, rate_value, effective_date, notes) VALUES (1, 1, '2026-01-01', $1)`],
    ['the code of a process', `INSERT INTO processes (code, name) VALUES ($1, 'N')`],
    ['the name of a process', `INSERT INTO processes (code, name) VALUES ('P', $1)`],
    ['the name of a routing', `UPDATE routings SET name = $1`],
    ['the unit of a routing', `UPDATE routings SET output_unit = $1`],
    ['the code of a routing', `UPDATE routings SET code = $1`],
    ['the output quantity', `UPDATE routings SET output_quantity = $1`],
    ['a formula', `UPDATE process_steps SET formula_expression = $1`],
    ['a SKU', variant('sku')],
    ['a batch number', variant('batch_no')],
  ])('%s', (_, statement) => {
    it.each([ESCAPE, '\u007f', '\u009b', '\u2028', '\u200f', TURN, '\u2067'])('holds no %j', async (character) => {
      await expect(write(statement, `1 // a${character}b`)).rejects.toMatchObject({
        code: CHECK,
        constraint: expect.stringMatching(/_printable$|currency_check$/),
      });
    });
  });

  it('may hold what prints, joiners, and line breaks in formulas', async () => {
    await write(`UPDATE items SET name = $1`, 'کتاب\u200cها, gekämmt 綿 🧵');
    await write(`UPDATE process_steps SET formula_expression = $1`, '1 +\r\n\t2 // zwei');
    await write(variant('sku'), 'KD-30CH-綿');
  });
});

describe('on the way in', () => {
  it('an import names what it refuses', async () => {
    const faults = await importFaults(database.url, {
      parameters: [{ key: 'a', label: `l${TURN}`, unit: `u${ESCAPE}`, group: `g${TURN}` }],
      items: [{ code: `i${TURN}`, name: `n${ESCAPE}`, unit: `u${TURN}` }],
      processes: [{ code: 'p', name: `n${TURN}` }],
      price_rates: [{ parameter_key: 'power', rate_value: 1, effective_date: '2026-01-01', notes: `n${TURN}` }],
      routings: [
        {
          code: 'r',
          name: `n${TURN}`,
          output_unit: `kg${TURN}`,
          output_quantity: `1 // ${TURN}`,
          steps: [{ code: 'S', cost_component: 'MEMO', formula: `1 // ${TURN}` }],
        },
      ],
      master_yarns: [{ code: 'm', name: `n${TURN}` }],
      variants: [{ sku: `s${TURN}`, master_yarn: 'Y', routing: 'R', batch_no: `b${TURN}` }],
    });
    const named = faults.filter(({ message }) => /U\+202E|U\+001B/.test(message)).map(({ path: place }) => place);
    expect(named).toEqual(
      expect.arrayContaining([
        '$.parameters[0].label',
        '$.parameters[0].unit',
        '$.parameters[0].group',
        '$.items[0].code',
        '$.items[0].name',
        '$.items[0].unit',
        '$.processes[0].name',
        '$.price_rates[0].notes',
        '$.routings[0].name',
        '$.routings[0].output_unit',
        '$.routings[0].output_quantity',
        '$.routings[0].steps[0].formula',
        '$.master_yarns[0].name',
        '$.variants[0].sku',
        '$.variants[0].batch_no',
      ]),
    );
    expect(named).toHaveLength(15);
  });

  it('REST answers 400, also where a row from before is changed elsewhere', async () => {
    const api = await TestApi.start(database);
    const bad = await api
      .post('/api/v1/items')
      .send({ code: 'NEW', name: `n${TURN}` })
      .expect(400);
    expect(JSON.stringify(bad.body)).toContain('U+202E');
    await database.pool.query(
      `ALTER TABLE items DROP CONSTRAINT items_printable; INSERT INTO items (code, name) VALUES ('OLD', U&'a\\202Eb')`,
    );
    const stored = await api.patch('/api/v1/items/OLD').send({ unit: 'kg' }).expect(400);
    expect(stored.body).toMatchObject({ errors: [{ path: '$.name' }] });
    await api.patch('/api/v1/items/OLD').send({ name: 'mended' }).expect(200);
    await api.close();
  });
});

describe('the migration', () => {
  it('takes old rows as they are, and the query of the documentation names their tables', async () => {
    const old = await testDatabase();
    const connection = { connectionString: old.url };
    const at = MIGRATION_NAMES.findIndex(({ name }) => name === PrintableTexts1796072568766.name);
    await migrateDown(connection, MIGRATION_NAMES[at - 1]!.version);
    await old.pool.query(
      `INSERT INTO items (code, name) VALUES ('A', E'a\\u001bb'); INSERT INTO processes (code, name) VALUES ('P', 'p')`,
    );
    await migrateUp(connection);
    const { rows } = await old.pool.query(`SELECT name FROM items`);
    expect(rows).toEqual([{ name: 'a\u001bb' }]);
    const refused: unknown = await old.pool.query(`UPDATE items SET unit = 'kg'`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ constraint: 'items_printable' });
    expect(unprintableText(refused)).toMatchObject({
      code: 'UNPRINTABLE_TEXT',
      message: expect.stringContaining('A text stored in items'),
    });

    const [find = '', mend = ''] = [
      ...readFileSync('docs/operating/text.md', 'utf8').matchAll(/```sql\n([^]*?)```/g),
    ].map(([, sql]) => sql!);
    const client = await old.pool.connect();
    const notices: string[] = [];
    client.on('notice', ({ message }) => notices.push(message ?? ''));
    await client.query(find);
    expect(notices).toEqual(['items holds text to mend (items_printable)']);
    await client.query(mend);
    client.release();
    expect((await old.pool.query(`UPDATE items SET unit = 'kg' RETURNING name`)).rows).toEqual([{ name: 'ab' }]);
    await old.close();
  });
});
