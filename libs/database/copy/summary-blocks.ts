import { FRAME_HEADER_BYTES, type CopyIn } from './copy-in.js';
import { highHalf, lowHalf } from './micros-halves.js';
import { mixedOrder } from './mixed-order.js';
import type { StagedLists } from './staged-lists.js';
import { SummaryRows } from './summary-rows.js';

/** Columns of a block's fields; job and generation are the leaf's defaults, the same in every row. */
export const SUMMARY_COLUMNS = 'variant_id, material_micros, process_micros, overhead_micros';

/** The same in staging: which row of the leaf it replaces, (0,0) for none. */
export const STAGED_COLUMNS = `${SUMMARY_COLUMNS}, place`;

/** int16 field count; uuid, three bigint fields and perhaps a tid, each after its int32 length. */
const SUMMARY_BYTES = 2 + (4 + 16) + 3 * (4 + 8);
const STAGED_BYTES = SUMMARY_BYTES + (4 + 6);
const ID_AT = 6;
const MICROS_AT = [26, 38, 50] as const;
const PLACE_AT = 62;

/** Blocks that may be on their way to the server while the next one is filled. */
const BLOCKS = 4;

interface Block {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/**
 * Blocks that are laid out once and used over and over: what is the same in every row (field count, lengths) is never
 * written again, a row costs its id and three integers. With them the memory of rows that wait for their block.
 */
export class BlockPool {
  private readonly free: Block[] = [];
  private readonly freeRows: SummaryRows[] = [];

  /** `hasPlaces`: rows are staged. */
  constructor(
    readonly blockRows: number,
    readonly hasPlaces = false,
  ) {}

  get rowBytes(): number {
    return this.hasPlaces ? STAGED_BYTES : SUMMARY_BYTES;
  }

  take(): Block {
    return this.free.pop() ?? this.layOut();
  }

  /** For a block that nobody reads any more. */
  giveBack(block: Block): void {
    this.free.push(block);
  }

  takeRows(): SummaryRows {
    return this.freeRows.pop() ?? new SummaryRows(this.blockRows);
  }

  giveBackRows(rows: SummaryRows): void {
    rows.clear();
    this.freeRows.push(rows);
  }

  private layOut(): Block {
    const { rowBytes, hasPlaces } = this;
    const bytes = Buffer.allocUnsafeSlow(FRAME_HEADER_BYTES + this.blockRows * rowBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let n = 0; n < this.blockRows; n++) {
      const row = FRAME_HEADER_BYTES + n * rowBytes;
      view.setInt16(row, hasPlaces ? 5 : 4);
      view.setInt32(row + ID_AT - 4, 16);
      for (const microsAt of MICROS_AT) view.setInt32(row + microsAt - 4, 8);
      if (hasPlaces) view.setInt32(row + PLACE_AT - 4, 6);
    }
    return { bytes, view };
  }
}

/**
 * Encodes cost summaries into blocks of a binary COPY, for a leaf or for staging. Those for a leaf are mixed by
 * `mixedOrder`, which decides which pages a delta will touch.
 */
export class SummaryBlocks {
  /** Staged rows that replace one. */
  placed = 0;
  private readonly rows: SummaryRows;
  private hasSent = false;
  private failure: Error | null = null;
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly copy: Pick<CopyIn, 'send'>,
    private readonly pool: BlockPool,
    /** Told to pause when enough blocks are on their way; rows still fit while it stops. */
    private readonly source: { pause(): void; resume(): void },
  ) {
    this.rows = pool.takeRows();
  }

  /**
   * Adds a summary: the id's 16 bytes lie in `ids` at `idAt`; micros are integers within ±(2^53 − 1); `group` counts from
   * 0 and says with which others it is likely to change.
   */
  add(ids: DataView, idAt: number, micros: Float64Array, group: number): void {
    this.rows.add(ids, idAt, micros, group);
    if (this.rows.count === this.pool.blockRows) this.sendBlock();
  }

  /** The same for staging: the six bytes of its place lie in `row` at `placeAt`, null where it has none. */
  addStaged(row: DataView, idAt: number, micros: Float64Array, placeAt: number | null): void {
    if (placeAt === null) this.rows.setNoPlace();
    else {
      this.rows.setPlace(row, placeAt);
      this.placed++;
    }
    this.add(row, idAt, micros, 0);
  }

  /** Rows that are all held here; null: some were sent. */
  get held(): number | null {
    return this.hasSent ? null : this.rows.count;
  }

  /** Instead of `flush`, of what is held: gives the rows to lists, in the order of `add`. No row may follow. */
  takeHeld(lists: Pick<StagedLists, 'addCosted'>): void {
    for (let n = 0; n < this.rows.count; n++) lists.addCosted(this.rows, n);
    this.pool.giveBackRows(this.rows);
  }

  /** Sends what is left and waits until the server has taken every block. No row may follow. */
  async flush(): Promise<void> {
    if (this.rows.count > 0) this.sendBlock();
    this.pool.giveBackRows(this.rows);
    await Promise.all(this.pending);
    if (this.failure) throw this.failure;
  }

  private sendBlock(): void {
    if (this.failure) throw this.failure;
    this.hasSent = true;
    const block = this.pool.take();
    const { count } = this.rows;
    encode(block.view, this.rows, this.pool);
    this.rows.clear();
    const sent = this.copy.send(block.bytes, count * this.pool.rowBytes).then(
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
  }
}

function encode(view: DataView, rows: SummaryRows, { rowBytes, hasPlaces }: BlockPool): void {
  const { ids, micros, places, count } = rows;
  const order = hasPlaces ? null : mixedOrder(rows);
  for (let k = 0; k < count; k++) {
    const n = order ? order[k]! : k;
    const row = FRAME_HEADER_BYTES + k * rowBytes;
    view.setInt32(row + ID_AT, ids[4 * n]!);
    view.setInt32(row + ID_AT + 4, ids[4 * n + 1]!);
    view.setInt32(row + ID_AT + 8, ids[4 * n + 2]!);
    view.setInt32(row + ID_AT + 12, ids[4 * n + 3]!);
    setMicros(view, row + MICROS_AT[0], micros[3 * n]!);
    setMicros(view, row + MICROS_AT[1], micros[3 * n + 1]!);
    setMicros(view, row + MICROS_AT[2], micros[3 * n + 2]!);
    if (!hasPlaces) continue;
    view.setInt32(row + PLACE_AT, places[2 * n]!);
    view.setInt16(row + PLACE_AT + 4, places[2 * n + 1]!);
  }
}

function setMicros(view: DataView, at: number, micros: number): void {
  view.setInt32(at, highHalf(micros));
  view.setInt32(at + 4, lowHalf(micros));
}
