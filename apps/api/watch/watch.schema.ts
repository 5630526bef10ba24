import type { WatchDocument } from '#jobs';
import { described, FLAG, JOB_NO, objectSchema, oneOf, orNull, TEXT, TIME } from '../openapi/schema.js';

export const WATCH = objectSchema<WatchDocument>(
  'Watch',
  'The delta watch: whether changes are costed as they come, and if not, why.',
  {
    state: described(
      oneOf('WATCHING', 'SUSPENDED', 'STOPPED', 'OFF'),
      'SUSPENDED: by what somebody decided to show; STOPPED: at a job that could not be released; OFF: no worker watches.',
    ),
    watched: described(FLAG, 'A worker watches, also while it may begin nothing.'),
    cause: orNull(oneOf('ROLLBACK', 'OTHER_DATE', 'OWN_VALUES', 'OLDER_STATE', 'NOT_RELEASED')),
    job_no: described(orNull(JOB_NO), 'The job that readers see since, or that could not be released.'),
    since: orNull(TIME),
    by: described(orNull(TEXT), 'Who suspended it: the name of an API key, `cli`, or a database role.'),
    message: TEXT,
  },
  {
    state: 'SUSPENDED',
    watched: true,
    cause: 'ROLLBACK',
    job_no: 41,
    since: '2026-06-30T18:00:02.550Z',
    by: 'planner',
    message:
      'Watching is suspended since 2026-06-30T18:00:02.550Z: a rollback took readers back to job 41. Changes stay pending ' +
      'until `watch resume` (REST `POST /api/v1/watch/resume`), or until a full job as of today is released.',
  },
);
