import type { ClientBase, Pool } from 'pg';

/** An item's price before a change and after it, as exact decimals. */
export interface PriceChange {
  readonly item: string;
  readonly unit: string | null;
  readonly before: string;
  readonly after: string;
}

/**
 * Gives the items whose code begins with `codePrefix` a new dated rate: from `effectiveDate` (`YYYY-MM-DD`) on their
 * price is `factor` times the one in force that day. What was in force before stays as it was. Items without a price
 * are left out. Gives the changes by item code.
 */
export async function changeItemPrices(
  client: ClientBase | Pool,
  change: { readonly codePrefix: string; readonly factor: number; readonly effectiveDate: string },
): Promise<PriceChange[]> {
  const { rows } = await client.query<PriceChange>({
    text: `WITH in_force AS (
             SELECT DISTINCT ON (i.id) i.id, i.code, i.unit, r.rate_value AS before
               FROM items i JOIN price_rates r ON r.item_id = i.id
              WHERE starts_with(i.code, $1) AND r.effective_date <= $3::date
                AND (r.expired_date IS NULL OR r.expired_date > $3::date)
              ORDER BY i.id, r.effective_date DESC),
           changed AS (
             INSERT INTO price_rates (item_id, rate_value, effective_date)
             SELECT id, round(before * $2::numeric, 12), $3::date FROM in_force
                 ON CONFLICT (parameter_id, item_id, effective_date) DO UPDATE SET rate_value = excluded.rate_value
             RETURNING item_id, rate_value)
           SELECT f.code AS item, f.unit, trim_scale(f.before)::text AS before, trim_scale(c.rate_value)::text AS after
             FROM in_force f JOIN changed c ON c.item_id = f.id ORDER BY f.code`,
    values: [change.codePrefix, change.factor, change.effectiveDate],
  });
  return rows;
}
