import type { ClientBase } from 'pg';
import { type JobNo, PARTITION_COUNT, type PartitionNo } from '#costing';
import { generationLeaf, variantsPartition } from './generations.js';

/** Numbers of the partitions, for statements that go leaf by leaf. */
export const PARTITIONS: readonly PartitionNo[] = Array.from({ length: PARTITION_COUNT }, (_, n) => n);

/** What the summaries of a generation were last computed with, as far as a comparison needs it. */
export interface DiffSide {
  readonly generation: JobNo;
  readonly currency: string;
  readonly routings: readonly { readonly id: number; readonly code: string; readonly outputUnit: string }[];
  /** Which transactions the catalogue was read after, as a `pg_snapshot`; null: this server cannot tell. */
  readonly catalogueSnapshot: string | null;
}

/** null: there is no such job. */
export async function readDiffSide(client: ClientBase, generation: JobNo): Promise<DiffSide | null> {
  const { rows } = await client.query<DiffSide>({
    text: `SELECT $1::integer AS generation, s.document ->> 'currency' AS currency,
                  CASE WHEN pg_snapshot_xmax(j.catalogue_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())
                       THEN j.catalogue_snapshot END::text AS "catalogueSnapshot",
                  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r -> 'id', 'code', r -> 'code',
                                                                'outputUnit', r -> 'outputUnit')), '[]')
                     FROM jsonb_array_elements(s.document -> 'routings') r) AS routings
             FROM recalculation_jobs j JOIN recalculation_snapshots s ON s.job_id = j.id
            WHERE j.job_no = $1 OR j.merged_into = $1 AND j.status = 'COMPLETED'
            ORDER BY j.job_no DESC LIMIT 1`,
    values: [generation],
  });
  return rows[0] ?? null;
}

/** The three components of some variants in two generations, in micros: sums of the variants that both have. */
export interface ComponentSums {
  readonly material: readonly [from: bigint, to: bigint];
  readonly process: readonly [from: bigint, to: bigint];
  readonly overhead: readonly [from: bigint, to: bigint];
}

/** Variants of one partition that are alike in where they were and are. */
export interface DiffGroup extends ComponentSums {
  /** Ids of the routings that they were on; null: unknown. */
  readonly routingFrom: number | null;
  readonly routingTo: number | null;
  /** Code of their yarn; null: it is gone. */
  readonly masterYarn: string | null;
  /** Unit of output that both sides cost by; null: it is another one than before, or unknown. */
  readonly outputUnit: string | null;
  /** In both generations. */
  readonly variants: number;
  /** In both, with another figure. */
  readonly changed: number;
  readonly onlyFrom: number;
  readonly onlyTo: number;
}

/** A variant in one or both of the generations. */
export interface DiffVariant {
  readonly variantId: string;
  /** null: it was deleted so long ago that nothing tells its SKU any more. */
  readonly sku: string | null;
  readonly routingFrom: number | null;
  readonly routingTo: number | null;
  readonly masterYarn: string | null;
  readonly outputUnit: string | null;
}

/** A variant whose grand total moved. */
export interface Mover extends DiffVariant {
  readonly from: bigint;
  readonly to: bigint;
}

const COMPONENTS = ['material', 'process', 'overhead'] as const;
const total = (alias: string): string => COMPONENTS.map((component) => `${alias}.${component}_micros`).join(' + ');
const changed = COMPONENTS.map((component) => `f.${component}_micros <> t.${component}_micros`).join(' OR ');

/** Where the variants were that have moved or gone since a snapshot: what their first move after it says. */
const whereaboutsSince = (snapshot: string): string =>
  `SELECT DISTINCT ON (variant_id) variant_id, sku, routing_id, master_yarn_id FROM variant_moves
    WHERE NOT coalesce(pg_visible_in_snapshot(txid, ${snapshot}::pg_snapshot), true) ORDER BY variant_id, id`;

/**
 * All variants of a partition that one of the generations has figures of, in one statement: both lie in the same leaves,
 * so nothing is looked up across partitions. Parameters: snapshot of both sides; ids of routings with their units then.
 */
function pairs(from: JobNo, to: JobNo, partitionNo: PartitionNo): string {
  const figures = (generation: JobNo): string =>
    `(SELECT * FROM ${generationLeaf(generation, partitionNo)} WHERE material_micros IS NOT NULL)`;
  const micros = COMPONENTS.flatMap((component) =>
    [
      ['f', 'from'],
      ['t', 'to'],
    ].map(([alias, end]) => `${alias}.${component}_micros AS ${component}_${end}`),
  );
  return `was AS MATERIALIZED (${whereaboutsSince('$1')}), later AS MATERIALIZED (${whereaboutsSince('$2')}),
    units AS (SELECT * FROM unnest($3::integer[], $4::text[], $5::text[]) AS u (routing_id, unit_from, unit_to)),
    pairs AS (
      SELECT coalesce(f.variant_id, t.variant_id) AS variant_id, f.variant_id IS NOT NULL AS in_from,
             t.variant_id IS NOT NULL AS in_to, coalesce(was.routing_id, later.routing_id, v.routing_id) AS routing_from,
             coalesce(later.routing_id, v.routing_id) AS routing_to,
             coalesce(later.master_yarn_id, v.master_yarn_id, was.master_yarn_id) AS yarn_id,
             coalesce(v.sku, later.sku, was.sku) AS sku, coalesce(${changed}, false) AS is_changed,
             ${total('f')} AS total_from, ${total('t')} AS total_to, ${micros.join(', ')}
        FROM ${figures(from)} f FULL JOIN ${figures(to)} t ON t.variant_id = f.variant_id
             LEFT JOIN ${variantsPartition(partitionNo)} v ON v.id = coalesce(f.variant_id, t.variant_id)
             LEFT JOIN was ON was.variant_id = coalesce(f.variant_id, t.variant_id)
             LEFT JOIN later ON later.variant_id = coalesce(f.variant_id, t.variant_id)),
    located AS (
      SELECT p.*, CASE WHEN a.unit_from = b.unit_to THEN b.unit_to END AS output_unit, y.code AS master_yarn
        FROM pairs p LEFT JOIN units a ON a.routing_id = p.routing_from LEFT JOIN units b ON b.routing_id = p.routing_to
             LEFT JOIN master_yarns y ON y.id = p.yarn_id)`;
}

