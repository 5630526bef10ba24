import { suggestionBudget } from '#costing';
import { suggest } from './suggest.js';
import type { ParameterValues } from './parameter-values.js';
import { exactDecimal, type Rounding } from './exact-decimal.js';
import type { FaultList } from './faults.js';
import { JsonNumber, type JsonObject, type JsonValue } from './json-text.js';
import type { Place } from './place.js';
import { codeFault, dateFault, formulaTextFault, normalizeCode, notesFault, textFault } from './text-rules.js';

const NAME_LENGTH_MAX = 200;
/** Of an object all of whose fields are unknown only the first are worth a suggestion. */
const NAMES_LOOKED_AT_MAX = 200;

/**
 * Reads the fields of one JSON object and reports every fault instead of stopping: a field that is wrong or missing
 * is reported and reads as an empty value. `null` is the same as leaving an optional field out.
 */
export class FieldReader {
  constructor(
    protected readonly object: JsonObject,
    readonly place: Place,
    protected readonly faults: FaultList,
    known: readonly string[],
  ) {
    const suggestions = suggestionBudget(NAMES_LOOKED_AT_MAX);
    for (const name of object.keys()) {
      if (known.includes(name)) continue;
      const message = `unknown field '${name}'${suggest(name, known, suggestions)}; known: ${known.join(', ')}`;
      faults.add(place.at(name), 'UNKNOWN_FIELD', message);
    }
  }

  has(name: string): boolean {
    return (this.object.get(name) ?? null) !== null;
  }

  /** A code or SKU, normalised; '' after a fault. */
  code(name: string): string {
    const code = normalizeCode(this.string(name) ?? '');
    if (!this.hasText(name)) return '';
    return this.checked(name, code, codeFault(code), '');
  }

  optionalCode(name: string): string | null {
    return this.has(name) ? this.code(name) : null;
  }

  /** A name of a fixed form, e.g. a parameter's key; '' after a fault. */
  key(name: string, form: RegExp): string {
    const key = this.string(name) ?? '';
    if (!this.hasText(name)) return '';
    return this.checked(name, key, form.test(key) ? null : `${quoted(key)} does not have the form ${form.source}`, '');
  }

  /** A description that must be there. */
  text(name: string, lengthMax = NAME_LENGTH_MAX): string {
    const text = this.string(name);
    if (text === null) return '';
    return this.checked(name, text, text.trim() === '' ? 'must not be empty' : textFault(text, lengthMax), '');
  }

  optionalText(name: string, lengthMax = NAME_LENGTH_MAX): string | null {
    if (!this.has(name)) return null;
    const text = this.string(name) ?? '';
    return this.checked(name, text, textFault(text, lengthMax), null);
  }

  /** A description that may have line breaks. */
  optionalNotes(name: string, lengthMax: number): string | null {
    if (!this.has(name)) return null;
    const text = this.string(name) ?? '';
    return this.checked(name, text, notesFault(text, lengthMax), null);
  }

  /** The text of a formula (or a bare number), not parsed; after a fault one that is right: one fault is enough. */
  formula(name: string): string {
    const value = this.object.get(name);
    if (typeof value === 'number') return String(value);
    const formula = value instanceof JsonNumber ? value.text : (this.string(name) ?? '1');
    return this.checked(name, formula, formulaTextFault(formula), '1');
  }

  date(name: string): string {
    const date = this.string(name);
    return date === null ? '' : this.checked(name, date, dateFault(date), '', 'INVALID_DATE');
  }

  optionalDate(name: string): string | null {
    return this.has(name) ? this.date(name) || null : null;
  }

  oneOf<T extends string>(name: string, allowed: readonly [T, ...T[]], fallback?: T): T {
    if (fallback !== undefined && !this.has(name)) return fallback;
    const text = this.string(name);
    const found = allowed.find((value) => value === text);
    if (text === null || found !== undefined) return found ?? allowed[0];
    const message = `${quoted(text)} is not one of ${allowed.join(', ')}${suggest(text, allowed)}`;
    return this.checked(name, allowed[0], message, allowed[0]);
  }

