import type { Client } from 'pg';
import type { JobNo, PartitionNo } from '#costing';
import { generationLeaf, variantsPartition } from '../sql/generations.js';
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
  const columns = 'id, master_yarn_id, routing_id, is_active, parameters';
  return copyOut(client, `COPY ${variantsPartition(partitionNo)} (${columns}) TO STDOUT (FORMAT binary)`, onRow);
}

/** Fills a leaf that this transaction has made: its rows are frozen from the start and need no vacuum. */
export function copySummariesIn(client: Client, generation: JobNo, partitionNo: PartitionNo): Promise<CopyIn> {
  return copyIn(
    client,
    `COPY ${generationLeaf(generation, partitionNo)} (${SUMMARY_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`,
  );
}

/** Where the fields of a stored summary lie in its row; `body` is what `SummaryBlocks.addCarried` takes. */
const SUMMARY_ROW = { id: 6, micros: [26, 38, 50], jobNo: 62 } as const;

/**
 * Reads the stored summaries of some variants of one partition. `ids` holds 16 bytes for each. Rows are handed over
 * as id, three int64 micros and int32 job number without gaps, in memory that is reused.
 */
export async function copySummariesOut(
  client: Client,
  generation: JobNo,
  partitionNo: PartitionNo,
  ids: Buffer,
  onRow: (row: DataView) => void,
): Promise<void> {
  const body = new DataView(new ArrayBuffer(44));
  const list = Array.from({ length: ids.length / 16 }, (_, n) => ids.toString('hex', n * 16, n * 16 + 16));
  const text = `COPY (SELECT ${SUMMARY_COLUMNS} FROM ${generationLeaf(generation, partitionNo)}
                       WHERE variant_id = ANY ('{${list.join(',')}}'::uuid[])) TO STDOUT (FORMAT binary)`;
  await copyOut(client, text, (view, start) => {
    for (let n = 0; n < 16; n++) body.setUint8(n, view.getUint8(start + SUMMARY_ROW.id + n));
    SUMMARY_ROW.micros.forEach((at, n) => body.setBigInt64(16 + 8 * n, view.getBigInt64(start + at)));
    body.setInt32(40, view.getInt32(start + SUMMARY_ROW.jobNo));
    onRow(body);
  }).done;
}
