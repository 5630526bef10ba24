import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Fault } from '#platform';
import { type Dto, dtoFields } from '../openapi/dto-schema.js';
import { JsonBody } from './json-body.js';
import { invalidRequest } from './validation.js';

/**
 * Checks bodies and queries against their DTO; what the DTO does not name is refused. Faults are placed by JSON path in
 * a body (`$.as_of`) and by name elsewhere (`limit`). Of a field only the first fault is named: decorators run from the
 * field upwards, so the one that checks the type stands next to it.
 *
 * Of a handler without a DTO the body is the `JsonObject` as it was read.
 */
@Injectable()
export class RequestPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      exceptionFactory: (errors) => new InvalidFields(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (!isDto(metatype) || !this.toValidate(metadata)) return value instanceof JsonBody ? value.object : value;
    const prefix = metadata.type === 'body' ? '$.' : '';
    const maps = mapsOf(metatype);
    const plain = Object.entries((value instanceof JsonBody ? value.plain(maps) : value) ?? {});
    const known = dtoFieldsOf(metatype).map(({ name }) => name);
    const faults = plain.flatMap(([name]) => (known.includes(name) ? [] : [unknownField(name, known, prefix)]));
    // Maps are checked by their handlers; class-transformer would walk them in quadratic time.
    const kept = plain.filter(([name, member]) => maps.has(name) && isMap(member));
    const rest = plain
      .filter(([name]) => known.includes(name))
      .map(([name, member]) => [name, maps.has(name) && isMap(member) ? {} : member] as const);
    try {
      const checked = (await super.transform(Object.fromEntries(rest), metadata)) as object;
      if (faults.length === 0) return Object.assign(checked, Object.fromEntries(kept));
    } catch (error) {
      if (!(error instanceof InvalidFields)) throw error;
      faults.push(...error.errors.flatMap((one) => faultsOf(one, prefix)));
    }
    throw invalidRequest(faults);
  }
}

const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const isDto = (type: unknown): type is Dto => typeof type === 'function' && dtoFieldsOf(type as Dto).length > 0;

const FIELDS = new WeakMap<Dto, ReturnType<typeof dtoFields>>();

function dtoFieldsOf(dto: Dto): ReturnType<typeof dtoFields> {
  let fields = FIELDS.get(dto);
  if (!fields) FIELDS.set(dto, (fields = dtoFields(dto)));
  return fields;
}

/** Fields that hold a map: objects whose members the DTO does not name. */
const mapsOf = (dto: Dto): ReadonlySet<string> =>
  new Set(dtoFieldsOf(dto).flatMap(({ name, schema }) => (schema['additionalProperties'] ? [name] : [])));

/** `name` is none of `known`, the fields of a body or the parameters of a query. */
export function unknownField(name: string, known: readonly string[], prefix = ''): Fault {
  const message = `there is no field '${name}' here; ${known.length > 0 ? `known: ${known.join(', ')}` : 'none is taken'}`;
  return { path: `${prefix}${name}`, code: 'UNKNOWN_FIELD', message };
}

class InvalidFields extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super();
  }
}

const CODES: Readonly<Record<string, string>> = {
  arrayNotEmpty: 'OUT_OF_RANGE',
  isArray: 'NOT_A_LIST',
  isBoolean: 'NOT_A_BOOLEAN',
  isCalendarDate: 'NOT_A_DATE',
  isInt: 'NOT_AN_INTEGER',
  isNumber: 'NOT_A_NUMBER',
  isObject: 'NOT_AN_OBJECT',
  isString: 'NOT_A_STRING',
  isUuid: 'NOT_A_UUID',
  matches: 'MALFORMED',
  max: 'OUT_OF_RANGE',
  maxLength: 'TOO_LONG',
  min: 'OUT_OF_RANGE',
};

function faultsOf(error: ValidationError, parent: string): Fault[] {
  const path = `${parent}${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, said]) => {
    if (constraint === 'whitelistValidation') return unknownField(error.property, [], parent);
    return { path, code: CODES[constraint] ?? 'INVALID', message: said };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${path}.`))];
}
