import type { Client } from 'pg';
import type { AffectedPredicate, PartitionNo } from '#costing';
import { affectedCondition } from '../sql/affected.js';
import { type LeafAttempt, leafInWork, stagingTable, variantsPartition } from '../sql/generations.js';
import { copyIn, type CopyIn } from './copy-in.js';
import { copyOut, type CopyOut } from './copy-out.js';
import { SUMMARY_COLUMNS } from './summary-blocks.js';

/** Where the fields of a variant lie in its row: int16 field count, then each field after its int32 length. */
export const VARIANT_ROW = { id: 6, masterYarnId: 26, routingId: 34, isActive: 42, parameters: 47 } as const;

/** Reads one partition of the variants, rows laid out as `VARIANT_ROW` says. */
export function copyVariantsOut(
  client: Client,
  partitionNo: PartitionNo,
  onRow: (row: DataView, start: number, end: number) => void,
): CopyOut {
  return copyOut(
    client,
    `COPY ${variantsPartition(partitionNo)} (${VARIANT_COLUMNS}) TO STDOUT (FORMAT binary)`,
    onRow,
  );
}

/** The same of the variants that the predicate takes. */
export function copyAffectedOut(
  client: Client,
  partitionNo: PartitionNo,
  predicate: AffectedPredicate,
  onRow: (row: DataView, start: number, end: number) => void,
): CopyOut {
  const query = `SELECT ${VARIANT_COLUMNS} FROM ${variantsPartition(partitionNo)} WHERE ${affectedCondition(predicate, partitionNo)}`;
  return copyOut(client, `COPY (${query}) TO STDOUT (FORMAT binary)`, onRow);
}

const VARIANT_COLUMNS = 'id, master_yarn_id, routing_id, is_active, parameters';

/** Fills a leaf that this transaction has made: its rows are frozen from the start and need no vacuum. */
export function copySummariesIn(client: Client, attempt: LeafAttempt): Promise<CopyIn> {
  return copyIn(client, `COPY ${leafInWork(attempt)} (${SUMMARY_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`);
}

/** The same into the staging of a delta. */
export function copyStagedIn(client: Client, attempt: LeafAttempt): Promise<CopyIn> {
  return copyIn(client, `COPY ${stagingTable(attempt)} (${SUMMARY_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`);
}
