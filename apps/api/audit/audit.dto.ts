import { Transform, type TransformFnParams } from 'class-transformer';
import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class ListAuditDto {
  @Field('How many at most; default 50.', 50)
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;

  @Field('`next_cursor` of the page before.', '118')
  @MayBeAbsent()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'is not a cursor of this list: take next_cursor as it came, or leave it out' })
  @IsString()
  cursor?: string;

  @Field('Only of this resource.', 'price-rates')
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  subject?: string;

  @Field('Only of this natural key, with `subject`.', 'COTTON-CARDED 2026-06-01')
  @MayBeAbsent()
  @MaxLength(300)
  @IsString()
  key?: string;
}
