import { ArrayNotEmpty, IsArray, IsBoolean, IsNumber, IsObject, IsUUID, Max, Min } from 'class-validator';
import type { BaseParams } from '#database';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';

export class RecalculateAllDto {
  /** Rates in force on this day; default today in TIME_ZONE. */
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;

  /** false: the job stops at STAGED, before readers see its result. */
  @MayBeAbsent()
  @IsBoolean()
  release?: boolean;

  /** Values of this job only: parameter key → number, or item code; the snapshot checks each. */
  @MayBeAbsent()
  @IsObject()
  base_params?: BaseParams;

  /** Share of failed variants up to which the job is released; default 0.01. */
  @MayBeAbsent()
  @Max(1)
  @Min(0)
  @IsNumber()
  allow_failed?: number;
}

export class RecalculateDeltaDto extends RecalculateAllDto {
  /** Only these changes, all of which are pending; default all that are. */
  @MayBeAbsent()
  @IsUUID('all', { each: true })
  @ArrayNotEmpty()
  @IsArray()
  change_ids?: string[];

  /** Also the variants whose last computation failed. */
  @MayBeAbsent()
  @IsBoolean()
  failed?: boolean;
}
