import type { Pool, PoolClient } from 'pg';
import type { AskedVariant, JobNo, PartitionNo } from '#costing';
import { partitionOf } from '../partition-of.js';
import { generationLeaf, readReleasedGeneration, variantsPartition } from './generations.js';
import { hasFailedIn } from './job-errors.js';
import { utc } from './utc.js';

/** A variant with the figures that readers see. */
export interface StoredSummary {
  readonly variantId: string;
  readonly sku: string;
  readonly currency: string;
  /** null: the variant's routing is gone. */
  readonly outputUnit: string | null;
  /** The generation that was released when this was read. */
  readonly generation: JobNo | null;
  readonly epoch: number;
  /** The last job that looked at the variant, negative when it could not cost it (`statusOf`); null: none has. */
  readonly storedBy: number | null;
  /** null: no job has ever costed the variant. */
  readonly figures: SummaryFigures | null;
  /** The newest change that no job has processed; null: none waits, and no summary is PENDING. */
  readonly newestChange: string | null;
}

export interface SummaryFigures {
  readonly materialMicros: bigint;
  readonly processMicros: bigint;
  readonly overheadMicros: bigint;
  /** The job that computed them. */
  readonly jobNo: JobNo;
  readonly asOf: string;
  readonly calculatedAt: string;
}

export const SUMMARY_STATUSES = ['CURRENT', 'PENDING', 'FAILED', 'NEVER'] as const;
export type SummaryStatus = (typeof SUMMARY_STATUSES)[number];

/**
 * The status of a summary, the same for everybody who reads it; the view `variant_cost_summaries` and
 * `copySummaryRange` say it in SQL. NEVER: the generation has no row of the variant, whatever waits. PENDING: a change
 * waits that touches it (`PendingVariants`). FAILED: an older job computed the figures than the one that built the
 * generation they stand in, or a job has failed since and turned the number's sign.
 */
export function statusOf(
  { storedBy, generation }: Pick<StoredSummary, 'storedBy' | 'generation'>,
  isPending: boolean,
): SummaryStatus {
  if (storedBy === null || generation === null) return 'NEVER';
  if (isPending) return 'PENDING';
  return storedBy < generation ? 'FAILED' : 'CURRENT';
}

/** A summary, and what a predicate of pending changes asks about its variant; null while no change waits. */
export interface LookedUpSummary extends StoredSummary {
  readonly asked: AskedVariant | null;
}

interface Row
  extends Omit<StoredSummary, 'variantId' | 'figures'>, FiguresRow, Omit<AskedVariant, 'id' | 'parameters'> {
  readonly variantId: string | null;
  /** null while no change waits. */
  readonly parameters: Buffer | null;
}

const UNDEFINED_TABLE = '42P01';
/** Each further attempt means that one more release overtook the reader. */
const ATTEMPTS_MAX = 10;
const NO_SUMMARIES = '(SELECT * FROM cost_summaries WHERE false)';

/**
 * Reads one variant from its leaf of the released generation, which takes a third of what the same look-up costs
 * through the 64 partitions (their locks and plans), and checks in the same statement that this generation still is
 * the released one: row and pointer are of one moment. The leaf's name is known from the read before; when the
 * pointer has moved since, or the old table is dropped, it reads again.
 *
 * Not through `cost_summaries`: a session whose snapshot already has the new pointer while its list of partitions is
 * still the old one finds no row there and no error (three busy readers met that twice a release, in 1 of 400 reads). A
 * leaf has no such list to be late with.
 */
export class SummaryReader {
  private generation: JobNo | null = null;
  /** The generation whose tables a connection's prepared statements name. */
  private readonly namedBy = new WeakMap<PoolClient, JobNo | null>();

  constructor(private readonly pool: Pool) {}

  /** The variant with this id; null when there is none. */
  async read(variantId: string): Promise<LookedUpSummary | null> {
    const bytes = Buffer.from(variantId.replaceAll('-', ''), 'hex');
    const partitionNo = partitionOf(new DataView(bytes.buffer, bytes.byteOffset), 0);
    for (let attempt = 1; ; attempt++) {
      const generation = this.generation;
      try {
        const row = await this.select(variantId, partitionNo, generation);
        if (row.generation === generation) return toSummary(row);
        this.generation = row.generation;
      } catch (error) {
        if ((error as { code?: unknown }).code !== UNDEFINED_TABLE) throw error;
        this.generation = (await readReleasedGeneration(this.pool)).generation;
      }
      if (attempt === ATTEMPTS_MAX) {
        throw new Error(`generation ${generation} moved ${ATTEMPTS_MAX} times during a read`);
      }
    }
  }

