import { hash } from 'node:crypto';
import { PACKED_ENTRY_BYTES, PARTITION_COUNT, type PartitionNo } from '#costing';
import { FRAME_HEADER_BYTES } from '../copy/copy-in.js';
import { partitionOf } from '../partition-of.js';
import { NAMESPACE_BYTES, stampVersion5 } from '../variant-id.js';
import type { SyntheticParameter } from './synthetic-parameters.js';
import { keysOf, scramble, VariantValues } from './variant-values.js';

/** Columns of a row as `VariantRows` writes it. */
export const ROW_COLUMNS = 'id, master_yarn_id, routing_id, created_at, updated_at, parameters, sku';

const ID_AT = 6;
const YARN_AT = ID_AT + 16 + 4;
const ROUTING_AT = YARN_AT + 4 + 4;
const CREATED_AT = ROUTING_AT + 4 + 4;
const UPDATED_AT = CREATED_AT + 8 + 4;
const PARAMETERS_AT = UPDATED_AT + 8 + 4;

const YARN_DIGITS = 6;
const VARIANT_DIGITS = 8;
export const YARNS_MAX = 10 ** YARN_DIGITS - 1;
export const VARIANTS_PER_YARN_MAX = 10 ** VARIANT_DIGITS - 1;

const SKU_AT = NAMESPACE_BYTES.length;
const YARN_DIGITS_AT = SKU_AT + 'SYN-'.length;
const VARIANT_DIGITS_AT = YARN_DIGITS_AT + YARN_DIGITS + '-'.length;
const HASHED_BYTES = VARIANT_DIGITS_AT + VARIANT_DIGITS;
const SKU_BYTES = HASHED_BYTES - SKU_AT;

/** Midnight of 2026-01-01 UTC in microseconds from 2000-01-01: equal arguments give equal bytes. */
const CREATED_MICROSECONDS = BigInt(Date.UTC(2026, 0, 1) - Date.UTC(2000, 0, 1)) * 1_000n;

/**
 * A COPY writes 1,000 rows at a time and grows its relation by what they need, the second time by as much again, then
 * by twice as much, 64 pages at most at once. What it does not fill stays empty for ever in a relation made by the same
 * transaction: blocks of 2,500 rows made the leaves 60 % larger. Blocks of two such portions fill their pages; blocks of
 * one cost a third more time, a COPY alone being about 1 ms. Wide rows: what fits into one growth.
 */
const PORTION_ROWS = 1_000;
const PORTIONS = 2;
const GROWTH_BYTES = 56 * 8_192;

/** Rows of one partition on their way, in binary COPY format after the space for the frame's header. */
export interface RowBlock {
  readonly partitionNo: PartitionNo;
  readonly bytes: Buffer;
  readonly view: DataView;
  /** Bytes of rows. */
  length: number;
  rows: number;
  /** Handed over with this many rows. */
  readonly rowsMax: number;
}

export interface VariantRowsOptions {
  /** Those that every variant has, in ascending order of `parameterIds`. */
  readonly parameters: readonly SyntheticParameter[];
  readonly parameterIds: readonly number[];
  readonly routingIds: readonly number[];
  readonly seed: number;
}

/**
 * Writes synthetic variants into blocks, one block a partition in work. Rows have one length and a block is laid out
 * once: a row costs its id, its numbers and the digits of its SKU, about 0.7 µs with 12 parameters, half of it SHA-1.
 */
export class VariantRows {
  readonly blockRows: number;
  private readonly template: Buffer;
  private readonly values: VariantValues;
  private readonly routingKey: number;
  private readonly blocks: RowBlock[];
  private readonly free: Buffer[] = [];
  /** Namespace and SKU as they are hashed. */
  private readonly hashed = Buffer.alloc(HASHED_BYTES);
  private readonly id = Buffer.alloc(16);
  private readonly idView = new DataView(this.id.buffer, this.id.byteOffset, 16);

