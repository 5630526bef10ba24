import { type CostingError, type Fault, invalidInput } from '#platform';
import { type CatalogueDraft, emptyDraft } from '../catalogue-draft.js';
import { FaultList } from '../faults.js';
import { described } from '../field-reader.js';
import type { JsonObject, JsonValue } from '../json-text.js';
import { Place } from '../place.js';
import { readCatalogueEntry } from '../read-catalogue-json.js';
import { normalizeCode } from '../text-rules.js';
import { asJsonObject, type EntryDocument } from './entry-documents.js';
import type { EntryPart } from './entry-parts.js';

const ROOT = Place.root();

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
  // Two ways to say when a rate ends: the one that is given replaces the other.
  if (patch.has('valid_to') && !patch.has('expired_date')) merged.delete('expired_date');
  for (const [name, value] of patch) {
    const before = merged.get(name);
    if (name === 'parameters' && value instanceof Map && before instanceof Map) {
      merged.set(name, mergeMap(before, value));
    } else merged.set(name, value);
  }
  return merged;
}

/** Fields that the database gives, and no body changes. */
const ADDED_FIELDS = ['id', 'variant_id', 'created_at', 'updated_at'] as const;

/**
 * The body without the fields that the database gives, so that an answer of GET can be sent back as it is. Throws
 * `INVALID_INPUT` (READ_ONLY) for one that differs; `current` null: the entry is new, and has only the id of its path.
 */
export function withoutReadOnly(body: JsonObject, key: string, current: EntryDocument | null): JsonObject {
  const given = new Map(body);
  const stored = current ?? { variant_id: key };
  const faults: Fault[] = [];
  for (const name of ADDED_FIELDS.filter((field) => field in stored && given.has(field))) {
    if (given.get(name) !== stored[name]) {
      const message = `is given by the database: it is ${JSON.stringify(stored[name])}, not ${described(given.get(name))}`;
      faults.push({ path: `$.${name}`, code: 'READ_ONLY', message });
    }
    given.delete(name);
  }
  if (faults.length > 0) throw refused(faults);
  return given;
}

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
