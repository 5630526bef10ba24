import {
  type ClientBase,
  type Database,
  type IdempotentRequest,
  insertIdempotencyKey,
  type Job,
  readIdempotencyKey,
  readJob,
} from '#database';
import { CostingError } from '#platform';

/** Of whoever asks below HTTP: a key stands for itself. */
const OWN_SCOPE = { caller: '', fingerprint: '' };

/** Whose key it is and what it was sent with. */
export type IdempotencyScope = Omit<IdempotentRequest, 'key'>;

/** The key of a request for a job, with its scope; null: it has none. */
export function idempotent(key: string | null, scope: IdempotencyScope = OWN_SCOPE): IdempotentRequest | null {
  return key === null ? null : { ...scope, key };
}

/**
 * What the same request was answered with before: a job as it is now, or that there was nothing to do; null: it was not
 * made before. Throws `IDEMPOTENCY_KEY_REUSED` (422) when the key was used for another request.
 */
export async function earlierAnswer(
  { pool }: Database,
  request: IdempotentRequest | null,
): Promise<{ readonly job: Job | null } | null> {
  const earlier = request && (await readIdempotencyKey(pool, request));
  if (!earlier) return null;
  if (earlier.fingerprint !== request.fingerprint) {
    const message =
      'This Idempotency-Key was used for another request (path or body): send a new key for a new request.';
    throw new CostingError('IDEMPOTENCY_KEY_REUSED', message, { httpStatus: 422 });
  }
  return { job: earlier.jobId === null ? null : await readJob(pool, { jobId: earlier.jobId }) };
}

/** Writes what the request is answered with, in the transaction that does it. */
export async function rememberAnswer(
  client: ClientBase,
  request: IdempotentRequest | null,
  jobId: string | null,
): Promise<void> {
  if (request) await insertIdempotencyKey(client, request, jobId);
}
