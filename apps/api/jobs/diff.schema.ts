import type {
  ChangeDocument,
  ComponentChangeDocument,
  DiffDocument,
  GroupChangeDocument,
  MovedDocument,
  MoverDocument,
  UnitDiffDocument,
} from '#jobs';
import { VARIANT_ID_EXAMPLE } from '../openapi/parameters.js';
import {
  COUNT,
  described,
  JOB_NO,
  listOf,
  MONEY,
  NUMBER,
  objectSchema,
  oneOf,
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
const CHANGE: ChangeDocument = { from: '36.000000', to: '42.000000', change: '6.000000', percent: 16.67 };

const COMPONENT = objectSchema<ComponentChangeDocument>(
  'ComponentChange',
  'Sums of one component, or of all.',
  { component: oneOf('MATERIAL', 'PROCESS', 'OVERHEAD', 'TOTAL'), ...change },
  { component: 'TOTAL', ...CHANGE },
);

const GROUP = objectSchema<GroupChangeDocument>(
  'GroupChange',
  'Sums of the grand totals of the variants of a routing or yarn; null: it is gone.',
  { code: orNull(TEXT), variants: COUNT, changed: COUNT, ...change },
  { code: 'KNIT-DYED', variants: 2, changed: 2, ...CHANGE },
);

const UNIT = objectSchema<UnitDiffDocument>(
  'UnitDiff',
  'Sums over the variants that both jobs have and that are costed by this unit of output in this currency.',
  {
    output_unit: TEXT,
    currency: TEXT,
    variants: described(COUNT, 'In both.'),
    changed: described(COUNT, 'In both, with another figure.'),
    components: listOf(COMPONENT),
    by_routing: described(listOf(GROUP), 'Without the variants that are on another routing than before.'),
    by_master_yarn: listOf(GROUP),
  },
  {
    output_unit: 'kg',
    currency: 'INR',
    variants: 2,
    changed: 2,
    components: [COMPONENT.example],
    by_routing: [GROUP.example],
    by_master_yarn: [{ ...GROUP.example, code: '30s-CH' }],
  },
);

const MOVER = objectSchema<MoverDocument>(
  'CostMover',
  'A variant whose grand total moved; null of what is gone.',
  {
    sku: orNull(TEXT),
    variant_id: UUID,
    output_unit: orNull(TEXT),
    routing: orNull(TEXT),
    master_yarn: orNull(TEXT),
    ...change,
  },
  {
    sku: 'KD-30CH-WINE-160',
    variant_id: VARIANT_ID_EXAMPLE,
    output_unit: 'kg',
    routing: 'KNIT-DYED',
    master_yarn: '30s-CH',
    from: '13.000000',
    to: '16.000000',
    change: '3.000000',
    percent: 23.08,
  },
);

const MOVED = objectSchema<MovedDocument>(
  'MovedVariant',
  'A variant that is on another routing than before.',
  { sku: orNull(TEXT), from_routing: orNull(TEXT), to_routing: orNull(TEXT) },
  { sku: 'KG-24CH-170', from_routing: 'KNIT-GREY', to_routing: 'KNIT-DYED' },
);

const COUNTS = objectSchema<DiffDocument['counts']>(
  'DiffCounts',
  'How many variants moved to another routing, went and came; the lists name the first ones.',
  {
    moved: COUNT,
    gone: COUNT,
    new: COUNT,
    other_unit: described(COUNT, 'In both, but by another unit or currency than before: in no sum.'),
  },
  { moved: 1, gone: 1, new: 0, other_unit: 0 },
);

export const JOB_DIFF = objectSchema<DiffDocument>(
  'JobDiff',
  'What moved between two jobs: one entry for each unit of output, because nothing is added over units; the variants ' +
    'that moved most; and those on another routing, gone and new.',
  {
    from: described(JOB_NO, 'The job compared with.'),
    to: JOB_NO,
    units: listOf(UNIT),
    movers: listOf(MOVER),
    moved: listOf(MOVED),
    gone: described(listOf(TEXT), 'SKUs that only the first job has figures of.'),
    new: described(listOf(TEXT), 'SKUs that only the second job has figures of.'),
    counts: COUNTS,
  },
  {
    from: 41,
    to: 42,
    units: [UNIT.example],
    movers: [MOVER.example],
    moved: [MOVED.example],
    gone: ['YN-40C-CONE'],
    new: [],
    counts: COUNTS.example,
  },
);
