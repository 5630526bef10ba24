/** 2^32 divided by the golden ratio: spreads consecutive ids over a table of any power of two. */
const SPREAD = 0x9e3779b1;
const ENTRY_HEADER_BYTES = 8;

/**
 * Own parameters of master yarns in one packed run, as a job's snapshot carries them: entries of
 * `int32 yarn id, int32 length, packed parameters`, big-endian. Found through a table of their places, so that hundreds
 * of thousands of yarns cost eight to sixteen bytes each beside their data, and a look-up one or two reads.
 */
export class YarnParameters {
  readonly view: DataView;
  /** Place + 1 of an entry in `packed`, 0 for none: open addressing, at most half full. */
  private readonly table: Int32Array;
  private readonly shift: number;

  constructor(readonly packed: Uint8Array) {
    this.view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    let count = 0;
    for (let at = 0; at < packed.byteLength; at = this.endOf(at)) count++;
    const bits = Math.max(1, Math.ceil(Math.log2(count + 1)) + 1);
    this.table = new Int32Array(2 ** bits);
    this.shift = 32 - bits;
    for (let at = 0; at < packed.byteLength; at = this.endOf(at)) {
      let index = this.indexOf(this.view.getInt32(at));
      while (this.table[index] !== 0) index = (index + 1) & (this.table.length - 1);
      this.table[index] = at + 1;
    }
  }

  /** Where a yarn's entry begins in `packed`; −1 when it has no parameters of its own. */
  find(yarnId: number): number {
    const { table, view } = this;
    for (let index = this.indexOf(yarnId); ; index = (index + 1) & (table.length - 1)) {
      const at = table[index]! - 1;
      if (at < 0 || view.getInt32(at) === yarnId) return at;
    }
  }

  /** Where the packed parameters of the entry at `at` begin. */
  startOf(at: number): number {
    return at + ENTRY_HEADER_BYTES;
  }

  /** Where the entry at `at` ends. */
  endOf(at: number): number {
    return at + ENTRY_HEADER_BYTES + this.view.getInt32(at + 4);
  }

  /** Packed parameters of one yarn; empty when it has none. */
  get(yarnId: number): Uint8Array {
    const at = this.find(yarnId);
    return at < 0 ? EMPTY : this.packed.subarray(this.startOf(at), this.endOf(at));
  }

  /** Every yarn that has parameters, with its packed ones. */
  *[Symbol.iterator](): Generator<readonly [yarnId: number, packed: Uint8Array]> {
    for (let at = 0; at < this.packed.byteLength; at = this.endOf(at)) {
      yield [this.view.getInt32(at), this.packed.subarray(this.startOf(at), this.endOf(at))];
    }
  }

  private indexOf(yarnId: number): number {
    return Math.imul(yarnId, SPREAD) >>> this.shift;
  }
}

const EMPTY = new Uint8Array(0);
