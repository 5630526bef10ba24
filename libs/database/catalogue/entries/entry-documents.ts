import type { ClientBase, Pool } from 'pg';
import { unpackParameters } from '#costing';
import { type EntryRow, type ParameterNames, readParameterNames } from '../../sql/catalogue-entries.js';
import type { JsonObject, JsonValue } from '../json-text.js';

/** An entry as REST shows it: the fields of a catalogue file, all of them, and what the database adds. */
export type EntryDocument = Readonly<Record<string, unknown>>;

/** Gives rows their parameters by key; one look-up of names for all of them. */
export async function entryDocuments(client: ClientBase | Pool, rows: readonly EntryRow[]): Promise<EntryDocument[]> {
  const entries = rows.flatMap(({ parameters }) => (parameters ? unpackParameters(parameters) : []));
  if (entries.length === 0) return rows.map((row) => (row.parameters ? { ...row, parameters: {} } : row));
  const ids = [...new Set(entries.map(([id]) => id))];
  // An item's id and a number are told apart by the parameter's kind; looking for a few numbers in vain does no harm.
  const itemIds = [...new Set(entries.map(([, value]) => value).filter(mayBeItem))];
  const names = await readParameterNames(client, ids, itemIds);
  return rows.map((row) => (row.parameters ? { ...row, parameters: named(row.parameters, names) } : row));
}

const ITEM_ID_MAX = 2 ** 31 - 1;
const mayBeItem = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= ITEM_ID_MAX;

/** Values of parameters or items that are gone, which only direct SQL can bring about, are left out. */
function named(packed: Buffer, { parameters, items }: ParameterNames): Record<string, number | string> {
  const values: Record<string, number | string> = {};
  for (const [id, value] of unpackParameters(packed)) {
    const parameter = parameters.get(id);
    const shown = parameter?.isItem ? items.get(value) : value;
    if (parameter && shown !== undefined) values[parameter.key] = shown;
  }
  return values;
}

/** A document as `parseJson` would read it; only for what an import takes: no dates, nothing undefined. */
export function asJsonObject(document: EntryDocument): JsonObject {
  return new Map(Object.entries(document).map(([name, value]) => [name, asJsonValue(value)]));
}

function asJsonValue(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(asJsonValue);
  if (typeof value === 'object' && value !== null) return asJsonObject(value as EntryDocument);
  return value as JsonValue;
}
