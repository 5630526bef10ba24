import { FRAME_HEADER_BYTES, type CopyIn } from './copy-in.js';
import type { StagedLists } from './staged-lists.js';

/** Columns of a block's fields; job and generation are the leaf's defaults, the same in every row. */
export const SUMMARY_COLUMNS = 'variant_id, material_micros, process_micros, overhead_micros';

/** int16 field count; uuid and three bigint fields, each after its int32 length. */
const ROW_BYTES = 2 + (4 + 16) + 3 * (4 + 8);
const ID_AT = 6;
const MICROS_AT = [26, 38, 50] as const;
const LENGTH_BYTES = 4;
const TWO_POW_32 = 4_294_967_296;

/** Blocks that may be on their way to the server while the next one is filled. */
const BLOCKS = 4;

interface Block {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/**
 * Blocks that are laid out once and used over and over: what is the same in every row (field count, lengths) is never
 * written again, a row costs its id and three integers.
 */
export class BlockPool {
  private readonly free: Block[] = [];

  constructor(readonly blockRows: number) {}

  take(): Block {
    return this.free.pop() ?? this.layOut();
  }

  /** For a block that nobody reads any more. */
  giveBack(block: Block): void {
    this.free.push(block);
  }

  private layOut(): Block {
    const bytes = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + this.blockRows * ROW_BYTES);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let n = 0; n < this.blockRows; n++) {
      const row = FRAME_HEADER_BYTES + n * ROW_BYTES;
      view.setInt16(row, 4);
      view.setInt32(row + ID_AT - 4, 16);
      for (const microsAt of MICROS_AT) view.setInt32(row + microsAt - 4, 8);
    }
    return { bytes, view };
  }
}

/** Encodes cost summaries into blocks of a binary COPY. */
export class SummaryBlocks {
  private current: Block;
  private rowsInBlock = 0;
  private hasSent = false;
  private failure: Error | null = null;
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly copy: Pick<CopyIn, 'send'>,
    private readonly pool: BlockPool,
    /** Told to pause when enough blocks are on their way; rows still fit while it stops. */
    private readonly source: { pause(): void; resume(): void },
  ) {
    this.current = pool.take();
  }

  /** Adds a summary: the id's 16 bytes lie in `ids` at `idAt`; micros are integers within ±(2^53 − 1). */
  add(ids: DataView, idAt: number, micros: Float64Array): void {
    const { view } = this.current;
    const row = FRAME_HEADER_BYTES + this.rowsInBlock * ROW_BYTES;
    view.setInt32(row + ID_AT, ids.getInt32(idAt));
    view.setInt32(row + ID_AT + 4, ids.getInt32(idAt + 4));
    view.setInt32(row + ID_AT + 8, ids.getInt32(idAt + 8));
    view.setInt32(row + ID_AT + 12, ids.getInt32(idAt + 12));
    setMicros(view, row + MICROS_AT[0], micros[0]!);
    setMicros(view, row + MICROS_AT[1], micros[1]!);
    setMicros(view, row + MICROS_AT[2], micros[2]!);
    if (++this.rowsInBlock === this.pool.blockRows) this.sendBlock();
  }

  /** Rows that are all held here; null: some were sent. */
  get held(): number | null {
    return this.hasSent ? null : this.rowsInBlock;
  }

  /** Instead of `flush`, of what is held: gives the rows to lists. No row may follow. */
  takeHeld(lists: Pick<StagedLists, 'addCosted'>): void {
    const { bytes } = this.current;
    const [materialAt, processAt, overheadAt] = MICROS_AT;
    for (let n = 0; n < this.rowsInBlock; n++) {
      const row = FRAME_HEADER_BYTES + n * ROW_BYTES - LENGTH_BYTES;
      lists.addCosted(bytes, row + ID_AT, row + materialAt, row + processAt, row + overheadAt);
    }
    this.pool.giveBack(this.current);
  }

  /** Sends what is left and waits until the server has taken every block. No row may follow. */
  async flush(): Promise<void> {
    if (this.rowsInBlock > 0) this.sendBlock();
    this.pool.giveBack(this.current);
    await Promise.all(this.pending);
    if (this.failure) throw this.failure;
  }

  private sendBlock(): void {
    if (this.failure) throw this.failure;
    this.hasSent = true;
    const block = this.current;
    const sent = this.copy.send(block.bytes, this.rowsInBlock * ROW_BYTES).then(
      () => {
        this.pool.giveBack(block);
        this.pending.delete(sent);
        if (this.pending.size === BLOCKS - 1) this.source.resume();
      },
      (error: Error) => {
        this.pending.delete(sent);
        this.failure ??= error;
        this.source.resume();
      },
    );
    this.pending.add(sent);
    if (this.pending.size === BLOCKS) this.source.pause();
    this.current = this.pool.take();
    this.rowsInBlock = 0;
  }
}

/** Two halves instead of a BigInt: a double holds the integer exactly, and nothing is allocated. */
function setMicros(view: DataView, at: number, micros: number): void {
  view.setInt32(at, Math.floor(micros / TWO_POW_32));
  view.setInt32(at + 4, micros | 0);
}
