import type { ClientBase, Pool } from 'pg';
import { type AffectedPart, type CostingInputs, type JobNo, type Snapshot, YarnParameters } from '#costing';
import { utc } from './utc.js';
import { MILL_TIME_ZONE, millTimeZoneValues } from './mill-day.js';

type Queryable = ClientBase | Pool;

export type ChangeType = 'PRICE_RATE' | 'FORMULA' | 'VARIANT' | 'MASTER_YARN' | 'PARAMETER' | 'IMPORT';
/** `CLAIMED`: a delta that is active computes with it. */
export type ChangeStatus = 'PENDING' | 'CLAIMED' | 'PROCESSED';

/** What a change says of the catalogue. */
export interface ChangeContent {
  readonly changeType: ChangeType;
  /** Key of the parameter, code of the item, routing or yarn, id of the variant, part of the catalogue. */
  readonly affectedKey: string;
  /** Of what costs something the value before; null: there was nothing. */
  readonly oldValue: Readonly<Record<string, unknown>> | null;
  readonly newValue: Readonly<Record<string, unknown>> | null;
}

/** A change as its transaction recorded it. */
export interface Change extends ChangeContent {
  readonly changeId: string;
  readonly createdAt: string;
  readonly ageSeconds: number;
  readonly status: ChangeStatus;
  /** The job that claimed it, or by which it became processed. */
  readonly jobNo: JobNo | null;
  readonly processedAt: string | null;
}

const SELECT_CHANGE = `
  SELECT c.id AS "changeId", c.change_type AS "changeType", c.affected_key AS "affectedKey", c.old_value AS "oldValue",
         c.new_value AS "newValue", ${utc('c.created_at')} AS "createdAt",
         extract(epoch FROM clock_timestamp() - c.created_at)::float8 AS "ageSeconds",
         CASE WHEN c.processed_at IS NOT NULL THEN 'PROCESSED' WHEN c.job_id IS NOT NULL THEN 'CLAIMED' ELSE 'PENDING' END AS status,
         j.job_no AS "jobNo", ${utc('c.processed_at')} AS "processedAt"
    FROM calculation_changes c LEFT JOIN recalculation_jobs j ON j.id = c.job_id`;

/** Newest first, beginning after the change `before` when given; `isPending`: only what no job has processed. */
export async function listChanges(
  client: Queryable,
  options: { readonly limit: number; readonly before?: string; readonly isPending: boolean },
): Promise<Change[]> {
  const { rows } = await client.query<Change>({
    text: `${SELECT_CHANGE} WHERE ($2::uuid IS NULL OR c.id < $2) AND (NOT $3 OR c.processed_at IS NULL)
            ORDER BY c.id DESC LIMIT $1`,
    values: [options.limit, options.before ?? null, options.isPending],
  });
  return rows;
}

/** Pending changes of prices, parameters and formulas, one for each thing that changed. */
export async function listChangedSubjects(client: Queryable): Promise<ChangeContent[]> {
  const { rows } = await client.query<ChangeContent>(
    `SELECT DISTINCT ON (change_type, affected_key, coalesce(new_value, old_value) ? 'item')
            change_type AS "changeType", affected_key AS "affectedKey", old_value AS "oldValue", new_value AS "newValue"
       FROM calculation_changes
      WHERE processed_at IS NULL AND change_type IN ('PRICE_RATE', 'PARAMETER', 'FORMULA')`,
  );
  return rows;
}

/** What waits for a delta. */
export interface PendingChanges {
  readonly count: number;
  readonly oldestSeconds: number | null;
  readonly byType: Readonly<Partial<Record<ChangeType, number>>>;
}

/** How many changes wait, of which types, and for how long the oldest has. */
export async function countPendingChanges(client: Queryable): Promise<PendingChanges> {
  const { rows } = await client.query<{ type: ChangeType; count: number; age: number }>(
    `SELECT change_type AS type, count(*)::float8 AS count,
            extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS age
       FROM calculation_changes WHERE processed_at IS NULL GROUP BY change_type ORDER BY change_type`,
  );
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    oldestSeconds: rows.length === 0 ? null : Math.max(...rows.map(({ age }) => age)),
    byType: Object.fromEntries(rows.map(({ type, count }) => [type, count])),
  };
}

