import type { ClientBase, Pool } from 'pg';

/** A parameter's rate before a change and after it, as exact decimals. */
export interface RateChange {
  readonly parameterKey: string;
  readonly unit: string | null;
  readonly before: string;
  readonly after: string;
}

/**
 * Gives a parameter a new dated rate: from `effectiveDate` (`YYYY-MM-DD`) on it is `factor` times the one in force that
 * day. What was in force before stays as it was. Null when no rate is in force.
 */
export async function changeParameterRate(
  client: ClientBase | Pool,
  change: { readonly parameterKey: string; readonly factor: number; readonly effectiveDate: string },
): Promise<RateChange | null> {
  const { rows } = await client.query<RateChange>({
    text: `WITH in_force AS (
             SELECT p.id, p.key, p.unit, r.rate_value AS before
               FROM parameters p JOIN price_rates r ON r.parameter_id = p.id
              WHERE p.key = $1 AND r.effective_date <= $3::date
                AND (r.expired_date IS NULL OR r.expired_date > $3::date)
              ORDER BY r.effective_date DESC LIMIT 1),
           changed AS (
             INSERT INTO price_rates (parameter_id, rate_value, effective_date)
             SELECT id, round(before * $2::numeric, 12), $3::date FROM in_force
                 ON CONFLICT (parameter_id, item_id, effective_date) DO UPDATE SET rate_value = excluded.rate_value
             RETURNING rate_value)
           SELECT f.key AS "parameterKey", f.unit, trim_scale(f.before)::text AS before,
                  trim_scale(c.rate_value)::text AS after
             FROM in_force f, changed c`,
    values: [change.parameterKey, change.factor, change.effectiveDate],
  });
  return rows[0] ?? null;
}
