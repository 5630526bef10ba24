import { FormulaError } from './errors.js';
import { LONGEST_FORMULA_BYTES } from './limits.js';

export type Token =
  | { readonly kind: 'number'; readonly text: string; readonly offset: number; readonly value: number }
  | { readonly kind: 'name' | 'operator' | 'end'; readonly text: string; readonly offset: number };

const BLANK = /[\s\u0085]+/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER =
  /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?/y;
const OPERATOR = /\*\*|\?\?|&&|\|\||[<>=!]=|[-+*/%^(),?:<>!]/y;
const WORD = /[A-Za-z0-9_$.]/;

/** What to say about characters that other languages have and this one has not. */
const ADVICE: Readonly<Record<string, string>> = {
  '=': "nothing can be assigned; to compare write '=='",
  '&': "write '&&' or 'and'",
  '|': "write '||' or 'or'",
  "'": 'texts have no place in a formula',
  '"': 'texts have no place in a formula',
  '`': 'texts have no place in a formula',
  '.': "a name has no members; a number needs a digit after '.'",
  '[': 'lists and members have no place in a formula',
  ']': 'lists and members have no place in a formula',
  '{': 'blocks have no place in a formula',
  '}': 'blocks have no place in a formula',
  ';': 'a formula is one expression',
  '#': "a comment starts with '//'",
};

/** Tokens of a formula, comments left out, ending with an `end` token. Throws FormulaError. */
export function tokenize(text: string): Token[] {
  refuseUnstorableText(text);
  const tokens: Token[] = [];
  let offset = 0;
  while ((offset = skipBlanks(text, offset)) < text.length) {
    const token = matchToken(text, offset);
    tokens.push(token);
    offset += token.text.length;
  }
  tokens.push({ kind: 'end', text: '', offset });
  return tokens;
}

function refuseUnstorableText(text: string): void {
  if (text.length > LONGEST_FORMULA_BYTES || utf8Length(text) > LONGEST_FORMULA_BYTES) {
    throw new FormulaError('TOO_LONG', '', 0, `the formula is longer than ${LONGEST_FORMULA_BYTES} bytes`);
  }
  // PostgreSQL's text holds neither; they could hide in a comment.
  const unstorable = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.exec(text);
  if (unstorable) throw new FormulaError('SYNTAX_ERROR', text, unstorable.index, 'unreadable character');
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}

/** Offset of the next character that is neither white space nor part of a comment. */
function skipBlanks(text: string, from: number): number {
  let offset = from;
  for (;;) {
    offset += matchAt(BLANK, text, offset).length;
    if (text.startsWith('//', offset)) {
      const end = text.indexOf('\n', offset);
      offset = end < 0 ? text.length : end + 1;
    } else if (text.startsWith('/*', offset)) {
      const end = text.indexOf('*/', offset + 2);
      if (end < 0) throw new FormulaError('SYNTAX_ERROR', text, offset, 'comment without end', "close it with '*/'");
      offset = end + 2;
    } else return offset;
  }
}

function matchAt(pattern: RegExp, text: string, offset: number): string {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? '';
}

function matchToken(text: string, offset: number): Token {
  const number = matchAt(NUMBER, text, offset);
  if (number !== '') return numberToken(text, number, offset);
  const name = matchAt(NAME, text, offset);
  if (name !== '') return { kind: 'name', text: name, offset };
  const operator = matchAt(OPERATOR, text, offset);
  if (operator !== '') return { kind: 'operator', text: operator, offset };
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  throw new FormulaError('SYNTAX_ERROR', text, offset, `unexpected ${quote(character)}`, ADVICE[character]);
}

function numberToken(text: string, digits: string, offset: number): Token {
  const next = text.charAt(offset + digits.length);
  const value = Number(digits.replaceAll('_', ''));
  if (Number.isNaN(value) || (next !== '' && WORD.test(next))) {
    const advice = /[A-Za-z_$]/.test(next) ? `did you leave out a '*' before '${next}'?` : undefined;
    throw new FormulaError('SYNTAX_ERROR', text, offset, `malformed number '${shorten(digits + next)}'`, advice);
  }
  if (value === Infinity) {
    throw new FormulaError(
      'SYNTAX_ERROR',
      text,
      offset,
      `number '${shorten(digits)}' is too large`,
      'the largest is 1.797e308',
    );
  }
  return { kind: 'number', text: digits, offset, value };
}

/** Words may be as long as the formula; messages may not. */
export function shorten(word: string): string {
  return word.length > 80 ? `${word.slice(0, 79)}…` : word;
}

/** A character or word in quotes, made visible where it would not be. */
export function quote(text: string): string {
  const code = text.codePointAt(0) ?? 0;
  if (/^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(text)) return `'${shorten(text)}'`;
  return `character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
