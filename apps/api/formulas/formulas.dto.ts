import { ArrayMaxSize, IsArray, IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { IsCode } from '../http/keys.js';
import { MayBeAbsent } from '../http/validation.js';
import { Field } from '../openapi/dto-schema.js';

const NAMES_MAX = 1_000;
/** More than a formula may have, which the answer says then. */
const FORMULA_LENGTH_MAX = 100_000;
const VALUES = { additionalProperties: { type: ['number', 'null'] } };

export class ValidateFormulaDto {
  @Field('The text of the formula.', 'hours * wage_per_hour')
  @MaxLength(FORMULA_LENGTH_MAX)
  @IsString()
  formula!: string;

  @Field('Names that may be used though they have no value.', ['yarn_kg'])
  @MayBeAbsent()
  @Matches(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, { each: true })
  @ArrayMaxSize(NAMES_MAX)
  @IsArray()
  names?: string[];

  @Field('Code of a routing: all that its formulas may use is known.', 'SJ')
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  @Field('Name → number; null: a parameter without value.', { hours: 7, wage_per_hour: 22_500 }, VALUES)
  @MayBeAbsent()
  @IsObject()
  values?: Record<string, unknown>;
}
