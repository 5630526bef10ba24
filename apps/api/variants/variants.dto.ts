import { IsCode } from '../http/keys.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { MayBeAbsent } from '../http/validation.js';

/** A page by routing or yarn may be short, or empty, and still have a `next_cursor`: only so many variants are looked at. */
export class ListVariantsDto extends ListQueryDto {
  @MayBeAbsent()
  @IsCode()
  sku?: string;

  /** Code of a routing. */
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  /** Code of a yarn. */
  @MayBeAbsent()
  @IsCode()
  master_yarn?: string;
}
