import { ArrayNotEmpty, IsArray, IsBoolean, IsNumber, IsObject, IsUUID, Max, Min } from 'class-validator';
import type { BaseParams } from '#database';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

const VALUES = { additionalProperties: { type: ['number', 'string'] } };

export class RecalculateAllDto {
  @Field(
    'Rates in force on this day; default today in the time zone of the mill (`time_zone` of `stats`).',
    '2026-06-30',
  )
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;

  @Field('false: the job stops at STAGED, before readers see its result.', true)
  @MayBeAbsent()
  @IsBoolean()
  release?: boolean;

  /** The snapshot checks each. */
  @Field('Values of this job only: parameter key → number, or item code.', { wage: 412.5 }, VALUES)
  @MayBeAbsent()
  @IsObject()
  base_params?: BaseParams;

  @Field('Share of failed variants up to which the job is released; default 0.01.', 0.01)
  @MayBeAbsent()
  @Max(1)
  @Min(0)
  @IsNumber()
  allow_failed?: number;
}

export class RecalculateDeltaDto extends RecalculateAllDto {
  @Field('Only these changes, all of which are pending; default all that are.', [
    '01977c5e-9f00-7a10-8000-000000000007',
  ])
  @MayBeAbsent()
  @IsUUID('all', { each: true })
  @ArrayNotEmpty()
  @IsArray()
  change_ids?: string[];

  @Field('Also the variants whose last computation failed.', false)
  @MayBeAbsent()
  @IsBoolean()
  failed?: boolean;
}