/**
 * Remembers which transactions a job's snapshot of the catalogue saw. For the REPEATABLE READ transaction that reads the
 * snapshot: there this statement sees what that one saw.
 */
export async function rememberCatalogueSnapshot(client: ClientBase, jobId: string): Promise<void> {
  await client.query({
    text: `UPDATE recalculation_jobs SET catalogue_snapshot = pg_current_snapshot() WHERE id = $1`,
    values: [jobId],
  });
}

/**
 * Gives a delta the pending changes, or those of `changeIds`, in the REPEATABLE READ transaction that reads its snapshot:
 * what that does not see stays pending. Says how many. A full job claims nothing: its snapshot says what it saw.
 */
export async function claimChanges(
  client: ClientBase,
  jobId: string,
  changeIds: readonly string[] | null = null,
): Promise<number> {
  const { rowCount } = await client.query({
    text: `UPDATE calculation_changes SET job_id = $1
            WHERE processed_at IS NULL AND job_id IS NULL AND ($2::uuid[] IS NULL OR id = ANY ($2))`,
    values: [jobId, changeIds],
  });
  return rowCount ?? 0;
}

/** Something besides these changes waits for a delta and is not another's. */
export async function hasPendingChanges(client: Queryable, besides: readonly string[] = []): Promise<boolean> {
  const { rows } = await client.query<{ pending: boolean }>({
    text: `SELECT EXISTS (SELECT FROM calculation_changes
                           WHERE processed_at IS NULL AND job_id IS NULL AND id <> ALL ($1::uuid[])) AS pending`,
    values: [besides],
  });
  return rows[0]!.pending;
}

export interface ChangesLook {
  /** Of the changes that wait for a delta; null: none does. */
  readonly newest: string | null;
  readonly today: string;
  /** A job is active. */
  readonly isActive: boolean;
  /** There are figures that readers see. */
  readonly isReleased: boolean;
  /** By what a person decided to show, see `SuspensionCause`. */
  readonly isSuspended: boolean;
  /** When a suspension ended last: readers may see anything since, also without a change that is pending. */
  readonly resumedAt: string | null;
  /** An operator's request is waiting. */
  readonly isYielding: boolean;
  /** The job that the watch could not release. */
  readonly stoppedJobNo: JobNo | null;
}

/** What a watcher goes by; one look into the index of what is unprocessed while nothing is. */
export async function lookForChanges(client: Queryable, timeZone: string | null): Promise<ChangesLook> {
  const { rows } = await client.query<ChangesLook>({
    name: 'look-for-changes',
    text: `SELECT (SELECT id FROM calculation_changes WHERE processed_at IS NULL AND job_id IS NULL
                    ORDER BY created_at DESC LIMIT 1) AS newest,
                  (clock_timestamp() AT TIME ZONE ${MILL_TIME_ZONE})::date::text AS today,
                  EXISTS (SELECT FROM recalculation_jobs WHERE status IN ('PENDING', 'RUNNING')) AS "isActive",
                  (SELECT generation IS NOT NULL FROM released_generation) AS "isReleased",
                  w.suspended_at IS NOT NULL AS "isSuspended",
                  w.resumed_at::text AS "resumedAt", w.yields_until > clock_timestamp() AS "isYielding",
                  w.stopped_job_no AS "stoppedJobNo"
             FROM delta_watch w`,
    values: millTimeZoneValues(timeZone),
  });
  return rows[0]!;
}

/** Those of the changes that wait for a delta. */
export async function listPendingChanges(client: Queryable, changeIds: readonly string[]): Promise<Change[]> {
  const { rows } = await client.query<Change>({
    text: `${SELECT_CHANGE} WHERE c.id = ANY ($1::uuid[]) AND c.processed_at IS NULL AND c.job_id IS NULL`,
    values: [changeIds],
  });
  return rows;
}

