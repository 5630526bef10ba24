import type { WarningList } from '#platform';
import type { Place } from '../catalogue/place.js';

/** Abbreviations of months in the languages of the mills' spreadsheets, as a day or a year stands beside them. */
const MONTHS =
  'Jan|Feb|Mar|Mär|Mrz|Apr|May|Mai|Mei|Jun|Jul|Aug|Agu|Sep|Sept|Oct|Okt|Nov|Dec|Dez|Des|' +
  'Oca|Şub|Nis|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara';

/** What spreadsheets make of codes, and how it comes about. */
const DAMAGES: readonly (readonly [RegExp, string])[] = [
  [/^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$/i, 'a spreadsheet has shown a long number with an exponent: its last digits are lost'],
  [/^\d{15,}0+$/, 'a spreadsheet keeps 15 digits of a number: those behind them have become zeros'],
  [new RegExp(`^(?:\\d{1,2}[-. ]{1,2}(?:${MONTHS})\\.?|(?:${MONTHS})\\.?[- ]\\d{2})$`), 'a spreadsheet has made a date of it'],
  [/^(?:\d{4}-\d{2}-\d{2}(?:[T ]0{1,2}:00(?::00)?)?|\d{1,2}[./]\d{1,2}[./]\d{4})$/, 'a spreadsheet has made a date of it'],
  [/^#(?:#+|REF!?|N\/A|VALUE!?|DIV\/0!?|NAME\??|NUM!?|NULL!?)$/i, 'it is an error of a spreadsheet, or its column was too narrow'],
  [/^\d+\.0$/, 'a program has read a code of digits as a number'],
  [/^(?:TRUE|FALSE)$/, 'a spreadsheet has made a logical value of it'],
  [/\uFFFD|Ã[\u0080-\u00BF]/, 'the text was read in another encoding than it was written in'],
]; // prettier-ignore

/** How a spreadsheet seems to have changed a code; null: it has not. */
export function damageOf(code: string): string | null {
  return DAMAGES.find(([form]) => form.test(code))?.[1] ?? null;
}

const [ZERO, NINE, PLUS, HYPHEN, HASH, UPPER_E, UPPER_T, UPPER_F] = [...'09+-#ETF'].map((c) => c.charCodeAt(0)) as [
  number, number, number, number, number, number, number, number,
]; // prettier-ignore

/** Whether `damageOf` is worth asking about a code of printable ASCII: false for nearly all, after a byte or two. */
export function mayBeDamaged(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first >= ZERO && first <= NINE) return true;
  if (first === PLUS || first === HYPHEN || first === HASH) return true;
  // Mar-12; TRUE, FALSE.
  if (end - start === 6 && bytes[start + 3] === HYPHEN) return true;
  return (first === UPPER_T || first === UPPER_F) && end - start <= 5 && bytes[end - 1] === UPPER_E;
}

/** Warns of codes that a spreadsheet seems to have changed. */
export class DamagedCodes {
  constructor(private readonly warnings: WarningList) {}

  see(code: string, place: () => Place): void {
    const damage = damageOf(code);
    if (damage === null) return;
    const message = `codes look as if ${damage.startsWith('it is') ? damage : `something has changed them: ${damage}`}; format the column as text before codes are typed or pasted, and compare with the source`;
    this.warnings.add('LOOKS_LIKE_SPREADSHEET_DAMAGE', message, `${place().toString()}: ${JSON.stringify(code)}`);
  }
}
