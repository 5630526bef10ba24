import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsInt, IsUUID, Max, Min } from 'class-validator';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

const flag = ({ value }: TransformFnParams): unknown => (value === 'true' ? true : value === 'false' ? false : value);

export class ListChangesDto {
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;

  /** `next_cursor` of the page before: the last change's id. */
  @MayBeAbsent()
  @IsUUID('7')
  cursor?: string;

  /** Only what no recalculation has taken up yet. */
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  pending?: boolean;

  /** Count the variants that each touches, and say why. */
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  explain?: boolean;

  /** The day whose rates are compared; default today. */
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;
}
