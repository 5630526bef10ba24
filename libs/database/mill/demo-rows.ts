import { hash } from 'node:crypto';
import { PACKED_ENTRY_BYTES, PARTITION_COUNT, type PartitionNo } from '#costing';
import { FRAME_HEADER_BYTES } from '../copy/copy-in.js';
import { partitionOf } from '../partition-of.js';
import type { RowBlock } from '../seed/variant-rows.js';
import { keysOf, scramble } from '../seed/variant-values.js';
import { NAMESPACE_BYTES, stampVersion5 } from '../variant-id.js';
import type { DemoRecipe } from './demo-variants.js';

const FIELDS = 7;
const ID_BYTES = 16;
const NUMBER_DIGITS = 9;
/** Numbers at the end of SKUs, and so how many variants there may be. */
export const DEMO_VARIANTS_MAX = 10 ** NUMBER_DIGITS - 1;
const SKU_BYTES_MAX = 100;
/** Everything but packed parameters and SKU: field count, seven lengths, id, two ids of 4, two times of 8. */
const FIXED_BYTES = 2 + FIELDS * 4 + ID_BYTES + 2 * 4 + 2 * 8;
/** As in the synthetic seed: less than the 64 pages by which a relation grows. */
const BLOCK_BYTES = 56 * 8_192;
const BLOCK_ROWS_MAX = 1_000;
/** Midnight of 2026-01-01 UTC in microseconds from 2000-01-01: equal arguments give equal bytes. */
const CREATED_MICROSECONDS = (Date.UTC(2026, 0, 1) - Date.UTC(2000, 0, 1)) * 1_000;
const CREATED_HIGH = Math.floor(CREATED_MICROSECONDS / 2 ** 32);
const CREATED_LOW = CREATED_MICROSECONDS % 2 ** 32;

/** Writes variants of the sample mill into blocks, one a partition in work: about 2 µs a row. */
export class DemoRows {
  private readonly blocks: RowBlock[];
  private readonly free: Buffer[] = [];
  private readonly keys: Int32Array;
  private readonly rowBytesMax: number;
  /** Namespace and SKU as they are hashed. */
  private readonly hashed = Buffer.alloc(NAMESPACE_BYTES.length + SKU_BYTES_MAX);
  /** Its beginnings by their length: a new view for each row would cost more than the digest's last round. */
  private readonly beginnings = Array.from(this.hashed, (_, n) => this.hashed.subarray(0, n + 1));
  private readonly id = Buffer.alloc(ID_BYTES);
  private readonly idView = new DataView(this.id.buffer, this.id.byteOffset, ID_BYTES);

  constructor(
    private readonly recipes: readonly DemoRecipe[],
    seed: number,
    /** Takes a full block; its bytes come back by `release`. */
    private readonly onFull: (block: RowBlock) => void,
  ) {
    this.keys = keysOf(seed, 3);
    const entriesMax = Math.max(...recipes.map(({ entries }) => entries.length));
    this.rowBytesMax = FIXED_BYTES + entriesMax * PACKED_ENTRY_BYTES + SKU_BYTES_MAX;
    NAMESPACE_BYTES.copy(this.hashed);
    // The first ones smaller and smaller: else all 64 would be full at once, again and again.
    this.blocks = Array.from({ length: PARTITION_COUNT }, (_, n) =>
      this.newBlock(n, Math.ceil((BLOCK_ROWS_MAX * (n + 1)) / PARTITION_COUNT)),
    );
  }

