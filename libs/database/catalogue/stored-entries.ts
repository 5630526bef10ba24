import type { ClientBase } from 'pg';
import { type EntryRow, readEntryRows, readRateRowsOf } from '../sql/catalogue-entries.js';
import { asJsonObject, type EntryDocument, entryDocuments } from './entries/entry-documents.js';
import type { JsonObject, JsonValue } from './json-text.js';
import type { CataloguePart } from './read-catalogue-json.js';
import { normalizeCode } from './text-rules.js';

export type SmallPart = Exclude<CataloguePart, 'variants'>;

/** Tells one entry of a part from another: its key or code; of a rate its subject and first day. */
export function entryName(part: SmallPart, fields: ReadonlyMap<string, JsonValue>): string {
  if (part === 'parameters') return textOf(fields.get('key'));
  if (part !== 'price_rates') return normalizeCode(textOf(fields.get('code')));
  const item = fields.get('item') ?? null;
  const subject =
    item === null ? `parameter ${textOf(fields.get('parameter_key'))}` : `item ${normalizeCode(textOf(item))}`;
  return `${subject} from ${textOf(fields.get('effective_date'))}`;
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** The stored entries that the given ones name, as a catalogue file would have them, by `entryName`. */
export async function storedEntries(
  client: ClientBase,
  part: SmallPart,
  given: readonly ReadonlyMap<string, JsonValue>[],
): Promise<Map<string, JsonObject>> {
  const documents = await storedDocuments(client, part, given);
  return new Map([...documents].map(([name, document]) => [name, withoutIds(document)]));
}

function withoutIds({ id: _id, created_at: _at, ...document }: EntryDocument): JsonObject {
  return asJsonObject(document);
}

/** The same as documents. */
export async function storedDocuments(
  client: ClientBase,
  part: SmallPart,
  given: readonly ReadonlyMap<string, JsonValue>[],
): Promise<Map<string, EntryDocument>> {
  const rows = await readRows(client, part, given);
  const documents = await entryDocuments(client, rows);
  return new Map(documents.map((one) => [entryName(part, new Map(Object.entries(one as JsonFields))), one]));
}

type JsonFields = Readonly<Record<string, JsonValue>>;

function readRows(
  client: ClientBase,
  part: SmallPart,
  given: readonly ReadonlyMap<string, JsonValue>[],
): Promise<EntryRow[]> {
  if (given.length === 0) return Promise.resolve([]);
  const texts = (name: string): string[] => [
    ...new Set(given.map((fields) => storable(textOf(fields.get(name)))).filter((text) => text !== '')),
  ];
  if (part === 'parameters') return readEntryRows(client, part, texts('key'));
  if (part !== 'price_rates') return readEntryRows(client, part, texts('code').map(normalizeCode));
  return readRateRowsOf(client, { parameterKeys: texts('parameter_key'), items: texts('item').map(normalizeCode) });
}

/** PostgreSQL takes no text with a NUL, and nothing has such a name. */
const storable = (text: string): string => (text.includes('\0') ? '' : text);
