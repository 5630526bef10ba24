import {
  type JsonLimits,
  JsonLimitError,
  type JsonObject,
  JsonSyntaxError,
  type JsonValue,
  parseJson,
} from '#database';
import { CostingError } from '#platform';
import { invalidRequest } from './validation.js';

/** What a body may hold at most, so that reading and checking it takes less than 50 ms: with 50,000 values it took 76. */
const LIMITS: JsonLimits = { valuesMax: 10_000, textLengthMax: 100_000 };
/** class-transformer compares the members of an object pairwise: 100,000 of them took 5 s. Maps are kept from it. */
const CHECKED_VALUES_MAX = 10_000;
const MEMBERS_OF_OBJECT_MAX = 200;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
/** class-transformer drops these names from objects without an error: `toString`, `__proto__`, … */
const isDropped = (name: string): boolean => name === 'prototype' || name in Object.prototype;

/** A JSON object as it was sent. Handlers without a DTO take its `object`, in which numbers have all their digits. */
export class JsonBody {
  private constructor(
    private readonly text: string,
    readonly object: JsonObject,
  ) {}

  /**
   * Reads a body once for all routes. Throws `MALFORMED_JSON` (also for bytes that are not UTF-8) or `INVALID_INPUT`: no
   * object, a member given twice, nesting, number of values or length of a text beyond the limits.
   */
  static parse(bytes: Buffer): JsonBody {
    const text = decode(bytes);
    try {
      const { value, repeated } = parseJson(text, undefined, LIMITS);
      if (repeated.length > 0) {
        throw invalidRequest(
          repeated.map(({ key, line, column }) => ({
            path: '$',
            code: 'DUPLICATE',
            message: `line ${line}, column ${column}: the member ${JSON.stringify(key)} stands twice in one object`,
          })),
        );
      }
      if (value instanceof Map) return new JsonBody(text, value as JsonObject);
      if (!Array.isArray(value)) throw malformed('The body must be a JSON object.');
      throw invalidRequest([
        { path: '$', code: 'NOT_AN_OBJECT', message: 'the body must be a JSON object, not an array' },
      ]);
    } catch (error) {
      throw error instanceof JsonSyntaxError || error instanceof JsonLimitError ? refusal(text, error) : error;
    }
  }

  /** A text that is the same for the same object, however it is spelled. */
  canonical(): string {
    return JSON.stringify(JSON.parse(this.text), sorted);
  }

  /**
   * The body as plain JavaScript, for a DTO. Members named in `maps` may have any number of members, others few.
   * Throws `INVALID_INPUT` for what class-transformer would lose or be slow with.
   */
  plain(maps: ReadonlySet<string>): Record<string, unknown> {
    let values = 0;
    const check = (value: JsonValue, path: string, isMap: boolean): void => {
      const isObject = value instanceof Map;
      if (!isObject && !Array.isArray(value)) return;
      const members = isObject ? [...(value as JsonObject)] : [...(value as readonly JsonValue[]).entries()];
      if (isObject && !isMap && members.length > MEMBERS_OF_OBJECT_MAX) {
        throw limited(path, `has ${members.length} members, at most ${MEMBERS_OF_OBJECT_MAX} are taken here`);
      }
      if (!isMap && (values += members.length) > CHECKED_VALUES_MAX) {
        throw limited(path, `the body has more than ${CHECKED_VALUES_MAX} values`);
      }
      for (const [name, member] of members) {
        const place = typeof name === 'number' ? `${path}[${name}]` : `${path}.${name}`;
        if (typeof name === 'string' && isDropped(name)) throw forbidden(place, name);
        check(member, place, path === '$' && maps.has(String(name)));
      }
    };
    check(this.object, '$', false);
    return JSON.parse(this.text) as Record<string, unknown>;
  }
}

/** Members in the order of their names: two spellings of one object are one. */
const sorted = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

function decode(bytes: Buffer): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw malformed('The body is not UTF-8 text.');
  }
}

/**
 * A text that is no JSON is `MALFORMED_JSON`, also where its depth exceeds the limit before its fault. Other limits are met
 * only after much has been read: a second look at the whole would take as long again.
 */
function refusal(text: string, error: JsonSyntaxError | JsonLimitError): CostingError {
  const { line, column, message } = error;
  const place = `line ${line}, column ${column}: ${message}`;
  if (error instanceof JsonLimitError && (error.code !== 'TOO_DEEP' || isJson(text))) {
    return invalidRequest([{ path: '$', code: error.code, message: place }]);
  }
  return malformed(`The body is not JSON: ${place}`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const malformed = (message: string): CostingError => new CostingError('MALFORMED_JSON', message, { httpStatus: 400 });

const limited = (path: string, message: string): CostingError =>
  invalidRequest([{ path, code: 'TOO_MANY_VALUES', message }]);

const forbidden = (path: string, name: string): CostingError =>
  invalidRequest([{ path, code: 'FORBIDDEN_NAME', message: `'${name}' cannot be used as a name here` }]);
