import { dateFault } from '../catalogue/text-rules.js';
import { type CellFault, type DateOrder, shownCell } from './read-options.js';

/** Which day a month stands for: its first, or in a column that counts the last day its last. */
export type DayOfMonth = 'first' | 'last';

const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const YEAR_LAST = /^(\d{1,2}) ?([-/. ]) ?(\d{1,2}) ?\2 ?(\d{4})$/;
const DIGITS_ONLY = /^(\d{4})(\d{2})(\d{2})$/;
const MONTH_YEAR_FIRST = /^(\d{4})(?:[-/.]|M)(\d{1,2})$/i;
const MONTH_YEAR_LAST = /^(\d{1,2})[-/.](\d{4})$/;
const NAMED_DAY_FIRST = /^(\d{1,2})[-/. ]+([A-Za-z]{3,9})[-/., ]+(\d{4})$/;
const NAMED_MONTH_FIRST = /^([A-Za-z]{3,9})[-/. ]+(\d{1,2}),? +(\d{4})$/;
const NAMED_MONTH = /^([A-Za-z]{3,9})[-/., ]+(\d{4})$/;
const SHORT_YEAR = /^(?:\d{1,2}[-/. ]+(?:\d{1,2}|\p{L}+)|\p{L}+)[-/., ]+'?\d{2}$/u;
/** A time of day that a spreadsheet adds to a date; only midnight, which adds nothing. */
const MIDNIGHT = /[T ]0{1,2}:00(?::00(?:\.0+)?)?$/;
const SERIAL_DAY = /^[2-6]\d{4}(?:[.,]0+)?$/;
const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets. */
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']; // prettier-ignore

/** Year, month and day as they are written. */
type Parts = readonly [year: string, month: string, day: string];

/**
 * The date of a cell as `YYYY-MM-DD`, or what is wrong with it. Without `order` only what can be read in one way is
 * taken: the year first, or the month by its English name. A month alone is taken when `order` is given.
 */
export function readDate(cell: string, order: DateOrder | null, day: DayOfMonth): { date: string } | CellFault {
  const text = cell.replace(/\s+/g, ' ').trim().replace(MIDNIGHT, '');
  const parts = yearFirst(text) ?? named(text);
  if (parts) return checked(text, parts);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) return byOrder(text, yearLast, order);
  const digits = DIGITS_ONLY.exec(text);
  if (digits && order === 'ymd') return checked(text, [digits[1]!, digits[2]!, digits[3]!]);
  const month = readMonth(text);
  if (month) return order === null ? monthUndecided(text, month, day) : ofMonth(text, month, day);
  return notADate(text);
}

function yearFirst(text: string): Parts | null {
  const match = YEAR_FIRST.exec(text);
  return match && [match[1]!, match[3]!, match[4]!];
}

function named(text: string): Parts | null {
  const dayFirst = NAMED_DAY_FIRST.exec(text);
  const monthFirst = NAMED_MONTH_FIRST.exec(text);
  const month = monthNumber(dayFirst?.[2] ?? monthFirst?.[1]);
  if (month === null) return null;
  return dayFirst ? [dayFirst[3]!, month, dayFirst[1]!] : [monthFirst![3]!, month, monthFirst![2]!];
}

/** By an English name of three letters or more. */
function monthNumber(name: string | undefined): string | null {
  const n = name === undefined ? -1 : MONTHS.findIndex((month) => month.startsWith(name.toLowerCase()));
  return n < 0 ? null : String(n + 1);
}

function byOrder(text: string, [, first, , second, year]: RegExpExecArray, order: DateOrder | null) {
  const dmy: Parts = [year!, second!, first!];
  const mdy: Parts = [year!, first!, second!];
  if (order === 'dmy' || order === 'mdy') return checked(text, order === 'dmy' ? dmy : mdy);
  const readings = (['dmy', 'mdy'] as const).flatMap((one) => {
    const iso = isoDate(one === 'dmy' ? dmy : mdy);
    return dateFault(iso) === null ? [`--dates ${one} reads ${iso}`] : [];
  });
  if (readings.length === 0) return noSuchDay(text);
  const why = order === 'ymd' ? 'does not begin with the year, as --dates ymd demands' : 'is day or month first';
  return { code: 'AMBIGUOUS_DATE', message: `${shownCell(text)} ${why}: ${readings.join(', ')}`, cause: why };
}

function readMonth(text: string): readonly [year: string, month: string] | null {
  const first = MONTH_YEAR_FIRST.exec(text);
  if (first) return [first[1]!, first[2]!];
  const last = MONTH_YEAR_LAST.exec(text);
  if (last) return [last[2]!, last[1]!];
  const withName = NAMED_MONTH.exec(text);
  const month = monthNumber(withName?.[1]);
  return month === null ? null : [withName![2]!, month];
}

function ofMonth(text: string, [year, month]: readonly [string, string], day: DayOfMonth) {
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return checked(text, [year, month, day === 'first' ? '1' : String(days)]);
}

function monthUndecided(text: string, month: readonly [string, string], day: DayOfMonth): CellFault {
  const read = ofMonth(text, month, day);
  if (!('date' in read)) return read;
  const message = `${shownCell(text)} is a month: --dates ymd reads its ${day} day, ${read.date}`;
  return { code: 'AMBIGUOUS_DATE', message, cause: 'a month' };
}

const isoDate = ([year, month, day]: Parts): string => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;

function checked(text: string, parts: Parts): { date: string } | CellFault {
  const date = isoDate(parts);
  const fault = dateFault(date);
  if (fault === null) return { date };
  const shown = date === text ? fault : `${shownCell(text)}: ${fault}`;
  return { code: 'INVALID_DATE', message: shown, cause: 'no such day' };
}

function noSuchDay(text: string): CellFault {
  return { code: 'INVALID_DATE', message: `${shownCell(text)}: there is no such day`, cause: 'no such day' };
}

function notADate(text: string): CellFault {
  const [message, cause] = whyNoDate(text);
  return { code: 'INVALID_DATE', message: `${shownCell(text)} ${message}`, cause };
}

function whyNoDate(text: string): readonly [message: string, cause: string] {
  if (SHORT_YEAR.test(text)) return ['has a year of two digits: write four', 'two digits'];
  if (/^#/.test(text)) {
    return ['is an error of the spreadsheet, or its column is too narrow: mend it there and save again', 'error'];
  }
  if (DIGITS_ONLY.test(text)) {
    return ['is a date only with --dates ymd: give the option, or write YYYY-MM-DD', 'digits'];
  }
  if (SERIAL_DAY.test(text)) {
    const day = new Date(SERIAL_EPOCH + Math.floor(Number(text.replace(',', '.'))) * DAY_MS).toISOString().slice(0, 10);
    return [`is the number of a day in a spreadsheet (${day}?): format the column as dates and save again`, 'serial'];
  }
  if (/\d:\d/.test(text)) return ['has a time of day: a date has none', 'time'];
  return ['is not a date in the form YYYY-MM-DD', 'form'];
}
