import { COST_COMPONENTS } from '#costing';
import { BASE_PARAMS } from '../jobs/jobs.schema.js';
import {
  CODE,
  DATE,
  described,
  JOB_NO,
  listOf,
  MONEY,
  type Named,
  NUMBER,
  objectSchema,
  oneOf,
  orNull,
  TEXT,
  UUID,
} from '../openapi/schema.js';

type Document = Record<string, unknown>;

const INPUT = objectSchema<Document>(
  'ExplainedInput',
  'What a name in a formula stood for, and where that came from.',
  {
    value: described(orNull(NUMBER), 'null: it has none.'),
    source: oneOf('VARIANT', 'MASTER_YARN', 'ROUTING', 'JOB', 'RATE', 'ITEM_PRICE', 'DEFAULT', 'STEP', 'RUNNING_TOTAL'),
    rate_id: TEXT,
    effective_date: described(DATE, 'Of that rate.'),
    item: described(CODE, 'The item whose price it is.'),
  },
  { value: 52000.12345678901, source: 'ITEM_PRICE', rate_id: '4', effective_date: '2026-01-01', item: 'RING-40' },
  ['rate_id', 'effective_date', 'item'],
);

const STEP = objectSchema<Document>(
  'ExplainedStep',
  'A step of the routing, computed for the lot.',
  {
    code: TEXT,
    process: orNull(CODE),
    cost_component: oneOf(...COST_COMPONENTS),
    formula: TEXT,
    value: described(orNull(NUMBER), 'For the lot; null: it failed.'),
    inputs: { type: 'object', description: 'By name.', additionalProperties: INPUT },
  },
  {
    code: 'YARN',
    process: 'KNIT',
    cost_component: 'MATERIAL',
    formula: 'yarn_kg * yarn',
    value: 5200012.345678901,
    inputs: { yarn_kg: { value: 100, source: 'DEFAULT' }, yarn: INPUT.example },
  },
);

const FAILURE = objectSchema<Document>(
  'CostFailure',
  'Why a variant has no cost.',
  { code: TEXT, step: described(TEXT, 'Empty: before the first step.'), name: TEXT, message: TEXT },
  { code: 'MISSING_PARAMETER', step: 'LABOUR', name: 'hours', message: "'hours' has no value" },
  ['name'],
);

const total = orNull(MONEY);

export const EXPLANATION: Named = objectSchema<Document>(
  'CostExplanation',
  'How the cost of a variant comes about: values of steps are for the lot, totals for one unit of output.',
  {
    sku: TEXT,
    variant_id: UUID,
    routing: CODE,
    as_of: DATE,
    job_no: described(orNull(JOB_NO), 'The job whose figures these are; null: as it is now.'),
    base_params: BASE_PARAMS,
    currency: TEXT,
    output_quantity: described(orNull(NUMBER), 'What the lot yields.'),
    output_unit: TEXT,
    steps: listOf(STEP),
    total_material_cost: total,
    total_process_cost: total,
    total_overhead: total,
    grand_total: total,
    error: FAILURE,
  },
  {
    sku: 'SJ-40-WHITE',
    variant_id: '744b4921-dff7-53c2-8ea5-5832a296c2ab',
    routing: 'SJ',
    as_of: '2026-06-01',
    job_no: null,
    currency: 'IDR',
    output_quantity: 97.5,
    output_unit: 'kg',
    steps: [
      {
        code: 'OUTPUT_KG',
        process: null,
        cost_component: 'MEMO',
        formula: 'yarn_kg * (1 - knit_waste_pct / 100)',
        value: 97.5,
        inputs: {
          yarn_kg: { value: 100, source: 'DEFAULT' },
          knit_waste_pct: { value: 2.5, source: 'MASTER_YARN' },
        },
      },
      STEP.example,
      {
        code: 'LABOUR',
        process: 'KNIT',
        cost_component: 'PROCESS',
        formula: 'hours * wage_per_hour',
        value: 157_500,
        inputs: {
          hours: { value: 7, source: 'VARIANT' },
          wage_per_hour: { value: 22_500, source: 'RATE', rate_id: '1', effective_date: '2026-01-01' },
        },
      },
      {
        code: 'RENT',
        process: 'FINISH',
        cost_component: 'OVERHEAD',
        formula: 'rent_month / 720 * hours + 0.01 * cost_so_far',
        value: 141075.123456789,
        inputs: {
          rent_month: { value: 9_000_000, source: 'ROUTING' },
          hours: { value: 7, source: 'VARIANT' },
          cost_so_far: { value: 5357512.345678901, source: 'RUNNING_TOTAL' },
        },
      },
    ],
    total_material_cost: '53333.459956',
    total_process_cost: '1615.384615',
    total_overhead: '1446.924343',
    grand_total: '56395.768914',
  },
  ['base_params', 'error'],
);
