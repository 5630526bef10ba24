import { IsIn, Matches } from 'class-validator';
import { EXPORT_FORMATS, type ExportFormat, SUMMARY_STATUSES, type SummaryStatus } from '#database';
import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';

/** A filtered page may be short, or empty, and still have a `next_cursor`: only so many variants are looked at. */
export class ListSummariesDto extends ListQueryDto {
  /** Code of a routing. */
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  /** Code of a yarn. */
  @MayBeAbsent()
  @IsCode()
  master_yarn?: string;

  @MayBeAbsent()
  @IsIn(SUMMARY_STATUSES)
  status?: SummaryStatus;
}

export class ExplainDto {
  /** With the rates of this day; default today. Not beside `job`, which has a day of its own. */
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;

  /** Number or id of the job whose stored figures are explained, with its rates and formulas. */
  @MayBeAbsent()
  @Matches(/^([1-9]\d{0,8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i, {
    message: 'job must be the number or the id of a job',
  })
  job?: string;
}

export class ExportSummariesDto {
  /** Default csv. */
  @MayBeAbsent()
  @IsIn(EXPORT_FORMATS)
  format?: ExportFormat;
}
