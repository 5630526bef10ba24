import type { ClientBase, Pool } from 'pg';
import type { AskedVariant, JobNo } from '#costing';
import { generationTable } from './generations.js';
import { type FiguresRow, NEWEST_CHANGE, UPDATED_AT } from './summaries.js';
import { hasFailedIn } from './job-errors.js';
import { utc } from './utc.js';

type Queryable = ClientBase | Pool;

/** What a list of summaries goes by. */
export interface SummariesMoment {
  readonly generation: JobNo | null;
  /** The epoch at which the generation's figures changed last; null where there is no such generation. */
  readonly figuresEpoch: number | null;
  /** The epoch of what readers see. */
  readonly epoch: number;
  readonly currency: string;
  readonly newestChange: string | null;
}

/** Of a generation, by default the released one, what a list needs besides its rows. */
export async function readSummariesMoment(client: Queryable, generation?: JobNo | null): Promise<SummariesMoment> {
  const isReleased = generation === undefined;
  const { rows } = await client.query<SummariesMoment>({
    name: 'summaries-moment',
    text: `SELECT m.generation, j.figures_epoch::float8 AS "figuresEpoch", c.currency,
                  ${NEWEST_CHANGE} AS "newestChange", m.epoch::float8 AS epoch
             FROM (SELECT CASE WHEN $1 THEN r.generation ELSE $2 END AS generation, r.epoch FROM released_generation r) m
                  CROSS JOIN catalogue_settings c LEFT JOIN recalculation_jobs j ON j.job_no = m.generation`,
    values: [isReleased, generation ?? null],
  });
  return rows[0]!;
}

/** A variant of a page, and its figures where there are some. */
export interface SummaryRow extends FiguresRow, Omit<AskedVariant, 'parameters'> {
  readonly sku: string;
  readonly outputUnit: string | null;
  readonly routing: string | null;
  readonly masterYarn: string | null;
  /** Packed; null unless asked for. */
  readonly parameters: Buffer | null;
}

/** A variant lies in the leaf that is called after its partition. */
const PARTITION = `right(v.leaf::regclass::text, 2)::smallint`;

/** OFFSET 0: whatever the statistics say, each variant's figures are looked up by key, in the one leaf that can have them. */
const figuresOf = (generation: JobNo | null): string =>
  `LEFT JOIN LATERAL (SELECT * FROM ${generation === null ? 'cost_summaries' : generationTable(generation)} f
                       WHERE ${generation === null ? 'false' : 'f.variant_id = v.id'} OFFSET 0) s ON true`;

/**
 * The next variants by id with their figures of one generation. Throws 42P01 when that has been dropped.
 */
export async function listSummaryRows(
  client: Queryable,
  generation: JobNo | null,
  page: { readonly after: string; readonly limit: number; readonly withParameters: boolean },
): Promise<SummaryRow[]> {
  const { rows } = await client.query<SummaryRow>({
    text: `SELECT v.id, v.sku, v.master_yarn_id AS "masterYarnId", v.routing_id AS "routingId", ${UPDATED_AT},
                  ${page.withParameters ? 'v.parameters' : 'NULL AS parameters'}, t.code AS routing,
                  t.output_unit AS "outputUnit", y.code AS "masterYarn",
                  s.material_micros AS "materialMicros", s.process_micros AS "processMicros",
                  s.overhead_micros AS "overheadMicros", 
                  coalesce(s.job_no, CASE WHEN ${hasFailedIn(String(generation ?? 0), PARTITION, 'v.id')}
                                          THEN -${generation ?? 0} END) AS "storedBy", j.as_of::text AS "asOf",
                  ${utc('j.finished_at')} AS "calculatedAt"
             FROM (SELECT *, tableoid AS leaf FROM variants WHERE id > $1 ORDER BY id LIMIT $2) v
                  ${figuresOf(generation)}
                  LEFT JOIN routings t ON t.id = v.routing_id
                  LEFT JOIN master_yarns y ON y.id = v.master_yarn_id
                  LEFT JOIN recalculation_jobs j ON j.job_no = abs(s.job_no)
            ORDER BY v.id`,
    values: [page.after, page.limit],
  });
  return rows;
}
