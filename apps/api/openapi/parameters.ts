import type { Parameter } from './operation.js';
import { UUID } from './schema.js';

/** Parameters and examples that several resources share. */
export const JOB_ID_EXAMPLE = '01977c5e-9f00-7a10-8000-000000000042';
export const VARIANT_ID_EXAMPLE = '48bc9d56-e7f7-572d-9d60-7a3bd2687679';

export const JOB_ID: Parameter = { description: 'The id of a job.', schema: UUID, example: JOB_ID_EXAMPLE };

export const VARIANT_ID: Parameter = {
  description: 'The id of a variant.',
  schema: UUID,
  example: VARIANT_ID_EXAMPLE,
};

export const IDEMPOTENCY_KEY: Parameter = {
  description:
    'The same request again, with the same key, gives the same job, for 24 hours. Keys belong to their caller; one that ' +
    'was used for another path or body is 422.',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
  example: 'month-end 2026-06',
};
