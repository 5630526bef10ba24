import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsUUID } from 'class-validator';
import { PageSizeDto } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

const flag = ({ value }: TransformFnParams): unknown => (value === 'true' ? true : value === 'false' ? false : value);

export class ListChangesDto extends PageSizeDto {
  @Field('`next_cursor` of the page before.', '01977c5e-9f00-7a10-8000-000000000007')
  @MayBeAbsent()
  @IsUUID('7')
  cursor?: string;

  @Field('Only what no recalculation has processed yet.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  pending?: boolean;

  @Field('Count the variants that each touches, and say why.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  explain?: boolean;

  @Field(
    'The day whose rates are compared; default today in the time zone of the mill (`time_zone` of `stats`).',
    '2026-06-30',
  )
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;
}
