import { IsString, Matches, MaxLength } from 'class-validator';
import { PageSizeDto } from '../http/list-query.dto.js';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

export class ListAuditDto extends PageSizeDto {
  @Field('`next_cursor` of the page before.', '118')
  @MayBeAbsent()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'is not a cursor of this list: take next_cursor as it came, or leave it out' })
  @IsString()
  cursor?: string;

  @Field('Only of this resource.', 'price-rates')
  @MayBeAbsent()
  @MaxLength(100)
  @IsString()
  subject?: string;

  @Field('Only of this natural key, with `subject`.', 'COTTON-CARDED 2026-06-01')
  @MayBeAbsent()
  @MaxLength(300)
  @IsString()
  key?: string;
}
