import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#database';
import { readConfig } from '#platform';
import { releaseChangesMill } from '../helpers/changes-mill.js';
import { CommandLine } from '../helpers/command-line.js';

const line = CommandLine.forThisFile();
let database: Database;
beforeAll(async () => {
  database = await openDatabase(readConfig(line.env), { applicationName: 'costing test' });
  await releaseChangesMill(database);
  await database.pool.query(
    `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, 120, '2026-02-01' FROM items WHERE code = 'BLUE'`,
  );
});
afterAll(() => database.close());

const CHANGE_ID = '00000000-0000-0000-0000-000000000000';

describe('costing changes', () => {
  it('says what is pending, whom it touches and why', async () => {
    const { stdout, code } = await line.costing('changes', '--pending', '--explain', '--as-of', '2026-06-30');
    expect(code).toBe(0);
    expect(
      stdout
        .replace(/\d+ s\b/g, '0 s')
        .replace(/[0-9a-f-]{36}/, CHANGE_ID)
        .split('\n'),
    ).toEqual([
      '1 pending, the oldest 0 s old; on 2026-06-30 they touch 4 variants',
      `${'id'.padEnd(36)}  age  type        key   status   touches`,
      `${CHANGE_ID}  0 s  PRICE_RATE  BLUE  PENDING        4`,
      'PRICE_RATE BLUE',
      '    BLUE → dye → DYEING (MATERIAL) in routing DYED: 4 variants',
      '',
    ]);
  });

  it('prints one document', async () => {
    const { stdout } = await line.costing('changes', '--json', '--limit', '1', '--as-of', '2026-06-30');
    expect(JSON.parse(stdout)).toMatchObject({
      touches: 4,
      data: [{ affected_key: 'BLUE', touches: 4 }],
      next_cursor: null,
    });
  });

  it('refuses what is no date', async () => {
    expect((await line.costing('changes', '--as-of', 'today')).code).toBe(2);
  });
});
