import type { ClientBase, Pool } from 'pg';
import { type JobNo, PARTITION_COUNT, type PartitionNo } from '#costing';
import { generationLeaf, variantsPartition } from './generations.js';

/** The three components of some variants in two generations, in micros: sums of the variants that both have. */
export interface ComponentSums {
  readonly material: readonly [from: bigint, to: bigint];
  readonly process: readonly [from: bigint, to: bigint];
  readonly overhead: readonly [from: bigint, to: bigint];
}

/** Variants of one routing and master yarn in one partition. */
export interface DiffGroup extends ComponentSums {
  readonly routing: string | null;
  readonly masterYarn: string | null;
  /** In both generations. */
  readonly variants: number;
  /** In both, with another figure. */
  readonly changed: number;
  readonly onlyFrom: number;
  readonly onlyTo: number;
}

/** A variant whose grand total moved. */
export interface Mover {
  readonly sku: string | null;
  readonly variantId: string;
  readonly routing: string | null;
  readonly masterYarn: string | null;
  readonly from: bigint;
  readonly to: bigint;
}

const total = (alias: string): string =>
  `(${alias}.material_micros + ${alias}.process_micros + ${alias}.overhead_micros)`;
const changed = ['material', 'process', 'overhead']
  .map((component) => `f.${component}_micros <> t.${component}_micros`)
  .join(' OR ');
const SUMS = ['material', 'process', 'overhead'].flatMap((component) =>
  [
    ['f', 'from'],
    ['t', 'to'],
  ].map(
    ([alias, end]) =>
      `coalesce(sum(${alias}.${component}_micros) FILTER (WHERE f.variant_id = t.variant_id), 0) AS ${component}_${end}`,
  ),
);

const pair = (from: JobNo, to: JobNo, partitionNo: PartitionNo): string =>
  `${generationLeaf(from, partitionNo)} f FULL JOIN ${generationLeaf(to, partitionNo)} t ON t.variant_id = f.variant_id`;

/**
 * Compares one partition of two generations, in one statement: both lie in the same leaves, so nothing is looked up
 * across partitions. Routing and yarn are the variant's of today; null when it was deleted.
 */
export async function diffPartition(
  client: ClientBase | Pool,
  from: JobNo,
  to: JobNo,
  partitionNo: PartitionNo,
): Promise<DiffGroup[]> {
  const { rows } = await client.query<Record<string, string | null>>(
    `WITH sums AS (
       SELECT v.routing_id, v.master_yarn_id, count(*) FILTER (WHERE f.variant_id = t.variant_id) AS variants,
              count(*) FILTER (WHERE ${changed}) AS changed,
              count(*) FILTER (WHERE t.variant_id IS NULL) AS only_from,
              count(*) FILTER (WHERE f.variant_id IS NULL) AS only_to, ${SUMS.join(', ')}
         FROM ${pair(from, to, partitionNo)}
              LEFT JOIN ${variantsPartition(partitionNo)} v ON v.id = coalesce(f.variant_id, t.variant_id)
        GROUP BY v.routing_id, v.master_yarn_id)
     SELECT r.code AS routing, y.code AS master_yarn, s.*
       FROM sums s LEFT JOIN routings r ON r.id = s.routing_id LEFT JOIN master_yarns y ON y.id = s.master_yarn_id`,
  );
  return rows.map((row) => ({
    routing: row['routing'] ?? null,
    masterYarn: row['master_yarn'] ?? null,
    variants: Number(row['variants']),
    changed: Number(row['changed']),
    onlyFrom: Number(row['only_from']),
    onlyTo: Number(row['only_to']),
    material: [BigInt(row['material_from']!), BigInt(row['material_to']!)],
    process: [BigInt(row['process_from']!), BigInt(row['process_to']!)],
    overhead: [BigInt(row['overhead_from']!), BigInt(row['overhead_to']!)],
  }));
}

/** The variants of one partition whose grand total moved most, by amount. */
export async function moversOfPartition(
  client: ClientBase | Pool,
  from: JobNo,
  to: JobNo,
  partitionNo: PartitionNo,
  limit: number,
): Promise<Mover[]> {
  const { rows } = await client.query<{
    variant_id: string;
    sku: string | null;
    routing: string | null;
    master_yarn: string | null;
    from_micros: string;
    to_micros: string;
  }>({
    text: `SELECT m.variant_id, v.sku, r.code AS routing, y.code AS master_yarn, m.from_micros, m.to_micros
             FROM (SELECT f.variant_id, ${total('f')} AS from_micros, ${total('t')} AS to_micros
                     FROM ${pair(from, to, partitionNo).replace('FULL JOIN', 'JOIN')}
                    WHERE ${total('f')} <> ${total('t')}
                    ORDER BY abs(${total('t')} - ${total('f')}) DESC LIMIT $1) m
                  LEFT JOIN ${variantsPartition(partitionNo)} v ON v.id = m.variant_id
                  LEFT JOIN routings r ON r.id = v.routing_id LEFT JOIN master_yarns y ON y.id = v.master_yarn_id`,
    values: [limit],
  });
  return rows.map((row) => ({
    sku: row.sku,
    variantId: row.variant_id,
    routing: row.routing,
    masterYarn: row.master_yarn,
    from: BigInt(row.from_micros),
    to: BigInt(row.to_micros),
  }));
}

/** Numbers of the partitions, for statements that go leaf by leaf. */
export const PARTITIONS: readonly PartitionNo[] = Array.from({ length: PARTITION_COUNT }, (_, n) => n);
