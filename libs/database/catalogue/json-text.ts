/** A JSON number whose text says more than the shortest form of its double: `0.10`, `1e3`, `0.1234567890123456789`. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** Maps instead of objects: a member called `__proto__` is then a member like any other. */
export type JsonObject = ReadonlyMap<string, JsonValue>;
export type JsonValue = null | boolean | number | string | JsonNumber | readonly JsonValue[] | JsonObject;

/** Where a text stops being JSON; line and column count from 1. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** How much a text from an untrusted source may hold. */
export interface JsonLimits {
  /** Members of objects and elements of arrays, all together. */
  readonly valuesMax: number;
  /** Characters of a text or of a member's name; numbers have a limit of their own. */
  readonly textLengthMax: number;
}

/** The text exceeds a limit; what follows has not been read, so it may be no JSON either. */
export class JsonLimitError extends Error {
  constructor(
    readonly code: 'TOO_DEEP' | 'TOO_LONG' | 'TOO_MANY_VALUES',
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

/** A member named twice in one object: JSON allows it, `JSON.parse` silently keeps the last. */
export interface RepeatedMember {
  readonly key: string;
  readonly line: number;
  readonly column: number;
}

export type OnElement = (member: string, element: JsonValue, index: number) => void;

const DEPTH_MAX = 32;
/** Longer ones only cost: a double has 17 significant digits, a rate 24. */
const NUMBER_LENGTH_MAX = 1_000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}; // prettier-ignore

/**
 * Reads one JSON document. A reader of our own, because `JSON.parse` loses what an import of prices must know: the
 * digits of a number, members named twice, and (depending on the version of Node) where a syntax error is. About
 * 40 MB/s. Throws `JsonSyntaxError`, and with `limits` `JsonLimitError`.
 *
 * With `onElement` the elements of arrays that are members of the document are handed over one by one, and the arrays
 * come back empty: a million variants need not be in memory as a tree.
 */
export function parseJson(
  text: string,
  onElement?: OnElement,
  limits?: JsonLimits,
): { value: JsonValue; repeated: RepeatedMember[] } {
  const reader = new JsonReader(text, onElement, limits);
  return { value: reader.document(), repeated: locate(text, reader.repeated) };
}

/** Lines and columns in one pass, because a file may repeat a member in every one of a million objects. */
function locate(text: string, repeated: readonly { key: string; at: number }[]): RepeatedMember[] {
  let line = 1;
  let lineStart = 0;
  return [...repeated]
    .sort((a, b) => a.at - b.at)
    .map(({ key, at }) => {
      for (let next; (next = text.indexOf('\n', lineStart)) !== -1 && next < at; line++) lineStart = next + 1;
      return { key, line, column: at - lineStart + 1 };
    });
}

class JsonReader {
  readonly repeated: { key: string; at: number }[] = [];
  private at = 0;
  private depth = 0;
  private values = 0;
  /** One copy of each key: a file of a million variants repeats the same dozens. */
  private readonly keys = new Map<string, string>();

  constructor(
    private readonly text: string,
    private readonly onElement: OnElement | undefined,
    private readonly limits: JsonLimits | undefined,
  ) {}

  document(): JsonValue {
    this.space();
    if (this.at >= this.text.length) throw this.error('the file is empty');
    const value = this.value();
    this.space();
    if (this.at < this.text.length) throw this.error(`unexpected ${this.here()} after the end of the document`);
    return value;
  }

