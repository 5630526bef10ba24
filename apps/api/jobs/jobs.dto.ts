import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsNumber, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { PageSizeDto, wholeNumber } from '../http/list-query.dto.js';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';

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
  @Field('The job to compare with, by its id or number; default the one that readers see.', JOB_ID_EXAMPLE)
  @MayBeAbsent()
  @Matches(/^([1-9]\d{0,8}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/, {
    message: 'against must be the id or the number of a job',
  })
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
