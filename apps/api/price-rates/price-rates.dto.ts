import { Matches } from 'class-validator';
import { PARAMETER_KEY } from '#database';
import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

export class ListPriceRatesDto extends ListQueryDto {
  @Field('Only those of this parameter.', 'wage_per_hour')
  @MayBeAbsent()
  @Matches(PARAMETER_KEY)
  parameter_key?: string;

  @Field('Only those of the item with this code.', 'RING-40')
  @MayBeAbsent()
  @IsCode()
  item?: string;

  @Field('Only the rate of each parameter and item that is in force on this day.', '2026-06-30')
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;
}