/** Two generations, as every statement of a comparison takes them. */
export interface DiffSides {
  readonly from: DiffSide;
  readonly to: DiffSide;
}

function valuesOf({ from, to }: DiffSides): unknown[] {
  const ids = [...new Set([...from.routings, ...to.routings].map(({ id }) => id))];
  const unit = (side: DiffSide) => (id: number) => side.routings.find((one) => one.id === id)?.outputUnit ?? null;
  return [from.catalogueSnapshot, to.catalogueSnapshot, ids, ids.map(unit(from)), ids.map(unit(to))];
}

/** Compares one partition of two generations. */
export async function diffPartition(
  client: ClientBase,
  sides: DiffSides,
  partitionNo: PartitionNo,
): Promise<DiffGroup[]> {
  const sums = COMPONENTS.flatMap((component) =>
    ['from', 'to'].map(
      (end) => `coalesce(sum(${component}_${end}) FILTER (WHERE in_from AND in_to), 0) AS ${component}_${end}`,
    ),
  );
  const { rows } = await client.query<
    Record<string, string> & Pick<DiffGroup, 'routingFrom' | 'routingTo' | 'masterYarn' | 'outputUnit'>
  >({
    text: `WITH ${pairs(sides.from.generation, sides.to.generation, partitionNo)}
      SELECT routing_from AS "routingFrom", routing_to AS "routingTo", master_yarn AS "masterYarn",
             output_unit AS "outputUnit", count(*) FILTER (WHERE in_from AND in_to) AS variants,
             count(*) FILTER (WHERE is_changed) AS changed, count(*) FILTER (WHERE NOT in_to) AS only_from,
             count(*) FILTER (WHERE NOT in_from) AS only_to, ${sums.join(', ')}
        FROM located GROUP BY 1, 2, 3, 4`,
    values: valuesOf(sides),
  });
  return rows.map((row) => ({
    routingFrom: row.routingFrom,
    routingTo: row.routingTo,
    masterYarn: row.masterYarn,
    outputUnit: row.outputUnit,
    variants: Number(row['variants']),
    changed: Number(row['changed']),
    onlyFrom: Number(row['only_from']),
    onlyTo: Number(row['only_to']),
    material: [BigInt(row['material_from']!), BigInt(row['material_to']!)],
    process: [BigInt(row['process_from']!), BigInt(row['process_to']!)],
    overhead: [BigInt(row['overhead_from']!), BigInt(row['overhead_to']!)],
  }));
}

const VARIANT = `variant_id AS "variantId", sku, routing_from AS "routingFrom", routing_to AS "routingTo",
  master_yarn AS "masterYarn", output_unit AS "outputUnit"`;

/** The variants of one partition whose grand total moved most, by amount; only where both are by the same unit. */
export async function moversOfPartition(
  client: ClientBase,
  sides: DiffSides,
  partitionNo: PartitionNo,
  limit: number,
): Promise<Mover[]> {
  const { rows } = await client.query<DiffVariant & { readonly from: string; readonly to: string }>({
    text: `WITH ${pairs(sides.from.generation, sides.to.generation, partitionNo)}
      SELECT ${VARIANT}, total_from AS from, total_to AS to FROM located
       WHERE total_from <> total_to AND output_unit IS NOT NULL
       ORDER BY abs(total_to - total_from) DESC, variant_id LIMIT $6`,
    values: [...valuesOf(sides), limit],
  });
  return rows.map((row) => ({ ...row, from: BigInt(row.from), to: BigInt(row.to) }));
}

/** `MOVED`: in both, on another routing. `GONE`, `NEW`: only the first, or only the second generation has figures. */
export type Relocation = 'MOVED' | 'GONE' | 'NEW';

const RELOCATIONS: Readonly<Record<Relocation, string>> = {
  MOVED: 'in_from AND in_to AND routing_from <> routing_to',
  GONE: 'NOT in_to',
  NEW: 'NOT in_from',
};

/** Variants of one partition that moved, went or came, by SKU. */
export async function relocatedInPartition(
  client: ClientBase,
  sides: DiffSides,
  partitionNo: PartitionNo,
  relocation: Relocation,
  limit: number,
): Promise<DiffVariant[]> {
  const { rows } = await client.query<DiffVariant>({
    text: `WITH ${pairs(sides.from.generation, sides.to.generation, partitionNo)}
      SELECT ${VARIANT} FROM located WHERE ${RELOCATIONS[relocation]} ORDER BY sku COLLATE "C", variant_id LIMIT $6`,
    values: [...valuesOf(sides), limit],
  });
  return rows;
}
