/** Control, format (invisible) and line-separating characters, and halves of a surrogate pair. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/**
 * In descriptions invisible joiners are legitimate spelling (Persian, Hindi); control characters and marks that turn the order
 * of a line (U+202E) never are. The CHECKs of the migration printable-texts say the same.
 */
const UNSTORABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** A formula may have line breaks and tabs. */
const UNSTORABLE_IN_FORMULA = new RegExp(`(?![\\t\\n\\r])${UNSTORABLE.source}`, 'u');
/** Notes may have line breaks, as cells of a spreadsheet do. */
const UNSTORABLE_IN_NOTES = new RegExp(`(?![\\n\\r])${UNSTORABLE.source}`, 'u');

export const CODE_LENGTH_MAX = 100;
export const PARAMETER_KEY = /^[a-z][a-z0-9_]{0,62}$/;
export const STEP_CODE = /^[A-Z][A-Z0-9_]{0,62}$/;

/** Characters as people and PostgreSQL count them. */
const length = (text: string): number => [...text].length;

/** A code or SKU as it is stored: no blanks around it, one spelling of each accented letter. */
export function normalizeCode(text: string): string {
  return text.trim().normalize('NFC');
}

/** What is wrong with a (normalised) code or SKU; null: nothing. */
export function codeFault(code: string): string | null {
  if (code === '') return 'must not be empty';
  if (length(code) > CODE_LENGTH_MAX) {
    return `has ${length(code)} characters, at most ${CODE_LENGTH_MAX} are allowed`;
  }
  const character = UNPRINTABLE.exec(code)?.[0];
  return character === undefined ? null : `holds ${characterName(character)}, which does not print`;
}

/** What is wrong with a description; null: nothing. */
export function textFault(text: string, lengthMax: number): string | null {
  if (length(text) > lengthMax) return `has ${length(text)} characters, at most ${lengthMax} are allowed`;
  return heldFault(text, UNSTORABLE);
}

/** What is wrong with notes, which may have line breaks; null: nothing. */
export function notesFault(text: string, lengthMax: number): string | null {
  if (length(text) > lengthMax) return `has ${length(text)} characters, at most ${lengthMax} are allowed`;
  return heldFault(text, UNSTORABLE_IN_NOTES);
}

export function formulaTextFault(formula: string): string | null {
  return heldFault(formula, UNSTORABLE_IN_FORMULA);
}

function heldFault(text: string, unstorable: RegExp): string | null {
  const character = unstorable.exec(text)?.[0];
  if (character === undefined) return null;
  const remedy = /\p{Cf}/u.test(character) ? ', which turns the order of text: leave it out' : '';
  return `holds ${characterName(character)}${remedy}`;
}

/** Characters that get into spreadsheets by copying, by the names that people know. */
const CHARACTER_NAMES: ReadonlyMap<string, string> = new Map([
  ['\0', 'a NUL character (U+0000)'],
  ['\t', 'a tab'],
  ['\n', 'a line break'],
  ['\r', 'a line break'],
  ['\u2028', 'a line break'],
  ['\u2029', 'a line break'],
  ['\u00ad', 'a soft hyphen (U+00AD)'],
  ['\u200b', 'a space of no width (U+200B)'],
  ['\ufeff', 'a byte order mark (U+FEFF)'],
]);

function characterName(character: string): string {
  const name = CHARACTER_NAMES.get(character);
  return name ?? `the ${/\p{Cf}/u.test(character) ? 'mark' : 'control character'} ${unicodeName(character)}`;
}

function unicodeName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Prices have no earlier dates: such a year is a slip of the keyboard, or a spreadsheet's day 0. */
const YEAR_MIN = 1900;

/** `YYYY-MM-DD` of a day that exists, years 1900 to 9999; null: nothing wrong. */
export function dateFault(text: string): string | null {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return `${JSON.stringify(text)} is not a date in the form YYYY-MM-DD`;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || year === 0) return `there is no day ${text}`;
  return year < YEAR_MIN ? `the year ${match[1]!} is before ${YEAR_MIN}` : null;
}
