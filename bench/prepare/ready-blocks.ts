import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PARTITION_COUNT } from '#costing';
import { copyOut, generationLeaf, readReleasedGeneration } from '#database';
import type { BenchContext } from '../bench-row.js';

/** As large as the blocks that a lane sends. */
export const READY_BLOCK_BYTES = 256 * 1024;

export function readyFile(folder: string, partitionNo: number): string {
  return join(folder, `p${String(partitionNo).padStart(2, '0')}.rows`);
}

/** All columns: the floor loads rows as they are stored, also what is the same in every one of them. */
export const WHOLE_ROW = 'variant_id, material_micros, process_micros, overhead_micros, job_no, generation';

/**
 * Writes the released summaries as they would be sent to a COPY, one file a partition: 74 bytes a row, so that also
 * 20 million need no memory here. Gives the number of rows.
 */
export async function writeReadyBlocks({ client }: BenchContext, folder: string): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { generation } = await readReleasedGeneration(client);
  let rows = 0;
  for (let partitionNo = 0; partitionNo < PARTITION_COUNT; partitionNo++) {
    const leaf = generationLeaf(generation!, partitionNo);
    const blocks: Buffer[] = [];
    let block = Buffer.allocUnsafe(READY_BLOCK_BYTES);
    let filled = 0;
    rows += await copyOut(client, `COPY ${leaf} (${WHOLE_ROW}) TO STDOUT (FORMAT binary)`, (row, start, end) => {
      const bytes = Buffer.from(row.buffer, row.byteOffset + start, end - start);
      if (filled + bytes.length > READY_BLOCK_BYTES) {
        blocks.push(block.subarray(0, filled));
        block = Buffer.allocUnsafe(READY_BLOCK_BYTES);
        filled = 0;
      }
      filled += bytes.copy(block, filled);
    }).done;
    const file = await open(readyFile(folder, partitionNo), 'w');
    for (const full of [...blocks, block.subarray(0, filled)]) await file.write(full);
    await file.close();
  }
  return rows;
}
