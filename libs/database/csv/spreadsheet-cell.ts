/**
 * A spreadsheet runs a cell that begins with one of these as a formula. In CSV a text that does gets an apostrophe in
 * front, which spreadsheets take for "this is text"; a text that has apostrophes there already gets one more, so that
 * reading takes away exactly what writing added. Numbers are left alone.
 */
const NEEDS_APOSTROPHE = /^'*[=+\-@\t\r]/;
const HAS_APOSTROPHE = /^'+[=+\-@\t\r]/;
const APOSTROPHE = 0x27;
const RUNS = new Set(['=', '+', '-', '@', '\t', '\r'].map((character) => character.charCodeAt(0)));

/** The text of a cell as it is written. */
export function protectCell(text: string): string {
  return NEEDS_APOSTROPHE.test(text) ? `'${text}` : text;
}

/** The text that a cell stands for. */
export function unprotectCell(cell: string): string {
  return HAS_APOSTROPHE.test(cell) ? cell.slice(1) : cell;
}

/** The same as `protectCell` asks, of UTF-8 bytes. */
export function needsApostrophe(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && bytes[at] === APOSTROPHE) at++;
  return at < end && RUNS.has(bytes[at]!);
}