/** Gives back what a job claimed, in the transaction that ends it without result. */
export async function giveBackChanges(client: ClientBase, jobId: string): Promise<number> {
  const { rowCount } = await client.query({
    text: `UPDATE calculation_changes SET job_id = NULL WHERE job_id = $1 AND processed_at IS NULL`,
    values: [jobId],
  });
  return rowCount ?? 0;
}

/** Ends what a delta claimed, in the transaction that merges its rows into `generation`. */
export async function markChangesMerged(client: ClientBase, jobId: string, generation: JobNo): Promise<number> {
  await client.query({
    text: `UPDATE recalculation_jobs SET merged_into = $2 WHERE id = $1`,
    values: [jobId, generation],
  });
  const { rowCount } = await client.query({
    text: `UPDATE calculation_changes
              SET processed_at = clock_timestamp(), merged_generations = array_append(merged_generations, $2)
            WHERE job_id = $1 AND processed_at IS NULL`,
    values: [jobId, generation],
  });
  return rowCount ?? 0;
}

/**
 * Whether generation `j.job_no` holds what change `c` did: the snapshot that it was built with saw it, or a delta merged
 * it. A snapshot that names transactions this server has not begun is another server's, restored here from a dump, and
 * says nothing.
 */
export const IS_SEEN = `(coalesce(pg_snapshot_xmax(j.catalogue_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
                           AND pg_visible_in_snapshot(c.txid, j.catalogue_snapshot), false)
                  OR j.job_no = ANY (c.merged_generations))`;

/** What became of changes when readers were shown another generation. */
export interface SettledChanges {
  /** Processed before, but not in this generation. */
  readonly reopened: number;
  /** Pending before, but in this generation. */
  readonly closed: number;
}

/**
 * Makes processed exactly what `generation` holds and pending all the rest, in the transaction that shows it to readers:
 * after a release and after a rollback alike. No other job may be active.
 */
export async function settleChanges(client: ClientBase, generation: JobNo): Promise<SettledChanges> {
  const { rows } = await client.query<{ reopened: number; closed: number }>({
    text: `WITH settled AS (
             UPDATE calculation_changes c
                SET processed_at = CASE WHEN ${IS_SEEN} THEN clock_timestamp() END,
                    job_id = CASE WHEN ${IS_SEEN} THEN j.id END
               FROM recalculation_jobs j
              WHERE j.job_no = $1 AND (c.processed_at IS NOT NULL) <> ${IS_SEEN}
             RETURNING c.processed_at IS NULL AS is_reopened)
           SELECT count(*) FILTER (WHERE is_reopened)::float8 AS reopened,
                  count(*) FILTER (WHERE NOT is_reopened)::float8 AS closed FROM settled`,
    values: [generation],
  });
  return rows[0]!;
}

/**
 * Forgets changes that were processed more than `retentionDays` ago, except what a release or a rollback could make
 * pending again: what the released generation, the one before it, or one that is staged or being built does not hold.
 */
export async function pruneChanges(client: ClientBase, retentionDays: number): Promise<number> {
  const { rowCount } = await client.query({
    text: `DELETE FROM calculation_changes c
            WHERE c.processed_at < clock_timestamp() - make_interval(days => $1)
              AND NOT EXISTS (
                SELECT FROM recalculation_jobs j
                 WHERE (j.status IN ('PENDING', 'RUNNING', 'STAGED')
                        OR j.job_no IN (SELECT unnest(ARRAY[generation, previous_generation]) FROM released_generation))
                   AND NOT ${IS_SEEN})`,
    values: [retentionDays],
  });
  await pruneMoves(client, retentionDays);
  return rowCount ?? 0;
}

