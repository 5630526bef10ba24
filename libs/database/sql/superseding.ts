import type { ClientBase, Pool } from 'pg';
import type { JobNo } from '#costing';
import { IS_SEEN } from './changes.js';
import { LAST_COMPUTATION } from './last-computation.js';

/** What readers see, compared with a job whose release would replace it. */
export interface ShownInstead {
  readonly shownJobNo: JobNo;
  /** `YYYY-MM-DD`, of the last computation of what is shown. */
  readonly shownAsOf: string;
  /** What is shown was computed by a job that began after this one. */
  readonly isLater: boolean;
  /** Changes that are in what is shown and that the job's snapshot did not see. */
  readonly unseenChanges: number;
  /** A few of them, `PRICE_RATE RED`. */
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 5;

/**
 * What readers see now, for a decision about showing them `jobNo`; null when they see nothing, or that job. Processed
 * changes are those that the generation that is shown has seen (`settleChanges`); where nothing later is shown there is
 * none that the job has not, and they are not looked through.
 */
export async function readShownInstead(client: ClientBase | Pool, jobNo: JobNo): Promise<ShownInstead | null> {
  const { rows } = await client.query<ShownInstead>({
    text: `SELECT r.generation AS "shownJobNo", l.as_of::text AS "shownAsOf", newest.job_no > j.job_no AS "isLater",
                  coalesce(unseen.count, 0)::float8 AS "unseenChanges", coalesce(unseen.examples, '{}') AS examples
             FROM recalculation_jobs j CROSS JOIN released_generation r ${LAST_COMPUTATION}
                  CROSS JOIN LATERAL (SELECT max(m.job_no) AS job_no FROM recalculation_jobs m
                                       WHERE m.job_no = r.generation OR m.merged_into = r.generation) newest
                  LEFT JOIN LATERAL (
                    SELECT count(*) AS count,
                           (array_agg(DISTINCT c.change_type || ' ' || c.affected_key))[:${EXAMPLES_MAX}] AS examples
                      FROM calculation_changes c WHERE c.processed_at IS NOT NULL AND NOT ${IS_SEEN}
                  ) unseen ON newest.job_no > j.job_no
            WHERE j.job_no = $1 AND r.generation <> j.job_no`,
    values: [jobNo],
  });
  return rows[0] ?? null;
}
