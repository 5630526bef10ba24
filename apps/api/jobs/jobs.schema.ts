import type { FailedVariantDocument, JobDocument } from '#jobs';
import { JOB_ID_EXAMPLE, VARIANT_ID_EXAMPLE } from '../openapi/parameters.js';
import {
  COUNT,
  CURSOR,
  DATE,
  described,
  FLAG,
  JOB_NO,
  listOf,
  objectSchema,
  oneOf,
  orNull,
  pageOf,
  TEXT,
  TIME,
  UUID,
} from '../openapi/schema.js';
import { WARNING } from '../openapi/warning.schema.js';

export const JOB_STATUS = oneOf('PENDING', 'RUNNING', 'STAGED', 'COMPLETED', 'FAILED', 'CANCELLED', 'DISCARDED');

export const BASE_PARAMS = described(
  { type: 'object', additionalProperties: { type: ['number', 'string'] } },
  "Values of this job alone, in place of the catalogue's: parameter key → number, or item code.",
);

export const JOB = objectSchema<JobDocument>(
  'Job',
  'A recalculation.',
  {
    job_id: UUID,
    job_no: JOB_NO,
    mode: oneOf('FULL', 'DELTA'),
    plan: described(orNull(oneOf('MERGE', 'MERGE_BY_PARTITION', 'REBUILD', 'NOTHING')), 'How a delta reaches readers.'),
    status: JOB_STATUS,
    as_of: described(DATE, 'Rates in force on this day.'),
    total: described(COUNT, 'Variants to cost; an estimate while it runs.'),
    processed: COUNT,
    failed: COUNT,
    rate: described(COUNT, 'Variants a second since the first task was claimed.'),
    eta_seconds: described(orNull(COUNT), 'To the end at this rate; null when nothing is known.'),
    created_at: TIME,
    started_at: orNull(TIME),
    finished_at: orNull(TIME),
    error: orNull(TEXT),
    base_params: BASE_PARAMS,
    released: described(FLAG, 'Readers see its figures.'),
    kept_name: described(orNull(TEXT), 'Name under which its summaries are kept.'),
    warnings: described(listOf(WARNING), 'What a person should look at although the job was done.'),
    notice: described(
      orNull(TEXT),
      'Why it cannot go on by itself, or the watch goes on no more because of it; only where one job is asked for.',
    ),
  },
  {
    job_id: JOB_ID_EXAMPLE,
    job_no: 42,
    mode: 'FULL',
    plan: null,
    status: 'COMPLETED',
    as_of: '2026-06-30',
    total: 1_000_000,
    processed: 1_000_000,
    failed: 12,
    rate: 412_000,
    eta_seconds: null,
    created_at: '2026-06-30T18:00:00.000Z',
    started_at: '2026-06-30T18:00:00.120Z',
    finished_at: '2026-06-30T18:00:02.550Z',
    error: null,
    base_params: { cotton_usd_kg: 2.5 },
    released: true,
    kept_name: null,
    warnings: [WARNING.example],
  },
  ['notice'],
);

export const JOB_PAGE = pageOf(JOB);

interface ErrorsDocument {
  readonly job_no: number;
  readonly failed: number;
  readonly data: readonly object[];
  readonly next_cursor: null;
}

const CAUSE = objectSchema<Record<string, unknown>>(
  'JobErrorCause',
  'Variants that failed for one cause.',
  {
    code: TEXT,
    routing: described(TEXT, 'Where the same is missing in several, the first five.'),
    step: described(TEXT, 'Empty: before the first step.'),
    name: described(TEXT, 'The parameter that has no value, else empty.'),
    item: described(TEXT, 'The item that has no price, else empty.'),
    message: TEXT,
    count: COUNT,
    samples: listOf({
      type: 'object',
      properties: { variant_id: UUID, sku: orNull(TEXT) },
      required: ['variant_id', 'sku'],
    }),
  },
  {
    code: 'DIVISION_BY_ZERO',
    routing: 'KNIT-DYED',
    step: 'DYES',
    name: '',
    item: '',
    message: 'division by zero',
    count: 12,
    samples: [{ variant_id: VARIANT_ID_EXAMPLE, sku: 'KD-30CH-WINE-160' }],
  },
);

export const JOB_ERRORS = objectSchema<ErrorsDocument>(
  'JobErrors',
  'Why variants failed: causes, the most frequent first, each with a few examples.',
  { job_no: JOB_NO, failed: COUNT, data: listOf(CAUSE), next_cursor: CURSOR },
  { job_no: 42, failed: 12, data: [CAUSE.example], next_cursor: null },
);

const FAILED_VARIANT = objectSchema<FailedVariantDocument>(
  'FailedVariant',
  'A variant that failed, and why.',
  {
    sku: orNull(TEXT),
    variant_id: UUID,
    code: TEXT,
    routing: TEXT,
    step: TEXT,
    name: described(TEXT, 'The parameter that has no value, else empty.'),
    item: described(TEXT, 'The item that has no price, else empty.'),
    message: TEXT,
  },
  {
    sku: 'KD-30CH-WINE-160',
    variant_id: VARIANT_ID_EXAMPLE,
    code: 'MISSING_PARAMETER',
    routing: 'KNIT-DYED',
    step: 'DYES',
    name: 'dye_1',
    item: 'REACTIVE-RED-195',
    message:
      "item 'REACTIVE-RED-195' (parameter 'dye_1') has no price on 2026-06-30: it expired on 2026-06-01, without a successor",
  },
);

export const FAILED_VARIANTS = pageOf(FAILED_VARIANT);
