import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

const flag = ({ value }: TransformFnParams): unknown => (value === 'true' ? true : value === 'false' ? false : value);

export class ListChangesDto {
  @Field('How many at most; default 50.', 50)
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;

  @Field('`next_cursor` of the page before.', '01977c5e-9f00-7a10-8000-000000000007')
  @MayBeAbsent()
  @IsUUID('7')
  cursor?: string;

  @Field('Only what no recalculation has processed yet.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  pending?: boolean;

  @Field('Count the variants that each touches, and say why.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  explain?: boolean;

  @Field('The day whose rates are compared; default today.', '2026-06-30')
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;
}
