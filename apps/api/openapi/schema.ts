/** JSON Schema, dialect 2020-12, as OpenAPI 3.1 has it. May hold `Named` schemas wherever a schema may stand. */
export type Schema = Readonly<Record<string, unknown>>;

/** A schema that the document names, with an example that its uses show. */
export class Named<T = unknown> {
  constructor(
    readonly name: string,
    readonly schema: Schema,
    readonly example: T,
  ) {}
}

/** What answers hold: a schema for each field of the document type, so that none is forgotten. */
export type Fields<T> = { readonly [K in keyof Required<T>]: Schema | Named };

/** A named object. Fields are always there unless they are listed as `optional`. */
export function objectSchema<T extends object>(
  name: string,
  description: string,
  fields: Fields<T>,
  example: T,
  optional: readonly (keyof T)[] = [],
): Named<T> {
  const required = Object.keys(fields).filter((field) => !optional.includes(field as keyof T));
  return new Named(name, { type: 'object', description, properties: fields, required }, example);
}

/** A page of a list: `{ data, next_cursor }`. */
export function pageOf<T>(item: Named<T>): Named {
  const properties = { data: listOf(item), next_cursor: CURSOR };
  const schema = { type: 'object', description: 'A page of a list.', properties, required: ['data', 'next_cursor'] };
  return new Named(`${item.name}Page`, schema, { data: [item.example], next_cursor: null });
}

/** The schema with null as a further value. */
export function orNull(schema: Schema | Named): Schema {
  if (schema instanceof Named || typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const values = Array.isArray(schema['enum']) ? { enum: [...(schema['enum'] as unknown[]), null] } : {};
  return { ...schema, ...values, type: [schema['type'], 'null'] };
}

/** An enumeration of upper-case words. */
export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const listOf = (items: Schema | Named): Schema => ({ type: 'array', items });
export const described = (schema: Schema, description: string): Schema => ({ ...schema, description });

export const TEXT: Schema = { type: 'string' };
/** A code or SKU. */
export const CODE: Schema = { type: 'string', minLength: 1, maxLength: 100 };
/** A name or unit of a few words. */
export const TITLE: Schema = { type: 'string', maxLength: 200 };
export const FLAG: Schema = { type: 'boolean' };
export const NUMBER: Schema = { type: 'number' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const UUID: Schema = { type: 'string', format: 'uuid' };
export const DATE: Schema = { type: 'string', format: 'date' };
export const TIME: Schema = { type: 'string', format: 'date-time' };
export const JOB_NO: Schema = { type: 'integer', minimum: 1 };
export const PARTITION_NO: Schema = { type: 'integer', minimum: 0, maximum: 63 };
export const MONEY: Schema = { type: 'string', pattern: '^-?\\d+\\.\\d{6}$', description: 'Money, with 6 decimals.' };
export const CURSOR: Schema = {
  type: ['string', 'null'],
  description: 'Hand it back as `cursor` for the next page; null on the last.',
};
