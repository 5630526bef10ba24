import { PARAMETER_KEY } from '#database';
import { type EntryNotes, UNLESS_USED } from '../catalogue/entry-operations.js';
import { defaultedField, entrySchemas, keyField, optionalField } from '../catalogue/entry-schemas.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { described, oneOf, TITLE } from '../openapi/schema.js';

const KEY = { type: 'string', pattern: PARAMETER_KEY.source };
const DEFAULT_VALUE = { type: ['number', 'string'], description: 'A number; of kind ITEM the code of an item.' };

const MINIMUM =
  'Least value; of kind ITEM of its price. Stored values, rates and defaults must be within. Rates are not below 0 without one below 0.';
const MAXIMUM = 'Greatest value, likewise.';

export const PARAMETER_NOTES: EntryNotes = {
  title: 'parameter',
  titles: 'parameters',
  listed: 'In the order of their keys.',
  query: ListQueryDto,
  path: { key: { description: 'The key of the parameter.', schema: KEY, example: 'yarn_kg' } },
  schemas: entrySchemas(
    'Parameter',
    'A name that formulas use.',
    {
      key: keyField(KEY),
      kind: defaultedField(
        described(oneOf('NUMBER', 'ITEM'), 'ITEM: in a formula it stands for the price in force. Default NUMBER.'),
      ),
      label: optionalField(TITLE),
      unit: optionalField(TITLE),
      group: optionalField(TITLE),
      default_value: optionalField(DEFAULT_VALUE),
      minimum: optionalField({ type: 'number', description: MINIMUM }),
      maximum: optionalField({ type: 'number', description: MAXIMUM }),
    },
    {
      entry: {
        key: 'yarn_kg',
        kind: 'NUMBER',
        label: 'Yarn per lot',
        unit: 'kg',
        group: 'Material',
        default_value: 100,
        minimum: 0,
        maximum: null,
      },
      changes: { default_value: 120 },
    },
  ),
  deleted: UNLESS_USED,
};
