import { Transform, type TransformFnParams } from 'class-transformer';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { Field } from '../openapi/dto-schema.js';
import { MayBeAbsent } from './validation.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;
const CURSOR_LENGTH_MAX = 1_000;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
export const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

/** How long a page of a list is. */
export class PageSizeDto {
  @Field('How many at most; default 50.', 50)
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;
}

/** What a list takes whose cursor is a text of its own. */
export class ListQueryDto extends PageSizeDto {
  @Field('`next_cursor` of the page before.', 'WyJCTFVFIl0')
  @MayBeAbsent()
  @MaxLength(CURSOR_LENGTH_MAX)
  @IsString()
  cursor?: string;
}
