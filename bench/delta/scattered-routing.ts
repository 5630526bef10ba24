import type { Client } from '#database';

/** A routing of its own for a hundredth of the variants: one in ten of this one, which has a tenth of them. */
const ORIGINAL = 'RING-CARDED';
export const SCATTERED = 'BENCH-SCATTERED';
/** Of a tenth of all. */
export const TENTH = 'OPEN-END';

/**
 * Gives one variant in a hundred a routing of its own, where it lies: an UPDATE would put all of them side by side, and
 * a delta would read and write a few pages instead of all. Nothing when that was done before.
 */
export async function ensureScatteredRouting(client: Client): Promise<void> {
  const { rowCount } = await client.query({ text: `SELECT FROM routings WHERE code = $1`, values: [SCATTERED] });
  if (rowCount === 0) {
    await client.query('BEGIN');
    await copyRouting(client);
    for (let n = 0; n < 64; n++) await moveInPlace(client, `variants_p${String(n).padStart(2, '0')}`);
    await client.query('COMMIT');
  }
  await client.query('VACUUM ANALYZE variants');
}

async function copyRouting(client: Client): Promise<void> {
  await client.query({
    text: `INSERT INTO routings (code, name, output_quantity, output_unit, parameters)
           SELECT $1, name, output_quantity, output_unit, parameters FROM routings WHERE code = $2`,
    values: [SCATTERED, ORIGINAL],
  });
  await client.query({
    text: `INSERT INTO process_steps (routing_id, sequence_order, code, process_id, formula_expression, cost_component)
           SELECT (SELECT id FROM routings WHERE code = $1), sequence_order, code, process_id, formula_expression,
                  cost_component
             FROM process_steps WHERE routing_id = (SELECT id FROM routings WHERE code = $2)`,
    values: [SCATTERED, ORIGINAL],
  });
}

/** A table of its own holds the rows meanwhile: read in the order of the heap, they go back in it. */
async function moveInPlace(client: Client, leaf: string): Promise<void> {
  const idOf = (code: string): string => `(SELECT id FROM routings WHERE code = '${code}')`;
  await client.query(
    `SET LOCAL costing.track = 'off';
     CREATE TEMP TABLE moved AS SELECT * FROM ${leaf};
     TRUNCATE ${leaf};
     INSERT INTO ${leaf} (id, master_yarn_id, routing_id, is_active, created_at, updated_at, parameters, sku, batch_no)
     SELECT id, master_yarn_id,
            CASE WHEN routing_id = ${idOf(ORIGINAL)} AND uuid_hash_extended(id, 7) % 10 = 0
                 THEN ${idOf(SCATTERED)} ELSE routing_id END,
            is_active, created_at, updated_at, parameters, sku, batch_no
       FROM moved;
     DROP TABLE moved`,
  );
}

/** From the time on: the catalogue is kept between two benchmarks, and an edit to what is there already would be none. */
let edits = Math.floor(Date.now() / 1_000) % 10_000;

/** Makes every variant of the routing cost something else: by a hundredth at least of a kilogram's price, more than rounding. */
export async function editRouting(client: Client, code: string): Promise<void> {
  edits += 1;
  await client.query({
    text: `UPDATE process_steps SET formula_expression = 'labour_hours * wage_per_hour + lot_kg * ' || $2
            WHERE code = 'LABOUR' AND routing_id = (SELECT id FROM routings WHERE code = $1)`,
    values: [code, (edits / 100).toFixed(2)],
  });
}

/** Makes every variant cost something else. */
export async function editWage(client: Client): Promise<void> {
  edits += 1;
  await client.query({
    text: `UPDATE price_rates SET rate_value = rate_value + 0.01
            WHERE parameter_id = (SELECT id FROM parameters WHERE key = 'wage_per_hour')`,
  });
}