  private async select(variantId: string, partitionNo: PartitionNo, generation: JobNo | null): Promise<Row> {
    const client = await this.connect(generation);
    try {
      return await selectSummary(client, { variantId, partitionNo, generation });
    } finally {
      client.release();
    }
  }

  /** A prepared statement lives as long as its connection: those of a replaced generation go with theirs. */
  private async connect(generation: JobNo | null): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      const named = this.namedBy.get(client);
      if (named === undefined) this.namedBy.set(client, generation);
      if (named === undefined || named === generation) return client;
      client.release(true);
    }
  }
}

/** One look into the index of what is unprocessed, which is nearly empty. */
export const NEWEST_CHANGE = `(SELECT id FROM calculation_changes WHERE processed_at IS NULL ORDER BY created_at DESC LIMIT 1)`;

/** Of variant `v`, as precise as the times that imports leave in their changes' rows. */
export const UPDATED_AT = `to_char(v.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt"`;

/** One row whatever there is; figures of another generation than the released one are worthless. */
async function selectSummary(
  client: PoolClient,
  at: { readonly variantId: string; readonly partitionNo: PartitionNo; readonly generation: JobNo | null },
): Promise<Row> {
  const { partitionNo, generation } = at;
  const { rows } = await client.query<Row>({
    name: `summary-g${generation ?? 0}-p${partitionNo}`,
    text: `SELECT r.generation, r.epoch::float8 AS epoch, n.id AS "newestChange", v.id AS "variantId", v.sku, c.currency,
                  t.output_unit AS "outputUnit", v.master_yarn_id AS "masterYarnId", v.routing_id AS "routingId",
                  ${UPDATED_AT}, CASE WHEN n.id IS NOT NULL THEN v.parameters END AS parameters,
                  s.material_micros AS "materialMicros", s.process_micros AS "processMicros",
                  s.overhead_micros AS "overheadMicros", 
                  coalesce(s.job_no, CASE WHEN ${hasFailedIn('r.generation', String(partitionNo), 'v.id')}
                                          THEN -r.generation END) AS "storedBy", j.as_of::text AS "asOf",
                  ${utc('j.finished_at')} AS "calculatedAt"
             FROM released_generation r
                  CROSS JOIN catalogue_settings c
                  LEFT JOIN ${NEWEST_CHANGE} n ON true
                  LEFT JOIN ${variantsPartition(partitionNo)} v ON v.id = $1
                  LEFT JOIN routings t ON t.id = v.routing_id
                  LEFT JOIN ${generation === null ? NO_SUMMARIES : generationLeaf(generation, partitionNo)} s
                    ON s.variant_id = $1
                  LEFT JOIN recalculation_jobs j ON j.job_no = abs(s.job_no)`,
    values: [at.variantId],
  });
  return rows[0]!;
}

function toSummary(row: Row): LookedUpSummary | null {
  const { variantId, sku, currency, outputUnit, generation, epoch, storedBy, newestChange, parameters } = row;
  if (variantId === null) return null;
  const asked = parameters && { ...row, id: variantId, parameters };
  const summary = { variantId, sku, currency, outputUnit, generation, epoch, storedBy, newestChange };
  return { ...summary, figures: toFigures(row), asked };
}

/** Figures as they come from the database; `materialMicros` null: there are none. */
export interface FiguresRow extends Omit<SummaryFigures, `${string}Micros` | 'jobNo'> {
  readonly storedBy: number | null;
  readonly materialMicros: string | null;
  readonly processMicros: string;
  readonly overheadMicros: string;
}

/** Figures as numbers; null: no job has ever costed the variant. */
export function toFigures(row: FiguresRow): SummaryFigures | null {
  if (row.materialMicros === null || row.storedBy === null) return null;
  return {
    materialMicros: BigInt(row.materialMicros),
    processMicros: BigInt(row.processMicros),
    overheadMicros: BigInt(row.overheadMicros),
    jobNo: Math.abs(row.storedBy),
    asOf: row.asOf,
    calculatedAt: row.calculatedAt,
  };
}
