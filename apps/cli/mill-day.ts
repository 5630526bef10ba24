import { type Database, type MillDay, readMillDay } from '#database';
import { readConfig } from '#platform';
import { writeRemark } from './output.js';

const SOURCES: Readonly<Record<MillDay['source'], string>> = {
  TIME_ZONE: 'TIME_ZONE',
  CATALOGUE: 'time_zone of the catalogue',
  MACHINE: 'of this machine: neither TIME_ZONE nor the catalogue names one',
};

/** Help of every `--as-of`. */
export const AS_OF_TODAY =
  "today in the mill's time zone (TIME_ZONE, else time_zone of the catalogue, else this machine's)";

/** The day of `--as-of`; null: today in the mill, and a remark says whose day that is. */
export async function dayOf({ pool }: Pick<Database, 'pool'>, asOf: string | null): Promise<string> {
  if (asOf !== null) return asOf;
  const day = await readMillDay(pool, readConfig().timeZone);
  writeRemark(`as of ${day.today}, today in ${day.timeZone} (${SOURCES[day.source]})`);
  return day.today;
}
