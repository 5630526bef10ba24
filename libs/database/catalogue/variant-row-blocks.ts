import { hash } from 'node:crypto';
import { PARTITION_COUNT, type PartitionNo } from '#costing';
import { FRAME_HEADER_BYTES } from '../copy/copy-in.js';
import { partitionOf } from '../partition-of.js';
import type { RowBlock } from '../seed/variant-rows.js';
import { NAMESPACE_BYTES, stampVersion5 } from '../variant-id.js';
import type { VariantDraft } from './catalogue-draft.js';
import { packValues } from './packing.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import { CODE_LENGTH_MAX } from './text-rules.js';

/** Columns of a row as `VariantRowBlocks` writes it; times are the database's. */
export const VARIANT_COLUMNS = 'id, master_yarn_id, routing_id, is_active, parameters, sku, batch_no';
/** The same of a staged row: which columns of the table it has is told by a number. */
export const STAGED_COLUMNS = `${VARIANT_COLUMNS}, column_set`;

const FIELDS = 7;
const COLUMN_SET_BYTES = 4 + 2;
const ID_BYTES = 16;
/** UTF-8 takes at most four bytes a character. */
const TEXT_BYTES_MAX = 4 * CODE_LENGTH_MAX;
/** Field count, seven lengths, id, two ids of 4, a boolean. */
const FIXED_BYTES = 2 + FIELDS * 4 + ID_BYTES + 2 * 4 + 1 + COLUMN_SET_BYTES;
/** As in the synthetic seed: blocks that fill the pages of a relation made in the same transaction. */
const BLOCK_ROWS_MAX = 2_000;
const BLOCK_BYTES = 56 * 8_192;

/** Column set of rows that have everything that a variant has. */
export const WHOLE_ENTRY = 0;

/** Bytes of a text, packed parameters or the like, in memory that is the caller's again afterwards. */
export interface Slice {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export interface VariantRow {
  /** In its stored form. */
  readonly sku: Slice;
  /** null, of any of these three: the table has no such column. */
  readonly masterYarnId: number | null;
  readonly routingId: number | null;
  readonly isActive: boolean | null;
  /** Packed. */
  readonly parameters: Slice;
  readonly batchNo: Slice | null;
}

/** Writes variants, as imports bring them, into blocks of a binary COPY: one block a partition in work. */
export class VariantRowBlocks {
  /** Rows written so far. */
  rows = 0;
  /** Of the rows to come: which columns their table has (`ColumnSets`). */
  columnSet = WHOLE_ENTRY;
  private readonly blocks: RowBlock[];
  private readonly free: Buffer[] = [];
  /** Namespace and SKU as they are hashed. */
  private readonly hashed = Buffer.alloc(NAMESPACE_BYTES.length + TEXT_BYTES_MAX);
  /** Its beginnings by their length: a new view for each row would cost more than the digest's last round. */
  private readonly beginnings = Array.from(this.hashed, (_, n) => this.hashed.subarray(0, n + 1));
  private readonly id = Buffer.alloc(ID_BYTES);
  private readonly idView = new DataView(this.id.buffer, this.id.byteOffset, ID_BYTES);

  constructor(
    /** Takes a full block; its bytes come back by `release`. */
    private readonly onFull: (block: RowBlock) => void,
    /** Rows go into the staging table; false: straight into the leaves, where nothing may be absent. */
    private readonly isStaged: boolean,
  ) {
    NAMESPACE_BYTES.copy(this.hashed);
    // The first ones smaller and smaller: else all 64 would be full at once, again and again.
    this.blocks = Array.from({ length: PARTITION_COUNT }, (_, n) =>
      this.newBlock(n, Math.ceil((BLOCK_ROWS_MAX * (n + 1)) / PARTITION_COUNT)),
    );
  }

  add(row: VariantRow): void {
    const { sku } = row;
    const length = sku.end - sku.start;
    for (let n = 0; n < length; n++) this.hashed[NAMESPACE_BYTES.length + n] = sku.bytes[sku.start + n]!;
    this.id.write(hash('sha1', this.beginnings[NAMESPACE_BYTES.length + length - 1]!, 'binary'), 0, ID_BYTES, 'latin1');
    stampVersion5(this.id);
    const partitionNo = partitionOf(this.idView, 0);
    const block = this.withRoom(partitionNo, row);
    this.writeRow(block, row);
    this.rows++;
    if (++block.rows === block.rowsMax) this.handOver(block);
  }

