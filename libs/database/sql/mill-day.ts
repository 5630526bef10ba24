import type { ClientBase, Pool } from 'pg';
import { CostingError, MACHINE_TIME_ZONE } from '#platform';

/** The day that it is in the mill. */
export interface MillDay {
  /** `YYYY-MM-DD`, by the database's clock. */
  readonly today: string;
  readonly timeZone: string;
  /** What names the time zone. */
  readonly source: 'TIME_ZONE' | 'CATALOGUE' | 'MACHINE';
}

const UNKNOWN_TIME_ZONE = '22023';

/** SQL: the mill's time zone, of parameters $1 (`TIME_ZONE`, may be null) and $2 (the machine's). */
export const MILL_TIME_ZONE = `coalesce($1::text, (SELECT time_zone FROM catalogue_settings), $2::text)`;
export const millTimeZoneValues = (timeZone: string | null): [string | null, string] => [timeZone, MACHINE_TIME_ZONE];

/**
 * The mill's day: in the time zone of `TIME_ZONE` (`timeZone`), else in the catalogue's, else in this machine's. Throws `CostingError`
 * INVALID_TIME_ZONE for one that PostgreSQL does not know.
 */
export async function readMillDay(client: ClientBase | Pool, timeZone: string | null): Promise<MillDay> {
  try {
    const { rows } = await client.query<MillDay>({
      text: `SELECT (clock_timestamp() AT TIME ZONE z.name)::date::text AS today, z.name AS "timeZone",
                    CASE WHEN $1::text IS NOT NULL THEN 'TIME_ZONE'
                         WHEN EXISTS (SELECT FROM catalogue_settings WHERE time_zone IS NOT NULL) THEN 'CATALOGUE'
                         ELSE 'MACHINE' END AS source
               FROM (SELECT ${MILL_TIME_ZONE} AS name) z`,
      values: millTimeZoneValues(timeZone),
    });
    return rows[0]!;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNKNOWN_TIME_ZONE) throw error;
    const name = timeZone ?? MACHINE_TIME_ZONE;
    const message = `PostgreSQL does not know the time zone ${name}: set TIME_ZONE to a name such as Asia/Jakarta.`;
    throw new CostingError('INVALID_TIME_ZONE', message, { cause: error });
  }
}

/** Today in the mill, `YYYY-MM-DD`. */
export async function readToday(client: ClientBase | Pool, timeZone: string | null): Promise<string> {
  return (await readMillDay(client, timeZone)).today;
}
