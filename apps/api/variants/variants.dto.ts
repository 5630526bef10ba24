import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

/** A page by routing or yarn may be short, or empty, and still have a `next_cursor`: only so many variants are looked at. */
export class ListVariantsDto extends ListQueryDto {
  @Field('Only the one with this SKU.', 'SJ-40-WHITE')
  @MayBeAbsent()
  @IsCode()
  sku?: string;

  @Field('Only those on the routing with this code.', 'SJ')
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  @Field('Only those of the yarn with this code.', 'COTTON')
  @MayBeAbsent()
  @IsCode()
  master_yarn?: string;
}
