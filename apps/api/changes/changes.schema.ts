import {
  COUNT,
  CURSOR,
  DATE,
  described,
  JOB_NO,
  listOf,
  NUMBER,
  objectSchema,
  oneOf,
  orNull,
  TEXT,
  TIME,
  UUID,
} from '../openapi/schema.js';

const TYPES = ['PRICE_RATE', 'FORMULA', 'VARIANT', 'MASTER_YARN', 'PARAMETER', 'IMPORT'] as const;
const VALUE = { type: ['object', 'null'], additionalProperties: true };
const SECONDS = { ...NUMBER, minimum: 0 };
const TOUCHES = described(orNull(COUNT), 'Variants; null: not asked for, or too many causes to count each.');
const WHY = described(orNull(listOf(TEXT)), 'How it gets into their costs, a line for each routing.');

const CHANGE = objectSchema<Record<string, unknown>>(
  'Change',
  'A change of the catalogue, recorded by the transaction that made it.',
  {
    change_id: UUID,
    change_type: oneOf(...TYPES),
    affected_key: described(TEXT, 'Of a parameter the key, of an item, routing or yarn the code, of a variant the id.'),
    old_value: described(VALUE, 'null: there was nothing.'),
    new_value: described(VALUE, 'null: there is nothing any more.'),
    created_at: TIME,
    age_seconds: SECONDS,
    status: described(oneOf('PENDING', 'CLAIMED', 'PROCESSED'), 'CLAIMED: a delta that is active computes with it.'),
    job_no: described(orNull(JOB_NO), 'The job that claimed it, or by which it became processed.'),
    processed_at: orNull(TIME),
    touches: TOUCHES,
    why: WHY,
  },
  {
    change_id: '01977c5e-9f00-7a10-8000-000000000007',
    change_type: 'PRICE_RATE',
    affected_key: 'REACTIVE-RED-195',
    old_value: null,
    new_value: { item: 'REACTIVE-RED-195', rate_value: 365, effective_date: '2026-06-01' },
    created_at: '2026-06-30T17:59:00.000Z',
    age_seconds: 61.5,
    status: 'PENDING',
    job_no: null,
    processed_at: null,
    touches: 3,
    why: ['REACTIVE-RED-195 → dye_2 → DYES (MATERIAL) in routing KNIT-DYED: 3 variants'],
  },
);

const WITHOUT_CHANGE = objectSchema<Record<string, unknown>>(
  'CauseWithoutChange',
  'What makes costs other ones although nobody changed it since, say a price that came into force.',
  {
    cause: oneOf('PARAMETER', 'ITEM', 'ROUTING', 'MASTER_YARN', 'VARIANT', 'IMPORT'),
    key: orNull(TEXT),
    touches: TOUCHES,
    why: WHY,
  },
  { cause: 'PARAMETER', key: 'wage', touches: 20, why: ['wage → LABOUR (PROCESS) in routing KNIT-DYED: 20 variants'] },
);

export const CHANGES = objectSchema<Record<string, unknown>>(
  'Changes',
  'Changes, the newest first; what needs counting is null unless `explain` asks for it.',
  {
    as_of: described(DATE, 'The day whose rates are compared.'),
    released_job_no: described(orNull(JOB_NO), 'null: there are no figures yet, and every variant is to be costed.'),
    pending: {
      type: 'object',
      properties: {
        count: COUNT,
        oldest_seconds: orNull(SECONDS),
        by_type: { type: 'object', properties: Object.fromEntries(TYPES.map((type) => [type, COUNT])) },
      },
      required: ['count', 'oldest_seconds', 'by_type'],
    },
    touches: described(orNull(COUNT), 'Variants that a delta of this moment would cost.'),
    without_change: orNull(listOf(WITHOUT_CHANGE)),
    data: listOf(CHANGE),
    next_cursor: CURSOR,
  },
  {
    as_of: '2026-06-30',
    released_job_no: 42,
    pending: { count: 1, oldest_seconds: 61.5, by_type: { PRICE_RATE: 1 } },
    touches: 3,
    without_change: [],
    data: [CHANGE.example],
    next_cursor: null,
  },
);
