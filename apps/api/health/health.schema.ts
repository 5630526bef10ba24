import { COUNT, JOB_NO, objectSchema, oneOf, orNull, TEXT } from '../openapi/schema.js';

export const OK = objectSchema<{ status: string }>('Ok', 'It is so.', { status: oneOf('OK') }, { status: 'OK' });

export interface HealthDocument {
  readonly status: string;
  readonly database: string;
  readonly version: string;
  readonly released_generation: number | null;
  readonly epoch: number | null;
  readonly api_keys: { readonly state: string; readonly digest: string | null };
  readonly uptime_seconds: number;
}

const API_KEYS = objectSchema<HealthDocument['api_keys']>(
  'ApiKeysState',
  'Whether the file of API_KEYS_FILE as it is now is in force; UNREADABLE: the keys from before are.',
  { state: oneOf('NONE', 'IN_FORCE', 'UNREADABLE'), digest: orNull(TEXT) },
  { state: 'IN_FORCE', digest: 'ba7816bf8f01cfea' },
);

export const HEALTH = objectSchema<HealthDocument>(
  'Health',
  'How the process and what it depends on are.',
  {
    status: oneOf('OK', 'DEGRADED'),
    database: oneOf('OK', 'AWAY'),
    version: TEXT,
    released_generation: orNull(JOB_NO),
    epoch: orNull(COUNT),
    api_keys: API_KEYS,
    uptime_seconds: COUNT,
  },
  {
    status: 'OK',
    database: 'OK',
    version: '0.1.0',
    released_generation: 42,
    epoch: 7,
    api_keys: { state: 'IN_FORCE', digest: 'ba7816bf8f01cfea' },
    uptime_seconds: 86_400,
  },
);
