import type { Content, Parameter } from '../openapi/operation.js';
import { JOB_ID_EXAMPLE } from '../openapi/parameters.js';

export const EVENTS: Content = {
  description: '`progress` with the job whenever it changes, `finished` with its last state, then the end.',
  examples: {
    'text/event-stream': `event: progress\nid: RUNNING-7\ndata: {"job_id":"${JOB_ID_EXAMPLE}","status":"RUNNING"}\n\n`,
  },
};

export const LAST_EVENT_ID: Parameter = {
  description: 'The last event that was heard; who has heard the end is told by 204 that there is no more.',
  schema: { type: 'string' },
  example: 'RUNNING-7',
};
