import type { ClientBase, Pool } from 'pg';
import { utc } from './utc.js';

/** The schema of the audit and of the functions that write it; the run-time role may create nothing in it. */
export const AUDIT_SCHEMA = 'costing_audit';

/** One thing that was done. */
export interface AuditChange {
  /** `INSERT`, `UPDATE`, `DELETE`; `IMPORT` of many rows at once. */
  readonly action: string;
  /** Resource as REST calls it: `variants`. */
  readonly kind: string;
  /** Natural key; `*`: many. */
  readonly key: string;
  /** Documents as people read them; null: there was, or is, none. */
  readonly before: object | null;
  readonly after: object | null;
}

/**
 * Writes an audit entry in the caller's transaction, for what no trigger watches: variants, of which there are too many.
 * Who acts is what `actingAs` says.
 */
export async function writeAudit(client: ClientBase, { action, kind, key, before, after }: AuditChange): Promise<void> {
  await client.query({
    text: `SELECT ${AUDIT_SCHEMA}.record_audit($1::text, $2::text, $3::text, $4::jsonb, $5::jsonb)`,
    values: [action, kind, key, before && JSON.stringify(before), after && JSON.stringify(after)],
  });
}

export interface AuditEntry extends AuditChange {
  readonly id: string;
  readonly at: string;
  /** Name of an API key, `cli`, `api` where there are no keys, or the database role. */
  readonly actor: string;
  readonly dbRole: string;
  /** Entries of one transaction share it. */
  readonly txid: string;
}

/** Newest first; `beforeId`: older than this entry. */
export async function listAudit(
  client: ClientBase | Pool,
  filter: { readonly limit: number; readonly beforeId?: string; readonly kind?: string; readonly key?: string },
): Promise<AuditEntry[]> {
  const { rows } = await client.query<AuditEntry>({
    text: `SELECT id, ${utc('at')} AS at, actor, db_role AS "dbRole", action,
                  subject_kind AS kind, subject_key AS key, before, after, txid
             FROM audit_entries
            WHERE ($2::bigint IS NULL OR id < $2) AND ($3::text IS NULL OR subject_kind = $3)
              AND ($4::text IS NULL OR subject_key = $4)
            ORDER BY id DESC LIMIT $1`,
    values: [filter.limit, filter.beforeId ?? null, filter.kind ?? null, filter.key ?? null],
  });
  return rows;
}
