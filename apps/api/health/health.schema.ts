import type { HealthSummary } from '#health';
import { WATCH } from '../watch/watch.schema.js';
import { COUNT, described, FLAG, JOB_NO, listOf, objectSchema, oneOf, orNull, TEXT } from '../openapi/schema.js';

export const OK = objectSchema<{ status: string }>('Ok', 'It is so.', { status: oneOf('OK') }, { status: 'OK' });

export interface HealthDocument extends HealthSummary {
  readonly api_keys: { readonly state: string; readonly digest: string | null };
}

const API_KEYS = objectSchema<HealthDocument['api_keys']>(
  'ApiKeysState',
  'Whether the file of API_KEYS_FILE as it is now is in force; UNREADABLE: the keys from before are.',
  { state: oneOf('NONE', 'IN_FORCE', 'UNREADABLE'), digest: orNull(TEXT) },
  { state: 'IN_FORCE', digest: 'ba7816bf8f01cfea' },
);

export const HEALTH = objectSchema<HealthDocument>(
  'Health',
  'State of the process and of what it depends on. Figures of the database are null while it does not answer.',
  {
    status: oneOf('OK', 'DEGRADED'),
    started: described(FLAG, 'The database was reached and its schema checked.'),
    draining: described(FLAG, 'The process was told to stop.'),
    database: oneOf('OK', 'AWAY', 'SCHEMA_OUT_OF_DATE', 'SCHEMA_TOO_NEW'),
    schema_drift: described(
      orNull(listOf(TEXT)),
      'What of the schema differs from what the migrations made, at most ten; null: not known. No reason to stop.',
    ),
    nats: described(oneOf('OK', 'AWAY', 'NONE'), 'NONE: NATS_URL is not set. Without NATS work goes on.'),
    version: TEXT,
    released_generation: orNull(JOB_NO),
    epoch: orNull(COUNT),
    watch: orNull(WATCH),
    tasks_waiting: described(orNull(COUNT), 'Tasks of the active job that a worker could claim now.'),
    jobs_running: orNull(COUNT),
    pending_changes: described(orNull(COUNT), 'Changes that wait for a delta, counted up to 100,000.'),
    api_keys: API_KEYS,
    uptime_seconds: COUNT,
  },
  {
    status: 'OK',
    started: true,
    draining: false,
    database: 'OK',
    schema_drift: [],
    nats: 'NONE',
    version: '0.1.0',
    released_generation: 42,
    epoch: 7,
    watch: WATCH.example,
    tasks_waiting: 12,
    jobs_running: 1,
    pending_changes: 0,
    api_keys: { state: 'IN_FORCE', digest: 'ba7816bf8f01cfea' },
    uptime_seconds: 86_400,
  },
);
