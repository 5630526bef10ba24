import { COUNT, JOB_NO, objectSchema, oneOf, orNull, TEXT } from '../openapi/schema.js';

export const OK = objectSchema<{ status: string }>('Ok', 'It is so.', { status: oneOf('OK') }, { status: 'OK' });

interface HealthDocument {
  readonly status: string;
  readonly database: string;
  readonly version: string;
  readonly released_generation: number | null;
  readonly epoch: number | null;
  readonly uptime_seconds: number;
}

export const HEALTH = objectSchema<HealthDocument>(
  'Health',
  'How the process and what it depends on are.',
  {
    status: oneOf('OK', 'DEGRADED'),
    database: oneOf('OK', 'AWAY'),
    version: TEXT,
    released_generation: orNull(JOB_NO),
    epoch: orNull(COUNT),
    uptime_seconds: COUNT,
  },
  { status: 'OK', database: 'OK', version: '0.1.0', released_generation: 42, epoch: 7, uptime_seconds: 86_400 },
);
