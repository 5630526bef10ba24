import type { ClientBase } from 'pg';
import { writeAudit } from './audit.js';

/** More rows of one part than these are recorded together, by one row of type IMPORT. */
export const TRACKED_ROWS_MAX = 1_000;

/** The part of the catalogue that an IMPORT row speaks of; `catalogue`: all of it was replaced. */
export type ImportedPart = string;

/**
 * Runs `work`, whose rows are not recorded one by one, and records it as one IMPORT if it changed anything. Of variants
 * the row keeps the time of this transaction, which `work` gives all that it writes as `updated_at`.
 */
export async function recordTogether<T extends { readonly inserted: number; readonly updated: number }>(
  client: ClientBase,
  part: ImportedPart,
  work: () => Promise<T>,
): Promise<T> {
  const { result: counts, wasTracked } = await withoutTracking(client, work);
  if (wasTracked && counts.inserted + counts.updated > 0) await insertImport(client, part, counts);
  return counts;
}

/** Runs `work` with tracking off. `wasTracked` false: it was off before, and whoever did that answers for the rows. */
export async function withoutTracking<T>(
  client: ClientBase,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly wasTracked: boolean }> {
  const { rows } = await client.query<{ off: boolean | null }>(
    `SELECT current_setting('costing.track', true) = 'off' AS off`,
  );
  if (rows[0]!.off) return { result: await work(), wasTracked: false };
  await client.query(`SET LOCAL costing.track = 'off'`);
  const result = await work();
  await client.query(`SET LOCAL costing.track = 'on'`);
  return { result, wasTracked: true };
}

/** The same for `rows` rows: one by one where they are few, together where they are many. */
export function recordByNumber<T extends { readonly inserted: number; readonly updated: number }>(
  client: ClientBase,
  part: ImportedPart,
  rows: number,
  work: () => Promise<T>,
): Promise<T> {
  return rows > TRACKED_ROWS_MAX ? recordTogether(client, part, work) : work();
}

/** Records that all of the catalogue is replaced by what this transaction writes from now on. */
export async function recordReplacement(client: ClientBase): Promise<void> {
  await client.query(`SET LOCAL costing.track = 'off'`);
  await client.query(
    `INSERT INTO calculation_changes (change_type, affected_key, new_value)
     VALUES ('IMPORT', 'catalogue', '{"replaced": true}')`,
  );
  await writeAudit(client, { action: 'REPLACE', kind: 'catalogue', key: '*', before: null, after: null });
}

async function insertImport(
  client: ClientBase,
  part: ImportedPart,
  { inserted, updated }: { readonly inserted: number; readonly updated: number },
): Promise<void> {
  await client.query({
    text: `INSERT INTO calculation_changes (change_type, affected_key, new_value)
           VALUES ('IMPORT', $1, jsonb_build_object('inserted', $2::bigint, 'updated', $3::bigint, 'updated_at',
                     to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))`,
    values: [part, inserted, updated],
  });
}
