import { Transform, type TransformFnParams } from 'class-transformer';
import { IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class ListAuditDto {
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;

  /** `next_cursor` of the page before: the last entry's id. */
  @MayBeAbsent()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'is not a cursor of this list: take next_cursor as it came, or leave it out' })
  @IsString()
  cursor?: string;

  /** `price-rates`, `jobs` … */
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  subject?: string;

  /** Natural key of the subject, with `subject`. */
  @MayBeAbsent()
  @MaxLength(300)
  @IsString()
  key?: string;
}
