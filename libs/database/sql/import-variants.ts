import type { ClientBase } from 'pg';
import { PARTITION_COUNT, type PartitionNo } from '#costing';
import { variantsPartition } from './generations.js';
import { withoutTracking } from './track-changes.js';

/** Where an import's variants are put together before they meet those that are there. */
const STAGING = 'import_variants';
/** Parameters of those that are there, where the table has columns for some of them only. */
const MERGED = 'import_merged';
/** Those of the staged ones that are not there. */
const ADDED = 'import_added';

/** COPY of some variants into the staging table. */
export function copyIntoStaging(columns: string): string {
  return `COPY ${STAGING} (${columns}) FROM STDIN (FORMAT binary)`;
}

/** COPY into a leaf that this transaction has emptied: rows are frozen and, with `wal_level=minimal`, not logged. */
export function copyIntoLeaf(partitionNo: PartitionNo, columns: string): string {
  return `COPY ${variantsPartition(partitionNo)} (${columns}) FROM STDIN (FORMAT binary, FREEZE)`;
}

/**
 * Prepares a load straight into the leaves when there is no variant yet; false: there are some. Readers of variants wait
 * from then on to the end of the transaction.
 */
export async function takeEmptyVariants(client: ClientBase): Promise<boolean> {
  const anyVariant = async (): Promise<boolean> =>
    (await client.query<{ any: boolean }>(`SELECT EXISTS (SELECT FROM variants) AS any`)).rows[0]!.any;
  if (await anyVariant()) return false;
  await client.query(`LOCK TABLE variants IN ACCESS EXCLUSIVE MODE`);
  // Somebody may have added one before the lock.
  if (await anyVariant()) return false;
  // There is nothing in them that the truncation could take away.
  await withoutTracking(client, () => client.query(`TRUNCATE variants`));
  return true;
}

