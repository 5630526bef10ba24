import type { Client } from 'pg';

export interface SampleSize {
  /** Share of the variants, 0 … 1. */
  readonly share: number;
  readonly atLeast: number;
  /** Whole number from 0 to 2^31 − 1. */
  readonly seed: number;
}

/**
 * Copies a random share of the variants' rows into the temporary table `oracle_sample`, inactive ones included. The
 * same seed draws the same variants: those whose ids, hashed with it, come first.
 */
export async function drawSample(client: Client, { share, atLeast, seed }: SampleSize): Promise<void> {
  await client.query(`
    CREATE TEMP TABLE oracle_sample (
      variant_id uuid PRIMARY KEY, sku text, routing_id integer, master_yarn_id integer, is_active boolean,
      parameters bytea)`);
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::float8 AS count FROM variants');
  const all = rows[0]!.count;
  const wanted = Math.max(atLeast, Math.ceil(all * share));
  const drawn = `JOIN (SELECT id FROM variants ORDER BY uuid_hash_extended(id, ${seed}), id LIMIT ${wanted}) d ON d.id = v.id`;
  await client.query(`
    INSERT INTO oracle_sample
    SELECT v.id, v.sku, v.routing_id, v.master_yarn_id, v.is_active, v.parameters
      FROM variants v ${wanted < all ? drawn : ''}`);
  await client.query('ANALYZE oracle_sample');
}
