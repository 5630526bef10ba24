import type { ChangeDocument, DiffDocument, DiffTotalsDocument, MoverDocument } from '#jobs';
import { VARIANT_ID_EXAMPLE } from '../openapi/parameters.js';
import {
  COUNT,
  described,
  JOB_NO,
  listOf,
  MONEY,
  NUMBER,
  objectSchema,
  orNull,
  TEXT,
  UUID,
} from '../openapi/schema.js';

const change = {
  from: MONEY,
  to: MONEY,
  change: MONEY,
  percent: described(orNull(NUMBER), 'To two decimals; null where there was nothing before.'),
};

const CHANGE = objectSchema<ChangeDocument>('CostChange', 'Money before and after.', change, {
  from: '36.000000',
  to: '42.000000',
  change: '6.000000',
  percent: 16.67,
});

const totals = {
  variants: described(COUNT, 'In both.'),
  changed: described(COUNT, 'In both, with another figure.'),
  only_from: COUNT,
  only_to: COUNT,
  total_material_cost: CHANGE,
  total_process_cost: CHANGE,
  total_overhead: CHANGE,
  grand_total: CHANGE,
};
const NO_CHANGE = { from: '30.000000', to: '30.000000', change: '0.000000', percent: 0 };
const TOTALS_EXAMPLE: DiffTotalsDocument = {
  variants: 2,
  changed: 2,
  only_from: 0,
  only_to: 0,
  total_material_cost: NO_CHANGE,
  total_process_cost: { from: '6.000000', to: '12.000000', change: '6.000000', percent: 100 },
  total_overhead: { from: '0.000000', to: '0.000000', change: '0.000000', percent: null },
  grand_total: CHANGE.example,
};

const OF_ROUTING = objectSchema<DiffDocument['by_routing'][number]>(
  'RoutingDiff',
  'Sums over the variants of a routing; null: those that were deleted.',
  { routing: orNull(TEXT), ...totals },
  { routing: 'KNIT-DYED', ...TOTALS_EXAMPLE },
);

const OF_YARN = objectSchema<DiffDocument['by_master_yarn'][number]>(
  'MasterYarnDiff',
  'Sums over the variants of a yarn; null: those that were deleted.',
  { master_yarn: orNull(TEXT), ...totals },
  { master_yarn: '30s-CH', ...TOTALS_EXAMPLE },
);

const MOVER = objectSchema<MoverDocument>(
  'CostMover',
  'A variant whose grand total moved; null of what was deleted.',
  { sku: orNull(TEXT), variant_id: UUID, routing: orNull(TEXT), master_yarn: orNull(TEXT), ...change },
  {
    sku: 'KD-30CH-WINE-160',
    variant_id: VARIANT_ID_EXAMPLE,
    routing: 'KNIT-DYED',
    master_yarn: '30s-CH',
    from: '13.000000',
    to: '16.000000',
    change: '3.000000',
    percent: 23.08,
  },
);

export const JOB_DIFF = objectSchema<DiffDocument>(
  'JobDiff',
  'Sums over the variants that both jobs have, in all and by group, and those that moved most.',
  {
    from_job_no: JOB_NO,
    to_job_no: JOB_NO,
    ...totals,
    by_routing: listOf(OF_ROUTING),
    by_master_yarn: listOf(OF_YARN),
    top_movers: listOf(MOVER),
  },
  {
    from_job_no: 41,
    to_job_no: 42,
    ...TOTALS_EXAMPLE,
    by_routing: [OF_ROUTING.example],
    by_master_yarn: [OF_YARN.example],
    top_movers: [MOVER.example],
  },
);
