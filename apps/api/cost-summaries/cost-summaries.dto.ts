import { IsIn, Matches } from 'class-validator';
import { EXPORT_FORMATS, type ExportFormat, SUMMARY_STATUSES, type SummaryStatus } from '#database';
import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { JOB_REFERENCE } from '../jobs/jobs.dto.js';
import { Field } from '../openapi/dto-schema.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';

/** A filtered page may be short, or empty, and still have a `next_cursor`: only so many variants are looked at. */
export class ListSummariesDto extends ListQueryDto {
  @Field('Only those on the routing with this code.', 'KNIT-DYED')
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  @Field('Only those of the yarn with this code.', '30s-CH')
  @MayBeAbsent()
  @IsCode()
  master_yarn?: string;

  @Field('Only those of this status.', 'PENDING')
  @MayBeAbsent()
  @IsIn(SUMMARY_STATUSES)
  status?: SummaryStatus;
}

export class ExplainDto {
  @Field(
    'With the rates of this day; default today in the time zone of the mill (`time_zone` of `stats`). Not beside `job`, which has a day of its own.',
    '2026-06-30',
  )
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;

  @Field('Number, id or kept name of the job whose stored figures are explained, with its inputs.', JOB_ID_EXAMPLE)
  @MayBeAbsent()
  @Matches(JOB_REFERENCE, { message: 'job must be the number, the id or the kept name of a job' })
  job?: string;
}

export class ExportSummariesDto {
  @Field('A table or a cost a line; default csv.', 'csv')
  @MayBeAbsent()
  @IsIn(EXPORT_FORMATS)
  format?: ExportFormat;
}