  boolean(name: string, fallback: boolean): boolean {
    if (!this.has(name)) return fallback;
    const value = this.object.get(name);
    if (typeof value === 'boolean') return value;
    return this.checked(name, fallback, `must be true or false, not ${described(value)}`, fallback, 'WRONG_TYPE');
  }

  /** A rate, digit for digit unless `rounding` rounds it: a JSON number or a decimal in text. */
  decimal(name: string, rounding: Rounding | null = null): string {
    const value = this.object.get(name);
    if (typeof value !== 'number' && typeof value !== 'string' && !(value instanceof JsonNumber)) {
      return this.wrongType(name, 'a number') ?? '0';
    }
    const result = exactDecimal(value instanceof JsonNumber ? value.text : String(value), rounding);
    if ('decimal' in result) return result.decimal;
    return this.checked(name, '0', result.message, '0', result.code);
  }

  /** A finite number, or text (which an `ITEM` parameter takes). */
  numberOrText(name: string): number | string | null {
    return this.has(name) ? this.parameterValue(this.object.get(name), this.place.at(name)) : null;
  }

  /** A finite number, or null when it is absent. */
  optionalNumber(name: string): number | null {
    const value = this.numberOrText(name);
    if (typeof value !== 'string') return value;
    return this.checked(name, null, `must be a number, not ${described(value)}`, null, 'WRONG_TYPE');
  }

  /** A map of parameters; an absent one is empty. */
  parameterValues(name: string): ParameterValues {
    const none = { keys: [], values: [] };
    if (!this.has(name)) return none;
    const map = this.object.get(name);
    if (!(map instanceof Map)) return this.wrongType(name, 'an object of parameters') ?? none;
    const place = this.place.at(name);
    const keys: string[] = [];
    const values: (number | string)[] = [];
    for (const [key, value] of map as JsonObject) {
      const read = this.parameterValue(value, () => place.at(key));
      if (read === null) continue;
      keys.push(key);
      values.push(read);
    }
    return { keys, values };
  }

  /** The elements of an array that must be there. */
  array(name: string): readonly JsonValue[] {
    const value = this.object.get(name);
    return isArray(value) ? value : (this.wrongType(name, 'an array') ?? []);
  }

  private parameterValue(value: JsonValue | undefined, place: Place | (() => Place)): number | string | null {
    if (typeof value === 'string') return value;
    const number = value instanceof JsonNumber ? Number(value.text) : value;
    // + 0: a minus zero would make `1 / x` minus infinity, which nobody means.
    if (typeof number === 'number' && Number.isFinite(number)) return number + 0;
    const reason = value instanceof JsonNumber ? `${value.text} is too large` : `${described(value)} is no number`;
    this.faults.add(typeof place === 'function' ? place() : place, 'NOT_A_NUMBER', reason);
    return null;
  }

  private hasText(name: string): boolean {
    return typeof this.object.get(name) === 'string';
  }

  protected string(name: string): string | null {
    const value = this.object.get(name);
    return typeof value === 'string' ? value : this.wrongType(name, 'text');
  }

  private wrongType(name: string, expected: string): null {
    const value = this.object.get(name);
    if (value === undefined) this.faults.add(this.place.at(name), 'REQUIRED', `'${name}' is missing`);
    else this.faults.add(this.place.at(name), 'WRONG_TYPE', `must be ${expected}, not ${described(value)}`);
    return null;
  }

  protected checked<T>(name: string, value: T, fault: string | null, instead: T, code = 'INVALID_VALUE'): T {
    if (fault === null) return value;
    // What is wrong with a date or a number is the same whatever it is.
    this.faults.add(this.place.at(name), code, fault, code === 'INVALID_VALUE' ? fault : code);
    return instead;
  }
}

/** The value as a person recognises it in the file, cut short. */
export function described(value: JsonValue | undefined): string {
  if (value instanceof JsonNumber) return value.text.slice(0, 40);
  if (isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? `the text ${quoted(value)}` : String(value);
}

/** `Array.isArray` does not know readonly arrays and gives `any[]`. */
function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function quoted(text: string): string {
  const characters = [...text];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text);
}
