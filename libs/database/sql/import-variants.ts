import type { ClientBase } from 'pg';
import { PARTITION_COUNT, type PartitionNo } from '#costing';
import { variantsPartition } from './generations.js';
import { withoutTracking } from './track-changes.js';

/** Where an import's variants are put together before they meet those that are there. */
const STAGING = 'import_variants';

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
       id uuid, master_yarn_id integer, routing_id integer, is_active boolean, parameters bytea, sku text, batch_no text)
     ON COMMIT DROP`,
  );
}

export async function analyzeStaging(client: ClientBase): Promise<void> {
  await client.query(`ANALYZE ${STAGING}`);
}

/**
 * Updates variants that differ from the staged ones, adds those that are new and drops the staging table; gives how many
 * of each. `updated_at` moves only where something changed, and to the time of the transaction: by it the change's record
 * knows them.
 */
export async function mergeStaging(client: ClientBase): Promise<{ inserted: number; updated: number }> {
  const updated = (await client.query(UPDATE_VARIANTS)).rowCount ?? 0;
  const inserted = (await client.query(INSERT_VARIANTS)).rowCount ?? 0;
  await client.query(`DROP TABLE ${STAGING}`);
  return { inserted, updated };
}

const UPDATE_VARIANTS = `
  UPDATE variants v
     SET master_yarn_id = n.master_yarn_id, routing_id = n.routing_id, is_active = n.is_active,
         parameters = n.parameters, batch_no = n.batch_no, updated_at = now()
    FROM ${STAGING} n
   WHERE v.id = n.id AND (v.master_yarn_id, v.routing_id, v.is_active, v.parameters, v.batch_no)
                         IS DISTINCT FROM (n.master_yarn_id, n.routing_id, n.is_active, n.parameters, n.batch_no)`;

/** Someone else may create a variant between the two statements: what the import says wins. */
const INSERT_VARIANTS = `
  INSERT INTO variants (id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no)
  SELECT id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no FROM ${STAGING} n
   WHERE NOT EXISTS (SELECT FROM variants v WHERE v.id = n.id)
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
