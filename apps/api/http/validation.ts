import { type ArgumentMetadata, type PipeTransform, ValidationPipe } from '@nestjs/common';
import { registerDecorator, ValidateIf, type ValidationError } from 'class-validator';
import { dateFault } from '#database';
import { CostingError, type Fault } from '#platform';

/** Refuses a request, naming everything that is wrong with it. */
export function invalidRequest(faults: readonly Fault[]): CostingError {
  const count = `${faults.length} fault${faults.length === 1 ? '' : 's'}`;
  return new CostingError('INVALID_INPUT', `The request has ${count}; nothing was done.`, { httpStatus: 400, faults });
}

/**
 * Checks bodies and queries against their DTO; what the DTO does not name is refused. Faults are placed by JSON path in
 * a body (`$.as_of`) and by name elsewhere (`limit`). Of a field only the first fault is named: decorators run from the
 * field upwards, so the one that checks the type stands next to it.
 */
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
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (!(error instanceof InvalidFields)) throw error;
      throw invalidRequest(error.errors.flatMap((one) => faultsOf(one, metadata.type === 'body' ? '$.' : '')));
    }
  }
}

class InvalidFields extends Error {
  constructor(readonly errors: readonly ValidationError[]) {
    super();
  }
}

const CODES: Readonly<Record<string, string>> = {
  whitelistValidation: 'UNKNOWN_FIELD',
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
    const message = constraint === 'whitelistValidation' ? `there is no field '${error.property}' here` : said;
    return { path, code: CODES[constraint] ?? 'INVALID', message };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, `${path}.`))];
}

/** The field may be left out; `null` is refused, because it could mean the default or its opposite. */
export const MayBeAbsent = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);

/** A day that exists, `YYYY-MM-DD`. */
export function IsCalendarDate(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isCalendarDate',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && dateFault(value) === null,
        defaultMessage: (at) =>
          typeof at?.value === 'string' ? dateFault(at.value)! : `${at?.property} must be a date as text, YYYY-MM-DD`,
      },
    });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/** A UUID in the path, in the form that the database gives it. */
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (isUuid(value)) return value.toLowerCase();
    throw invalidRequest([{ path: data ?? '', code: 'NOT_A_UUID', message: `${JSON.stringify(value)} is not a UUID` }]);
  }
}
