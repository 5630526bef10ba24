import type { Client } from 'pg';
import type { PartitionNo } from '#costing';
import { copyIn } from '../copy/copy-in.js';
import { variantsPartition } from '../sql/generations.js';
import { type RowBlock, ROW_COLUMNS } from './variant-rows.js';

/** Rows made by the program bring their times along. */
const INTO_LEAF = (partitionNo: PartitionNo): string =>
  `COPY ${variantsPartition(partitionNo)} (${ROW_COLUMNS}) FROM STDIN (FORMAT binary, FREEZE)`;

/** Blocks that may wait while the server is busy; more would only cost memory. */
const WAITING_MAX = 16;

/**
 * Loads blocks one after another into their leaves over one connection. Each block is a COPY of its own: the leaves
 * were emptied in this transaction, so rows are frozen as they come and, with `wal_level=minimal`, not logged.
 */
export class LeafLoader {
  rows = 0;
  private readonly waiting: RowBlock[] = [];
  private running: Promise<void> | null = null;
  private current: Promise<number> | null = null;
  private failure: Error | null = null;

  constructor(
    private readonly client: Client,
    private readonly onLoaded: (block: RowBlock) => void,
    /** The COPY that takes a partition's blocks. */
    private readonly copyStatement: (partitionNo: PartitionNo) => string = INTO_LEAF,
  ) {}

  add(block: RowBlock): void {
    this.waiting.push(block);
    this.running ??= this.run();
  }

  /** Resolves when there is room for more; throws what the server said when a block failed. */
  async room(): Promise<void> {
    // At least one turn of the event loop: blocks are sent there.
    await new Promise(setImmediate);
    while (this.waiting.length >= WAITING_MAX && !this.failure) await this.current?.catch(() => undefined);
    if (this.failure) throw this.failure;
  }

  /** Resolves when all blocks are loaded. */
  async finish(): Promise<void> {
    await this.running;
    if (this.failure) throw this.failure;
  }

  private async run(): Promise<void> {
    try {
      for (let block; !this.failure && (block = this.waiting.shift());) {
        this.current = this.load(block);
        this.rows += await this.current;
        this.onLoaded(block);
      }
    } catch (error) {
      this.failure = error as Error;
    }
    this.running = null;
  }

  private async load({ partitionNo, bytes, length }: RowBlock): Promise<number> {
    const copy = await copyIn(this.client, this.copyStatement(partitionNo));
    await copy.send(bytes, length);
    return copy.finish();
  }
}
