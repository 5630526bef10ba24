import { Matches } from 'class-validator';
import { PARAMETER_KEY } from '#database';
import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';

export class ListPriceRatesDto extends ListQueryDto {
  @MayBeAbsent()
  @Matches(PARAMETER_KEY)
  parameter_key?: string;

  /** Code of an item. */
  @MayBeAbsent()
  @IsCode()
  item?: string;

  /** Only the rate of each parameter and item that is in force on this day. */
  @MayBeAbsent()
  @IsCalendarDate()
  as_of?: string;
}
