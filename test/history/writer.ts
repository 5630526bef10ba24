import type { ClientBase } from 'pg';
import { recordTogether } from '../../libs/database/sql/track-changes.js';
import type { Random } from '../oracle/random.js';

/** What a writer waits for another's lock: then its transaction is over. */
const LOCK_TIMEOUT = '40ms';
const DAYS = ['2026-01-01', '2026-03-01', '2026-06-30', '2026-07-05'];
const FORMULAS = ['DYE_KG * dye', 'DYE_KG * dye * 2', 'DYE_KG * dye / (dye - 100)'];
const SKUS = 30;

/** One of several who change a catalogue at once: in transactions that last, with savepoints, and that may end in nothing. */
export class Writer {
  private isOpen = false;
  private savepoints = 0;

  constructor(
    private readonly client: ClientBase,
    private readonly random: Random,
    private readonly say: (what: string) => void,
  ) {}

  /** Does one thing. */
  async step(): Promise<void> {
    const { random } = this;
    const what = random.weighted<'EDIT' | 'SAVEPOINT' | 'BACK' | 'COMMIT' | 'ROLLBACK'>([
      [6, 'EDIT'],
      [1, 'SAVEPOINT'],
      [1, 'BACK'],
      [3, 'COMMIT'],
      [1, 'ROLLBACK'],
    ]);
    if (what === 'COMMIT' || what === 'ROLLBACK') return this.end(what);
    if (!this.isOpen) await this.client.query(`BEGIN; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    this.isOpen = true;
    try {
      if (what === 'EDIT') await this.edit();
      else if (what === 'SAVEPOINT') await this.client.query(`SAVEPOINT s${++this.savepoints}`);
      else if (this.savepoints > 0) {
        await this.client.query(`ROLLBACK TO SAVEPOINT s${1 + random.below(this.savepoints)}`);
        this.savepoints = 0;
      }
    } catch (error) {
      if (!EXPECTED.has((error as { code?: string }).code ?? '')) throw error;
      await this.end('ROLLBACK');
    }
  }

  async end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    if (!this.isOpen) return;
    await this.client.query(how);
    this.say(how);
    this.isOpen = false;
    this.savepoints = 0;
  }

  private async edit(): Promise<void> {
    const { random } = this;
    const item = random.pick(['BLUE', 'RED', 'GREEN']);
    const price = random.pick(['100', '101', '120', '7.5']);
    const sku = `V${random.below(SKUS)}`;
    const number = random.pick(['1', '2', '2.5', '0', '-3']);
    const ofItem = `item_id = (SELECT id FROM items WHERE code = '${item}')`;
    const parameter = `(SELECT id FROM parameters WHERE key = '${random.pick(['shade', 'kwh', 'kwh', 'power_price'])}')`;
    const packed = random.weighted<string>([
      [3, `pack_parameters(ARRAY[${parameter}], ARRAY[${number}])`],
      [
        2,
        `pack_parameters(ARRAY(SELECT id FROM parameters WHERE key IN ('dye', 'shade') ORDER BY key), ARRAY[(SELECT id FROM items WHERE code = '${item}')::float8, 2])`,
      ],
      [1, `''::bytea`],
    ]);
    const leaf = `variants_p${String(random.below(64)).padStart(2, '0')}`;
    const yarn = `(SELECT id FROM master_yarns WHERE code = '${random.pick(['GREEN-YARN', 'RAW-YARN'])}')`;
    const routing = `(SELECT id FROM routings WHERE code = '${random.pick(['DYED', 'PLAIN'])}')`;
    const statement = random.weighted<string>([
      [4, `UPDATE price_rates SET rate_value = ${price} WHERE ${ofItem} AND effective_date = '${random.pick(DAYS)}'`],
      [
        2,
        `INSERT INTO price_rates (item_id, rate_value, effective_date) SELECT id, ${price}, '${random.pick(DAYS)}' FROM items WHERE code = '${item}'`,
      ],
      [1, `DELETE FROM price_rates WHERE ${ofItem} AND effective_date = '${random.pick(DAYS)}'`],
      [1, `UPDATE price_rates SET rate_value = ${random.pick(['8', '9'])} WHERE parameter_id = ${parameter}`],
      [
        1,
        `UPDATE price_rates SET rate_value = ${price} WHERE parameter_id = (SELECT id FROM parameters WHERE key = 'idle_price')`,
      ],
      [1, `UPDATE process_steps SET formula_expression = '${random.pick(FORMULAS)}' WHERE code = 'DYEING'`],
      [
        1,
        `UPDATE routings SET output_quantity = '${random.pick(['1', '2', 'kwh'])}' WHERE code = '${random.pick(['DYED', 'PLAIN'])}'`,
      ],
      [1, `UPDATE routings SET parameters = ${packed} WHERE code = '${random.pick(['DYED', 'PLAIN'])}'`],
      [1, `UPDATE parameters SET default_value = ${random.pick(['2', '3', 'NULL'])} WHERE key = 'kwh'`],
      [2, `UPDATE master_yarns SET parameters = ${packed} WHERE id = ${yarn}`],
      [4, `UPDATE variants SET parameters = ${packed} WHERE sku = '${sku}'`],
      [2, `UPDATE variants SET routing_id = ${routing}, master_yarn_id = ${yarn} WHERE sku = '${sku}'`],
      [2, `UPDATE variants SET is_active = NOT is_active WHERE sku = '${sku}'`],
      [1, `UPDATE ${leaf} SET parameters = ${packed}`],
      [1, `DELETE FROM ${leaf} WHERE sku <> 'V0'`],
      [2, `DELETE FROM variants WHERE sku = '${sku}'`],
      [
        4,
        `INSERT INTO variants (id, sku, master_yarn_id, routing_id, parameters) SELECT ${variantIdSql(sku)}, '${sku}', ${yarn}, ${routing}, ${packed}`,
      ],
      [1, 'IMPORT'],
    ]);
    this.say(statement);
    if (statement === 'IMPORT') await this.import(packed);
    else await this.client.query(statement);
  }

  /** Many rows at once, recorded as one. */
  private async import(packed: string): Promise<void> {
    await recordTogether(this.client, 'variants', async () => {
      const { rowCount } = await this.client.query(
        `UPDATE variants SET parameters = ${packed}, updated_at = now() WHERE sku LIKE 'V1%'`,
      );
      return { inserted: 0, updated: rowCount ?? 0 };
    });
  }
}

/** Locked by another, deadlock, there already. */
const EXPECTED: ReadonlySet<string> = new Set(['55P03', '40P01', '23505', '23503']);

/** UUIDs need not be those of SKUs for this: only always the same. */
const variantIdSql = (sku: string): string => `md5('${sku}')::uuid`;
