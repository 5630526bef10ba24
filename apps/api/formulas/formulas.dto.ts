import { ArrayMaxSize, IsArray, IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { IsCode } from '../http/keys.js';
import { MayBeAbsent } from '../http/validation.js';

const NAMES_MAX = 1_000;
/** More than a formula may have, which the answer says then. */
const FORMULA_LENGTH_MAX = 100_000;

export class ValidateFormulaDto {
  @MaxLength(FORMULA_LENGTH_MAX)
  @IsString()
  formula!: string;

  /** Names that may be used though they have no value. */
  @MayBeAbsent()
  @Matches(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, { each: true })
  @ArrayMaxSize(NAMES_MAX)
  @IsArray()
  names?: string[];

  /** Code of a routing: all that its formulas may use is known. */
  @MayBeAbsent()
  @IsCode()
  routing?: string;

  /** Name → number; null: a parameter without value. */
  @MayBeAbsent()
  @IsObject()
  values?: Record<string, unknown>;
}
