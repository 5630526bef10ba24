import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageSizeDto, wholeNumber } from '../http/list-query.dto.js';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';

/** A job's number or id, or the name of a kept one: 1 to 100 printable characters that are no other number. */
export const JOB_REFERENCE = /^([1-9]\d{0,8}|(?!\d+$)[^\p{C}]{1,100})$/u;

export const MOVERS_DEFAULT = 10;
const MOVERS_MAX = 100;
const NAME_LENGTH_MAX = 100;

export class ListJobsDto extends PageSizeDto {
  @Field('`next_cursor` of the page before.', 'NDI')
  @MayBeAbsent()
  @IsString()
  cursor?: string;
}

export class ReleaseJobDto {
  @Field('Share of failed variants up to which to release; default what the job was created with.', 0.05)
  @MayBeAbsent()
  @Max(1)
  @Min(0)
  @IsNumber()
  allow_failed?: number;

  @Field('true: release although readers see a later result; what that had seen is pending again.', false)
  @MayBeAbsent()
  @IsBoolean()
  older?: boolean;
}

export class KeepJobDto {
  @Field('How the kept job is called; default `job-` and its number.', 'standard-costs-2026-06')
  @MayBeAbsent()
  @MaxLength(NAME_LENGTH_MAX)
  @IsString()
  name?: string;

  @Field('true: keep it no longer.', false)
  @MayBeAbsent()
  @IsBoolean()
  drop?: boolean;
}

export class DiffJobsDto {
  @Field('The job to compare with, by its id, number or kept name; default the one that readers see.', JOB_ID_EXAMPLE)
  @MayBeAbsent()
  @Matches(JOB_REFERENCE, { message: 'against must be the id, the number or the kept name of a job' })
  @IsString()
  against?: string;

  @Field('How many of the variants that moved most are listed; default 10.', 10)
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(MOVERS_MAX)
  @Min(1)
  @IsInt()
  top?: number;
}
