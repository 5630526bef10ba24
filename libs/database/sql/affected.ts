import type { ClientBase, Pool } from 'pg';
import type { AffectedPart, AffectedPredicate, PartitionNo } from '#costing';
import { partitionOf } from '../partition-of.js';
import { variantsPartition } from './generations.js';

/** For literals, where a statement takes no parameters. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/**
 * The SQL condition for a partition's variants that the predicate takes. COPY takes no parameters: every value is
 * written as a literal, and all that is no number, UUID or time throws. `isAffected` is its readable twin.
 */
export function affectedCondition({ parts }: AffectedPredicate, partitionNo: PartitionNo): string {
  const conditions = parts.map((part) => conditionOf(part, partitionNo)).filter((condition) => condition !== null);
  return conditions.length === 0 ? 'false' : conditions.map((condition) => `(${condition})`).join(' OR ');
}

/** null: no variant of the partition can fit. */
function conditionOf(part: AffectedPart, partitionNo: PartitionNo): string | null {
  switch (part.kind) {
    case 'ALL':
      return 'true';
    case 'ROUTINGS':
      return isOneOf('routing_id', part.routingIds);
    case 'INHERITS':
      return [isOneOf('routing_id', part.routingIds), yarnCondition(part), holdsNoValue(part.parameterId)].join(
        ' AND ',
      );
    case 'HOLDS_ITEM':
      return `${isOneOf('routing_id', part.routingIds)} AND ${holdsItem(part.parameterId, part.itemIds)}`;
    case 'VARIANTS': {
      const ids = part.variantIds.filter((id) => partitionOfId(id) === partitionNo);
      return ids.length === 0 ? null : `id = ANY ('{${ids.join()}}'::uuid[])`;
    }
    case 'UPDATED_SINCE':
      if (!TIME.test(part.since)) throw new RangeError(`${part.since} is no time`);
      return `updated_at >= '${part.since}'::timestamptz`;
  }
}

function yarnCondition({ yarnIds, exceptYarnIds }: Extract<AffectedPart, { kind: 'INHERITS' }>): string {
  if (yarnIds !== null) return isOneOf('master_yarn_id', yarnIds);
  return exceptYarnIds.length === 0 ? 'true' : `master_yarn_id <> ALL ('{${whole(exceptYarnIds).join()}}'::integer[])`;
}

const isOneOf = (column: string, ids: readonly number[]): string =>
  `${column} = ANY ('{${whole(ids).join()}}'::integer[])`;

function whole(ids: readonly number[]): readonly number[] {
  for (const id of ids) if (!Number.isInteger(id)) throw new RangeError(`${id} is no id`);
  return ids;
}

/*
 * Entries of packed parameters are 10 bytes, ids first. Finding an id's two bytes by `position` is one pass in C; where
 * the first place found is not at the beginning of an entry, those bytes are part of a value, and then (1 row in 1,000)
 * the entries are looked at one by one. A few items are looked for with their id first, all ten bytes at once.
 */

/** Items that are looked for one after another. */
const QUICK_ITEMS_MAX = 4;

/** The condition that `parameters` has no value of a parameter. */
export function holdsNoValue(parameterId: number): string {
  const at = placeOf(parameterId);
  return `CASE WHEN ${at} = 0 THEN true WHEN ${at} % 10 = 1 THEN false
    ELSE NOT EXISTS (SELECT FROM ${ENTRIES} WHERE ${ENTRY_ID} = ${idLiteral(parameterId)}) END`;
}

/** The condition that `parameters` holds one of the items in a parameter. */
export function holdsItem(parameterId: number, itemIds: readonly number[]): string {
  const at = placeOf(parameterId);
  const items = `ANY (ARRAY[${whole(itemIds).map(valueLiteral).join()}])`;
  const exactly = `CASE WHEN ${at} = 0 THEN false WHEN ${at} % 10 = 1 THEN substr(parameters, ${at} + 2, 8) = ${items}
    ELSE EXISTS (SELECT FROM ${ENTRIES} WHERE ${ENTRY_ID} = ${idLiteral(parameterId)} AND ${ENTRY_VALUE} = ${items}) END`;
  if (itemIds.length > QUICK_ITEMS_MAX) return exactly;
  const anywhere = itemIds.map(
    (itemId) => `position(${idLiteral(parameterId)} || ${valueLiteral(itemId)} IN parameters) > 0`,
  );
  return `(${anywhere.join(' OR ')}) AND ${exactly}`;
}

const ENTRIES = `generate_series(1, length(parameters) - 9, 10) AS entry (at)`;
const ENTRY_ID = `substr(parameters, entry.at, 2)`;
const ENTRY_VALUE = `substr(parameters, entry.at + 2, 8)`;

const placeOf = (parameterId: number): string => `position(${idLiteral(parameterId)} IN parameters)`;

function idLiteral(parameterId: number): string {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(parameterId);
  return `'\\x${bytes.toString('hex')}'::bytea`;
}

function valueLiteral(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return `'\\x${bytes.toString('hex')}'::bytea`;
}

/** The partition of a variant by its id. */
function partitionOfId(id: string): PartitionNo {
  if (!UUID.test(id)) throw new RangeError(`${id} is no UUID`);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return partitionOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

/**
 * The predicate for each partition: the named variants stand where they belong, so that a million of them are not sent
 * 64 times.
 */
export function predicateByPartition({ parts }: AffectedPredicate, partitionCount: number): AffectedPredicate[] {
  const byPartition = Array.from({ length: partitionCount }, (): string[] => []);
  const others = parts.filter((part) => {
    if (part.kind !== 'VARIANTS') return true;
    for (const id of part.variantIds) byPartition[partitionOfId(id)]!.push(id);
    return false;
  });
  return byPartition.map((variantIds) => ({
    parts: variantIds.length === 0 ? others : [...others, { kind: 'VARIANTS', variantIds }],
  }));
}

/** Variants of one routing in one partition, for each of the predicates that were asked about. */
export interface AffectedCount {
  readonly partitionNo: PartitionNo;
  readonly routingId: number;
  readonly counts: readonly number[];
}

/** How many variants of a partition each predicate takes, by routing; one pass over the partition for all of them. */
export async function countAffected(
  client: ClientBase | Pool,
  partitionNo: PartitionNo,
  predicates: readonly AffectedPredicate[],
): Promise<AffectedCount[]> {
  const conditions = predicates.map((predicate) => affectedCondition(predicate, partitionNo));
  const counted = conditions.map((condition) => `count(*) FILTER (WHERE ${condition})`);
  const { rows } = await client.query<{ routing_id: number; counts: string[] }>(
    `SELECT routing_id, ARRAY[${counted.join()}]::bigint[] AS counts FROM ${variantsPartition(partitionNo)}
      WHERE ${conditions.map((condition) => `(${condition})`).join(' OR ') || 'false'} GROUP BY routing_id`,
  );
  return rows.map(({ routing_id, counts }) => ({ partitionNo, routingId: routing_id, counts: counts.map(Number) }));
}
