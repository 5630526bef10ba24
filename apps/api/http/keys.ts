import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { registerDecorator } from 'class-validator';
import { codeFault, normalizeCode, PARAMETER_KEY } from '#database';
import { invalidRequest } from './validation.js';

const RATE_ID = /^[1-9]\d{0,18}$/;
const BIGINT_MAX = 2n ** 63n - 1n;

/** What is wrong with a key in a path or query; null: nothing. */
export type KeyFault = (key: string) => string | null;

export const codeKeyFault: KeyFault = codeFault;
export const parameterKeyFault: KeyFault = (key) =>
  PARAMETER_KEY.test(key) ? null : `does not have the form ${PARAMETER_KEY.source}`;
export const rateIdFault: KeyFault = (key) =>
  RATE_ID.test(key) && BigInt(key) <= BIGINT_MAX ? null : 'is not the id of a rate, a whole number from 1 on';

/** A key in the path, in its stored form. */
export class KeyPipe implements PipeTransform<string, string> {
  constructor(private readonly faultOf: KeyFault) {}

  transform(value: string, { data }: ArgumentMetadata): string {
    const key = normalizeCode(value);
    const fault = this.faultOf(key);
    if (fault === null) return key;
    throw invalidRequest([{ path: data ?? '', code: 'INVALID_VALUE', message: fault }]);
  }
}

/** A code or SKU in a query. */
export function IsCode(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isCode',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && codeFault(normalizeCode(value)) === null,
        defaultMessage: (at) =>
          typeof at?.value === 'string'
            ? `${at.property} ${codeFault(normalizeCode(at.value))}`
            : `${at?.property} must be given once, as text`,
      },
    });
}
