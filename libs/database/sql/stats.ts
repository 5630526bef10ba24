import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import { estimateVariants } from './jobs.js';
import { LAST_COMPUTATION } from './last-computation.js';
import type { BaseParams } from './snapshot.js';
import { utc } from './utc.js';

/** Up to so many variants a count costs some milliseconds; above, the planner's estimate has to do. */
const EXACT_UP_TO = 100_000;

export interface CatalogueCounts {
  readonly variants: number;
  /** false: `variants` is the planner's estimate. */
  readonly variantsExact: boolean;
  /** Routings that have steps: those that variants can be costed by. */
  readonly activeRoutings: number;
}

/** How large the catalogue is, without reading a large one. */
export async function readCatalogueCounts(client: ClientBase | Pool): Promise<CatalogueCounts> {
  const estimate = await estimateVariants(client);
  const variantsExact = estimate <= EXACT_UP_TO;
  const { rows } = await client.query<{ variants: number | null; active_routings: number }>({
    text: `SELECT CASE WHEN $1 THEN (SELECT count(*) FROM variants) END::float8 AS variants,
                  (SELECT count(*) FROM routings r WHERE EXISTS (SELECT FROM process_steps WHERE routing_id = r.id))::int
                    AS active_routings`,
    values: [variantsExact],
  });
  const row = rows[0]!;
  return { variants: row.variants ?? estimate, variantsExact, activeRoutings: row.active_routings };
}

/** What readers see now, and where it comes from. */
export interface Release {
  readonly generation: JobNo;
  readonly jobId: string;
  readonly epoch: number;
  readonly asOf: string;
  /** Own values of the job that the figures are by. */
  readonly baseParams: BaseParams;
  readonly releasedAt: string;
  /** Rows of the generation, counted when it was built. */
  readonly summaries: number;
}

/** The newest deltas that were merged into a generation, oldest first. */
export async function listMergedDeltas(client: ClientBase | Pool, generation: JobNo): Promise<JobNo[]> {
  const { rows } = await client.query<[number]>({
    text: `SELECT job_no FROM (SELECT job_no FROM recalculation_jobs
                                WHERE merged_into = $1 AND status = 'COMPLETED' AND plan <> 'NOTHING'
                                ORDER BY job_no DESC LIMIT ${DELTAS_MAX}) m ORDER BY 1`,
    values: [generation],
    rowMode: 'array',
  });
  return rows.map(([jobNo]) => jobNo);
}

const DELTAS_MAX = 5;

/** null before the first release. */
export async function readRelease(client: ClientBase | Pool): Promise<Release | null> {
  const { rows } = await client.query<Release>(
    `SELECT r.generation, j.id AS "jobId", r.epoch::float8 AS epoch, l.as_of::text AS "asOf",
            l.base_params AS "baseParams", ${utc('r.released_at')} AS "releasedAt",
            (SELECT coalesce(sum(t.row_count), 0) FROM recalculation_tasks t WHERE t.job_id = j.id)::float8 AS summaries
       FROM released_generation r JOIN recalculation_jobs j ON j.job_no = r.generation
            ${LAST_COMPUTATION}`,
  );
  return rows[0] ?? null;
}
