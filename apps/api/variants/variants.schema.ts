import type { EntryNotes } from '../catalogue/entry-operations.js';
import {
  addedField,
  defaultedField,
  entrySchemas,
  keyField,
  neededField,
  optionalField,
  VALUES_FIELD,
} from '../catalogue/entry-schemas.js';
import { VARIANT_ID } from '../openapi/parameters.js';
import { CODE, COUNT, described, FLAG, objectSchema, orNull, TIME, UUID } from '../openapi/schema.js';
import { ListVariantsDto } from './variants.dto.js';

const SINGLE_JERSEY = '744b4921-dff7-53c2-8ea5-5832a296c2ab';

export const VARIANT_NOTES: EntryNotes = {
  title: 'variant',
  titles: 'variants',
  listed:
    'In the order of their ids, which is none that means anything. A page by routing or yarn may be short, or empty, and ' +
    'still have a `next_cursor`: only so many variants are looked at for one.',
  query: ListVariantsDto,
  path: { variant_id: { ...VARIANT_ID, example: SINGLE_JERSEY } },
  schemas: entrySchemas(
    'Variant',
    'What is sold. Its SKU decides its id, and neither ever changes.',
    {
      variant_id: addedField(UUID),
      sku: keyField(CODE),
      master_yarn: neededField(orNull(CODE), CODE),
      routing: neededField(orNull(CODE), CODE),
      batch_no: optionalField({ type: 'string', maxLength: 100 }),
      is_active: defaultedField(described(FLAG, 'false: it is not costed. Default true.')),
      parameters: VALUES_FIELD,
      created_at: addedField(TIME),
      updated_at: addedField(TIME),
    },
    {
      entry: {
        variant_id: SINGLE_JERSEY,
        sku: 'SJ-40-WHITE',
        master_yarn: 'COTTON',
        routing: 'SJ',
        batch_no: 'B-7',
        is_active: true,
        parameters: { hours: 7, yarn: 'RING-40' },
        created_at: '2026-01-02T07:30:00.000Z',
        updated_at: '2026-06-30T17:59:00.000Z',
      },
      changes: { batch_no: 'B-8', parameters: { hours: 6.5, yarn: null } },
    },
  ),
  deleted: 'The next recalculation takes its cost away.',
};

export const VARIANT_COUNT = objectSchema<{ count: number; exact: boolean }>(
  'VariantCount',
  'How many variants there are.',
  { count: COUNT, exact: described(FLAG, 'false: an estimate.') },
  { count: 1_000_000, exact: false },
);
