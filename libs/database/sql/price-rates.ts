import type { ClientBase, Pool } from 'pg';

/** Whose rate it is: a parameter's by its key, an item's by its code. */
export type RateSubject = { readonly parameterKey: string } | { readonly itemCode: string };

/** A rate before a change and after it, as exact decimals. */
export interface RateChange {
  /** Key of the parameter or code of the item. */
  readonly subject: string;
  readonly unit: string | null;
  readonly before: string;
  readonly after: string;
}

/**
 * Gives a parameter or an item a new dated rate: from `effectiveDate` (`YYYY-MM-DD`) on it is `factor` times the one in
 * force that day. What was in force before stays as it was. Null when no rate is in force.
 */
export async function changeRate(
  client: ClientBase | Pool,
  subject: RateSubject,
  { factor, effectiveDate }: { readonly factor: number; readonly effectiveDate: string },
): Promise<RateChange | null> {
  const [key, code] = 'parameterKey' in subject ? [subject.parameterKey, null] : [null, subject.itemCode];
  const { rows } = await client.query<RateChange>({
    text: `WITH subject AS (
             SELECT id AS parameter_id, NULL::integer AS item_id, key AS name, unit FROM parameters WHERE key = $1
             UNION ALL
             SELECT NULL, id, code, unit FROM items WHERE code = $2),
           in_force AS (
             SELECT s.*, r.rate_value AS before
               FROM subject s JOIN price_rates r ON r.parameter_id = s.parameter_id OR r.item_id = s.item_id
              WHERE r.effective_date <= $4::date AND (r.expired_date IS NULL OR r.expired_date > $4::date)
              ORDER BY r.effective_date DESC LIMIT 1),
           changed AS (
             INSERT INTO price_rates (parameter_id, item_id, rate_value, effective_date)
             SELECT parameter_id, item_id, round(before * $3::numeric, 12), $4::date FROM in_force
                 ON CONFLICT (parameter_id, item_id, effective_date) DO UPDATE SET rate_value = excluded.rate_value
             RETURNING rate_value)
           SELECT f.name AS subject, f.unit, trim_scale(f.before)::text AS before,
                  trim_scale(c.rate_value)::text AS after
             FROM in_force f, changed c`,
    values: [key, code, factor, effectiveDate],
  });
  return rows[0] ?? null;
}
