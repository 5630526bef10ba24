import type { ClientBase, Pool } from 'pg';

type Queryable = ClientBase | Pool;

/** How long a key is kept; a request that is repeated later counts as a new one. */
const KEPT = `interval '24 hours'`;

/** A request that may be repeated without being done twice. */
export interface IdempotentRequest {
  /** Keys of different callers have nothing to do with each other. */
  readonly caller: string;
  readonly key: string;
  /** Digest of route and body. */
  readonly fingerprint: string;
}

/** What an earlier request with the key was, and the job that it gave; null: there was nothing to do. */
export interface IdempotentAnswer {
  readonly fingerprint: string;
  readonly jobId: string | null;
}

/** The earlier request of this caller with this key, of the last 24 hours; null: none. */
export async function readIdempotencyKey(
  client: Queryable,
  { caller, key }: Pick<IdempotentRequest, 'caller' | 'key'>,
): Promise<IdempotentAnswer | null> {
  const { rows } = await client.query<IdempotentAnswer>({
    text: `SELECT fingerprint, job_id AS "jobId" FROM idempotency_keys
            WHERE caller = $1 AND key = $2 AND created_at > now() - ${KEPT}`,
    values: [caller, key],
  });
  return rows[0] ?? null;
}

/**
 * Writes the key in the transaction of what it stands for, so that either both are there or neither; takes away those that
 * are no longer kept. A key that another transaction has written meanwhile is a unique violation.
 */
export async function insertIdempotencyKey(
  client: ClientBase,
  { caller, key, fingerprint }: IdempotentRequest,
  jobId: string | null,
): Promise<void> {
  await client.query(`DELETE FROM idempotency_keys WHERE created_at <= now() - ${KEPT}`);
  await client.query({
    text: `INSERT INTO idempotency_keys (caller, key, fingerprint, job_id) VALUES ($1, $2, $3, $4)`,
    values: [caller, key, fingerprint, jobId],
  });
}
