import { BASE_PARAMS, JOB } from '../jobs/jobs.schema.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';
import { WATCH } from '../watch/watch.schema.js';
import { COUNT, DATE, described, FLAG, JOB_NO, objectSchema, orNull, TEXT, TIME, UUID } from '../openapi/schema.js';

const RELEASED = objectSchema<Record<string, unknown>>(
  'Released',
  'What readers see.',
  { generation: JOB_NO, job_id: UUID, epoch: COUNT, as_of: DATE, base_params: BASE_PARAMS, released_at: TIME },
  {
    generation: 42,
    job_id: JOB_ID_EXAMPLE,
    epoch: 7,
    as_of: '2026-06-30',
    base_params: {},
    released_at: '2026-06-30T18:00:02.550Z',
  },
);

export const STATS = objectSchema<Record<string, unknown>>(
  'Stats',
  'How much there is, what readers see, and how the last job went.',
  {
    today: described(DATE, 'In the mill: the default of every `as_of`.'),
    time_zone: described(
      TEXT,
      'Whose day that is: of TIME_ZONE, else of the catalogue, else of the machine of the API.',
    ),
    variants: COUNT,
    variants_exact: described(FLAG, 'false: `variants` is an estimate.'),
    active_routings: COUNT,
    summaries: COUNT,
    released: orNull(RELEASED),
    last_job: orNull(JOB),
    failed_in_last_job: COUNT,
    watch: WATCH,
  },
  {
    today: '2026-06-30',
    time_zone: 'Asia/Jakarta',
    variants: 1_000_000,
    variants_exact: false,
    active_routings: 17,
    summaries: 1_000_000,
    released: RELEASED.example,
    last_job: JOB.example,
    failed_in_last_job: 12,
    watch: WATCH.example,
  },
);
