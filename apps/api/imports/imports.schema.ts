import type { CellChange, EmptiedCells, ImportDocument, PartCounts } from '#database';
import type { Content } from '../openapi/operation.js';
import { WARNING } from '../openapi/warning.schema.js';
import { CODE, COUNT, DATE, described, listOf, objectSchema, oneOf, type Schema, TEXT } from '../openapi/schema.js';

/** What an import answers. */
export type ImportAnswer = PartCounts & ImportDocument & { readonly items?: PartCounts };

const COUNTS = objectSchema<PartCounts>(
  'ImportCounts',
  'What an import did to how many entries.',
  { inserted: COUNT, updated: COUNT, unchanged: COUNT },
  { inserted: 2, updated: 0, unchanged: 0 },
);

const PART = oneOf(
  'currency',
  'time_zone',
  'items',
  'parameters',
  'price_rates',
  'processes',
  'routings',
  'master_yarns',
  'variants',
);
const CELL: Schema = { type: ['string', 'number', 'boolean', 'null'] };

const EMPTIED = objectSchema<EmptiedCells>(
  'EmptiedCells',
  'Cells of one column that had a value and have none any more.',
  { part: PART, column: TEXT, count: COUNT, examples: listOf(CODE) },
  { part: 'variants', column: 'batch_no', count: 1, examples: ['SJ-40-WHITE'] },
);

const CHANGE = objectSchema<CellChange>(
  'CellChange',
  'A cell before and after; of a new entry its name, of a new rate the value in force until then.',
  { part: PART, key: TEXT, column: TEXT, before: CELL, after: CELL },
  { part: 'variants', key: 'SJ-40-WHITE', column: 'hours', before: 7, after: 6.5 },
);

type Touches = NonNullable<ImportDocument['touches']>;
const TOUCHES = objectSchema<Touches>(
  'ImportTouches',
  'Variants whose cost may be another, on the later one of today and the day on which the last rate begins.',
  {
    as_of: DATE,
    variants: COUNT,
    by_routing: listOf(
      objectSchema<Touches['by_routing'][number]>(
        'TouchedRouting',
        'Those that are there on one routing.',
        { routing: CODE, variants: COUNT },
        { routing: 'SJ', variants: 1 },
      ),
    ),
  },
  { as_of: '2026-06-30', variants: 1, by_routing: [{ routing: 'SJ', variants: 1 }] },
);

export const IMPORT_ANSWER = objectSchema<ImportAnswer>(
  'ImportAnswer',
  'What an import did or, with `dry_run`, would do. `changes`, `changes_count` and `touches` are of a dry run.',
  {
    inserted: COUNT,
    updated: COUNT,
    unchanged: COUNT,
    items: COUNTS,
    cells_changed: described(COUNT, 'Of entries that were there.'),
    emptied: listOf(EMPTIED),
    rounded: described(COUNT, 'Rates that were rounded.'),
    warnings: listOf(WARNING),
    dry_run: { type: 'boolean', const: true },
    changes: listOf(CHANGE),
    changes_count: COUNT,
    touches: TOUCHES,
  },
  { inserted: 2, updated: 0, unchanged: 0, cells_changed: 0, emptied: [], rounded: 0, warnings: [] },
  ['items', 'dry_run', 'changes', 'changes_count', 'touches'],
);

export const VARIANT_LINES: Content = {
  description:
    'A table with a header, a column a parameter, of which only the columns that it has are changed; or a variant a ' +
    'line, each whole.',
  examples: {
    'text/csv': 'sku,master_yarn,routing,hours,yarn\nSJ-30-WHITE,COTTON,SJ,6.5,\nSJ-40-WHITE,COTTON,SJ,7,RING-40\n',
    'application/x-ndjson':
      '{"sku":"SJ-30-WHITE","master_yarn":"COTTON","routing":"SJ","parameters":{"hours":6.5}}\n' +
      '{"sku":"SJ-40-WHITE","master_yarn":"COTTON","routing":"SJ","parameters":{"hours":7,"yarn":"RING-40"}}\n',
  },
};

export const RATE_LINES: Content = {
  description:
    'A table with a header: item or parameter_key, rate_value, effective_date, expired_date (the first day without the ' +
    'rate) or valid_to (the last day with it), notes. Only the columns that it has are changed.',
  examples: { 'text/csv': 'item,rate_value,effective_date,valid_to\nRING-40,52150.5,2026-07-01,2026-12-31\n' },
};
