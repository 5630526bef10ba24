import type { Client } from 'pg';

/**
 * Copies a random share of the variants' rows into the temporary table `oracle_sample`, inactive ones included. The
 * same seed draws the same variants: those whose ids, hashed with it, come first.
 */
export async function drawSample(
  client: Client,
  { share, seed, atLeast }: { readonly share: number; readonly seed: number; readonly atLeast: number },
): Promise<void> {
  await client.query(`
    CREATE TEMP TABLE oracle_sample (
      variant_id uuid PRIMARY KEY, sku text, routing_id integer, master_yarn_id integer, is_active boolean,
      parameters bytea)`);
  await client.query({
    text: `INSERT INTO oracle_sample
           SELECT v.id, v.sku, v.routing_id, v.master_yarn_id, v.is_active, v.parameters
             FROM variants v
             JOIN (SELECT id FROM variants ORDER BY uuid_hash_extended(id, $1), id
                    LIMIT (SELECT greatest($2, ceil(count(*) * $3::float8)) FROM variants)) chosen ON chosen.id = v.id`,
    values: [seed, atLeast, share],
  });
  await client.query('ANALYZE oracle_sample');
}