  /** Adds the variant of this number, 1 … `DEMO_VARIANTS_MAX`: which routing, yarn and shade follows from it. */
  add(number: number): void {
    const [recipeKey, yarnKey, shadeKey] = this.keys as unknown as [number, number, number];
    const draw = scramble(number ^ recipeKey);
    let recipeNo = 0;
    while (draw >= this.recipes[recipeNo]!.upTo) recipeNo++;
    const recipe = this.recipes[recipeNo]!;
    const yarnNo = scramble(number ^ yarnKey) % recipe.yarns.length;
    const shadeNo = scramble(number ^ shadeKey) % recipe.shades.length;
    const skuEnd = this.writeSku(recipe.skuHeads[yarnNo]![shadeNo]!, number);
    this.id.write(hash('sha1', this.beginnings[skuEnd - 1]!, 'binary'), 0, ID_BYTES, 'latin1');
    stampVersion5(this.id);
    const partitionNo = partitionOf(this.idView, 0);
    const block = this.blocks[partitionNo]!;
    this.writeRow(block, recipe, number, yarnNo, shadeNo, skuEnd);
    const isFull = ++block.rows === block.rowsMax || block.length + this.rowBytesMax > BLOCK_BYTES - FRAME_HEADER_BYTES;
    if (!isFull) return;
    this.blocks[partitionNo] = this.newBlock(partitionNo, BLOCK_ROWS_MAX);
    this.onFull(block);
  }

  /** Hands over every block that has rows. */
  flush(): void {
    for (const block of this.blocks) if (block.rows > 0) this.onFull(block);
  }

  /** Takes back the memory of a block that was sent. */
  release(block: RowBlock): void {
    this.free.push(block.bytes);
  }

  /** Puts the SKU after the namespace, ready to be hashed; gives where it ends. */
  private writeSku(head: Uint8Array, number: number): number {
    let at = NAMESPACE_BYTES.length;
    for (let n = 0; n < head.length; n++) this.hashed[at++] = head[n]!;
    const end = at + NUMBER_DIGITS;
    for (let n = end - 1, rest = number; n >= at; n--) {
      const tens = (rest / 10) | 0;
      this.hashed[n] = 48 + rest - tens * 10;
      rest = tens;
    }
    return end;
  }

  private writeRow(
    block: RowBlock,
    { routingId, yarns, shades, entries }: DemoRecipe,
    number: number,
    yarnNo: number,
    shadeNo: number,
    skuEnd: number,
  ): void {
    const { view, bytes } = block;
    const { id: yarnId, countNe } = yarns[yarnNo]!;
    const shade = shades[shadeNo]!;
    let at = FRAME_HEADER_BYTES + block.length;
    view.setInt16(at, FIELDS);
    view.setInt32(at + 2, ID_BYTES);
    for (let n = 0; n < ID_BYTES; n += 4) view.setInt32(at + 6 + n, this.idView.getInt32(n));
    at += 6 + ID_BYTES;
    view.setInt32(at, 4);
    view.setInt32(at + 4, yarnId);
    view.setInt32(at + 8, 4);
    view.setInt32(at + 12, routingId);
    at += 16;
    // Created and updated, as two halves each: a bigint would be made anew for every row.
    for (let times = 0; times < 2; times++, at += 12) {
      view.setInt32(at, 8);
      view.setUint32(at + 4, CREATED_HIGH);
      view.setUint32(at + 8, CREATED_LOW);
    }
    const lengthAt = at;
    at += 4;
    for (let n = 0; n < entries.length; n++) {
      const entry = entries[n]!;
      const value = entry.value(number, countNe, shade);
      if (Number.isNaN(value)) continue;
      view.setInt16(at, entry.parameterId);
      view.setFloat64(at + 2, value);
      at += PACKED_ENTRY_BYTES;
    }
    view.setInt32(lengthAt, at - lengthAt - 4);
    view.setInt32(at, skuEnd - NAMESPACE_BYTES.length);
    at += 4;
    for (let n = NAMESPACE_BYTES.length; n < skuEnd; n++) bytes[at++] = this.hashed[n]!;
    block.length = at - FRAME_HEADER_BYTES;
  }

  private newBlock(partitionNo: PartitionNo, rowsMax: number): RowBlock {
    const bytes = this.free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { partitionNo, bytes, view, length: 0, rows: 0, rowsMax };
  }
}
