import 'reflect-metadata';
import { getMetadataStorage } from 'class-validator';
import { CODE, Named, type Schema } from './schema.js';

export type Dto = new () => object;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

interface FieldNotes {
  readonly description: string;
  readonly example: unknown;
  readonly schema: Schema;
}

const FIELDS = Symbol('fields');

/**
 * What a DTO's validators do not say of a field: what it is for and an example. `schema` adds to what is derived from
 * the validators, for what they only check in part.
 */
export function Field(description: string, example: unknown, schema: Schema = {}): PropertyDecorator {
  return (prototype, name) => {
    const before = notesOf(prototype);
    Reflect.defineMetadata(FIELDS, { ...before, [name as string]: { description, example, schema } }, prototype);
  };
}

const notesOf = (prototype: object): Record<string, FieldNotes> =>
  (Reflect.getMetadata(FIELDS, prototype) as Record<string, FieldNotes> | undefined) ?? {};

/** A parameter or member as a DTO has it. */
export interface DtoField extends FieldNotes {
  readonly name: string;
  readonly required: boolean;
}

/** The fields of a DTO, from its validators and its `@Field`s; throws for a field that has no `@Field`. */
export function dtoFields(dto: Dto): DtoField[] {
  const notes = notesOf(dto.prototype as object);
  const all = validatorsOf(dto);
  const undescribed = all.find(({ propertyName }) => !(propertyName in notes));
  if (undescribed) throw new Error(`${dto.name}.${undescribed.propertyName} has validators but no @Field`);
  return Object.entries(notes).map(([name, field]) => {
    const validators = all.filter(({ propertyName }) => propertyName === name);
    const schema = { ...schemaOf(dto, validators), ...field.schema };
    return { ...field, name, schema, required: !validators.some(({ type }) => type === 'conditionalValidation') };
  });
}

/** A body's schema, called after its DTO without the ending. */
export function dtoSchema(dto: Dto): Named {
  const fields = dtoFields(dto);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, description, schema }) => [name, { ...schema, description }])),
    required: fields.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
  const example = Object.fromEntries(fields.map(({ name, example }) => [name, example]));
  return new Named(dto.name.replace(/Dto$/, ''), schema, example);
}

function validatorsOf(dto: Dto): Metadata[] {
  return getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
}

/** What each validator demands, as JSON Schema; of the values of a list where it says `each`. */
const KEYWORDS: Readonly<Record<string, (...constraints: readonly unknown[]) => Schema>> = {
  arrayMaxSize: (maxItems) => ({ maxItems }),
  arrayMinSize: (minItems) => ({ minItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  isArray: () => ({ type: 'array' }),
  isBoolean: () => ({ type: 'boolean' }),
  isCode: () => CODE,
  isCalendarDate: () => ({ type: 'string', format: 'date' }),
  isDefined: () => ({}),
  isIn: (values) => ({ enum: values }),
  isInt: () => ({ type: 'integer' }),
  isNotEmpty: () => ({ minLength: 1 }),
  isNumber: () => ({ type: 'number' }),
  isObject: () => ({ type: 'object' }),
  isString: () => ({ type: 'string' }),
  isUuid: () => ({ type: 'string', format: 'uuid' }),
  matches: (pattern) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  max: (maximum) => ({ maximum }),
  maxLength: (maxLength) => ({ maxLength }),
  min: (minimum) => ({ minimum }),
  minLength: (minLength) => ({ minLength }),
};

function schemaOf(dto: Dto, validators: readonly Metadata[]): Schema {
  const demanded = (each: boolean): Schema =>
    Object.assign({}, ...validators.filter((one) => one.each === each).map((one) => keywordsOf(dto, one))) as Schema;
  const items = demanded(true);
  return Object.keys(items).length > 0 ? { ...demanded(false), items } : demanded(false);
}

/** `@ValidateNested` says nothing of the class: its schema is named by `@Field(…, listOf(dtoSchema(Inner)))`. */
function keywordsOf(dto: Dto, { name, type, propertyName, constraints }: Metadata): Schema {
  if (type === 'conditionalValidation' || type === 'nestedValidation' || type === 'whitelistValidation') return {};
  const keywords = KEYWORDS[name ?? ''];
  if (!keywords) throw new Error(`${dto.name}.${propertyName}: say in KEYWORDS what @${name} means in JSON Schema`);
  return keywords(...((constraints ?? []) as unknown[]));
}
