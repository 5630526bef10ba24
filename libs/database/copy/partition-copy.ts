import type { Client, ClientBase } from 'pg';
import type { AffectedPredicate, JobNo, PartitionNo } from '#costing';
import { affectedCondition } from '../sql/affected.js';
import { generationLeaf, type LeafAttempt, leafInWork, stagingTable, variantsPartition } from '../sql/generations.js';
import { copyIn, type CopyIn } from './copy-in.js';
import { copyOut, type CopyOut } from './copy-out.js';
import { STAGED_COLUMNS, SUMMARY_COLUMNS } from './summary-blocks.js';

/** Where the fields of a variant lie in its row: int16 field count, then each field after its int32 length. */
export const VARIANT_ROW = { id: 6, masterYarnId: 26, routingId: 34, isActive: 42, parameters: 47 } as const;

/**
 * Where the fields of the stored summary lie that follow a variant's, counted from the end of its parameters. Without a
 * summary all are null, and `placeBytes` is −1.
 */
export const STORED_ROW = { placeBytes: 0, place: 4, jobNo: 14, micros: [22, 34, 46] } as const;

/** Reads one partition of the variants, rows laid out as `VARIANT_ROW` says. */
export function copyVariantsOut(
  client: ClientBase,
  partitionNo: PartitionNo,
  onRow: (row: DataView, start: number, end: number) => void,
): CopyOut {
  return copyOut(
    client,
    `COPY ${variantsPartition(partitionNo)} (${VARIANT_COLUMNS}) TO STDOUT (FORMAT binary)`,
    onRow,
  );
}

/**
 * The same of the variants that the predicate takes, each followed by the summary that the generation has of it and where
 * that lies: `STORED_ROW`.
 */
export function copyAffectedOut(
  client: Client,
  partitionNo: PartitionNo,
  { predicate, generation }: { readonly predicate: AffectedPredicate; readonly generation: JobNo },
  onRow: (row: DataView, start: number, end: number) => void,
): CopyOut {
  const query = `SELECT ${VARIANT_COLUMNS}, s.ctid, s.job_no, s.material_micros, s.process_micros, s.overhead_micros
      FROM ${variantsPartition(partitionNo)} LEFT JOIN ${generationLeaf(generation, partitionNo)} s ON s.variant_id = id
     WHERE ${affectedCondition(predicate, partitionNo)}`;
  return copyOut(client, `COPY (${query}) TO STDOUT (FORMAT binary)`, onRow);
}

const VARIANT_COLUMNS = 'id, master_yarn_id, routing_id, is_active, parameters';

/** Fills a leaf that this transaction has made: its rows are frozen from the start and need no vacuum. */
export function copySummariesIn(client: Client, attempt: LeafAttempt): Promise<CopyIn> {
  return copyIn(client, `COPY ${leafInWork(attempt)} (${SUMMARY_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`);
}

/** The same into the staging of a delta. */
export function copyStagedIn(client: Client, attempt: LeafAttempt): Promise<CopyIn> {
  return copyIn(client, `COPY ${stagingTable(attempt)} (${STAGED_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`);
}
