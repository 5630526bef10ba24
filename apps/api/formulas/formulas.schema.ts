import type { LoneFormulaError } from '#costing';
import { described, Named, NUMBER, objectSchema, TEXT } from '../openapi/schema.js';

const POSITION = { type: 'integer', minimum: 1 };

const FORMULA_FAULT = objectSchema<LoneFormulaError>(
  'FormulaFault',
  'The first thing that is wrong with a formula, or that kept it from having a value.',
  { code: TEXT, message: TEXT, line: described(POSITION, 'From 1 on.'), column: described(POSITION, 'From 1 on.') },
  { code: 'DIVISION_BY_ZERO', message: 'division by zero at line 1, column 7', line: 1, column: 7 },
);

const only = (name: string, schema: object) => ({
  type: 'object',
  properties: { [name]: schema },
  required: [name],
});

export const FORMULA_RESULT = new Named(
  'FormulaResult',
  { description: 'Its value, or why it has none.', oneOf: [only('value', NUMBER), only('error', FORMULA_FAULT)] },
  { value: 157_500 },
);
