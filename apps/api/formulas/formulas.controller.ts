import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { evaluateFormula, type LoneFormulaError } from '#costing';
import { type Database, normalizeCode, readRoutingNames } from '#database';
import { CostingError } from '#platform';
import { Allow } from '../access/allow.js';
import { invalidRequest } from '../http/validation.js';
import { Operation } from '../openapi/operation.js';
import { DATABASE } from '../tokens.js';
import { ValidateFormulaDto } from './formulas.dto.js';
import { FORMULA_RESULT } from './formulas.schema.js';

@Allow('viewer')
@Controller('formulas')
export class FormulasController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Computes a formula, or says what is wrong with it and where: 200 either way. A right one that lacks a value has the
   * error MISSING_PARAMETER.
   */
  @Operation('validateFormula', {
    summary: 'Try a formula',
    description:
      'Computes it, or says what is wrong with it and where: 200 either way. A right one that lacks a value has the ' +
      'error MISSING_PARAMETER. 404: there is no such routing.',
    body: ValidateFormulaDto,
    answers: { 200: FORMULA_RESULT },
    problems: [404],
  })
  @Post('validate')
  @HttpCode(200)
  async validate(@Body() body: ValidateFormulaDto): Promise<{ value: number } | { error: LoneFormulaError }> {
    const known = [...(body.routing === undefined ? [] : await this.namesOf(body.routing)), ...(body.names ?? [])];
    const values = new Map<string, number | null>(known.map((name) => [name, null]));
    for (const [name, value] of Object.entries(body.values ?? {})) values.set(name, valueOf(name, value));
    return evaluateFormula(body.formula, values);
  }

  private async namesOf(code: string): Promise<readonly string[]> {
    const names = await readRoutingNames(this.database.pool, normalizeCode(code));
    if (names) return names;
    throw new CostingError('UNKNOWN_ROUTING', `There is no routing '${code}'.`, { httpStatus: 404 });
  }
}

function valueOf(name: string, value: unknown): number | null {
  if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw invalidRequest([{ path: `$.values.${name}`, code: 'NOT_A_NUMBER', message: 'must be a number or null' }]);
}