  constructor(
    private readonly options: VariantRowsOptions,
    /** Takes a full block; its bytes come back by `release`. */
    private readonly onFull: (block: RowBlock) => void,
  ) {
    this.template = rowTemplate(options.parameterIds);
    const growthRows = Math.floor(GROWTH_BYTES / this.template.length);
    this.blockRows = growthRows < PORTION_ROWS ? growthRows : PORTIONS * PORTION_ROWS;
    this.values = new VariantValues(options.parameters, options.seed);
    this.routingKey = keysOf(options.seed, options.parameters.length + 1).at(-1)!;
    this.blocks = Array.from({ length: PARTITION_COUNT }, (_, n) => ({
      ...this.newBlock(n),
      // The first ones smaller and smaller: else all 64 would be full at once, again and again.
      rowsMax: Math.ceil((this.blockRows * (n + 1)) / PARTITION_COUNT),
    }));
    NAMESPACE_BYTES.copy(this.hashed);
    this.hashed.write('SYN-000000-', SKU_AT, 'latin1');
  }

  /** Adds variant `inYarn` (from 1) of yarn `yarn` (from 1), the `number`th (from 0) of all. */
  add(yarn: number, inYarn: number, number: number): void {
    writeDigits(this.hashed, YARN_DIGITS_AT, YARN_DIGITS, yarn);
    writeDigits(this.hashed, VARIANT_DIGITS_AT, VARIANT_DIGITS, inYarn);
    // As text: a Buffer for each digest costs more than the digest (0.73 against 0.28 µs).
    this.id.write(hash('sha1', this.hashed, 'binary'), 0, 16, 'latin1');
    stampVersion5(this.id);
    const partitionNo = partitionOf(this.idView, 0);
    const block = this.blocks[partitionNo]!;
    this.writeRow(block, yarn, number);
    block.length += this.template.length;
    if (++block.rows === block.rowsMax) {
      this.blocks[partitionNo] = this.newBlock(partitionNo);
      this.onFull(block);
    }
  }

  /** Hands over every block that has rows. */
  flush(): void {
    for (const block of this.blocks) if (block.rows > 0) this.onFull(block);
  }

  /** Takes back the memory of a block that was sent. */
  release(block: RowBlock): void {
    this.free.push(block.bytes);
  }

  private writeRow({ bytes, view, length }: RowBlock, yarn: number, number: number): void {
    const { routingIds } = this.options;
    const row = FRAME_HEADER_BYTES + length;
    for (let n = 0; n < 16; n += 4) view.setInt32(row + ID_AT + n, this.idView.getInt32(n));
    view.setInt32(row + YARN_AT, yarn);
    view.setInt32(row + ROUTING_AT, routingIds[scramble(number ^ this.routingKey) % routingIds.length]!);
    this.values.write(view, row + PARAMETERS_AT + 2, PACKED_ENTRY_BYTES, number);
    const skuAt = row + this.template.length - SKU_BYTES;
    for (let n = 0; n < SKU_BYTES; n++) bytes[skuAt + n] = this.hashed[SKU_AT + n]!;
  }

  private newBlock(partitionNo: PartitionNo): RowBlock {
    const bytes = this.free.pop() ?? this.layOut();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { partitionNo, bytes, view, length: 0, rows: 0, rowsMax: this.blockRows };
  }

  private layOut(): Buffer {
    const bytes = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + this.blockRows * this.template.length);
    bytes.fill(this.template, FRAME_HEADER_BYTES);
    return bytes;
  }
}

/** What is the same in all rows: field count, lengths, times and parameter ids. */
function rowTemplate(parameterIds: readonly number[]): Buffer {
  const row = Buffer.alloc(PARAMETERS_AT + parameterIds.length * PACKED_ENTRY_BYTES + 4 + SKU_BYTES);
  row.writeInt16BE(7);
  row.writeInt32BE(16, ID_AT - 4);
  row.writeInt32BE(4, YARN_AT - 4);
  row.writeInt32BE(4, ROUTING_AT - 4);
  for (const at of [CREATED_AT, UPDATED_AT]) {
    row.writeInt32BE(8, at - 4);
    row.writeBigInt64BE(CREATED_MICROSECONDS, at);
  }
  row.writeInt32BE(parameterIds.length * PACKED_ENTRY_BYTES, PARAMETERS_AT - 4);
  parameterIds.forEach((id, n) => row.writeInt16BE(id, PARAMETERS_AT + n * PACKED_ENTRY_BYTES));
  row.writeInt32BE(SKU_BYTES, row.length - SKU_BYTES - 4);
  return row;
}

function writeDigits(bytes: Buffer, at: number, digits: number, value: number): void {
  for (let n = at + digits - 1; n >= at; n--) {
    const rest = (value / 10) | 0;
    bytes[n] = 48 + value - rest * 10;
    value = rest;
  }
}
