import { JOB_STATUS } from '../jobs/jobs.schema.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';
import { COUNT, described, JOB_NO, objectSchema, oneOf, TEXT, UUID } from '../openapi/schema.js';

interface StartedDocument {
  readonly job_id: string;
  readonly job_no: number;
  readonly status: string;
  readonly message: string;
}

export const JOB_STARTED = objectSchema<StartedDocument>(
  'JobStarted',
  'The job, which goes on by itself.',
  { job_id: UUID, job_no: JOB_NO, status: JOB_STATUS, message: TEXT },
  {
    job_id: JOB_ID_EXAMPLE,
    job_no: 42,
    status: 'PENDING',
    message: `Job 42 is PENDING: GET /api/v1/jobs/${JOB_ID_EXAMPLE} tells how far it is.`,
  },
);

export const NOTHING_TO_DO = objectSchema<{ status: string; failed: number; message: string }>(
  'NothingToDo',
  'No job was made: no change is pending.',
  {
    status: oneOf('NOTHING_TO_DO'),
    failed: described(COUNT, 'Variants whose last computation failed; `{ "failed": true }` tries them again.'),
    message: TEXT,
  },
  {
    status: 'NOTHING_TO_DO',
    failed: 0,
    message: 'nothing to do: no change is pending, and every cost is what the catalogue gives',
  },
);
