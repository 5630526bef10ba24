import { PARAMETER_KEY } from '#database';
import type { EntryNotes } from '../catalogue/entry-operations.js';
import { addedField, entrySchemas, neededField, optionalField, writtenField } from '../catalogue/entry-schemas.js';
import { CODE, DATE, described, TIME } from '../openapi/schema.js';
import { ListPriceRatesDto } from './price-rates.dto.js';

const ID = { type: 'string', pattern: '^[1-9]\\d{0,18}$' };
const READ_RATE = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: 'All of its digits, as text.' };
const WRITTEN_RATE = {
  type: ['string', 'number'],
  description: 'At most 12 digits before the point and 12 behind it. A number is taken by the digits that are sent.',
};

export const PRICE_RATE_NOTES: EntryNotes = {
  title: 'price rate',
  titles: 'price rates',
  listed: 'In the order in which they were made; of one parameter or item, or those in force on a day.',
  query: ListPriceRatesDto,
  path: { id: { description: 'The id of the rate.', schema: ID, example: '4' } },
  schemas: entrySchemas(
    'PriceRate',
    'What a parameter or an item costs from a day on: of exactly one of them, and for good.',
    {
      id: addedField(ID),
      parameter_key: optionalField({ type: 'string', pattern: PARAMETER_KEY.source }),
      item: optionalField(described(CODE, 'Code of an item.')),
      rate_value: neededField(READ_RATE, WRITTEN_RATE),
      effective_date: neededField(described(DATE, 'The first day.')),
      expired_date: optionalField(described(DATE, 'The first day WITHOUT it.')),
      valid_to: writtenField(described(DATE, 'The last day WITH it, in place of `expired_date`.')),
      notes: optionalField({ type: 'string', maxLength: 2_000 }),
      created_at: addedField(TIME),
    },
    {
      entry: {
        id: '4',
        parameter_key: null,
        item: 'RING-40',
        rate_value: '52000.123456789012',
        effective_date: '2026-01-01',
        expired_date: null,
        notes: 'spot',
        created_at: '2026-01-02T07:30:00.000Z',
      },
      changes: { rate_value: '52150.5', notes: null },
    },
  ),
  deleted: 'Costs of its days are computed anew with the next recalculation.',
};