  /** A variant of which everything has been checked; `columns`: those that its table has. */
  addDraft(
    { sku, masterYarn, routing, isActive, parameters, batchNo }: VariantDraft,
    stored: StoredCatalogue,
    columns: { has(column: 'master_yarn' | 'routing' | 'is_active'): boolean } = ALL_COLUMNS,
  ): void {
    this.add({
      sku: whole(Buffer.from(sku, 'utf8')),
      masterYarnId: columns.has('master_yarn') ? stored.masterYarns.get(masterYarn)! : null,
      routingId: columns.has('routing') ? stored.routings.get(routing)! : null,
      isActive: columns.has('is_active') ? isActive : null,
      parameters: whole(packValues(parameters, stored)),
      batchNo: batchNo === null ? null : whole(Buffer.from(batchNo, 'utf8')),
    });
  }

  /** Hands over every block that has rows. */
  flush(): void {
    for (const block of this.blocks) if (block.rows > 0) this.onFull(block);
  }

  /** Takes back the memory of a block that was sent. */
  release(block: RowBlock): void {
    this.free.push(block.bytes);
  }

  /** Packed parameters have no bound of their own here, so a block is handed over before a row that does not fit. */
  private withRoom(partitionNo: PartitionNo, { parameters }: VariantRow): RowBlock {
    const bytesMax = FIXED_BYTES + 2 * TEXT_BYTES_MAX + parameters.end - parameters.start;
    const block = this.blocks[partitionNo]!;
    if (FRAME_HEADER_BYTES + block.length + bytesMax <= BLOCK_BYTES) return block;
    this.handOver(block);
    return this.blocks[partitionNo]!;
  }

  private handOver(block: RowBlock): void {
    this.blocks[block.partitionNo] = this.newBlock(block.partitionNo, BLOCK_ROWS_MAX);
    if (block.rows > 0) this.onFull(block);
  }

  private writeRow(block: RowBlock, { sku, masterYarnId, routingId, isActive, parameters, batchNo }: VariantRow): void {
    const { view, bytes } = block;
    let at = FRAME_HEADER_BYTES + block.length;
    view.setInt16(at, this.isStaged ? FIELDS + 1 : FIELDS);
    view.setInt32(at + 2, ID_BYTES);
    for (let n = 0; n < ID_BYTES; n += 4) view.setInt32(at + 6 + n, this.idView.getInt32(n));
    at = writeInteger(view, at + 6 + ID_BYTES, masterYarnId);
    at = writeInteger(view, at, routingId);
    if (isActive === null && this.isStaged) {
      view.setInt32(at, -1);
      at += 4;
    } else {
      view.setInt32(at, 1);
      bytes[at + 4] = isActive === false ? 0 : 1;
      at += 5;
    }
    at = writeField(block, at, parameters);
    at = writeField(block, at, sku);
    if (batchNo) at = writeField(block, at, batchNo);
    else {
      view.setInt32(at, -1);
      at += 4;
    }
    if (this.isStaged) {
      view.setInt32(at, 2);
      view.setInt16(at + 4, this.columnSet);
      at += COLUMN_SET_BYTES;
    }
    block.length = at - FRAME_HEADER_BYTES;
  }

  private newBlock(partitionNo: PartitionNo, rowsMax: number): RowBlock {
    const bytes = this.free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { partitionNo, bytes, view, length: 0, rows: 0, rowsMax };
  }
}

const ALL_COLUMNS = { has: (): boolean => true };

/** An integer of four bytes, or null; gives where the next field begins. */
function writeInteger(view: DataView, at: number, value: number | null): number {
  view.setInt32(at, value === null ? -1 : 4);
  if (value === null) return at + 4;
  view.setInt32(at + 4, value);
  return at + 8;
}

const whole = (bytes: Uint8Array): Slice => ({ bytes, start: 0, end: bytes.length });

/** Length and bytes of a field; gives where the next one begins. */
function writeField({ view, bytes }: RowBlock, at: number, { bytes: from, start, end }: Slice): number {
  view.setInt32(at, end - start);
  at += 4;
  for (let n = start; n < end; n++) bytes[at++] = from[n]!;
  return at;
}