/** Forgets where variants were before the oldest job whose figures are still held, and only after `retentionDays`. */
async function pruneMoves(client: ClientBase, retentionDays: number): Promise<void> {
  await client.query({
    text: `DELETE FROM variant_moves m
            WHERE m.moved_at < clock_timestamp() - make_interval(days => $1)
              AND m.moved_at < (SELECT min(j.created_at) FROM recalculation_jobs j
                                 WHERE j.status IN ('PENDING', 'RUNNING', 'STAGED') OR j.kept_name IS NOT NULL
                                    OR j.job_no IN (SELECT unnest(ARRAY[generation, previous_generation])
                                                      FROM released_generation))`,
    values: [retentionDays],
  });
}

/**
 * What the summaries of a generation were computed with, newest first: by the last delta that was merged into it, or the
 * job that built it. More than one: deltas that ended within their merge (`merged_into` is set, but they are not
 * COMPLETED), or that took chosen changes only, left rows behind, so that a row may be by any of these. Empty: there is no such generation.
 */
export async function readGenerationInputs(client: Queryable, generation: JobNo): Promise<CostingInputs[]> {
  const { rows } = await client.query<{ document: Snapshot; yarn_parameters: Buffer }>({
    text: `SELECT s.document, s.yarn_parameters
             FROM recalculation_jobs j JOIN recalculation_snapshots s ON s.job_id = j.id
            WHERE (j.job_no = $1 OR j.merged_into = $1) AND j.job_no >=
                  coalesce((SELECT max(job_no) FROM recalculation_jobs
                            WHERE merged_into = $1 AND status = 'COMPLETED' AND NOT is_partial), 0)
            ORDER BY j.job_no DESC`,
    values: [generation],
  });
  return rows.map((row) => ({ snapshot: row.document, yarnParameters: new YarnParameters(row.yarn_parameters) }));
}

/** Named variants travel with the job, 40 bytes each; beyond so many everything is recomputed. */
export const NAMED_VARIANTS_MAX = 1_000_000;

/**
 * Variants that changed themselves, by the changes that `jobId` claimed or, with null, by those that are pending;
 * `includesClaimed`: by all that are not processed. What prices, formulas and yarns do is told by comparing snapshots.
 */
export async function readChangedVariants(
  client: Queryable,
  jobId: string | null,
  includesClaimed = false,
): Promise<AffectedPart[]> {
  const chosen = `processed_at IS NULL AND ($2::boolean OR job_id IS NOT DISTINCT FROM $1::uuid)`;
  const choice = [jobId, includesClaimed];
  const { rows } = await client.query<{ all: boolean | null; since: string | null }>({
    text: `SELECT bool_or(affected_key = 'catalogue' OR affected_key = 'variants' AND new_value ? 'truncated') AS all,
                  min(new_value ->> 'updated_at') FILTER (WHERE affected_key = 'variants') AS since
             FROM calculation_changes WHERE ${chosen} AND change_type = 'IMPORT'`,
    values: choice,
  });
  const { all, since } = rows[0]!;
  if (all) return [{ kind: 'ALL' }];
  const named = await client.query<[string]>({
    text: `SELECT DISTINCT affected_key FROM calculation_changes WHERE ${chosen} AND change_type = 'VARIANT' LIMIT $3`,
    values: [...choice, NAMED_VARIANTS_MAX + 1],
    rowMode: 'array',
  });
  if (named.rows.length > NAMED_VARIANTS_MAX) return [{ kind: 'ALL' }];
  const parts: AffectedPart[] = [];
  if (named.rows.length > 0) parts.push({ kind: 'VARIANTS', variantIds: named.rows.map(([id]) => id) });
  if (since !== null) parts.push({ kind: 'UPDATED_SINCE', since });
  return parts;
}

/** Ids of yarns by their codes; those that are gone have none. */
export async function readYarnIds(client: Queryable, codes: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ code: string; id: number }>({
    text: `SELECT code, id FROM master_yarns WHERE code = ANY ($1)`,
    values: [codes],
  });
  return new Map(rows.map(({ code, id }) => [code, id]));
}
