import type { JobNo } from '#costing';
import { type Database, inTransaction } from '#database';

/** How many variants have other figures in `after` than in `before`, and the SKU of one of them. */
export async function findChanged(
  { pool }: Database,
  { before, after }: { readonly before: JobNo; readonly after: JobNo },
): Promise<{ readonly changed: number; readonly sku: string | null }> {
  return inTransaction(pool, async (client) => {
    // Leaf with leaf: each join fits into memory.
    await client.query('SET LOCAL enable_partitionwise_join = on');
    const { rows } = await client.query<{ changed: number; sku: string | null }>(`
      SELECT changed, (SELECT sku FROM variants WHERE id = first) AS sku
        FROM (SELECT count(*)::float8 AS changed, min(b.variant_id::text)::uuid AS first
                FROM cost_summaries a JOIN cost_summaries b ON b.variant_id = a.variant_id
               WHERE a.generation = ${before} AND b.generation = ${after}
                 AND (a.material_micros, a.process_micros, a.overhead_micros)
                  <> (b.material_micros, b.process_micros, b.overhead_micros)) c`);
    return rows[0]!;
  });
}