  private value(): JsonValue {
    if (this.limits && this.values++ > this.limits.valuesMax) {
      throw this.limit('TOO_MANY_VALUES', `more than ${this.limits.valuesMax.toLocaleString('en')} values`);
    }
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b: // {
        return this.nested(() => this.object());
      case 0x5b: // [
        return this.nested(() => this.array());
      case 0x22: // "
        return this.string();
      case 0x74: // t
        return this.word('true', true);
      case 0x66: // f
        return this.word('false', false);
      case 0x6e: // n
        return this.word('null', null);
      default:
        return this.number();
    }
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > DEPTH_MAX) {
      const message = `nested more than ${DEPTH_MAX} deep`;
      throw this.limits ? this.limit('TOO_DEEP', message) : this.error(message);
    }
    const value = read();
    this.depth--;
    return value;
  }

  private object(): JsonObject {
    const members = new Map<string, JsonValue>();
    this.at++;
    this.space();
    if (this.take('}')) return members;
    for (;;) {
      if (this.text[this.at] !== '"') throw this.error(`expected a member name in double quotes, found ${this.here()}`);
      const start = this.at;
      const key = this.interned(this.string());
      if (members.has(key)) this.repeated.push({ key, at: start });
      this.space();
      if (!this.take(':')) throw this.error(`expected ':' after the member name, found ${this.here()}`);
      this.space();
      members.set(key, this.depth === 1 && this.onElement ? this.member(key, this.onElement) : this.value());
      this.space();
      if (this.take('}')) return members;
      if (!this.take(',')) throw this.error(`expected ',' or '}', found ${this.here()}`);
      this.space();
    }
  }

  private member(key: string, onElement: OnElement): JsonValue {
    if (this.text[this.at] !== '[') return this.value();
    let index = 0;
    return this.nested(() => this.array((element) => onElement(key, element, index++)));
  }

  private array(take?: (element: JsonValue) => void): JsonValue[] {
    const elements: JsonValue[] = [];
    this.at++;
    this.space();
    if (this.take(']')) return elements;
    for (;;) {
      const element = this.value();
      if (take) take(element);
      else elements.push(element);
      this.space();
      if (this.take(']')) return elements;
      if (!this.take(',')) throw this.error(`expected ',' or ']', found ${this.here()}`);
      this.space();
    }
  }

  private string(): string {
    let value = '';
    this.at++;
    for (;;) {
      PLAIN_STRING.lastIndex = this.at;
      PLAIN_STRING.test(this.text);
      value += this.text.slice(this.at, PLAIN_STRING.lastIndex);
      this.at = PLAIN_STRING.lastIndex;
      if (this.limits && value.length > this.limits.textLengthMax) {
        throw this.limit(
          'TOO_LONG',
          `a text of more than ${this.limits.textLengthMax.toLocaleString('en')} characters`,
        );
      }
      if (this.take('"')) return value;
      if (!this.take('\\')) throw this.error(this.unterminated());
      value += this.escape();
    }
  }

  private unterminated(): string {
    return this.at >= this.text.length
      ? 'the file ends inside a text'
      : 'a line break or control character inside a text (is the closing quote missing?)';
  }

  private escape(): string {
    const letter = this.text[this.at] ?? '';
    this.at++;
    if (letter !== 'u') {
      const character = ESCAPES[letter];
      if (character !== undefined) return character;
    } else {
      const digits = this.text.slice(this.at, this.at + 4);
      this.at += 4;
      if (/^[0-9a-fA-F]{4}$/.test(digits)) return String.fromCharCode(parseInt(digits, 16));
    }
    this.at -= letter === 'u' ? 6 : 2;
    throw this.error('unknown escape in a text');
  }

  private number(): number | JsonNumber {
    NUMBER.lastIndex = this.at;
    if (!NUMBER.test(this.text)) throw this.error(`unexpected ${this.here()}`);
    const text = this.text.slice(this.at, NUMBER.lastIndex);
    if (this.limits && text.length > NUMBER_LENGTH_MAX) {
      throw this.limit('TOO_LONG', `a number of more than ${NUMBER_LENGTH_MAX.toLocaleString('en')} characters`);
    }
    this.at = NUMBER.lastIndex;
    const value = Number(text);
    return String(value) === text ? value : new JsonNumber(text);
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.error(`unexpected ${this.here()}`);
    this.at += word.length;
    return value;
  }

  private space(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at++;
    }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private interned(key: string): string {
    const known = this.keys.get(key);
    if (known !== undefined) return known;
    this.keys.set(key, key);
    return key;
  }

  private here(): string {
    const point = this.text.codePointAt(this.at);
    return point === undefined ? 'the end of the file' : JSON.stringify(String.fromCodePoint(point));
  }

  private error(message: string): JsonSyntaxError {
    const { line, column } = this.position();
    return new JsonSyntaxError(message, line, column);
  }

  private limit(code: JsonLimitError['code'], message: string): JsonLimitError {
    const { line, column } = this.position();
    return new JsonLimitError(code, message, line, column);
  }

  private position(): RepeatedMember {
    return locate(this.text, [{ key: '', at: this.at }])[0]!;
  }
}
