/**
 * Characters that act on a terminal or hide in a line instead of showing: control, format (bidirectional marks, zero-width
 * characters) and line-separating characters, and halves of a surrogate pair. The two joiners stay: Persian and Hindi are
 * spelt with them, and they move nothing.
 */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line of text with everything that does not print written as an escape (`\n`, `\u{1B}`, `\u{202E}`): a name or SKU from
 * the database can neither move the cursor, nor begin a line of its own, nor turn the order of what stands beside it.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT_ESCAPES[character] ?? `\\u{${codePoint(character)}}`);
}

/** The same for text whose line breaks are meant: each line by itself. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/**
 * A copy of a document, every text of it `printable`; in the members named in `multiline` line breaks stay.
 */
export function printableDocument<T>(document: T, multiline: readonly string[] = []): T {
  const copy = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return multiline.includes(name) ? printableLines(value) : printable(value);
    if (Array.isArray(value)) return value.map((element) => copy(element, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member, key)]));
  };
  return copy(document, '') as T;
}

/** JSON in one line that gives back exactly `document`, and that a terminal shows as it is. */
export function printableJson(document: unknown): string {
  return JSON.stringify(document).replace(UNPRINTABLE, (character) =>
    [...Array(character.length).keys()]
      .map((n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

const codePoint = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase();
