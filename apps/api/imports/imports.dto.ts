import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import {
  type ConstantColumn,
  DATE_ORDERS,
  type DateOrder,
  DECIMAL_SIGNS,
  type DecimalSign,
  PARAMETER_KEY,
  type ReadOptions,
} from '#database';
import { usageError } from '#platform';
import { IsCode } from '../http/keys.js';
import { wholeNumber } from '../http/list-query.dto.js';
import { IsCalendarDate, MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

const flag = ({ value }: TransformFnParams): unknown => (value === 'true' ? true : value === 'false' ? false : value);
/** One or several: `?map=…&map=…`. */
const list = ({ value }: TransformFnParams): unknown => (typeof value === 'string' ? [value] : value);
const MAPPING = /^[^\r\n]{1,500}=[a-z0-9_]{0,63}$/;

/** What may be said about a table of variants; as the flags of `costing import`. */
export class ImportVariantsDto {
  @Field('true: change nothing; answer what would change, and how many variants that would touch.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  dry_run?: boolean;

  @Field('true: a row is all of its entry; what it leaves out is emptied or takes its default.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  replace?: boolean;

  @Field('Decimals stand after a point (1,234.50) or a comma (1.234,50).', 'comma')
  @MayBeAbsent()
  @IsIn(DECIMAL_SIGNS)
  decimal?: DecimalSign;

  @Field('Order of year, month and day; months are read, too (1997-01).', 'dmy')
  @MayBeAbsent()
  @IsIn(DATE_ORDERS)
  dates?: DateOrder;

  @Field('Encoding of a table without a byte order mark; default UTF-8.', 'windows-1252')
  @MayBeAbsent()
  @MaxLength(40)
  @IsString()
  encoding?: string;

  @Field('What a column is: `Title=field`; `Title=` leaves it out. May be given several times.', ['Colour=dye'], {
    type: 'array',
    items: { type: 'string', pattern: MAPPING.source },
  })
  @MayBeAbsent()
  @Matches(MAPPING, { each: true, message: 'map must be a column and what it is, e.g. Price=rate_value' })
  @Transform(list)
  map?: string[];
}

/** What may be said about a table of rates. */
export class ImportRatesDto extends ImportVariantsDto {
  @Field('true: make the items that rates name and that are not there.', true)
  @MayBeAbsent()
  @Transform(flag)
  @IsBoolean()
  create_items?: boolean;

  @Field('Round rates with more decimals than this.', 12)
  @MayBeAbsent()
  @Transform(wholeNumber)
  @Max(12)
  @Min(0)
  @IsInt()
  round?: number;

  @Field('First day of all rates in a table without such a column.', '2015-05-01')
  @MayBeAbsent()
  @IsCalendarDate()
  effective_date?: string;

  @Field('Parameter of all rates in a table without such a column. Not beside `item`.', 'wage_per_hour')
  @MayBeAbsent()
  @Matches(PARAMETER_KEY)
  parameter?: string;

  @Field('Item of all rates in a table without such a column. Not beside `parameter`.', 'RING-40')
  @MayBeAbsent()
  @IsCode()
  item?: string;
}

/** The query as the importer takes it. Throws a usage error (400) for both `parameter` and `item`. */
export function readOptions(query: ImportVariantsDto & ImportRatesDto): Partial<ReadOptions> {
  if (query.parameter !== undefined && query.item !== undefined) {
    throw usageError('parameter, item: a rate is of one of them; give the one that the table is about.');
  }
  const constants = new Map<ConstantColumn, string>();
  if (query.effective_date !== undefined) constants.set('effective_date', query.effective_date);
  if (query.parameter !== undefined) constants.set('parameter_key', query.parameter);
  if (query.item !== undefined) constants.set('item', query.item);
  return {
    decimal: query.decimal ?? null,
    dates: query.dates ?? null,
    encoding: query.encoding ?? null,
    roundTo: query.round ?? null,
    replace: query.replace === true,
    createItems: query.create_items === true,
    map: new Map((query.map ?? []).map((text) => [text.slice(0, text.lastIndexOf('=')), text.slice(text.lastIndexOf('=') + 1)])),
    constants,
  };
} // prettier-ignore
