import type { Content } from '../openapi/operation.js';
import { VARIANT_ID_EXAMPLE } from '../openapi/parameters.js';
import {
  DATE,
  described,
  JOB_NO,
  MONEY,
  objectSchema,
  oneOf,
  orNull,
  pageOf,
  TEXT,
  TIME,
  UUID,
} from '../openapi/schema.js';
import type { SummaryDocument } from './summary-document.js';

const figure = orNull(MONEY);

export const SUMMARY = objectSchema<SummaryDocument>(
  'CostSummary',
  'What a variant costs for one unit of its output; figures are null when no job has costed it yet.',
  {
    variant_id: UUID,
    sku: TEXT,
    currency: TEXT,
    output_unit: orNull(TEXT),
    total_material_cost: figure,
    total_process_cost: figure,
    total_overhead: figure,
    grand_total: figure,
    job_no: described(orNull(JOB_NO), 'The job that computed the figures.'),
    as_of: orNull(DATE),
    calculated_at: orNull(TIME),
    status: described(
      oneOf('CURRENT', 'PENDING', 'FAILED', 'NEVER'),
      'PENDING: a pending change touches it. FAILED: its last computation failed; the figures are the ones before.',
    ),
  },
  {
    variant_id: VARIANT_ID_EXAMPLE,
    sku: 'KD-30CH-WINE-160',
    currency: 'INR',
    output_unit: 'kg',
    total_material_cost: '164.568950',
    total_process_cost: '56.223587',
    total_overhead: '26.266503',
    grand_total: '247.059040',
    job_no: 42,
    as_of: '2026-06-30',
    calculated_at: '2026-06-30T18:00:02.550Z',
    status: 'CURRENT',
  },
);

export const SUMMARY_PAGE = pageOf(SUMMARY);

const { total_material_cost: material, total_process_cost: process, total_overhead: overhead } = SUMMARY.example;
const { sku, variant_id, currency, grand_total, job_no, as_of, calculated_at } = SUMMARY.example;
const ROW = {
  sku,
  variant_id,
  master_yarn: '30s-CH',
  routing: 'KNIT-DYED',
  output_unit: 'kg',
  currency,
  total_material_cost: material,
  total_process_cost: process,
  total_overhead: overhead,
  grand_total,
  job_no,
  as_of,
  calculated_at,
  status: 'CURRENT',
};

export const SUMMARY_ROWS: Content = {
  description: 'A table with a header, or an object a line, of these fields.',
  examples: {
    'text/csv': `${Object.keys(ROW).join(',')}\n${Object.values(ROW).join(',')}\n`,
    'application/x-ndjson': `${JSON.stringify(ROW)}\n`,
  },
};
