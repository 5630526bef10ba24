import { Transform, type TransformFnParams } from 'class-transformer';
import { IsInt, IsNumber, IsString, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../http/validation.js';

export const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** Digits only: `Number` would also read '', '0x10' and '1e2'. */
const wholeNumber = ({ value }: TransformFnParams): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class ListJobsDto {
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(LIMIT_MAX)
  @Min(1)
  @IsInt()
  limit?: number;

  @MayBeAbsent()
  @IsString()
  cursor?: string;
}

export class ReleaseJobDto {
  /** Share of failed variants up to which to release; default what the job was created with. */
  @MayBeAbsent()
  @Max(1)
  @Min(0)
  @IsNumber()
  allow_failed?: number;
}
