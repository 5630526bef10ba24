import type { ClientBase } from 'pg';
import type { ExplainedVariant, JobNo, Micros } from '#costing';
import { variantId } from '../variant-id.js';
import { normalizeCode } from './text-rules.js';

/** A variant's row with the names that a person knows it by. */
export interface VariantRow extends ExplainedVariant {
  readonly id: string;
  readonly sku: string;
  readonly masterYarn: string | null;
  readonly isActive: boolean;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly updatedAt: string;
}

/** A variant by its id; null when there is none. */
export async function findVariant(client: ClientBase, id: string): Promise<VariantRow | null> {
  const { rows } = await client.query<VariantRow>({
    text: `SELECT v.id, v.sku, y.code AS "masterYarn", v.is_active AS "isActive", v.parameters,
                  v.master_yarn_id AS "masterYarnId", v.routing_id AS "routingId",
                  to_char(v.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
             FROM variants v LEFT JOIN master_yarns y ON y.id = v.master_yarn_id WHERE v.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** A SKU that exists and differs only in case: ids are found by key, so this costs nothing at any size. */
export async function findSimilarSku(client: ClientBase, sku: string): Promise<string | null> {
  const code = normalizeCode(sku);
  const ids = [code.toUpperCase(), code.toLowerCase()].map(variantId);
  const { rows } = await client.query<{ sku: string }>({
    text: `SELECT sku FROM variants WHERE id = ANY ($1) LIMIT 1`,
    values: [ids],
  });
  return rows[0]?.sku ?? null;
}

/** A stored summary per unit of output. */
export interface StoredSummary {
  /** The job that computed it: an older one when the figures were carried over a failure. */
  readonly jobNo: JobNo;
  readonly material: Micros;
  readonly process: Micros;
  readonly overhead: Micros;
}

/** The summary in the generation that job `jobNo` built, or else the one that it computed; null: none is kept. */
export async function readStoredSummary(client: ClientBase, id: string, jobNo: JobNo): Promise<StoredSummary | null> {
  const { rows } = await client.query<Record<keyof StoredSummary, string>>({
    text: `SELECT abs(job_no) AS "jobNo", material_micros AS material, process_micros AS process, overhead_micros AS overhead
             FROM (SELECT * FROM cost_summaries UNION ALL SELECT * FROM kept_cost_summaries) s
            WHERE variant_id = $1 AND (generation = $2 OR abs(job_no) = $2)
            ORDER BY (generation = $2) DESC, generation DESC LIMIT 1`,
    values: [id, jobNo],
  });
  const row = rows[0];
  if (!row) return null;
  // Micros are within ±(2^53 − 1), so a double holds them exactly.
  const { material, process, overhead } = row;
  return { jobNo: Number(row.jobNo), material: Number(material), process: Number(process), overhead: Number(overhead) };
}
