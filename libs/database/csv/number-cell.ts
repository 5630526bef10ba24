import { type CellFault, type DecimalSign, shownCell } from './read-options.js';

const MINUS = 0x2d;
const POINT = 0x2e;
const COMMA = 0x2c;
const ZERO = 0x30;
/** So many digits fit a double exactly, and so do powers of ten up to 10^22: one division then rounds correctly. */
const EXACT_DIGITS_MAX = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS_MAX + 1 }, (_, n) => 10 ** n);

const PLAIN: Readonly<Record<DecimalSign, RegExp>> = {
  point: /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/,
  comma: /^[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?$/,
};
/** Groups of three digits with the same sign between all of them. */
const GROUPED: Readonly<Record<DecimalSign, RegExp>> = {
  point: /^[+-]?[0-9]{1,3}(?:([,'’ ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?$/,
  comma: /^[+-]?[0-9]{1,3}(?:([.'’ ])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]+)?$/,
};
/** Lakh and crore: 12,34,567.50. */
const GROUPED_IN_LAKHS = /^[+-]?[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?$/;
/** One point, which may stand before decimals or between thousands. */
const THREE_DECIMALS = /^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$/;
/** Spaces that spreadsheets put between thousands: no-break, narrow no-break, thin. */
const SPACES = /[   ]/g;

/** Reads the numbers of one file. */
export class NumberCells {
  private readonly decimalByte: number;
  private readonly isThreeDecimalsAmbiguous: boolean;

  constructor(
    private readonly decimal: DecimalSign | null,
    /** A table with commas between its columns has no commas for decimals. null: the table has one column. */
    delimiter: string | null,
  ) {
    this.decimalByte = decimal === 'comma' ? COMMA : POINT;
    this.isThreeDecimalsAmbiguous = decimal === null && delimiter !== ',';
  }

  /** A decimal without exponent and thousands signs, at once from its bytes; NaN: `value` must look at it. */
  plain(bytes: Buffer, start: number, end: number): number {
    const { decimalByte } = this;
    const negative = bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let digits = 0;
    let point = -1;
    for (let at = first; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
      else if (bytes[at] === decimalByte && point < 0) point = at;
      else return NaN;
    }
    const count = end - first - (point < 0 ? 0 : 1);
    if (count === 0) return NaN;
    if (this.isThreeDecimalsAmbiguous && point >= 0 && end - point === 4) return NaN;
    if (count > EXACT_DIGITS_MAX) return finiteOrNaN(this.longNumber(bytes, start, end, point));
    if (point >= 0) digits /= POWERS_OF_TEN[end - point - 1]!;
    // + 0: a minus zero would make `1 / x` minus infinity, which nobody means.
    return negative ? -digits + 0 : digits;
  }

  /** The number as a double, or what is wrong with the cell. */
  value(cell: string): number | CellFault {
    const read = this.read(cell);
    if (typeof read !== 'string') return read;
    const number = Number(read);
    if (Number.isFinite(number)) return number + 0;
    return { code: 'NOT_A_NUMBER', message: `${cell.trim().slice(0, 40)} is too large`, cause: 'too large' };
  }

  /** The number in the notation of a formula (`1234.50`, `1e-3`), digit for digit, or what is wrong with the cell. */
  read(cell: string): string | CellFault {
    const text = cell.replace(SPACES, ' ').trim();
    if (this.decimal !== null) return readAs(text, this.decimal) ?? notWith(this.decimal, text);
    if (!PLAIN.point.test(text)) return undecided(text);
    if (this.isThreeDecimalsAmbiguous && THREE_DECIMALS.test(text)) return undecided(text);
    return text;
  }

  private longNumber(bytes: Buffer, start: number, end: number, point: number): number {
    const text = bytes.toString('latin1', start, end);
    return Number(point >= 0 ? text.replace(',', '.') : text) + 0;
  }
}

const finiteOrNaN = (value: number): number => (Number.isFinite(value) ? value : NaN);

/** The text with a decimal point and without thousands signs; null: it is no number with this decimal sign. */
function readAs(text: string, decimal: DecimalSign): string | null {
  const isGrouped = GROUPED[decimal].test(text) || (decimal === 'point' && GROUPED_IN_LAKHS.test(text));
  if (!isGrouped && !PLAIN[decimal].test(text)) return null;
  const joined = text.replace(decimal === 'point' ? /[,'’ ]/g : /[.'’ ]/g, '');
  return decimal === 'point' ? joined : joined.replace(',', '.');
}

/** The option was not given and the cell needs it, or no option would help. */
function undecided(text: string): CellFault {
  const point = readAs(text, 'point');
  const comma = readAs(text, 'comma');
  const shown = shownCell(text);
  if (point !== null && comma !== null && Number(point) !== Number(comma)) {
    const message = `${shown} is ${point} or ${comma}: --decimal point reads ${point}, --decimal comma reads ${comma}`;
    return { code: 'AMBIGUOUS_NUMBER', message, cause: 'decimal sign' };
  }
  if (point !== null || comma !== null) {
    const option = point === null ? 'comma' : 'point';
    const message = `${shown} is ${point ?? comma} only with --decimal ${option}: give the option, or write ${point ?? comma}`;
    return { code: 'AMBIGUOUS_NUMBER', message, cause: `decimal ${option}` };
  }
  return notANumber(text);
}

/** The option was given, and the cell does not fit it. */
function notWith(decimal: DecimalSign, text: string): CellFault {
  const other = decimal === 'point' ? 'comma' : 'point';
  const value = readAs(text, other);
  if (value === null) return notANumber(text);
  const message = `${shownCell(text)} is no number with --decimal ${decimal}; --decimal ${other} would read ${value}`;
  return { code: 'NOT_A_NUMBER', message, cause: `decimal ${other}` };
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^#+$/, 'is what a spreadsheet shows when a column is too narrow: widen the column and save again'],
  [/^#(REF|N\/A|VALUE|DIV\/0|NAME|NUM|NULL)/i, 'is an error of the spreadsheet: mend the formula there'],
  [/^\(.*\)$/, 'is in brackets: write a negative number with a minus in front'],
  [/-$/, 'has a minus behind it: write the minus in front'],
  [/^[−–—]/, 'begins with a dash that is no minus sign: write a hyphen (-)'],
  [/%$/, 'has a percent sign: write the number alone (12.5 for 12.5 %)'],
  [/^'/, 'begins with an apostrophe, so the spreadsheet holds it as text: make it a number'],
  [/\p{Sc}/u, 'has a currency sign: write the number alone'],
  [/^[^\d]*$/u, 'is no number; leave the cell empty where there is none'],
  [/^[+-]?[\d.,' ]+ ?\p{L}/u, 'has text behind the number: write the number alone, the unit belongs to the parameter or item'],
  [/^\p{L}+\.? ?[+-]?\d/u, 'has text in front of the number: write the number alone'],
]; // prettier-ignore

function notANumber(text: string): CellFault {
  const reason = REASONS.find(([form]) => form.test(text))?.[1] ?? 'is no number';
  return { code: 'NOT_A_NUMBER', message: `${shownCell(text)} ${reason}`, cause: reason };
}
