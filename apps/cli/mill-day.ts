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

/** Today in the mill. */
export function readToday({ pool }: Pick<Database, 'pool'>): Promise<MillDay> {
  return readMillDay(pool, readConfig().timeZone);
}

/** Writes a remark that names today and the time zone that it is of. */
export function remarkToday(day: MillDay): void {
  writeRemark(`as of ${day.today}, today in ${day.timeZone} (${SOURCES[day.source]})`);
}

/** The day of `--as-of`; null: today in the mill, and a remark names its time zone. */
export async function dayOf(database: Pick<Database, 'pool'>, asOf: string | null): Promise<string> {
  if (asOf !== null) return asOf;
  const day = await readToday(database);
  remarkToday(day);
  return day.today;
}
