import type { Client } from '#database';
import type { Random } from '../../test/oracle/random.js';

const VARIANTS = 40;

/**
 * Changes what every cost depends on: all rates by up to a tenth, each round from where they began. And a few variants:
 * those of the round before get their lots back, others lose them, so that they have no cost and keep an old one.
 */
export async function changeCatalogue(client: Client, random: Random): Promise<void> {
  await client.query('BEGIN');
  await client.query(`CREATE SCHEMA IF NOT EXISTS fault_campaign;
      CREATE TABLE IF NOT EXISTS fault_campaign.rates AS SELECT id, rate_value FROM price_rates;
      CREATE TABLE IF NOT EXISTS fault_campaign.spoilt (id uuid, parameters bytea)`);
  await client.query(
    `UPDATE price_rates r SET rate_value = o.rate_value * $1 FROM fault_campaign.rates o WHERE o.id = r.id`,
    [(0.9 + random.next() / 5).toFixed(4)],
  );
  await client.query(`UPDATE variants v SET parameters = s.parameters FROM fault_campaign.spoilt s WHERE s.id = v.id;
      DELETE FROM fault_campaign.spoilt`);
  await client.query({
    text: `WITH chosen AS (
               INSERT INTO fault_campaign.spoilt
               SELECT id, parameters FROM variants ORDER BY uuid_hash_extended(id, $1) LIMIT $2 RETURNING id)
             UPDATE variants v
                SET parameters = (SELECT pack_parameters(array_agg(u.parameter_id),
                                                         array_agg(CASE WHEN p.key = 'lot_kg' THEN 0 ELSE u.value END))
                                    FROM unpack_parameters(v.parameters) u JOIN parameters p ON p.id = u.parameter_id)
               FROM chosen WHERE chosen.id = v.id`,
    values: [random.below(1_000_000), VARIANTS],
  });
  await client.query('COMMIT');
}
