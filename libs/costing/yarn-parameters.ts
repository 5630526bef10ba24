/**
 * Own parameters of master yarns in one packed run, as a job's snapshot carries them: entries of
 * `int32 yarn id, int32 length, packed parameters`, big-endian, ascending by id. Found by binary search, so that
 * hundreds of thousands of yarns cost eight bytes each beside their data and nothing on the heap.
 */
export class YarnParameters {
  private readonly ids: Int32Array;
  private readonly offsets: Int32Array;

  constructor(readonly packed: Uint8Array) {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    let count = 0;
    for (let offset = 0; offset < packed.byteLength; offset += 8 + view.getInt32(offset + 4)) count++;
    this.ids = new Int32Array(count);
    this.offsets = new Int32Array(count);
    for (let offset = 0, n = 0; n < count; n++) {
      this.ids[n] = view.getInt32(offset);
      this.offsets[n] = offset;
      offset += 8 + view.getInt32(offset + 4);
    }
  }

  /** No yarn has parameters of its own. */
  get isEmpty(): boolean {
    return this.ids.length === 0;
  }

  /** Packed parameters of one yarn; empty when it has none. */
  get(yarnId: number): Uint8Array {
    let low = 0;
    let high = this.ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const id = this.ids[middle]!;
      if (id === yarnId) return this.entryAt(this.offsets[middle]!);
      if (id < yarnId) low = middle + 1;
      else high = middle - 1;
    }
    return EMPTY;
  }

  private entryAt(offset: number): Uint8Array {
    const view = new DataView(this.packed.buffer, this.packed.byteOffset + offset, 8);
    return this.packed.subarray(offset + 8, offset + 8 + view.getInt32(4));
  }
}

const EMPTY = new Uint8Array(0);
