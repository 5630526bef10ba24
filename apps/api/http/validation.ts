import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { registerDecorator, ValidateIf } from 'class-validator';
import { dateFault } from '#database';
import { CostingError, type Fault } from '#platform';

/** Refuses a request, naming everything that is wrong with it. */
export function invalidRequest(faults: readonly Fault[]): CostingError {
  const count = `${faults.length} fault${faults.length === 1 ? '' : 's'}`;
  return new CostingError('INVALID_INPUT', `The request has ${count}; nothing was done.`, { httpStatus: 400, faults });
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
