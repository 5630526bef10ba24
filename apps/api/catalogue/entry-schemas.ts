import { Named, orNull, pageOf, type Schema } from '../openapi/schema.js';

/** A field of an entry of the catalogue. */
export interface EntryField {
  /** As answers have it; null: they have something else instead. */
  readonly read: Schema | Named | null;
  /** As POST and PUT take it; null: the database gives it. */
  readonly written: Schema | Named | null;
  /** As PATCH takes it, where that is something else. */
  readonly merged?: Schema;
  /** Methods whose bodies must have it. */
  readonly neededBy: readonly ('POST' | 'PUT')[];
}

/** What a path may name the entry by instead. */
export const keyField = (schema: Schema): EntryField => ({ read: schema, written: schema, neededBy: ['POST'] });

export const neededField = (read: Schema, written: Schema = read): EntryField => ({
  read,
  written,
  neededBy: ['POST', 'PUT'],
});

/** null is as good as absent. */
export const optionalField = (schema: Schema): EntryField => ({ ...defaultedField(schema), read: orNull(schema) });

/** Absent or null: a default, which answers show. */
export const defaultedField = (schema: Schema): EntryField => ({ read: schema, written: orNull(schema), neededBy: [] });

/** Another way to write what answers have as another field. */
export const writtenField = (schema: Schema): EntryField => ({ read: null, written: orNull(schema), neededBy: [] });

export const addedField = (schema: Schema): EntryField => ({ read: schema, written: null, neededBy: [] });

const valuesOf = (...types: readonly string[]): Schema => ({
  type: 'object',
  description: 'Parameter key → number, or code of an item.',
  additionalProperties: { type: types },
});

/** The map of parameters: replaced whole by POST and PUT, key by key by PATCH. */
export const VALUES_FIELD: EntryField = {
  ...defaultedField(valuesOf('number', 'string')),
  merged: orNull(valuesOf('number', 'string', 'null')),
};

/** An entry as it is answered, listed, and written in three ways. */
export interface EntrySchemas {
  readonly entry: Named;
  readonly page: Named;
  readonly creation: Named;
  readonly replacement: Named;
  readonly changes: Named;
}

type Document = Readonly<Record<string, unknown>>;

/**
 * The schemas of a part of the catalogue: `Item`, `ItemPage`, `NewItem`, `ItemReplacement`, `ItemChanges`. `example` is
 * an answer, `changes` what a PATCH may send.
 */
export function entrySchemas(
  name: string,
  description: string,
  fields: Readonly<Record<string, EntryField>>,
  examples: { readonly entry: Document; readonly changes: Document },
): EntrySchemas {
  const all = Object.entries(fields);
  const answered = all.filter(([, { read }]) => read !== null);
  const properties = Object.fromEntries(answered.map(([field, { read }]) => [field, read]));
  const required = answered.map(([field]) => field);
  const entry = new Named(name, { type: 'object', description, properties, required }, examples.entry);
  const example = Object.fromEntries(
    all
      .filter(([field, { written }]) => written && (examples.entry[field] ?? null) !== null)
      .map(([field]) => [field, examples.entry[field]]),
  );
  const keys = all.filter(([, { neededBy }]) => neededBy.length === 1).map(([field]) => field);
  const withoutKey = Object.fromEntries(Object.entries(example).filter(([field]) => !keys.includes(field)));
  return {
    entry,
    page: pageOf(entry),
    creation: bodySchema(`New${name}`, 'All of it; what is left out is empty.', all, 'POST', example),
    replacement: bodySchema(`${name}Replacement`, 'All of it; the path may name it alone.', all, 'PUT', withoutKey),
    changes: bodySchema(`${name}Changes`, 'Only what changes; null empties a field.', all, 'PATCH', examples.changes),
  };
}

function bodySchema(
  name: string,
  description: string,
  fields: readonly (readonly [string, EntryField])[],
  method: 'POST' | 'PUT' | 'PATCH',
  example: Document,
): Named {
  const properties = fields.flatMap(([field, { written, merged }]) =>
    written ? [[field, method === 'PATCH' ? (merged ?? written) : written] as const] : [],
  );
  const required = fields.filter(([, { neededBy }]) => neededBy.some((one) => one === method)).map(([field]) => field);
  const schema = {
    type: 'object',
    description,
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return new Named(name, schema, example);
}
