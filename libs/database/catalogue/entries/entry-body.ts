import { CostingError, type Fault, invalidInput } from '#platform';
import { type CatalogueDraft, emptyDraft } from '../catalogue-draft.js';
import { FaultList } from '../faults.js';
import { described } from '../field-reader.js';
import { type JsonObject, type JsonValue, JsonSyntaxError, parseJson } from '../json-text.js';
import { Place } from '../place.js';
import { readCatalogueEntry } from '../read-catalogue-json.js';
import { normalizeCode } from '../text-rules.js';
import { asJsonObject, type EntryDocument } from './entry-documents.js';
import type { EntryPart } from './entry-parts.js';

const ROOT = Place.root();

/**
 * Reads a body by the importer's own reader, from its text: `JSON.parse` would round a rate's digits away and keep the
 * last of two members of one name. Throws `MALFORMED_JSON` or `INVALID_INPUT`.
 */
export function parseEntryBody(text: string): JsonObject {
  try {
    const { value, repeated } = parseJson(text);
    if (repeated.length > 0) {
      throw refused(
        repeated.map(({ key, line, column }) => ({
          path: '$',
          code: 'DUPLICATE',
          message: `line ${line}, column ${column}: the member ${JSON.stringify(key)} stands twice in one object`,
        })),
      );
    }
    if (value instanceof Map) return value;
    const message = `the body must be a JSON object, not ${described(value)}`;
    throw refused([{ path: '$', code: 'NOT_AN_OBJECT', message }]);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { line, column, message } = error;
    throw new CostingError('MALFORMED_JSON', `The body is not JSON: line ${line}, column ${column}: ${message}`, {
      httpStatus: 400,
    });
  }
}

/** Refuses a body with everything that is wrong with it. */
export const refused = (faults: readonly Fault[]): CostingError => invalidInput('The request was refused', faults);

/** The body under the key of its path: it may leave the key out, but not name another one. */
export function withKey(body: JsonObject, { keyField, title }: EntryPart, key: string): JsonObject {
  if (keyField === null) return body;
  const given = body.get(keyField) ?? null;
  if (given !== null && (typeof given !== 'string' || normalizeCode(given) !== key)) {
    const message = `the path names the ${title} ${JSON.stringify(key)}, the body ${described(given)}: it cannot be renamed`;
    throw refused([{ path: `$.${keyField}`, code: 'KEY_MISMATCH', message }]);
  }
  return new Map<string, JsonValue>([...body, [keyField, key]]);
}

/**
 * The entry that PATCH asks for: named fields replace, `null` empties; of the map of parameters each named key does so.
 * Fields that the database adds are no part of it.
 */
export function mergeEntry(current: EntryDocument, patch: JsonObject): JsonObject {
  const merged = new Map(asJsonObject(current));
  for (const name of ADDED_FIELDS) merged.delete(name);
  for (const [name, value] of patch) {
    const before = merged.get(name);
    if (name === 'parameters' && value instanceof Map && before instanceof Map) {
      merged.set(name, mergeMap(before, value));
    } else merged.set(name, value);
  }
  return merged;
}

const ADDED_FIELDS = ['id', 'variant_id', 'created_at', 'updated_at'] as const;

function mergeMap(before: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(before);
  for (const [key, value] of patch) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return merged;
}

/** The entry as an import would read it, of right form; throws `INVALID_INPUT`. */
export function readDraft({ part }: EntryPart, body: JsonObject): CatalogueDraft {
  const draft = emptyDraft();
  const faults = new FaultList();
  readCatalogueEntry(part, body, ROOT, draft, faults);
  if (faults.count > 0) throw refused(faults.report());
  return draft;
}