export async function createStaging(client: ClientBase): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE ${STAGING} (
       id uuid, master_yarn_id integer, routing_id integer, is_active boolean, parameters bytea, sku text, batch_no text,
       column_set smallint)
     ON COMMIT DROP;
     CREATE TEMPORARY TABLE ${MERGED} (id uuid, parameters bytea) ON COMMIT DROP`,
  );
}

/** A staged row beside the variant that it may change. Of the staged one null: the table has no such column. */
export interface StagedPair {
  readonly id: string;
  readonly sku: string;
  readonly columnSet: number;
  readonly stored: VariantValues;
  readonly staged: { readonly [Key in keyof VariantValues]: VariantValues[Key] | null } & {
    readonly parameters: Buffer;
  };
}

/** Of a variant what an import can change. */
export interface VariantValues {
  readonly masterYarnId: number;
  readonly routingId: number;
  readonly isActive: boolean;
  readonly batchNo: string | null;
  /** Packed. */
  readonly parameters: Buffer;
}

/** Rows fetched at a time: of variants with 250 parameters 10 MB. */
const PAIRS_AT_ONCE = 2_000;

/** Hands over the staged rows of variants that are there, but for those that are equal in everything. */
export async function readStagedPairs(
  client: ClientBase,
  onPairs: (pairs: readonly StagedPair[]) => Promise<void>,
): Promise<void> {
  await client.query(`DECLARE staged_pairs NO SCROLL CURSOR FOR ${STAGED_PAIRS}`);
  for (;;) {
    const { rows } = await client.query<PairRow>({
      text: `FETCH ${PAIRS_AT_ONCE} FROM staged_pairs`,
      rowMode: 'array',
    });
    if (rows.length > 0) await onPairs(rows.map(pairOf));
    if (rows.length < PAIRS_AT_ONCE) break;
  }
  await client.query(`CLOSE staged_pairs`);
}

const STAGED_PAIRS = `
  SELECT n.id, n.sku, n.column_set, v.master_yarn_id, v.routing_id, v.is_active, v.batch_no, v.parameters,
         n.master_yarn_id, n.routing_id, n.is_active, n.batch_no, n.parameters
    FROM ${STAGING} n JOIN variants v ON v.id = n.id
   WHERE (coalesce(n.master_yarn_id, v.master_yarn_id), coalesce(n.routing_id, v.routing_id),
          coalesce(n.is_active, v.is_active), n.parameters, n.batch_no)
         IS DISTINCT FROM (v.master_yarn_id, v.routing_id, v.is_active, v.parameters, v.batch_no)
      OR n.column_set = 0 AND n.is_active IS NULL AND NOT v.is_active`;

type PairRow = [
  string, string, number,
  number, number, boolean, string | null, Buffer,
  number | null, number | null, boolean | null, string | null, Buffer,
]; // prettier-ignore

const pairOf = ([id, sku, columnSet, ...values]: PairRow): StagedPair => ({
  id,
  sku,
  columnSet,
  stored: { masterYarnId: values[0], routingId: values[1], isActive: values[2], batchNo: values[3], parameters: values[4] },
  staged: { masterYarnId: values[5], routingId: values[6], isActive: values[7], batchNo: values[8], parameters: values[9] },
}); // prettier-ignore

/** Keeps parameters that are not the staged ones, for `mergeStaging`. */
export async function insertMerged(
  client: ClientBase,
  rows: readonly { readonly id: string; readonly parameters: Buffer }[],
): Promise<void> {
  await client.query({
    name: 'insert-merged-variants',
    text: `INSERT INTO ${MERGED} (id, parameters) SELECT * FROM unnest($1::uuid[], $2::bytea[])`,
    values: [rows.map(({ id }) => id), rows.map(({ parameters }) => parameters)],
  });
}

/** Finds the staged SKUs that are new: one join for all that is asked about them; gives their number. */
export async function findAdded(client: ClientBase): Promise<number> {
  const { rowCount } = await client.query(
    `CREATE TEMPORARY TABLE ${ADDED} ON COMMIT DROP AS
     SELECT id, sku, is_active, master_yarn_id IS NULL OR routing_id IS NULL AS is_incomplete FROM ${STAGING} n
      WHERE NOT EXISTS (SELECT FROM variants v WHERE v.id = n.id)`,
  );
  await client.query(`ANALYZE ${ADDED}`);
  return rowCount ?? 0;
}

/** Staged SKUs that are new and have no yarn or no routing: some of them, and how many in all. */
export async function newWithoutReferences(client: ClientBase, listedMax: number): Promise<RepeatedSkus> {
  const { rows } = await client.query<{ skus: string[]; count: string }>({
    text: `SELECT ARRAY(SELECT sku FROM ${ADDED} WHERE is_incomplete ORDER BY sku COLLATE "C" LIMIT $1) AS skus,
                  (SELECT count(*) FROM ${ADDED} WHERE is_incomplete) AS count`,
    values: [listedMax],
  });
  return { skus: rows[0]!.skus, rows: Number(rows[0]!.count) };
}

/** How many new variants are active. */
export async function countAddedActive(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ active: number }>(
    `SELECT (count(*) FILTER (WHERE coalesce(is_active, true)))::float8 AS active FROM ${ADDED}`,
  );
  return rows[0]!.active;
}

/** SKUs of new variants, at most `limit`. */
export async function listAdded(client: ClientBase, limit: number): Promise<string[]> {
  const { rows } = await client.query<[string]>({
    text: `SELECT sku FROM ${ADDED} ORDER BY sku COLLATE "C" LIMIT $1`,
    values: [limit],
    rowMode: 'array',
  });
  return rows.map(([sku]) => sku);
}

/** Variants beyond which a comparison of every SKU takes too long for a warning. */
const COMPARED_VARIANTS_MAX = 5_000_000;
const COMPARED_ROWS_MAX = 1_000_000;

/** As SKUs are compared that should not differ by case or by leading zeros alone. */
const folded = (sku: string): string => `lower(ltrim(${sku}, '0'))`;

/** A new SKU, and one that differs from it by case or leading zeros alone. */
export interface AlmostSame {
  readonly sku: string;
  readonly other: string;
}

/** The same of leaves that an import has filled: all of their SKUs are new. */
export async function almostSameInLeaves(client: ClientBase, rows: number, limit: number): Promise<AlmostSame[]> {
  if (rows > COMPARED_ROWS_MAX) return [];
  const { rows: pairs } = await client.query<AlmostSame>({
    text: `SELECT max(sku COLLATE "C") AS sku, min(sku COLLATE "C") AS other FROM variants
            GROUP BY ${folded('sku')} HAVING count(*) > 1 LIMIT $1`,
    values: [limit],
  });
  return pairs;
}

/**
 * New SKUs that are almost the same as another new one or as that of a variant, at most `limit`; `rows`: how many are new. Not looked
 * for among more than a million rows, or five million variants: a minute for a warning is too long.
 */
export async function almostSameStaged(client: ClientBase, rows: number, limit: number): Promise<AlmostSame[]> {
  if (rows > COMPARED_ROWS_MAX) return [];
  const { rows: among } = await client.query<AlmostSame>({
    text: `SELECT max(sku COLLATE "C") AS sku, min(sku COLLATE "C") AS other FROM ${ADDED}
            GROUP BY ${folded('sku')} HAVING count(*) > 1 LIMIT $1`,
    values: [limit],
  });
  const { rows: size } = await client.query<{ variants: number }>(
    `SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 AS variants FROM pg_class
      WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'variants'::regclass)`,
  );
  if (size[0]!.variants > COMPARED_VARIANTS_MAX) return among;
  const { rows: stored } = await client.query<AlmostSame>({
    text: `SELECT a.sku, v.sku AS other FROM ${ADDED} a JOIN variants v ON ${folded('v.sku')} = ${folded('a.sku')} LIMIT $1`,
    values: [limit],
  });
  return [...among, ...stored];
}

export async function analyzeStaging(client: ClientBase): Promise<void> {
  await client.query(`ANALYZE ${STAGING}`);
}

/**
 * Updates the variants that staged rows change, adds those that are new and drops the staging tables; gives how many of
 * each. `hasBatchNo`: column sets of tables with batches. `updated_at` moves only where something changed, and to the time
 * of the transaction: by it the change's record knows them.
 */
export async function mergeStaging(
  client: ClientBase,
  hasBatchNo: readonly number[],
): Promise<{ inserted: number; updated: number }> {
  await client.query(`ANALYZE ${MERGED}`);
  const updated = (await client.query({ text: UPDATE_VARIANTS, values: [hasBatchNo] })).rowCount ?? 0;
  const inserted = (await client.query(INSERT_VARIANTS)).rowCount ?? 0;
  await client.query(`DROP TABLE ${STAGING}, ${MERGED}, ${ADDED}`);
  return { inserted, updated };
}

/** What staged row `n` makes of variant `v`: what its table has no column for stays, in a whole entry takes its default. */
const STAGED_OVER_STORED = [
  ['master_yarn_id', 'coalesce(n.master_yarn_id, v.master_yarn_id)'],
  ['routing_id', 'coalesce(n.routing_id, v.routing_id)'],
  ['is_active', 'coalesce(n.is_active, n.column_set = 0 OR v.is_active)'],
  ['parameters', 'n.parameters'],
  ['batch_no', 'CASE WHEN n.column_set = 0 OR n.column_set = ANY ($1::smallint[]) THEN n.batch_no ELSE v.batch_no END'],
] as const;

const UPDATE_VARIANTS = `
  UPDATE variants v
     SET ${STAGED_OVER_STORED.map(([column, value]) => `${column} = ${value}`).join(', ')}, updated_at = now()
    FROM (SELECT s.id, s.master_yarn_id, s.routing_id, s.is_active, s.batch_no, s.column_set,
                 coalesce(m.parameters, s.parameters) AS parameters
            FROM ${STAGING} s LEFT JOIN ${MERGED} m ON m.id = s.id) n
   WHERE v.id = n.id AND (${STAGED_OVER_STORED.map(([column]) => `v.${column}`).join(', ')})
                         IS DISTINCT FROM (${STAGED_OVER_STORED.map(([, value]) => value).join(', ')})`;

/** Someone else may create a variant between the two statements: what the import says wins. */
const INSERT_VARIANTS = `
  INSERT INTO variants (id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no)
  SELECT n.id, n.master_yarn_id, n.routing_id, coalesce(n.is_active, true), n.parameters, n.sku, n.batch_no
    FROM ${STAGING} n JOIN ${ADDED} a ON a.id = n.id
  ON CONFLICT (id) DO UPDATE
     SET master_yarn_id = EXCLUDED.master_yarn_id, routing_id = EXCLUDED.routing_id, is_active = EXCLUDED.is_active,
         parameters = EXCLUDED.parameters, batch_no = EXCLUDED.batch_no, updated_at = now()`;

/** SKUs that were loaded more than once: some of them, and how many rows are too many in all. */
export interface RepeatedSkus {
  readonly skus: readonly string[];
  readonly rows: number;
}

/** At most `listedMax` SKUs that stand more than once in the staging table. */
export function repeatedInStaging(client: ClientBase, listedMax: number): Promise<RepeatedSkus> {
  return repeatedIn(client, STAGING, listedMax);
}

/** The same of the leaves, which have no key yet. */
export async function repeatedInLeaves(client: ClientBase, listedMax: number): Promise<RepeatedSkus> {
  const skus: string[] = [];
  let rows = 0;
  for (let partitionNo = 0; partitionNo < PARTITION_COUNT; partitionNo++) {
    const found = await repeatedIn(client, variantsPartition(partitionNo), listedMax - skus.length);
    skus.push(...found.skus);
    rows += found.rows;
  }
  return { skus, rows };
}

async function repeatedIn(client: ClientBase, table: string, listedMax: number): Promise<RepeatedSkus> {
  const { rows } = await client.query<{ skus: string[]; extra: string }>({
    text: `WITH repeated AS (SELECT min(sku) AS sku, count(*) - 1 AS extra FROM ${table} GROUP BY id HAVING count(*) > 1)
           SELECT ARRAY(SELECT sku FROM repeated ORDER BY sku COLLATE "C" LIMIT $1) AS skus,
                  (SELECT coalesce(sum(extra), 0) FROM repeated) AS extra`,
    values: [listedMax],
  });
  return { skus: rows[0]!.skus, rows: Number(rows[0]!.extra) };
}

/** Builds the leaves' indexes over loaded rows; false: an id is there twice, and none is built. */
export async function tryVariantsIndexes(
  client: ClientBase,
  create: (client: ClientBase) => Promise<void>,
): Promise<boolean> {
  await client.query(`SAVEPOINT before_key`);
  try {
    await create(client);
    await client.query(`RELEASE SAVEPOINT before_key`);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    await client.query(`ROLLBACK TO SAVEPOINT before_key`);
    return false;
  }
}

const UNIQUE_VIOLATION = '23505';
