import type { ClientBase, Pool } from 'pg';
import { CostingError } from '#platform';
import { dropGenerationTables, listUnneededGenerations } from './generations.js';
import { recordReplacement } from './track-changes.js';

/** All that an import fills. */
const CATALOGUE_TABLES =
  'variants, master_yarns, process_steps, routings, processes, price_rates, parameters, parameter_groups, items';

/**
 * Keeps out imports, edits and new jobs until the end of the transaction; readers of the small tables go on. Throws
 * JOB_RUNNING: a job computes with the catalogue that is to be replaced.
 */
export async function lockCatalogue(client: ClientBase): Promise<void> {
  await client.query(`LOCK TABLE recalculation_jobs, ${CATALOGUE_TABLES} IN SHARE ROW EXCLUSIVE MODE`);
  const { rows } = await client.query<{ job_no: number }>(
    `SELECT job_no FROM recalculation_jobs WHERE status IN ('PENDING', 'RUNNING')`,
  );
  if (!rows[0]) return;
  throw new CostingError(
    'JOB_RUNNING',
    `Job ${rows[0].job_no} is running on the catalogue: wait for it or cancel it, then seed again.`,
    { httpStatus: 409, details: { running_job_no: rows[0].job_no } },
  );
}

export async function isCatalogueEmpty(client: ClientBase | Pool): Promise<boolean> {
  const { rows } = await client.query<{ empty: boolean }>(
    `SELECT NOT (EXISTS (SELECT FROM variants) OR EXISTS (SELECT FROM master_yarns) OR EXISTS (SELECT FROM routings)
                 OR EXISTS (SELECT FROM processes) OR EXISTS (SELECT FROM parameters) OR EXISTS (SELECT FROM items))
            AS empty`,
  );
  return rows[0]!.empty;
}

/**
 * Empties the catalogue, numbers from 1 again, and takes back every release: summaries of variants that are gone must
 * not be served. TRUNCATE even when there is nothing: the new files are this transaction's, so a load may freeze rows
 * and need not log them.
 */
export async function emptyCatalogue(client: ClientBase): Promise<void> {
  await recordReplacement(client);
  await client.query(`TRUNCATE ${CATALOGUE_TABLES} RESTART IDENTITY`);
  await client.query(
    `UPDATE released_generation SET generation = NULL, previous_generation = NULL, epoch = epoch + 1, released_at = NULL
      WHERE generation IS NOT NULL OR previous_generation IS NOT NULL`,
  );
  await client.query(
    `UPDATE recalculation_jobs SET status = 'DISCARDED', finished_at = coalesce(finished_at, clock_timestamp())
      WHERE status = 'STAGED'`,
  );
  for (const generation of await listUnneededGenerations(client)) await dropGenerationTables(client, generation);
}

/**
 * Prepares emptied leaves for a load that records itself. Built at once over the loaded rows a key costs a third of
 * what it costs row by row; a trigger that finds tracking off for each row would cost a tenth of the COPY.
 */
export async function dropVariantsIndexes(client: ClientBase): Promise<void> {
  await client.query(`SELECT drop_variant_keys()`);
}

/** Undoes `dropVariantsIndexes`; fails with 23505 when an id is there twice. */
export async function createVariantsIndexes(client: ClientBase): Promise<void> {
  await client.query(`SELECT create_variant_keys()`);
}

/** Yarns `SYN-Y000001` … with the fibres in turn as their own value of the ITEM parameter `fibreParameterId`. */
export async function insertSyntheticYarns(
  client: ClientBase,
  count: number,
  fibreParameterId: number,
  fibreIds: readonly number[],
): Promise<void> {
  await client.query({
    text: `WITH fibres AS (
             SELECT f.n, pack_parameters(ARRAY[$2::smallint], ARRAY[f.id::double precision]) AS parameters
               FROM unnest($3::integer[]) WITH ORDINALITY AS f (id, n))
           INSERT INTO master_yarns (id, code, name, parameters) OVERRIDING SYSTEM VALUE
           SELECT y, 'SYN-Y' || lpad(y::text, 6, '0'), 'Synthetic yarn ' || y, f.parameters
             FROM generate_series(1, $1) AS y JOIN fibres f ON f.n = (y - 1) % cardinality($3::integer[]) + 1
            ORDER BY y`,
    values: [count, fibreParameterId, fibreIds],
  });
  await client.query(`SELECT setval(pg_get_serial_sequence('master_yarns', 'id'), (SELECT max(id) FROM master_yarns))`);
}

export async function markSynthetic(client: ClientBase): Promise<void> {
  await client.query(`UPDATE catalogue_settings SET origin = 'SYNTHETIC'`);
}

/** The sample mill: made by the program like the synthetic one, and may be made again. */
export async function markDemo(client: ClientBase): Promise<void> {
  await client.query(`UPDATE catalogue_settings SET origin = 'DEMO'`);
}

/**
 * Statistics of everything that was filled; the planner and progress estimates live on them. A tenth of the usual
 * sample: 64 leaves are sampled each, and again for their parent, which at the default would read a million rows whole.
 */
export async function analyzeCatalogue(client: ClientBase): Promise<void> {
  await client.query(`SET default_statistics_target = 10`);
  await client.query(`ANALYZE ${CATALOGUE_TABLES}`);
  await client.query(`RESET default_statistics_target`);
}
